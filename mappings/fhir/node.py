"""Reading incoming FHIR JSON so that every leaf is accounted for.

Theory of operation. A `Node` stands on one JSON object of the document. What a mapping takes from it is marked in the
`Log`; what a mapping leaves out on purpose is marked with its reason; when everything has been read, the leaves without
a mark are what was not understood. Marks belong to the object in memory and its key, not to a path, so that no name a
document makes up can pass for another. Only leaves are ever marked: as many marks as leaves means that all was
understood, without another look. Strings that are taken know where they came from (`Found`), which gives findings
the path in the document, and the account the field of the model that a leaf went to.

A path is words for people, and nearly every document is read without a word said about it. So a node only remembers
the node above it and the step from there; the path is put together when somebody asks.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.findings import Finding, Severity, finding

MAPPED = ""
CONTAINERS = (dict, list)
"""What can hold leaves. A tuple that is made once: `dict | list` would be made anew for each of thousands of leaves."""


class Found(str):
    """A string of the document, and where it stood: a path, or a node and the name of its field."""

    __slots__ = ("_name", "_where")
    _where: str | Node
    _name: str

    def __new__(cls, value: str, where: str | Node, name: str = "") -> Found:
        """The same string with its place."""
        made = super().__new__(cls, value)
        made._where, made._name = where, name
        return made

    @property
    def path(self) -> str:
        """The path in the document."""
        where = self._where
        return where if isinstance(where, str) else where.at(self._name)

    @property
    def leaf(self) -> tuple[int, str | int] | str:
        """The key of its mark, when it is the field of a node; else its path."""
        where, name = self._where, self._name
        return where if isinstance(where, str) else (id(where.value), name) if name in where.value else self.path


class Said(dict[str, Any]):
    """Plain data of one part of the model, and the path of what said it."""

    __slots__ = ("_where",)
    _where: str | Node

    @property
    def path(self) -> str:
        """The path of what said it, or nothing."""
        where = getattr(self, "_where", "")
        return where if isinstance(where, str) else where.path

    @path.setter
    def path(self, where: str | Node) -> None:
        self._where = where


@dataclass
class Log:
    """What has become of each leaf so far, and what was found wrong."""

    marks: dict[tuple[int, str | int], str] = field(default_factory=dict)
    """Identity of the object or array, and key → nothing for what is mapped, else the reason. Only leaves are here."""
    findings: list[Finding] = field(default_factory=list)
    lenient: bool = False
    """Foreign input: what does not resolve or has no code is told, and does not refuse."""

    def find(self, code: str, path: str, *, soft: bool = False, **words: str | int) -> None:
        """Note a finding; `soft` ones only warn when the input is foreign."""
        severity = Severity.WARNING if soft and self.lenient else None
        self.findings.append(finding(code, path, severity=severity, **words))

    def forget(self, value: Any) -> None:
        """Take back every mark below: what was read of it is not used."""
        waiting = [value]
        while waiting:
            each = waiting.pop()
            keys = list(each) if isinstance(each, dict) else range(len(each))
            for key in keys:
                self.marks.pop((id(each), key), None)
                if isinstance(each[key], CONTAINERS):
                    waiting.append(each[key])


class Node:
    """One JSON object of the document: asks for its fields by name and type, and marks what it gave.

    `above` is the path of a node that nothing stands above, else the node above; `name` is the field there, `place`
    the place in the array that the field holds. Names that are asked for are ours, never the document's own.
    """

    __slots__ = ("_above", "_by_url", "_name", "_place", "log", "value", "within")
    _by_url: dict[str, list[tuple[int, dict[str, Any]]]] | None

    def __init__(
        self,
        value: dict[str, Any],
        above: str | Node,
        log: Log,
        within: str = "",
        name: str = "",
        place: int | None = None,
    ) -> None:
        self.value, self.log, self.within = value, log, within
        self._above, self._name, self._place = above, name, place
        self._by_url = None

    @property
    def path(self) -> str:
        """The path in the document."""
        above = self._above
        if isinstance(above, str):
            return above
        step = self._name if self._place is None else f"{self._name}[{self._place}]"
        self._above = path = f"{above.path}.{step}"
        return path

    def has(self, name: str) -> bool:
        """Whether the field stands there at all."""
        return name in self.value

    def at(self, name: str) -> str:
        """The path of one field."""
        return f"{self.path}.{name}"

    def _wrong(self, path: str, expected: str) -> None:
        self.log.find("SIP130", path, expected=expected)

    def child(self, name: str) -> Node | None:
        """The object in the field; of an array of one, that one."""
        value = self.value.get(name)
        if isinstance(value, dict):
            return Node(value, self, self.log, self.within, name)
        if value is not None or name in self.value:
            self._wrong(self.at(name), "object")
        return None

    def children(self, name: str) -> list[Node]:
        """The objects in the field, which must be an array."""
        value = self.value.get(name)
        if not isinstance(value, list):
            if value is not None or name in self.value:
                self._wrong(self.at(name), "array")
            return []
        nodes = []
        for place, each in enumerate(value):
            if isinstance(each, dict):
                nodes.append(Node(each, self, self.log, self.within, name, place))
            else:
                self._wrong(f"{self.at(name)}[{place}]", "object")
        return nodes

    def first(self, name: str) -> Node | None:
        """The first of the objects in the field."""
        return next(iter(self.children(name)), None)

    def peek(self, name: str) -> str | None:
        """A string as it stands, not marked: to decide what to read."""
        value = self.value.get(name)
        return value if isinstance(value, str) else None

    def string(self, name: str) -> Found | None:
        """A string; marked as mapped."""
        value = self.value.get(name)
        if isinstance(value, str) and value:
            self.log.marks[id(self.value), name] = MAPPED
            return Found(value, self, name)
        if value is not None or name in self.value:
            self._wrong(self.at(name), "string")
        return None

    def strings(self, name: str) -> list[Found]:
        """An array of strings; each marked as mapped."""
        value = self.value.get(name, [])
        if not isinstance(value, list):
            self._wrong(self.at(name), "array")
            return []
        found = []
        for place, each in enumerate(value):
            if isinstance(each, str) and each:
                self.log.marks[id(value), place] = MAPPED
                found.append(Found(each, self, f"{name}[{place}]"))
            else:
                self._wrong(f"{self.at(name)}[{place}]", "string")
        return found

    def boolean(self, name: str) -> bool | None:
        """A boolean; marked as mapped."""
        value = self.value.get(name)
        if isinstance(value, bool):
            self.take(name)
            return value
        if name in self.value:
            self._wrong(self.at(name), "boolean")
        return None

    def integer(self, name: str) -> int | None:
        """A whole number; marked as mapped."""
        value = self.value.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            self.take(name)
            return value
        if name in self.value:
            self._wrong(self.at(name), "integer")
        return None

    def take(self, *names: str) -> None:
        """Mark fields as mapped, as far as they are leaves."""
        value, marks = self.value, self.log.marks
        for name in names:
            each = value.get(name, value)
            if each is not value and (not each or not isinstance(each, CONTAINERS)):
                marks[id(value), name] = MAPPED

    def ignore(self, name: str, reason: str) -> None:
        """Leave a field out on purpose, with what FHIR's own data types say below it and nobody has taken."""
        if name in self.value:
            _ignore(self.value, name, reason, self.log)

    def ignore_each(self, reasons: Mapping[str, str]) -> None:
        """As `ignore`, for several names with the reason of each."""
        ignore_in(self.value, reasons, self.log)

    def extensions(self, url: str) -> list[Node]:
        """The extensions with that address."""
        if "extension" not in self.value:
            return []
        by_url = self._by_url
        if by_url is None:
            by_url = self._by_url = self._sorted_extensions()
        return [self._taken(place, value) for place, value in by_url.get(url, ())]

    def extension(self, url: str) -> Node | None:
        """The first extension with that address."""
        found = self.extensions(url) if "extension" in self.value else None
        return found[0] if found else None

    def _taken(self, place: int, value: dict[str, Any]) -> Node:
        self.log.marks[id(value), "url"] = MAPPED
        return Node(value, self, self.log, self.within, "extension", place)

    def _sorted_extensions(self) -> dict[str, list[tuple[int, dict[str, Any]]]]:
        """All extensions by their addresses, with their places. No nodes, which would hold each other in a circle."""
        by_url: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        extensions = self.value["extension"]
        for place, each in enumerate(extensions if isinstance(extensions, list) else ()):
            if not isinstance(each, dict):
                self._wrong(f"{self.at('extension')}[{place}]", "object")
            elif isinstance(url := each.get("url"), str):
                by_url.setdefault(url, []).append((place, each))
        return by_url


_NAMES = """
    assigner code coding contact contentType display div end endpoint family focus given id
    identifier input lastUpdated name output period profile receiver reference role security
    software source start status system tag target text type url use userSelected value valueCode
    valueCoding valueDecimal valueIdentifier valueReference valueString valueUnsignedInt version
    versionId when who
"""
_OF_DATA_TYPES = frozenset(_NAMES.split())
"""Names below a field that is left out; any other name there was not foreseen, and is not understood."""


def ignore_in(value: dict[str, Any], reasons: Mapping[str, str], log: Log) -> None:
    """Leave out fields of an object: name → the reason."""
    for name, reason in reasons.items():
        if name in value:
            _ignore(value, name, reason, log)


def _ignore(holder: Any, key: str | int, reason: str, log: Log) -> None:
    value = holder[key]
    if not value or not isinstance(value, CONTAINERS):
        log.marks.setdefault((id(holder), key), reason)
    elif isinstance(value, dict):
        for name in value:
            if name in _OF_DATA_TYPES:
                _ignore(value, name, reason, log)
    else:
        for place in range(len(value)):
            _ignore(value, place, reason, log)
