"""What a table carries over a number of samples: each field of the model, and each place of the documents.

Values are never looked at, only places: the result may be shown and sent to anybody.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mappings.tables.language.rules import PartRule
from mappings.tables.nodes import Node, Positions
from mappings.tables.reading.reader import Explained
from mappings.tables.reading.tracing import BLANK, known_names
from mappings.tables.table_format import TableFormat
from schemas.findings import Severity
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.shapes import shapes_of

_POSITION = re.compile(r"\[\d+\]")
_NUMBER = re.compile(r"/\d+(?=/|$)")


class Fate(StrEnum):
    """What becomes of a place of a document."""

    CARRIED = "carried"
    LEFT_OUT = "left out"
    EMPTY = "empty"
    FAULT = "fault"
    NOT_UNDERSTOOD = "not understood"


@dataclass(slots=True)
class FieldCoverage:
    """One field of the model: the lines of its rules, in how many samples it came, why it is not carried."""

    field: str
    lines: tuple[int, ...] = ()
    samples: int = 0
    because: str | None = None

    @property
    def has_rule(self) -> bool:
        """Whether any rule of the table is about it."""
        return bool(self.lines)

    def as_json(self) -> dict[str, Any]:
        """The row as a JSON object."""
        return {"field": self.field, "lines": list(self.lines), "samples": self.samples, "not_carried": self.because}


@dataclass(slots=True)
class PlaceCoverage:
    """One kind of place of the documents: how often it came, in how many samples, and what became of it."""

    place: str
    times: int = 0
    samples: int = 0
    fates: Counter[Fate] = field(default_factory=Counter)
    to: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)
    """Of findings there that refuse the document."""
    because: str = ""

    def as_json(self) -> dict[str, Any]:
        """The row as a JSON object."""
        return {
            "place": self.place,
            "times": self.times,
            "samples": self.samples,
            "fates": {fate.value: count for fate, count in self.fates.items()},
            "to": sorted(self.to),
            "codes": sorted(self.codes),
            "because": self.because,
        }


@dataclass(frozen=True, slots=True)
class Coverage:
    """Over all samples: fields in the order of the model, places in the order in which they first came."""

    samples: int
    unread: int
    fields: tuple[FieldCoverage, ...]
    places: tuple[PlaceCoverage, ...]

    def as_json(self) -> dict[str, Any]:
        """The whole as a JSON object."""
        return {
            "samples": self.samples,
            "unread": self.unread,
            "fields": [each.as_json() for each in self.fields],
            "places": [each.as_json() for each in self.places],
        }


class CoverageOf:
    """Collects; `add` each sample, then `result`."""

    def __init__(self, table_format: TableFormat) -> None:
        self._format, self._table = table_format, table_format.table
        self._known = known_names(self._table)
        self._carried: Counter[str] = Counter()
        self._places: dict[str, PlaceCoverage] = {}
        self._samples = self._unread = 0

    def add(self, body: bytes) -> None:
        """Count one sample."""
        explained = self._format.explain(body)
        self._samples += 1
        self._unread += explained.reading.document is None
        self._carried.update(self._fields_in(explained))
        if explained.root is not None:
            for place in self._count(explained, explained.root):
                self._places[place].samples += 1

    def result(self) -> Coverage:
        """What was counted."""
        lines = lines_of(self._table.document)
        reasons = {each.field: each.because for each in self._table.not_carried}
        rows = [
            FieldCoverage(name, tuple(sorted(lines.get(name, ()))), self._carried[name], _reason(name, reasons))
            for name in model_fields()
        ]
        return Coverage(self._samples, self._unread, tuple(rows), tuple(self._places.values()))

    def _fields_in(self, explained: Explained) -> set[str]:
        found = {dotted(each.pointer) for each in explained.origins if each.pointer}
        if explained.reading.document is not None:  # what the table itself says, besides
            plain = explained.reading.document.model_dump(mode="json", exclude_none=True)
            found |= set(_leaves(plain, "")) & lines_of(self._table.document).keys()
        return found

    def _count(self, explained: Explained, root: Node) -> set[str]:
        """Count every place in which something can stand; the kinds of places that came."""
        to = defaultdict(set)
        for origin in explained.origins:
            to[id(origin.node)].add(dotted(origin.pointer))
        fates, faults = dict(_fates(explained)), _faults(explained)
        came: set[str] = set()
        positions = Positions()
        for node in root.walk():
            path = node.path(self._table.kind, self._known, positions)
            if path not in fates and (node.children or not (node.text or "").strip()):
                continue
            fate, because = fates.get(path, (Fate.CARRIED, ""))
            name = kind_of_place(path)
            row = self._places.setdefault(name, PlaceCoverage(name))
            row.times += 1
            row.fates[Fate.FAULT if path in faults else fate] += 1
            row.codes |= faults.get(path, set())
            row.to |= {each for each in to.get(id(node), ()) if each}
            row.because = row.because or because
            came.add(name)
        return came


def _fates(explained: Explained) -> Iterator[tuple[str, tuple[Fate, str]]]:
    account = explained.reading.account
    yield from ((each.path, (Fate.CARRIED, "")) for each in account.mapped)
    for each in account.ignored:
        yield each.path, ((Fate.EMPTY, "") if each.reason == BLANK else (Fate.LEFT_OUT, each.reason))
    yield from ((each.path, (Fate.NOT_UNDERSTOOD, "")) for each in account.not_understood)


def _faults(explained: Explained) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for each in explained.reading.findings:
        if each.severity is Severity.ERROR:
            found[each.path].add(each.code)
    return found


def kind_of_place(path: str) -> str:
    """A place without its numbers: `/Export/Behov/Rad[2]/Text` is `/Export/Behov/Rad/Text`, `/needs/0` is `/needs`."""
    return _NUMBER.sub("", _POSITION.sub("", path))


def dotted(pointer: str) -> str:
    """A pointer into the model as a field: `/plan/needs/0/text` is `plan.needs.text`."""
    return ".".join(each for each in pointer.split("/") if each and not each.isdigit())


def model_fields() -> tuple[str, ...]:
    """Every field of the model that holds a value, in its order."""
    return tuple(each for each in _fields(SipDocument, "", ()) if "." in each)


def lines_of(rule: PartRule, where: str = "") -> dict[str, set[int]]:
    """Field → the lines of the table that say where it stands."""
    made: dict[str, set[int]] = defaultdict(set)
    for value in rule.values:
        name = f"{where}{value.field}"
        holds = value.shape.part
        for each in _fields(holds, f"{name}.", ()) if holds is not None else (name,):
            made[each].add(value.line)
    for part in rule.parts:
        for name, lines in lines_of(part, f"{where}{part.field}.").items():
            made[name] |= lines
    return dict(made)


def _fields(cls: type[Part], where: str, above: tuple[type[Part], ...]) -> Iterator[str]:
    for name, shape in shapes_of(cls).items():
        if shape.part is None:
            yield f"{where}{name}"
        elif shape.part not in above:
            yield from _fields(shape.part, f"{where}{name}.", (*above, cls))


def _leaves(value: Any, where: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner, where)
    else:
        yield where


def _reason(name: str, reasons: dict[str, str]) -> str | None:
    while name:
        if name in reasons:
            return reasons[name]
        name = name.rpartition(".")[0]
    return None
