"""The quick check: whether a piece of FHIR is sound, yes or no.

Theory of operation. For each type, and each sequence of names that an object of it was met with, one function of our
own text is written and compiled. The names in that text are the table's, never the document's: an object with a name
that the table does not know, or without one that must stand, gets the function that says no. What is left to be done
for each object are a look-up by its names and the questions to its values. Addresses, codes and dates that were right
once are remembered, and constants of the mapping, which live as long as the process, are known by their identity.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from mappings.fhir.constants import Constant
from mappings.fhir.structure.facts import EXTENSION, RESOURCE, Element, Type, type_of
from mappings.fhir.structure.faults import (
    bound,
    extension_type,
    faults_in,
    holds,
    leads_nowhere,
    outside,
    resource_type,
)
from mappings.fhir.structure.primitives import IS
from mappings.fhir.structure.references import Everything, Targets
from mappings.fhir.structure.remembered import constants_of, once, remembering, right_of

_MOST_SHAPES = 500
"""Of one type, for others' objects: our own have far fewer."""

Sound = Callable[[Any, Targets], bool]


def sound_resource(value: Any, targets: Targets) -> bool:
    """Whether a resource or bundle is sound. No: the thorough check says why."""
    return _answer(_resource, value, targets)


def sound_entries(entries: Any, targets: Targets) -> bool:
    """Whether every entry of a bundle is sound, and no two have the same address."""
    each_sound = _of_type("Bundle.entry")
    try:
        return len(targets) == len(entries) and all(each_sound(each, targets) for each in entries)
    except (AttributeError, KeyError, TypeError):
        return False


def _answer(sound: Sound, value: Any, targets: Targets) -> bool:
    try:
        return sound(value, targets)
    except (AttributeError, KeyError, TypeError):  # a value of a kind that is asked for nothing of the sort
        return False


def _resource(value: Any, targets: Targets) -> bool:
    kind = _kind_of_resource(value["resourceType"], value.get("meta"))
    if kind is None:  # others may send what no message of ours has
        return type(targets) is Everything and isinstance(value["resourceType"], str)
    return _of_type(kind)(value, targets)


_kinds: dict[tuple[str, int], tuple[Any, str | None]] = {}


def _kind_of_resource(named: str, meta: Any) -> str | None:
    """The type or profile; a constant `meta` is looked at once."""
    if type(meta) is not Constant:
        return resource_type({"resourceType": named, "meta": meta})
    known = _kinds.get((named, id(meta)))
    if known is None:
        known = _kinds[named, id(meta)] = meta, resource_type({"resourceType": named, "meta": meta})
    return known[1]


Shapes = dict[tuple[str, ...], Sound]


@cache
def _shapes(_: str) -> Shapes:
    """For a type: names that an object of it was met with → the function for them."""
    return {}


@cache
def _of_type(name: str) -> Sound:
    """The function for a type: it finds, or writes, the one for the names of the object."""
    if name == RESOURCE:
        return _resource
    shapes, constants, of = _shapes(name), constants_of(name), type_of(name)

    def sound(value: Any, targets: Targets) -> bool:
        if id(value) in constants:
            return True
        names = tuple(value)
        shape = shapes.get(names)
        if shape is None:
            shape = _written(of, names)
            if len(shapes) < _MOST_SHAPES:
                shapes[names] = shape
        if not shape(value, targets):
            return False
        if type(value) is Constant:
            constants[id(value)] = value
        return True

    return sound


def _written(of: Type, names: tuple[str, ...]) -> Sound:
    """The function for objects of a type with these names."""
    if not names or not _may_be(of, names):
        return lambda _, __: False
    text = _Text(of)
    for name in names:
        beside, element = name.startswith("_"), of.elements.get(name.removeprefix("_"))
        if element is not None and element.many and element.primitive and (beside or f"_{name}" in names):
            return lambda value, targets: not faults_in(value, of.name, "", targets)  # seldom: gaps in lists
        if element is not None:
            text.field(name, _BESIDE if beside else element)
    if of.extensions and "extension" in names:
        text.ask(f"{text.put(_slices_hold(of))}(value)")
    return text.compiled()


def _may_be(of: Type, names: tuple[str, ...]) -> bool:
    """What the names alone say: all known, none missing, one of each choice."""
    groups: set[str] = set()
    for name in names:
        element = of.elements.get(name.removeprefix("_"))
        if name == "resourceType" and of.of_resource:
            continue
        if element is None or element.most == 0 or (name.startswith("_") and not element.primitive):
            return False
        if element.group in groups and not name.startswith("_") and f"_{name}" not in names:
            return False
        groups.add(element.group)
    if "extension" not in names and any(each.least for each in of.extensions.values()):
        return False
    if of.is_extension and ("extension" in names) == any(name.startswith(("value", "_value")) for name in names):
        return False
    return groups.issuperset(of.required)


_BESIDE = Element("", 0, 1, many=False, kind="Element", codes=None, targets=None, fixed=None)
"""What stands beside a primitive value: its id and extensions."""


class _Text:
    """The text of one function, and what its names stand for."""

    def __init__(self, of: Type) -> None:
        self._of = of
        self._lines: list[str] = []
        self._known: dict[str, Any] = {}

    def put(self, thing: Any) -> str:
        name = f"k{len(self._known)}"
        self._known[name] = thing
        return name

    def ask(self, question: str, indent: str = " ") -> None:
        self._lines.append(f"{indent}if not ({question}): return False")

    def field(self, name: str, element: Element) -> None:
        self._lines.append(f" x = value[{name!r}]")
        indent = " "
        if element.many:
            most = "" if element.most is None else f" and len(x) <= {element.most}"
            self.ask(f"type(x) is list and len(x) >= {max(element.least, 1)}{most}")
            self._lines.append(" for x in x:")
            indent = "  "
        if element.primitive:
            self._primitive(element, indent)
        else:
            self._object(element, indent)
        if element.fixed is not None and element.primitive:
            self.ask(f"x == {self.put(element.fixed)}", indent)
        elif element.fixed is not None:
            self.ask(f"{self.put(once(partial(holds, wanted=element.fixed)))}(x)", indent)

    def _primitive(self, element: Element, indent: str) -> None:
        if element.codes is not None:
            self.ask(f"type(x) is str and x in {self.put(element.codes)}", indent)
        elif element.kind in ("string", "markdown", "xhtml"):
            self.ask("type(x) is str and x and not x.isspace()", indent)
        elif element.kind in ("uri", "url", "canonical"):
            exact = self.put(IS[element.kind])
            self.ask(f"type(x) is str and (x and x.isprintable() and ' ' not in x or {exact}(x))", indent)
        elif element.kind in ("date", "dateTime", "instant", "code", "id"):
            known = self.put(right_of(element.kind))
            self.ask(f"x in {known} or {self.put(remembering(element.kind))}(x)", indent)
        else:
            self.ask(f"{self.put(IS[element.kind])}(x)", indent)

    def _object(self, element: Element, indent: str) -> None:
        if element.refers:
            self._reference(element, indent)
            return
        if element.kind == EXTENSION:
            known, inner = self._extensions()
            self.ask(f"id(x) in {known} or {inner}(x, targets)", indent)
        elif element.kind == RESOURCE:
            self.ask(f"{self.put(_resource)}(x, targets)", indent)
        else:  # the function for its names, without another call to find it
            known, any_names = self.put(constants_of(element.kind)), self.put(_of_type(element.kind))
            self._lines.append(f"{indent}if type(x) is {self.put(Constant)}:")
            self.ask(f"id(x) in {known} or {any_names}(x, targets)", f"{indent} ")
            self._lines.append(f"{indent}else:")
            self.ask(f"{self.put(_shapes(element.kind))}.get(tuple(x), {any_names})(x, targets)", f"{indent} ")
        if element.codes is not None:
            self.ask(f"{self.put(once(partial(bound, kind=element.kind, codes=element.codes)))}(x)", indent)

    def _extensions(self) -> tuple[str, str]:
        """Of the extensions of this type: the constants that are sound, and the function."""
        constants: dict[int, Any] = {}
        return self.put(constants), self.put(_extension(self._of, constants))

    def _reference(self, element: Element, indent: str) -> None:
        """Most references are an address and nothing else: asked here, without another call."""
        address = "(len(x) == 1 and 'reference' in x)"
        leads = "targets.get(x['reference'])"
        there = f"{leads} is not None" if element.targets is None else f"{leads} in {self.put(element.targets)}"
        whole = f"{self.put(_of_type(element.kind))}(x, targets) and {self.put(_leads(element))}(x, targets)"
        self.ask(f"({there}) if {address} else ({whole})", indent)

    def compiled(self) -> Sound:
        source = "\n".join(["def sound(value, targets):", *self._lines, " return True"])
        space = dict(self._known)
        exec(compile(source, f"<structure of {self._of.name}>", "exec"), space)  # noqa: S102 - text of our own
        sound: Sound = space["sound"]
        return sound


def _extension(within: Type, constants: dict[int, Any]) -> Sound:
    """The function for an extension that stands in a type: its address says what it is."""
    known: dict[str, tuple[Shapes, Sound]] = {}

    def of_address(url: Any) -> tuple[Shapes, Sound] | None:
        kind = extension_type(url, within)
        if kind is None:
            return None
        found = _shapes(kind), _of_type(kind)
        if len(known) < _MOST_SHAPES:
            known[url] = found
        return found

    def sound(value: Any, targets: Targets) -> bool:
        url = value["url"]
        found = known.get(url) or of_address(url)
        if found is None or not found[0].get(tuple(value), found[1])(value, targets):
            return False
        if type(value) is Constant:
            constants[id(value)] = value
        return True

    return sound


def _leads(element: Element) -> Sound:
    def sound(value: Any, targets: Targets) -> bool:
        return not leads_nowhere(value, element, targets)

    return sound


def _slices_hold(of: Type) -> Callable[[Any], bool]:
    demanded = {url for url, each in of.extensions.items() if each.least}
    limited = {url for url, each in of.extensions.items() if each.most is not None}

    def hold(value: Any) -> bool:
        urls = [each["url"] for each in value["extension"]]
        seen = set(urls)
        if not demanded <= seen:
            return False
        return len(seen) == len(urls) or limited.isdisjoint(seen) or not outside(urls, of.extensions)

    return hold
