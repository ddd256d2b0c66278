"""The rules of a table turned round: from what the model has to what stands at each place of a document.

Theory of operation. Rules are written along the model; a document is read along itself, once. So each rule's place is a
path in a tree of `Branch`es, one tree for the whole document and one for each part that begins at a place (`each`).
A single part needs no tree of its own: it is only a longer path, and a longer way into the data (`into`). Names that no
branch has are what the table says nothing of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from mappings.tables.language.own_places import all_rules, is_a_row, own_places
from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Kind, PartRule, Table, ValueRule, Where

ROW = "row"


class Into(NamedTuple):
    """One step from the data of a part to that of a part in it: the field, and which rule, when the field repeats."""

    field: str
    rule: PartRule
    slot: int | None
    """The number of the rule among those of its field; None when the field holds one part."""


class Taking(NamedTuple):
    """A value that stands at a place: its rule, whose part it is, and which of several places this is."""

    rule: ValueRule
    into: tuple[Into, ...]
    place: int
    of_id: str | None
    """The field of the part whose id this is, when it is one that others point at."""


class Starting(NamedTuple):
    """A part that begins at a place: one for each such place, or for each group of them."""

    rule: PartRule
    into: tuple[Into, ...]
    slot: int
    branch: Branch
    own: frozenset[Steps]
    """A part that every row has: the places at which it must say something to be there."""


@dataclass(slots=True)
class Branch:
    """What is known of one place and of those below it."""

    below: dict[str, Branch] = field(default_factory=dict)
    takes: list[Taking] = field(default_factory=list)
    starts: list[Starting] = field(default_factory=list)
    asked: list[tuple[Into, ...]] = field(default_factory=list)
    """Conditions and keys stand here: nothing is read, but it is no stranger."""

    def at(self, steps: Steps) -> Branch:
        """The branch that a path leads to; made if there is none."""
        branch = self
        for step in steps:
            branch = branch.below.setdefault(step, Branch())
        return branch


class Compiled(NamedTuple):
    """A table, ready to read with."""

    root: Branch
    kept: frozenset[int]
    """The rules (their `id()`) whose text is kept while reading, since references go by it."""
    marks: tuple[tuple[str, Where, ValueRule], ...]
    """Parts that are referred to by a mark at their own place: field of the plan, condition, the rule."""
    keys: frozenset[tuple[str, Steps]]
    """Parts that are named by what stands at a place in them: field of the plan, the place."""


def compiled(table: Table) -> Compiled:
    """The table's rules by place."""
    rules = list(all_rules(table.document))
    values = [value for rule in rules for value in rule.values]
    named = {(to, value.refers.by) for value in values if value.refers for to in value.refers.to}
    kept = frozenset(id(value) for rule in rules for value in rule.values if (rule.field, value.field) in named)
    marks = tuple(
        (to, value.refers.marked, value)
        for value in values
        if value.refers and value.refers.marked
        for to in value.refers.to
    )
    refers = [value.refers for value in values if value.refers and value.refers.key is not None]
    keys = frozenset((to, each.key or ()) for each in refers for to in each.to)
    root = Branch()
    growing = _Growing(table.document, marks, keys)
    growing.grow(root if table.kind is not Kind.CSV else root.at((ROW,)), table.document, (), ())
    return Compiled(root, kept, marks, keys)


class _Growing(NamedTuple):
    """The rules of one document, while they are put into trees."""

    document: PartRule
    marks: tuple[tuple[str, Where, ValueRule], ...]
    keys: frozenset[tuple[str, Steps]]

    def grow(self, branch: Branch, rule: PartRule, at: Steps, into: tuple[Into, ...]) -> None:
        """Put a part's rules into the tree. `at` leads from the branch to where the part stands."""
        for value in rule.values:
            of_id = rule.field if value.field == "id" else None
            for number, place in enumerate(value.places):
                branch.at((*at, *place)).takes.append(Taking(value, into, number, of_id))
        for place in self._asked(rule):
            branch.at((*at, *place)).asked.append(into)
        slots: dict[str, int] = {}
        for part in rule.parts:
            slot = slots[part.field] = slots.get(part.field, -1) + 1
            if part.each:
                branch.at((*at, *part.at)).starts.append(self._start(part, into, slot))
            else:
                step = Into(part.field, part, slot if part.many else None)
                self.grow(branch, part, (*at, *part.at), (*into, step))

    def _asked(self, rule: PartRule) -> list[Steps]:
        """The places of conditions, marks and keys of a part."""
        marks = (where.place for to, where, _ in self.marks if to == rule.field)
        keys = (place for to, place in sorted(self.keys) if to == rule.field)
        return [*(each.place for each in rule.where), *marks, *keys]

    def _start(self, part: PartRule, into: tuple[Into, ...], slot: int) -> Starting:
        inner = Branch()
        for key in part.group:
            inner.at(key).asked.append(())
        self.grow(inner, part, (), ())
        own = own_places(self.document, part) if is_a_row(part) else frozenset()
        return Starting(part, into, slot, inner, own)
