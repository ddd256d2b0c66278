"""Which places of a row are one part's alone.

Several parts stand on one row of a sheet: a need, who does what about it, the intervention itself. A row that has only
what is others' is no intervention: it was written for the need.
"""

from __future__ import annotations

from collections.abc import Iterator

from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import PartRule


def all_rules(rule: PartRule) -> Iterator[PartRule]:
    """A part's rule and those of all parts in it."""
    yield rule
    for each in rule.parts:
        yield from all_rules(each)


def places_read(rule: PartRule) -> frozenset[Steps]:
    """The places of a part's own values, and of those of single parts in it."""
    own = {steps for each in rule.values for steps in each.places}
    for part in rule.parts:
        if not part.each:
            own |= {(*part.at, *steps) for steps in places_read(part)}
    return frozenset(own)


def is_a_row(rule: PartRule) -> bool:
    """Whether every row is such a part."""
    return rule.each and not rule.group and not rule.at


def own_places(document: PartRule, rule: PartRule) -> frozenset[Steps]:
    """The places at which one of a row's parts must say something to be there; all it has, if none is its own."""
    within = {id(each) for each in all_rules(rule)}
    around = [each for each in all_rules(document) if id(each) not in within]
    others: set[Steps] = set()
    for each in around:
        if each.each or each.part is document.part:
            others |= places_read(each)
            others |= set(each.group)
    mine = frozenset(steps for each in all_rules(rule) for steps in places_read(each))
    return mine - others or mine
