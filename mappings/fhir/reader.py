"""The resources of an incoming bundle, and what their references mean in the model."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from mappings.codes import Coding, codes_of, concept_map
from mappings.fhir.constants import SID_PARTY, SID_UNIT
from mappings.fhir.node import MAPPED, Found, Log, Node, Said


@dataclass
class Resource:
    """One resource of the bundle. `ref` is what the model calls it: `person`, an id of a part or of an organisation."""

    kind: str
    node: Node
    url: str
    ref: Found | None = None


@dataclass
class Reader:
    """All resources by type and by address, in the order of the document."""

    log: Log = field(default_factory=Log)
    resources: list[Resource] = field(default_factory=list)
    by_url: dict[str, Resource] = field(default_factory=dict)
    _pointing: dict[tuple[str, str], dict[str, list[Resource]]] = field(default_factory=dict)

    @property
    def ours(self) -> bool:
        """Whether a gateway of this kind wrote it, so that nothing may be left open."""
        return not self.log.lenient

    def add(self, node: Node, url: str) -> None:
        """Take in one resource, with those contained in it."""
        node.within = url
        kind = node.peek("resourceType") or ""
        resource = Resource(kind, node, url)
        self.resources.append(resource)
        if url and url in self.by_url:
            self.log.find("SIP151", node.path, soft=True)
        self._known_as(url, resource)
        if node.peek("id"):
            self._known_as(f"{kind}/{node.peek('id')}", resource)
        for inner in node.children("contained") if node.has("contained") else []:
            self.add(inner, f"{url}#{inner.peek('id') or ''}")
            self.resources[-1].node.within = url

    def _known_as(self, url: str, resource: Resource) -> None:
        if url:
            self.by_url.setdefault(url, resource)

    def of(self, *kinds: str) -> list[Resource]:
        """The resources of some types, in order."""
        return [each for each in self.resources if each.kind in kinds]

    def pointing(self, kind: str, name: str, resource: Resource) -> list[Resource]:
        """The resources of one type whose references in one field point at this one; looked up once for all."""
        if (kind, name) not in self._pointing:
            table = self._pointing[kind, name] = {}
            for each in self.of(kind):
                for reference in each.node.children(name):
                    if (found := self.target(reference)) is not None:
                        table.setdefault(found.url, []).append(each)
        return self._pointing[kind, name].get(resource.url, [])

    def peek_target(self, reference: Node | None) -> Resource | None:
        """The resource a Reference points at, if it is here; nothing is marked."""
        url = None if reference is None else reference.value.get("reference")
        if reference is None or not isinstance(url, str):
            return None
        found = self.by_url.get(f"{reference.within}{url}" if url[:1] == "#" else url)
        if found is None and "/" in url:
            found = self.by_url.get("/".join(url.split("/_history")[0].split("/")[-2:]))
        return found

    def target(self, reference: Node | None) -> Resource | None:
        """The resource a Reference points at; SIP136 when it should be in the bundle and is not."""
        found = self.peek_target(reference)
        if reference is None or found is None:
            if reference is None or reference.peek("reference") is None:
                return None
            self.log.find("SIP136", reference.at("reference"), soft=True)
            return None
        self.log.marks[id(reference.value), "reference"] = MAPPED
        if len(reference.value) > 1:
            reference.ignore("display", "the resource itself says it")
            reference.ignore("type", "the resource itself says it")
        return found

    def ref(self, reference: Node | None) -> Found | None:
        """What the model calls the one a Reference points at; None when it points at nobody that a SIP can name."""
        resource = self.target(reference)
        if reference is None or resource is None:
            return None
        if resource.ref is None:
            self.log.find("SIP137", reference.at("reference"), soft=True)
            return None
        return Found(resource.ref, reference, "reference")

    def refs(self, references: Iterable[Node]) -> list[Found]:
        """As `ref`, for several."""
        return [found for found in map(self.ref, references) if found is not None]

    def plainly(self, reference: object) -> Resource | None:
        """The resource that a Reference points at which says no more than a full URL of the bundle; marked as mapped.

        Nearly all are such, and need no node. None says nothing: `target` has to look.
        """
        if type(reference) is not dict or len(reference) != 1 or type(url := reference.get("reference")) is not str:
            return None
        found = self.by_url.get(url) if url[:1] != "#" else None
        if found is not None:
            self.log.marks[id(reference), "reference"] = MAPPED
        return found

    def follow(self, node: Node, name: str) -> None:
        """Follow the references in an array, so that none may lead nowhere."""
        said = node.value.get(name)
        if type(said) is not list or any(self.plainly(each) is None for each in said):
            for each in node.children(name):
                self.target(each)

    def ref_in(self, node: Node, name: str) -> Found | None:
        """As `ref`, of the Reference in a field."""
        found = self.plainly(node.value.get(name))
        if found is None or found.ref is None:
            return self.ref(node.child(name))
        return Found(found.ref, node, f"{name}.reference")

    def refs_in(self, node: Node, name: str) -> list[Found]:
        """As `refs`, of the References in an array."""
        said = node.value.get(name)
        refs: list[Found] = []
        if name not in node.value:
            return refs
        for place, each in enumerate(said if type(said) is list else (None,)):
            found = self.plainly(each)
            if found is None or found.ref is None:
                return self.refs(node.children(name))
            refs.append(Found(found.ref, node, f"{name}[{place}].reference"))
        return refs

    def logical(self, reference: Node | None) -> Found | None:
        """The id of a party that is referred to by its identifier alone."""
        identifier = reference.child("identifier") if reference is not None else None
        if reference is None or identifier is None:
            return None
        reference.take("type")
        system = identifier.peek("system") or ""
        if not (system in {SID_PARTY, SID_UNIT} or system.startswith("urn:oid:")):
            self.log.find("SIP138", identifier.at("system"), soft=True)
            return None
        identifier.take("system")
        return identifier.string("value")

    def code(self, node: Node | None, kind: type[StrEnum]) -> Found | None:
        """A Coding of ours as the code of the model; SIP140 for a code that our system does not have."""
        system, known = codes_of(kind)
        if node is None or node.value.get("system") != system:
            return None
        found = node.string("code")
        if found is None or found not in known:
            self.log.find("SIP140", node.at("code"), system=kind.__name__)
            return None
        self.log.marks[id(node.value), "system"] = MAPPED
        if len(node.value) > 2:
            node.ignore("display", "the code says it")
            node.ignore("version", "the code says it")
        return found

    def codes(self, nodes: Iterable[Node], kind: type[StrEnum]) -> list[Found]:
        """All codes of one system of ours among Codings."""
        return [found for node in nodes if (found := self.code(node, kind)) is not None]

    def concept(self, node: Node | None, kind: type[StrEnum], map_name: str | None = None) -> Found | None:
        """The code of a CodeableConcept: ours if it stands there, else what a ConceptMap of ours says of another's."""
        if node is None:
            return None
        if map_name is None and (only := self._only_code(node, kind)) is not None:
            return only
        codings = node.children("coding")
        known = self.codes(codings, kind)
        own = known[0] if known else None
        if map_name is None:
            return own
        table = concept_map(map_name)
        for each in codings:
            other = Coding(each.peek("system") or "", each.peek("code") or "")
            if own is not None and table.forward.get(own) == other:
                each.take("system", "code")
                each.ignore("display", "the code says it")
            elif own is None and (same := table.backward.get(other)) is not None:
                own = Found(same, each, "code")
                each.take("system", "code")
        return own

    def _only_code(self, node: Node, kind: type[StrEnum]) -> Found | None:
        """The code of ours in a concept that says nothing else: most do. None says nothing."""
        said = node.value.get("coding")
        if type(said) is not list or len(said) != 1 or type(each := said[0]) is not dict or len(each) != 2:
            return None
        system, known = codes_of(kind)
        code = each.get("code")
        if each.get("system") != system or type(code) is not str or code not in known:
            return None
        marks, own = self.log.marks, id(each)
        marks[own, "system"] = marks[own, "code"] = MAPPED
        return Found(code, node, "coding[0].code")

    def mapped(self, node: Node, name: str, map_name: str) -> Found | None:
        """A required code of R4 as a code of the model; SIP141 when the map has no row for it."""
        value = node.peek(name)
        if value is None:
            return None
        same = concept_map(map_name).forward.get(value)
        if same is None:
            self.log.find("SIP141", node.at(name), soft=True)
            return None
        node.take(name)
        return Found(same.code, node.at(name))

    def words(self, concept: Node | None) -> Found | None:
        """What a CodeableConcept says in words: its text, or else the display of a code."""
        if concept is None:
            return None
        if (text := concept.string("text")) is not None:
            return text
        displays = (each.string("display") for each in concept.children("coding") if each.has("display"))
        return next((each for each in displays if each is not None), None)


def said_by(node: Node, **fields: object) -> Said:
    """Plain data of a part, without what nothing was said of, and the path of who said it."""

    said = Said({name: value for name, value in fields.items() if value is not None})
    said.path = node
    return said
