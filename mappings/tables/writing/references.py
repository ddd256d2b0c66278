"""References between parts, written as the system names parts: the mirror of `references`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mappings.tables.ids import text_of_id
from mappings.tables.language.own_places import all_rules
from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Reference, Scalar, Table, UnreadableError, UnwritableError, ValueRule
from mappings.tables.nodes import Node, text_of
from mappings.tables.sources.ordering import in_order, order_of
from mappings.tables.writing.parts import Planned
from schemas.identifiers import PERSON

NUMBER = "number"
_NOWHERE = "what it refers to has no place in this format"
_NO_NAME = "what it refers to has nothing there to name it by"
_SEVERAL = "several parts have the same name there"
_WHOLE = re.compile(r"0|[1-9][0-9]{0,14}")


class Names:
    """The parts of a document by what the system calls them. Numbers are known when the tree is whole."""

    def __init__(self, table: Table, top: Planned) -> None:
        self._table = table
        self._parts: dict[str, list[Planned]] = {}
        self._ids: dict[str, Planned] = {}
        self._calls: dict[tuple[str, str], dict[str, set[str]]] = {}
        self._positions: dict[str, dict[int, int]] = {}
        for each in top.walk():
            self._parts.setdefault(each.rule.field, []).append(each)
            if isinstance(each.data.get("id"), str):
                self._ids[each.data["id"]] = each
        self._known = {each["id"]: each for each in table.known}
        refers = (each.refers for rule in all_rules(table.document) for each in rule.values if each.refers is not None)
        self.counted = frozenset(field for each in refers if each.by == NUMBER for field in each.to)
        """The fields whose parts references name by number."""

    def part(self, target: str, refers: Reference) -> Planned | None:
        """The part that an id names, when the table gives it a place and it may be referred to."""
        found = self._ids.get(target)
        return found if found is not None and found.rule.field in refers.to else None

    def text(self, rule: ValueRule, target: str) -> Scalar:
        """What stands for a reference. Raises UnwritableError."""
        if rule.way.name == "code":
            return rule.way.write(target)
        if target == PERSON and rule.refers is not None and rule.refers.person:
            return rule.refers.person[0]
        if target == PERSON:
            raise UnwritableError("the format has no name for the person of the plan there")
        refers = rule.refers
        assert refers is not None  # noqa: S101 - only references come here
        part = self.part(target, refers)
        if part is None and (target not in self._known or "organisations" not in refers.to):
            if refers.outside and not any(self._called(field, refers.by).get(target) for field in refers.to):
                return self._as_read(rule, target)
            raise UnwritableError(_NOWHERE)
        if refers.key is not None:
            text = self.key_of(part) if part is not None else ""
        else:
            text = self._call(part, refers.by) if part is not None else _known_call(self._known[target], refers.by)
        if not text:
            raise UnwritableError(_NO_NAME)
        called = {each for field in refers.to for each in self._called(field, refers.by).get(text, ())}
        if refers.key is None and called != {target}:
            raise UnwritableError(_SEVERAL)
        return self._as_read(rule, text)

    def key_of(self, part: Planned) -> str:
        """What the document calls a part that the plan has no name for: its kind and its number among all such."""
        field = part.rule.field
        if field not in self._positions:
            self._positions[field] = {id(each): at for at, each in enumerate(self._parts[field], 1)}
        return f"{field}-{self._positions[field][id(part)]}"

    def keyed(self, table: Table) -> Iterator[tuple[Planned, Steps, str]]:
        """The parts that are referred to by a place, with that place and what must stand there."""
        refers = {each.refers for rule in all_rules(table.document) for each in rule.values if each.refers is not None}
        for reference in sorted((each for each in refers if each.key is not None), key=repr):
            for field in reference.to:
                for part in self._parts.get(field, ()):
                    yield part, reference.key or (), self.key_of(part)

    def count(self, refers: Reference, target: str, order: dict[int, int] | None) -> int:
        """The number of a part among those of its field, in the order of the document. Raises UnwritableError."""
        part = self.part(target, refers)
        if order is None or part is None or part.place is None:
            raise UnwritableError(_NOWHERE)
        numbers = {field: self._numbers(field, order) for field in refers.to}
        number = numbers[part.rule.field][id(part)]
        if sum(number <= len(each) for each in numbers.values()) != 1:
            raise UnwritableError(_SEVERAL)
        return number

    def _numbers(self, field: str, order: dict[int, int]) -> dict[int, int]:
        standing = [(order[id(each.place)], id(each)) for each in self._parts.get(field, ()) if each.place is not None]
        return {part: number for number, (_, part) in enumerate(sorted(standing), 1)}

    def _as_read(self, rule: ValueRule, text: str) -> Scalar:
        """The text as the rule's transformation types it, if reading gives the name again."""
        scalar = as_typed(rule, text)
        try:
            again = str(rule.way.read(text_of(scalar)))
        except UnreadableError:
            again = text_of(scalar)
        if again != text:
            raise UnwritableError("the name of what it refers to would be read as another")
        return scalar

    def _called(self, field: str, by: str) -> dict[str, set[str]]:
        key = (field, by)
        if key not in self._calls:
            made: dict[str, set[str]] = {}
            for at, part in enumerate(self._parts.get(field, ())):
                made.setdefault(self._call(part, by), set()).add(str(part.data.get("id") or f"{field} {at}"))
            if field == "organisations":
                for each in self._known.values():
                    made.setdefault(_known_call(each, by), set()).add(each["id"])
            self._calls[key] = made
        return self._calls[key]

    def _call(self, part: Planned, by: str) -> str:
        value = part.data.get(by)
        rule = next((each for each in part.rule.values if each.field == by and each.places), None)
        if value is None or isinstance(value, list):
            return ""
        if rule is None:
            inner = next((each for each in part.rule.parts if each.field == by), None)
            carried = inner.values if inner is not None else ()
            return _full_name({each.field: self._said(each, str(value.get(each.field) or "")) for each in carried})
        if rule.joined_by is not None:
            return self._said(rule, str(value) if isinstance(value, str) else _full_name(value))
        try:
            text = text_of(text_of_id(part.rule.field, value) if by == "id" else rule.way.write(value))
        except UnwritableError:
            return ""
        return self._said(rule, text)

    def _said(self, rule: ValueRule, text: str) -> str:
        """The text that stands for a value; "" when it would mean that nothing is said."""
        text = text.strip()
        return "" if text in self._table.nothing or text in rule.nothing else text


def as_typed(rule: ValueRule, text: str) -> Scalar:
    """An id or a name as the rule's transformation types it: a number where the table says so."""
    return int(text) if rule.way.name == NUMBER and _WHOLE.fullmatch(text) else text


def numbered(root: Node, table: Table) -> dict[int, int]:
    """The position of every place of a tree in the document that it becomes."""
    order = order_of(table.layout.order)
    waiting: list[tuple[Node, Steps]] = [(root, ())]
    found: dict[int, int] = {}
    while waiting:
        node, steps = waiting.pop()
        found[id(node)] = len(found)
        waiting += [(each, (*steps, each.name)) for each in reversed(in_order(node, steps, order))]
    return found


def _known_call(known: dict[str, Any], by: str) -> str:
    text = known.get(by)
    return text if isinstance(text, str) else ""


def _full_name(value: dict[str, Any]) -> str:
    return " ".join(str(value[each]) for each in ("given", "family") if value.get(each))
