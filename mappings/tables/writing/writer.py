"""Writing a plan with a table: the mirror of `reading`.

Theory of operation. First every part of the plan is given its rule (`parts.py`), so that it is known what can be
referred to and by what name. Then the parts are walked: those that begin at a place of their own first, since rows that
are one part together are found by the keys that the others wrote there; what stands on every row (the plan itself) is
written when all rows are there; numbers and marks last. Before parts are counted, those go of which nothing will stand.
Of every value it is noted what became of it.
"""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

from mappings.account import Account
from mappings.part_ids import ids_to_leave_out
from mappings.reading import Writing
from mappings.sip_json import plain
from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Kind, PartRule, Table, UnwritableError
from mappings.tables.nodes import Node
from mappings.tables.sources import write_source
from mappings.tables.writing.account import Outcomes, columns_of, leaves
from mappings.tables.writing.known import Known, at
from mappings.tables.writing.parts import Planned, Planning
from mappings.tables.writing.places import Places, Scope
from mappings.tables.writing.references import Names, numbered
from mappings.tables.writing.rows import Rows, has_key, places_of, refer_first
from mappings.tables.writing.unsaid import tell_the_unsaid
from mappings.tables.writing.values import Values
from schemas.sip.document import SipDocument

_NO_KEY = "nothing there tells it from others"
_ONE_PLACE = "more of them than the format has places for"


def write_with(table: Table, document: SipDocument) -> Writing:
    """The document in the table's format, and the account of what that can hold. Never raises."""
    made = DocumentWriter(table, document)
    root = made.tree()
    try:
        return Writing(write_source(root, table), made.account())
    except UnwritableError as why:
        made.outcomes = Outcomes()
        for name in ("plan", "consents"):
            made.outcomes.fell((name,), why.reason)
        return Writing(b"", made.account())


class DocumentWriter:
    """Writes one document; `tree` is called once."""

    def __init__(self, table: Table, document: SipDocument) -> None:
        self.outcomes = Outcomes()
        self._table, self._data = table, plain(document)
        left_out = ids_to_leave_out(document)
        self._left_out = frozenset(
            path for path in leaves(self._data, ()) if path[-1] == "id" and at(self._data, path) in left_out
        )
        self._places = Places(table)
        self._rows = Rows(table)
        self._hollow: list[tuple[Planned, Scope, Node, bool]] = []

    def tree(self) -> Node:
        """The document as places."""
        known = Known(self._table, self.outcomes)
        planning = Planning(known.by_id, self.outcomes)
        top = planning.part(self._table.document, self._data, ())
        known.settle(planning, top)
        self._values = self._values_of(top)
        if self._without_keys(top):
            self._values = self._values_of(top)
        scope = self._document_scope()
        self._part(top, scope)
        if not scope.nodes:
            scope.nodes.append(self._places.row())
        scope.finish()
        self._last()
        tell_the_unsaid(top, self.outcomes)
        known.tell()
        return self._places.root

    def account(self) -> Account:
        """What became of every value; its lines are written when somebody looks."""
        outcomes, data, table, left_out = self.outcomes, self._data, self._table, self._left_out
        return Account.later(lambda: outcomes.lists(data, table, left_out))

    def _document_scope(self) -> Scope:
        if self._table.kind is not Kind.CSV:
            return Scope([self._places.root])
        nodes: list[Node] = []
        return Scope(nodes, make=partial(self._row_in, nodes), spans=True)

    def _row_in(self, nodes: list[Node]) -> Node:
        nodes.append(self._places.row())
        return nodes[-1]

    def _values_of(self, top: Planned) -> Values:
        return Values(self._table, self._places, Names(self._table, top), self.outcomes, self._left_out)

    def _without_keys(self, part: Planned) -> bool:
        """Take out the parts of groups that no key tells apart; whether there were any."""
        seen: set[tuple[int, tuple[str, ...]]] = set()
        left: list[Planned] = []
        for each in part.parts:
            keys = tuple(self._values.key(each, steps) for steps in each.rule.group)
            if each.rule.group and (not any(keys) or (id(each.rule), keys) in seen):
                self.outcomes.fell(each.path, _NO_KEY)
                continue
            seen.add((id(each.rule), keys))
            left.append(each)
        lost = len(left) != len(part.parts)
        part.parts = left
        below = [self._without_keys(each) for each in left]  # all of them
        return lost or any(below)

    def _part(self, part: Planned, scope: Scope) -> None:
        """A part that has no place of its own, with all below it."""
        for used, each in enumerate([each for each in part.parts if each.rule.each and not each.rule.group]):
            self._item(each, scope, used)
        for each in refer_first([each for each in part.parts if each.rule.group]):
            self._group(each, scope)
        for each in part.parts:
            if not each.rule.each:
                self._part(each, scope.below(each.rule.at))
        scope.later.append(partial(self._write, part, scope))

    def _write(self, part: Planned, scope: Scope) -> None:
        self._values.write(part, scope)
        if part.first is not None and part.rule.where and not part.rule.each:
            with suppress(UnwritableError):  # reading does not ask for it
                self._conditions(part, scope)

    def _conditions(self, part: Planned, scope: Scope) -> None:
        """Raises UnwritableError when something else stands there."""
        said = [(where, self._values.key(part, where.place)) for where in part.rule.where]
        texts = [(where.place, text if text in where.texts else where.texts[0]) for where, text in said]
        self._places.put(scope, texts, part.rule.line)

    def _item(self, part: Planned, scope: Scope, used: int) -> None:
        """A part at a place of its own; one of which nothing can be said gets none."""
        before = len(scope.nodes)
        try:
            node = self._place_for(part.rule, scope, used)
        except UnwritableError as why:
            self.outcomes.fell(part.path, why.reason)
            return
        try:
            self._fill(part, Scope([node]))
        except UnwritableError as why:
            self.outcomes.fell(part.path, why.reason)
        if part.stands:
            return
        own = bool(part.rule.at or scope.prefix) or len(scope.nodes) > before
        if any(id(each) in self._values.numbers for each in part.walk()):
            self._hollow.append((part, scope, node, own))  # a number may come yet
        else:
            self._drop(part, scope, node, own=own)

    def _drop(self, part: Planned, scope: Scope, node: Node, *, own: bool) -> None:
        """Take its place from a part of which nothing stands there; a place of its `own` is taken away."""
        for each in part.walk():
            each.nodes = []
        if not own or (self._table.kind is Kind.CSV and node.children):  # a row that others have written on
            return
        self._places.drop(node)
        if node in scope.nodes:
            scope.nodes.remove(node)

    def _place_for(self, rule: PartRule, scope: Scope, used: int) -> Node:
        full = (*scope.prefix, *rule.at)
        if full:
            return self._places.begin(self._some_node(scope), full, rule.line)
        if scope.make is not None and not (scope.grouped and used < len(scope.nodes)):
            return scope.make()
        if used < len(scope.nodes):
            return scope.nodes[used]
        raise UnwritableError(_ONE_PLACE)

    @staticmethod
    def _some_node(scope: Scope) -> Node:
        return scope.nodes[0] if scope.nodes or scope.make is None else scope.make()

    def _group(self, part: Planned, scope: Scope) -> None:
        """A part at every row that holds its key; if none does, at a new one."""
        full = (*scope.prefix, *part.rule.at)
        keys = tuple(self._values.key(part, each) for each in part.rule.group)
        make = partial(self._another, part.rule, scope, full)
        rows = [each for node in scope.nodes for each in node.below(full) if has_key(each, part.rule, keys)]
        try:
            rows = rows or self._free_row(part, scope, full) or [make()]
            own = places_of(part.rule) if not full else frozenset()
            inner = Scope(rows, grouped=True, spans=True, around=scope.around | own)
            inner.make = partial(_also, rows, make)
            self._fill(part, inner)
        except UnwritableError as why:
            self.outcomes.fell(part.path, why.reason)

    def _free_row(self, part: Planned, scope: Scope, full: Steps) -> list[Node]:
        """A row of the part around that has room; none when a new one is to be made.

        Raises UnwritableError when a new row would be read as a part of its own, with nothing but what it repeats.
        """
        if full:
            return []
        own = places_of(part.rule)
        if scope.grouped and not self._rows.others_read(part.rule, own):
            room = (each for each in scope.nodes if not any(each.said(steps) for steps in own))
            found = next(room, None)
            if found is not None:
                return [found]
        if self._rows.is_misread(own | scope.around):
            raise UnwritableError("no row refers to it, and one of its own would be read as something else")
        return []

    def _another(self, rule: PartRule, scope: Scope, full: Steps) -> Node:
        if full:
            return self._places.begin(self._some_node(scope), full, rule.line)
        if scope.make is None:
            raise UnwritableError(_ONE_PLACE)
        return scope.make()

    def _fill(self, part: Planned, scope: Scope) -> None:
        part.nodes = scope.nodes
        if part.rule.where:
            self._conditions(part, scope)
        self._part(part, scope)
        scope.finish()

    def _last(self) -> None:
        """What needs all parts in their places: numbers, marks, what the table says itself; then the order."""
        self._places.in_order()
        self._values.write_numbers(self._order())
        self._values.write_marks()
        self._values.write_keys()
        self._values.tell_constants()
        if self._table.kind is Kind.CSV:
            for name, line in columns_of(self._table).items():
                self._places.column(name, line)
        self._places.in_order()

    def _order(self) -> dict[int, int]:
        """The positions of all places, once the parts that get no number are gone: one takes others along."""
        while True:
            order = numbered(self._places.root, self._table)
            waiting = [each for each in self._hollow if each[0].nodes]
            gone = [each for each in waiting if not self._values.gets_a_number(each[0], order)]
            if not gone:
                return order
            for part, scope, node, own in reversed(gone):
                self._drop(part, scope, node, own=own)


def _also(rows: list[Node], make: Any) -> Node:
    rows.append(make())
    return rows[-1]
