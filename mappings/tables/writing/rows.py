"""Rows that several parts share: which may be written on which, so that each is read as what it is."""

from __future__ import annotations

from mappings.tables.language.own_places import all_rules, is_a_row, own_places, places_read
from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import PartRule, Table
from mappings.tables.nodes import Node
from mappings.tables.writing.parts import Planned


class Rows:
    """What the rules of a table read from one row."""

    def __init__(self, table: Table) -> None:
        self._document = table.document
        self._rules = list(all_rules(table.document))

    def others_read(self, rule: PartRule, places: frozenset[Steps]) -> bool:
        """Whether another part is read from any of these places."""
        own = {id(each) for each in all_rules(rule)}
        return any(places_read(each) & places for each in self._rules if id(each) not in own)

    def is_misread(self, places: frozenset[Steps]) -> bool:
        """Whether a row on which only these places are written would be read as a part that has each row."""
        each_row = (one for one in self._rules if is_a_row(one) and not one.where)
        return any(own_places(self._document, one) & places for one in each_row)


def places_of(rule: PartRule) -> frozenset[Steps]:
    """Where a part itself writes on its rows."""
    return places_read(rule) | frozenset(rule.group)


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
