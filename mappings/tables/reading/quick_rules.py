"""The rules of a table by place, with all decided that can be before a document comes: for the quick pass.

Theory of operation. The careful walk goes along `Branch`es. A `Place` is a branch with the questions answered that the
careful walk asks at every visit: whether one value stands here and nothing else, whether one part begins here, which
single part all that stands below goes into (`hop`), and what the model makes of a text (`Takes.read`). The names below
a place are those of the document itself (`Names`: of XML, the parser's own), so that nothing has to be translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any, NamedTuple

from mappings.tables.ids import element_id
from mappings.tables.language.own_places import all_rules
from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import PartRule, Table
from mappings.tables.reading.compiled import Branch, Compiled, Into, Starting, Taking
from schemas.sip.base import Part
from schemas.sip.ids_given import NEEDS_ID
from schemas.sip.quick_data import Making, NotQuickError, Row, Rows, rows_of

Names = Callable[[str], str | None]
"""A name as the table writes it → as the document's parser gives it; None when nothing is ever called so."""

_REMEMBERED, _LONGEST = 4096, 100
_STRANGERS = 400


class Whole(NamedTuple):
    """How the parts of one rule are made when all of them is read."""

    rule: PartRule
    rows: Rows
    kind: str | None
    constants: tuple[tuple[str, Any, Any], ...]
    """Field, plain data, what the model makes of it: what the table says itself."""
    otherwise: tuple[tuple[str, Any, Any], ...]


class Takes:
    """A value that stands at a place, and what the model makes of its text."""

    __slots__ = ("check", "field", "into", "kept", "known", "of_id", "place", "remembered", "rule", "spelled", "way")

    def __init__(self, taking: Taking, into: tuple[Into, ...], row: Row, *, kept: bool, spelled: bool) -> None:
        rule = taking.rule
        self.rule, self.field, self.into, self.place, self.of_id = rule, rule.field, into, taking.place, taking.of_id
        self.kept, self.spelled = kept, spelled
        self.way: Callable[[str], Any] = partial(element_id, taking.of_id) if taking.of_id else rule.way.read
        self.check: Callable[[Any], Any] = partial(Making(without_none=False).one, row=row)
        self.known: dict[str, Any] = {}
        self.remembered = row.remembered and rule.way.name != "function"

    def judged(self, text: str, plain: Any) -> Any:
        """What the model makes of the plain data that a text is. Raises what is out of the ordinary."""
        made = self.check(plain)
        if self.remembered and len(self.known) < _REMEMBERED and len(text) <= _LONGEST:
            self.known[text] = made
        return made

    @property
    def is_plain(self) -> bool:
        """Whether a value of the part itself is only put where it belongs."""
        rule = self.rule
        special = (rule.joined_by, rule.split_by, rule.refers)
        more = self.into or rule.shape.many or self.kept or self.spelled or rule.nothing
        return not more and special == (None,) * 3


class Begins(NamedTuple):
    """A part that begins at a place."""

    rule: PartRule
    into: tuple[Into, ...]
    slot: int
    place: Place
    where: tuple[tuple[Steps, tuple[str, ...]], ...]
    group: tuple[Steps, ...]
    own: tuple[Steps, ...]

    @property
    def is_plain(self) -> bool:
        """Whether each such place is a part, whatever stands there, and no value itself."""
        inner = self.place
        return not (self.where or self.group or self.own or inner.takes or inner.begins or inner.asked)


@dataclass(slots=True)
class Place:
    """What is known of one place and of those below it."""

    path: Steps
    below: dict[str, Place] = field(default_factory=dict)
    hop: tuple[Into, ...] = ()
    takes: tuple[Takes, ...] = ()
    begins: tuple[Begins, ...] = ()
    asked: bool = False
    leaf: Takes | None = None
    """One plain value stands here, and nothing else."""
    sole: Takes | None = None
    """One value stands here, and nothing else."""
    part: Begins | None = None
    """One plain part begins here, and nothing else."""
    strangers: dict[str, bool] = field(default_factory=dict)
    """Names that no rule has → whether they are left out on purpose."""

    def note(self, name: str, *, ignored: bool) -> bool:
        """Remember what a stranger is."""
        if len(self.strangers) < _STRANGERS:
            self.strangers[name] = ignored
        return ignored


class QuickRules(NamedTuple):
    """A table, ready for the quick pass."""

    root: Place
    wholes: dict[int, Whole]
    """By the `id()` of the part's rule."""
    checks: dict[int, Callable[[Any], Any]]
    """What the model makes of the target of a reference, by the `id()` of its rule."""
    marks: dict[Steps, Steps]
    """Places of marks and keys, as the document calls them."""
    known: frozenset[str]
    """The ids of the organisations that the table knows."""


def quick_rules(table: Table, rules: Compiled, names: Names) -> QuickRules:
    """The rules of a table for the quick pass. Raises what is out of the ordinary when a table has no such way."""
    wholes = {id(rule): _whole(rule) for rule in all_rules(table.document)}
    checks: dict[int, Callable[[Any], Any]] = {}
    for rule in all_rules(table.document):
        rows = rows_of(rule.part)
        for value in rule.values:
            if value.refers is not None:
                checks[id(value)] = partial(Making(without_none=False).one, row=rows.fields[value.field])
    marks = {where.place: _named(where.place, names) for _, where, _ in rules.marks}
    marks |= {place: _named(place, names) for _, place in rules.keys}
    turning = _Turning(rules, names, wholes, _spelled(table))
    known = frozenset(str(each["id"]) for each in table.known)
    return QuickRules(turning.place(rules.root, (), 0), wholes, checks, marks, known)


def _whole(rule: PartRule) -> Whole:
    rows, making = rows_of(rule.part), Making(without_none=False)
    constants, otherwise = [], []
    for value in rule.values:
        row = rows.fields[value.field]
        if row.kind is not None:
            raise NotQuickError
        if value.constant is not None:
            constants.append((value.field, value.constant, making.field(value.constant, row)))
        elif value.otherwise is not None:
            plain = [value.otherwise] if value.shape.many else value.otherwise
            otherwise.append((value.field, plain, making.field(plain, row)))
    kind = NEEDS_ID.get(rule.field)
    return Whole(rule, rows, kind, tuple(constants), tuple(otherwise))


def _spelled(table: Table) -> frozenset[int]:
    """The rules (their `id()`) whose plain data references are compared with: names that are made of several texts, and
    ids of organisations if the table knows some."""
    rules = list(all_rules(table.document))
    named = {(to, value.refers.by) for rule in rules for value in rule.values if value.refers for to in value.refers.to}
    found = set()
    for rule in rules:
        joined = (value for value in rule.values if value.joined_by is not None)
        found |= {id(value) for value in joined if (rule.field, value.field) in named}
        for part in rule.parts:
            if (rule.field, part.field) in named:
                found |= {id(value) for value in part.values}
        if table.known and rule.field == "organisations":
            found |= {id(value) for value in rule.values if value.field == "id"}
    return frozenset(found)


def _named(steps: Steps, names: Names) -> Steps:
    found = tuple(names(each) for each in steps)
    if None in found:
        raise NotQuickError
    return found  # type: ignore[return-value]


class _Turning(NamedTuple):
    """The branches of one table, while places are made of them."""

    rules: Compiled
    names: Names
    wholes: dict[int, Whole]
    spelled: frozenset[int]

    def place(self, branch: Branch, path: Steps, done: int) -> Place:
        """The place of a branch, when the first `done` steps into single parts are made on the way to it."""
        hop: tuple[Into, ...] = ()
        if branch.below:
            hop = _common(list(_ways(branch)), done)
        done += len(hop)
        made = Place(path, hop=hop, asked=bool(branch.asked))
        made.takes = tuple(self._takes(each, done) for each in branch.takes)
        made.begins = tuple(self._begins(each, path, done) for each in branch.starts)
        for name, below in branch.below.items():
            tag = self.names(name)
            if tag is not None:
                made.below[tag] = self.place(below, (*path, name), done)
        self._simplify(made)
        return made

    @staticmethod
    def _simplify(made: Place) -> None:
        if made.below or made.asked or made.hop:
            return
        if len(made.takes) == 1 and not made.begins:
            made.sole = made.takes[0]
            made.leaf = made.sole if made.sole.is_plain else None
        elif len(made.begins) == 1 and not made.takes and made.begins[0].is_plain:
            made.part = made.begins[0]

    def _takes(self, taking: Taking, done: int) -> Takes:
        rows = rows_of(_part_of(taking, self.wholes))
        kept, spelled = id(taking.rule) in self.rules.kept, id(taking.rule) in self.spelled
        return Takes(taking, taking.into[done:], rows.fields[taking.rule.field], kept=kept, spelled=spelled)

    def _begins(self, start: Starting, path: Steps, done: int) -> Begins:
        rule = start.rule
        return Begins(
            rule,
            start.into[done:],
            start.slot,
            self.place(start.branch, path, 0),
            tuple((_named(each.place, self.names), each.texts) for each in rule.where),
            tuple(_named(each, self.names) for each in rule.group),
            tuple(_named(each, self.names) for each in start.own),
        )


def _part_of(taking: Taking, wholes: dict[int, Whole]) -> type[Part]:
    return next(each.rule.part for each in wholes.values() if any(taking.rule is value for value in each.rule.values))


def _ways(branch: Branch) -> Iterator[tuple[Into, ...]]:
    """The ways into the data that all that stands at a branch and below it takes."""
    yield from (each.into for each in branch.takes)
    yield from (each.into for each in branch.starts)
    for below in branch.below.values():
        yield from _ways(below)


def _common(ways: list[tuple[Into, ...]], done: int) -> tuple[Into, ...]:
    """The steps into single parts that all ways begin with, after those that are made."""
    if not ways:
        return ()
    found: list[Into] = []
    for steps in zip(*(each[done:] for each in ways), strict=False):
        if steps[0].slot is not None or any(each.rule is not steps[0].rule for each in steps):
            break
        found.append(steps[0])
    return tuple(found)
