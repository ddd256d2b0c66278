"""Draw `structure.json`: the facts of R4 and of our profiles that the structure check needs, and nothing else.

A developer's tool, called by `compile.py`. Of each type: its elements, how often each may stand, of what types, bound
to which codes, referring to which resources, fixed to what. Profiles and extensions of ours are types of their own,
under their address: what they narrow is narrowed in the table. Slices of extensions become the extensions that may
stand there; other slices stay with the referee, which judges every profile in CI, as do invariants.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Json = dict[str, Any]

RESOURCES = [
    "Appointment",
    "Binary",
    "Bundle",
    "CarePlan",
    "CareTeam",
    "Condition",
    "Consent",
    "DocumentReference",
    "Encounter",
    "Goal",
    "MessageHeader",
    "Observation",
    "OperationOutcome",
    "Organization",
    "Patient",
    "Practitioner",
    "PractitionerRole",
    "Provenance",
    "RelatedPerson",
    "ServiceRequest",
    "Task",
]
"""The types of resource that a message of ours can hold."""

_DEFINITION = "http://hl7.org/fhir/StructureDefinition/"
_OF_STRING = "http://hl7.org/fhirpath/System.String"
_MOST_CODES = 1000
_SLICE = "extension:"


class Facts:
    """What is drawn from a folder of definitions of R4 and one of ours."""

    def __init__(self, core: Path, ours: Path) -> None:
        self._core, self._ours = core, ours
        self._waiting: list[str] = list(RESOURCES)
        self._types: dict[str, Json] = {}
        self._value_sets: dict[str, list[str] | None] = {}
        paths = sorted(ours.glob("StructureDefinition-*.json"))
        self._our_definitions = [json.loads(path.read_text("utf-8")) for path in paths]
        self._type_of = {each["url"]: each["type"] for each in self._our_definitions}

    def drawn(self) -> Json:
        """The whole table, in a stable order."""
        while self._waiting:
            name = self._waiting.pop()
            path = self._core / f"StructureDefinition-{name}.json"
            if name not in self._types and path.is_file():
                definition = json.loads(path.read_text("utf-8"))
                if definition["kind"] != "primitive-type":
                    self._definition(definition, name)
        for definition in self._our_definitions:
            self._definition(definition, definition["url"])
        codes = {url: codes for url, codes in self._value_sets.items() if codes is not None}
        return {
            "types": {name: self._types[name] for name in sorted(self._types)},
            "codes": {url: codes[url] for url in sorted(codes)},
        }

    def _definition(self, definition: Json, name: str) -> None:
        elements = definition["snapshot"]["element"]
        has_children = {each["id"].rpartition(".")[0] for each in elements}
        own = self._types.setdefault(name, {})
        if definition["kind"] == "resource":
            own["@resource"] = definition["type"]
        for each in elements[1:]:
            *above, last = each["id"].split(".")[1:]
            if any(":" in part and not part.startswith(_SLICE) for part in (*above, last)):
                continue
            owner = name + "".join(map(_step, above))
            inner = owner + _step(last)
            rows = self._types.setdefault(owner, {})
            if last.startswith(_SLICE):
                profile = [url for kind in each.get("type", ()) for url in kind.get("profile", ())]
                slices = rows.setdefault("@extensions", {})
                slices[last.removeprefix(_SLICE)] = [each["min"], _max(each), profile[0] if profile else inner]
            else:
                rows[last] = self._element(each, inner if each["id"] in has_children else None, definition)

    def _element(self, each: Json, inner: str | None, definition: Json) -> list[Any]:
        """Least, most, types, codes, targets, fixed: trailing empty ones left out."""
        if "contentReference" in each:
            return [each["min"], _max(each), [each["contentReference"].partition("#")[2]]]
        kinds = [_kind(each, kind, definition) for kind in each.get("type", ())]
        self._waiting += kinds
        if each["max"] == "0":
            return [0, 0, []]
        unfolded = inner is not None and len(kinds) == 1 and kinds[0][:1].isupper()
        said = [
            each["min"],
            _max(each),
            [inner] if unfolded else kinds,
            self._bound(each),
            self._targets(each),
            next((each[key] for key in each if key.startswith(("fixed", "pattern"))), None),
        ]
        while said[-1] is None:
            said.pop()
        return said

    def _targets(self, each: Json) -> list[str] | None:
        urls = [url for kind in each.get("type", ()) for url in kind.get("targetProfile", ())]
        names = sorted({self._type_of.get(url, url.removeprefix(_DEFINITION)) for url in urls})
        references = any(kind.get("code") == "Reference" for kind in each.get("type", ()))
        return names if references and names and "Resource" not in names else None

    def _bound(self, each: Json) -> str | None:
        binding = each.get("binding", {})
        url = binding.get("valueSet", "").partition("|")[0]
        if binding.get("strength") != "required" or not url:
            return None
        if url not in self._value_sets:
            codes = self._expanded(url)
            self._value_sets[url] = None if codes is None or len(codes) > _MOST_CODES else codes
        return url if self._value_sets[url] is not None else None

    def _expanded(self, url: str) -> list[str] | None:
        """Every `system|code` of a value set; None when it cannot be listed."""
        definition = self._resource("ValueSet", url)
        if definition is None or definition.get("compose", {}).get("exclude"):
            return None
        found: list[str] = []
        for include in definition["compose"]["include"]:
            codes = self._included(include)
            if codes is None:
                return None
            found += codes
        return list(dict.fromkeys(found))

    def _included(self, include: Json) -> list[str] | None:
        if "filter" in include:
            return None
        if "valueSet" in include:
            lists = [self._expanded(url.partition("|")[0]) for url in include["valueSet"]]
            return None if None in lists or "system" in include else [each for some in lists for each in some or ()]
        system = include["system"]
        if "concept" in include:
            return [f"{system}|{each['code']}" for each in include["concept"]]
        listed = self._resource("CodeSystem", system)
        if listed is None or listed.get("content") != "complete":
            return None
        return [f"{system}|{code}" for code in _codes(listed.get("concept", ()))]

    def _resource(self, kind: str, url: str) -> Json | None:
        for folder in (self._ours, self._core):
            for path in (folder / f"{kind}-{url.rpartition('/')[2]}.json",):
                if path.is_file() and (found := json.loads(path.read_text("utf-8")))["url"] == url:
                    return dict(found)
        return self._searched(kind, url)

    def _searched(self, kind: str, url: str) -> Json | None:
        for path in sorted(self._core.glob(f"{kind}-*.json")):
            text = path.read_text("utf-8")
            if f'"{url}"' in text and (found := json.loads(text)).get("url") == url:
                return dict(found)
        return None


def _step(part: str) -> str:
    """A step of the name of a type: of an element that has elements, or of an extension that is one of several."""
    return f"/{part.removeprefix(_SLICE)}" if part.startswith(_SLICE) else f".{part}"


def _codes(concepts: Any) -> Iterator[str]:
    for each in concepts:
        yield each["code"]
        yield from _codes(each.get("concept", ()))


def _kind(each: Json, kind: Json, definition: Json) -> str:
    if kind["code"] != _OF_STRING:
        return str(kind["code"]).removeprefix("http://hl7.org/fhirpath/System.")
    if each["path"].endswith(".id") and each["path"].count(".") == 1 and definition.get("kind") == "resource":
        return "id"
    fhir = [str(one.get("valueUrl", "string")) for one in kind.get("extension", ())]
    return fhir[0] if fhir else "string"


def _max(each: Json) -> Any:
    """How often at most; None: any number; in a list where R4 has an array of what a profile lets stand so often."""
    if each["max"] == "*":
        return None
    most = int(each["max"])
    return [most] if each.get("base", {}).get("max", "1") not in ("0", "1") and most else most


def formatted(facts: Json) -> bytes:
    """One type a line, so that a change can be read."""
    lines = [
        f'"{part}":{{\n'
        + ",\n".join(
            f"{json.dumps(name)}:{json.dumps(said, ensure_ascii=False, separators=(',', ':'))}"
            for name, said in facts[part].items()
        )
        + "\n}"
        for part in facts
    ]
    return ("{" + ",\n".join(lines) + "}\n").encode("utf-8")
