"""Rows that several parts share: which may be written on which, so that each is read as what it is."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.tables.nodes import Node
from mappings.tables.paths import Steps
from mappings.tables.rules import PartRule, Table
from mappings.tables.writing_parts import Planned


class Rows:
    """What the rules of a table read from one row."""

    def __init__(self, table: Table) -> None:
        self._rules = list(_all(table.document))

    def others_read(self, rule: PartRule, places: frozenset[Steps]) -> bool:
        """Whether another part is read from any of these places."""
        own = {id(each) for each in _all(rule)}
        return any(_values(each) & places for each in self._rules if id(each) not in own)

    def is_misread(self, places: frozenset[Steps]) -> bool:
        """Whether a row on which only these places are written would be read as a part that has each row."""
        each_row = (one for one in self._rules if one.each and not one.group and not one.at and not one.where)
        return any(_values(one) & places for one in each_row)


def places_of(rule: PartRule) -> frozenset[Steps]:
    """Where a part itself writes on its rows."""
    return _values(rule) | frozenset(rule.group)


def has_key(node: Node, rule: PartRule, keys: tuple[str, ...]) -> bool:
    """Whether a row belongs to the part that a key names."""
    if any(node.said(each.place) not in ("", *each.texts) for each in rule.where):
        return False
    return all(node.said(steps) == key for steps, key in zip(rule.group, keys, strict=True))


def refer_first(parts: list[Planned]) -> list[Planned]:
    """Parts of groups, so that rows already hold the keys of what is referred to."""
    rules = list({id(each.rule): each.rule for each in parts}.values())
    ordered: dict[int, int] = {}
    while rules:
        free = (one for one in rules if not any(_refers(other, one.field) for other in rules if other is not one))
        found = next(free, rules[0])
        ordered[id(found)] = len(ordered)
        rules = [each for each in rules if each is not found]
    return sorted(parts, key=lambda each: ordered[id(each.rule)])


def _refers(rule: PartRule, field: str) -> bool:
    return any(each.refers is not None and field in each.refers.to for each in rule.values) or any(
        _refers(each, field) for each in rule.parts
    )


def _all(rule: PartRule) -> Iterator[PartRule]:
    yield rule
    for each in rule.parts:
        yield from _all(each)


def _values(rule: PartRule) -> frozenset[Steps]:
    """The places of a part's own values, and of those of single parts in it."""
    own = {steps for each in rule.values for steps in each.places}
    for part in rule.parts:
        if not part.each:
            own |= {(*part.at, *steps) for steps in _values(part)}
    return frozenset(own)
