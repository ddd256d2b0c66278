"""Reading incoming FHIR JSON so that every leaf is accounted for.

Theory of operation. A `Node` stands on one JSON object of the document. What a mapping takes from it is marked in the
`Log`; what a mapping leaves out on purpose is marked with its reason; when everything has been read, the leaves without
a mark are what was not understood. Marks belong to the object in memory and its key, not to a path, so that no name a
document makes up can pass for another. Strings that are taken know where they came from (`Found`), which gives findings
the path in the document, and the account the field of the model that a leaf went to.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from schemas.findings import Finding, Severity, finding
from schemas.sip.walk import sayable

MAPPED = ""


class Found(str):
    """A string of the document, and where it stood."""

    __slots__ = ("path",)
    path: str

    def __new__(cls, value: str, path: str) -> Found:
        """The same string with its path."""
        made = super().__new__(cls, value)
        made.path = path
        return made


class Said(dict[str, Any]):
    """Plain data of one part of the model, and the path of what said it."""

    path: str = ""


@dataclass
class Log:
    """What has become of each leaf so far, and what was found wrong."""

    marks: dict[tuple[int, str | int], str] = field(default_factory=dict)
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
                if isinstance(each[key], dict | list):
                    waiting.append(each[key])


class Node:
    """One JSON object of the document: asks for its fields by name and type, and marks what it gave."""

    __slots__ = ("log", "path", "value", "within")

    def __init__(self, value: dict[str, Any], path: str, log: Log, within: str = "") -> None:
        self.value, self.path, self.log, self.within = value, path, log, within

    def _of(self, value: dict[str, Any], path: str) -> Node:
        return Node(value, path, self.log, self.within)

    def has(self, name: str) -> bool:
        """Whether the field stands there at all."""
        return name in self.value

    def at(self, name: str) -> str:
        """The path of one field."""
        return f"{self.path}.{sayable(name)}"

    def _wrong(self, path: str, expected: str) -> None:
        self.log.find("SIP130", path, expected=expected)

    def child(self, name: str) -> Node | None:
        """The object in the field; of an array of one, that one."""
        value = self.value.get(name)
        if value is None and name not in self.value:
            return None
        if isinstance(value, dict):
            return self._of(value, self.at(name))
        self._wrong(self.at(name), "object")
        return None

    def children(self, name: str) -> list[Node]:
        """The objects in the field, which must be an array."""
        value = self.value.get(name)
        if value is None and name not in self.value:
            return []
        if not isinstance(value, list):
            self._wrong(self.at(name), "array")
            return []
        nodes = []
        for position, each in enumerate(value):
            path = f"{self.at(name)}[{position}]"
            if isinstance(each, dict):
                nodes.append(self._of(each, path))
            else:
                self._wrong(path, "object")
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
        if name not in self.value:
            return None
        value = self.value[name]
        if not isinstance(value, str) or not value:
            self._wrong(self.at(name), "string")
            return None
        self.take(name)
        return Found(value, self.at(name))

    def strings(self, name: str) -> list[Found]:
        """An array of strings; each marked as mapped."""
        value = self.value.get(name, [])
        if not isinstance(value, list):
            self._wrong(self.at(name), "array")
            return []
        found = []
        for position, each in enumerate(value):
            path = f"{self.at(name)}[{position}]"
            if isinstance(each, str) and each:
                self.log.marks[id(value), position] = MAPPED
                found.append(Found(each, path))
            else:
                self._wrong(path, "string")
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
        """Mark fields as mapped."""
        for name in names:
            if name in self.value:
                self.log.marks[id(self.value), name] = MAPPED

    def take_all(self) -> None:
        """Mark the strings, numbers and booleans that stand directly here as mapped."""
        self.take(*(name for name, value in self.value.items() if not isinstance(value, dict | list)))

    def ignore(self, name: str, reason: str) -> None:
        """Leave a field out on purpose, with what FHIR's own data types say below it and nobody has taken."""
        if name in self.value:
            _ignore(self.value, name, reason, self.log)

    def extensions(self, url: str) -> list[Node]:
        """The extensions with that address."""
        if not isinstance(self.value.get("extension"), list):
            return []
        found = [each for each in self.children("extension") if each.peek("url") == url]
        for each in found:
            each.take("url")
        return found

    def extension(self, url: str) -> Node | None:
        """The first extension with that address."""
        return next(iter(self.extensions(url)), None)


_NAMES = """
    assigner code coding contact contentType display div end endpoint family focus given id
    identifier input lastUpdated name output period profile receiver reference role security
    software source start status system tag target text type url use userSelected value valueCode
    valueCoding valueDecimal valueIdentifier valueReference valueString valueUnsignedInt version
    versionId when who
"""
_OF_DATA_TYPES = frozenset(_NAMES.split())
"""Names below a field that is left out; any other name there was not foreseen, and is not understood."""


def _ignore(holder: Any, key: str | int, reason: str, log: Log) -> None:
    value = holder[key]
    if isinstance(value, dict):
        for name in value:
            if name in _OF_DATA_TYPES:
                _ignore(value, name, reason, log)
    elif isinstance(value, list):
        for place in range(len(value)):
            _ignore(value, place, reason, log)
    if not isinstance(value, dict | list) or not value:
        log.marks.setdefault((id(holder), key), reason)
