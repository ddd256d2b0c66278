"""What came from where: the account of a reading, the places of findings, and what `explain` shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from mappings.account import Account, AccountBuilder
from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Ignored, Kind, Table
from mappings.tables.nodes import Node, Positions
from mappings.tables.reading.growing import Item
from schemas.sip.walk import Path, pointer

BLANK = "nothing stands there"
UNKNOWN = "the table says nothing of it"


class Origin(NamedTuple):
    """One place of the document and what became of it.

    `value` is what was read there: a person's data, to be shown only to who has the document already.
    """

    node: Node
    line: int
    """Of the table; 0 when no rule was used."""
    pointer: str
    """In the model; "" when it went nowhere."""
    way: str = ""
    value: Any = None


@dataclass(slots=True)
class _Step:
    node: Node
    line: int
    item: Item
    field: str
    position: int | None
    way: str
    value: Any


class Trace:
    """Collects what was done with each place of one document."""

    def __init__(self, table: Table) -> None:
        self._kind: Kind = table.kind
        self._known = known_names(table)
        self._steps: list[_Step] = []
        self._blank: list[Node] = []
        self._ignored: list[tuple[Node, Ignored]] = []
        self._unknown: list[Node] = []
        self._origins: list[Origin] = []
        self._positions: Positions = {}
        self._parts: dict[int, dict[int, int]] = {}

    def mapped(
        self, node: Node, line: int, item: Item, field: str, *, position: int | None, way: str, value: Any
    ) -> None:
        """A value went into a field (the part itself, when the field is "")."""
        self._steps.append(_Step(node, line, item, field, position, way, value))

    def blank(self, node: Node) -> None:
        """A place that a rule knows, at which nothing stands."""
        self._blank.append(node)

    def stranger(self, node: Node, rule: Ignored | None) -> None:
        """A place that is left out on purpose, or, without a rule, one that the table says nothing of."""
        if rule is not None:
            self._ignored.append((node, rule))
        else:
            self._unknown.append(node)

    def origins(self) -> list[Origin]:
        """What became of each place that a rule knows, in the order in which it was read."""
        if len(self._origins) != len(self._steps):
            steps = self._steps
            self._origins = [Origin(each.node, each.line, self._pointer(each), each.way, each.value) for each in steps]
        return self._origins

    def path(self, node: Node) -> str:
        """A place as findings show it."""
        return node.path(self._kind, self._known, self._positions)

    def path_of(self, item: Item) -> Path:
        """Where a part stands in the model, once all is read."""
        return item.path(self._parts)

    def _pointer(self, step: _Step) -> str:
        path: Path = self.path_of(step.item)
        if step.field:
            path = (*path, step.field)
        return pointer(path if step.position is None else (*path, step.position))

    def account(self) -> Account:
        """Every place with something in it, in exactly one list."""
        builder = AccountBuilder()
        seen: set[int] = set()
        for origin in self.origins():
            if id(origin.node) not in seen:
                seen.add(id(origin.node))
                builder.mapped(self.path(origin.node), origin.pointer)
        for node in self._blank:
            if id(node) not in seen:
                seen.add(id(node))
                builder.ignored(self.path(node), BLANK)
        for node, rule in self._ignored:
            builder.ignored(self.path(node), rule.because)
        for node in self._unknown:
            builder.not_understood(self.path(node), UNKNOWN)
        return builder.build()

    def places(self) -> dict[str, str]:
        """Pointer into the model → path in the document."""
        made: dict[str, str] = {}
        for step, origin in zip(self._steps, self.origins(), strict=True):
            made.setdefault(origin.pointer, self.path(origin.node))
            item: Item | None = step.item
            while item is not None and item.node is not None:
                made.setdefault(pointer(self.path_of(item)), self.path(item.node))
                item = item.within
        return made

    def lines(self) -> dict[str, int]:
        """Pointer into the model → line of the table's rule."""
        made: dict[str, int] = {}
        for step, origin in zip(self._steps, self.origins(), strict=True):
            made.setdefault(origin.pointer, origin.line)
            item: Item | None = step.item
            while item is not None:
                made.setdefault(pointer(self.path_of(item)), item.rule.line)
                item = item.within
        return made


def known_names(table: Table) -> frozenset[str]:
    """The names of places that the table knows itself, and which may be shown whatever they look like."""
    found: set[str] = set()
    waiting = [table.document]
    while waiting:
        rule = waiting.pop()
        waiting += rule.parts
        paths: list[Steps] = [rule.at, *rule.group, *(each.place for each in rule.where)]
        for value in rule.values:
            paths += value.places
            if value.refers and value.refers.marked:
                paths.append(value.refers.marked.place)
        for path in paths:
            found.update(path)
    for ignored in table.ignored:
        found.update(ignored.steps)
    return frozenset(found)


def places_in(node: Node) -> list[Node]:
    """The places at which something stands, or could: those with nothing below, and those that say something."""
    return [each for each in node.walk() if not each.children or each.says]
