"""One walk through a document along the branches of a table."""

from __future__ import annotations

from functools import partial
from typing import Any, NamedTuple

from mappings.tables.ids import element_id
from mappings.tables.language.rules import Ignored, Kind, Table, UnreadableError, ValueRule
from mappings.tables.nodes import Node
from mappings.tables.reading.compiled import Branch, Compiled, Into, Starting, Taking
from mappings.tables.reading.growing import Item, finished
from mappings.tables.reading.references import Pending, References
from mappings.tables.reading.tracing import Trace, places_in
from schemas.findings import Finding, finding

_Active = list[tuple[Branch, Item]]


class Told(NamedTuple):
    """Something that was found while walking."""

    code: str
    node: Node
    rule: ValueRule | None
    item: Item | None
    words: dict[str, str]

    def as_finding(self, table: Table, trace: Trace) -> Finding:
        """With its place in the document and the line of the table."""
        words: dict[str, Any] = {"field": self.rule.field, **self.words} if self.rule is not None else {**self.words}
        made = finding(self.code, trace.path(self.node), **words)
        return made.by_rule(f"{table.name}, line {self.rule.line}" if self.rule is not None else "")


class Walk:
    """One document, once."""

    def __init__(self, table: Table, rules: Compiled, trace: Trace | None) -> None:
        self._table, self._rules, self._trace = table, rules, trace
        self._nothing = table.nothing
        self._references = References(table, rules)
        self._seen: set[tuple[int, int, str]] = set()
        self._joins: dict[tuple[int, int], Join] = {}
        self._root: Node | None = None
        self.told: list[Told] = []

    def read(self, root: Node) -> dict[str, Any]:
        """The document as plain data for the model."""
        top = Item(self._table.document, None, None, None)
        self._root = root
        top.spans = self._table.kind is Kind.CSV
        if root.says:
            self._stranger(root, alone=True)
        self._walk(root, [(self._rules.root, top)])
        for join in self._joins.values():
            self._set(join.item, join.rule, join.rule.way.read, join.text(), join.node)
        self._references.resolve(top, self._tell, self._trace)
        data = finished(top)
        known = self._references.known_in(data)
        if known:
            data.setdefault("plan", {}).setdefault("organisations", []).extend(known)
        return data

    def _walk(self, node: Node, active: _Active) -> None:
        for child in node.children:
            name = child.name
            pairs = [(found, item) for branch, item in active if (found := branch.below.get(name)) is not None]
            if pairs:
                self._enter(child, pairs)
            else:
                self._stranger(child)

    def _enter(self, node: Node, pairs: _Active) -> None:
        known = False
        for branch, item in pairs:  # which grows meanwhile
            for start in branch.starts:
                made = self._start(start, item, node)
                if made is not None:
                    pairs.append((start.branch, made))
            if branch.takes:
                known = True
                for taking in branch.takes:
                    self._take(taking, item, node)
            if branch.asked:
                known = True
                if self._trace is not None:
                    self._asked(branch, item, node, self._trace)
        if not known and node.says:
            self._stranger(node, alone=True)
        elif not known and not node.children and self._trace is not None:
            self._trace.blank(node)
        self._walk(node, [pair for pair in pairs if pair[0].below] if len(pairs) > 1 else pairs)

    def _asked(self, branch: Branch, item: Item, node: Node, trace: Trace) -> None:
        for into in branch.asked:
            inner = self._inner(item, into, node)
            trace.mapped(node, inner.rule.line, inner, "", position=None, way="where", value=node.text)

    def _stranger(self, node: Node, *, alone: bool = False) -> None:
        """A place that no rule reads: with all below it, or `alone`, when rules read what stands below."""
        unknown = False
        for each in [node] if alone else places_in(node):
            rule = self._ignored_by(each)
            unknown = unknown or rule is None
            if self._trace is not None:
                self._trace.stranger(each, rule)
        if unknown:
            self.told.append(Told("SIP228", node, None, None, {}))

    def _ignored_by(self, node: Node) -> Ignored | None:
        if not self._table.ignored:
            return None
        if node.parent is None and self._root is not None and node is not self._root:
            self._root.link()
        return ignored_at(self._table.ignored, node.steps())

    def _start(self, start: Starting, item: Item, node: Node) -> Item | None:
        rule = start.rule
        for where in rule.where:
            if node.said(where.place) not in where.texts:
                return None
        if start.own and not any(node.said(place) for place in start.own):
            return None
        inner = self._inner(item, start.into, node)
        items = inner.items(rule.field)
        if not rule.group:
            key: Any = len(items)
        else:
            key = tuple([node.said(place) for place in rule.group])
            if not any(key):
                return None
        found = items.get((start.slot, key))
        if found is None:
            found = items[start.slot, key] = Item(rule, inner, items, node)
            found.spans = bool(rule.group)
            self._made(found)
        return found

    def _inner(self, item: Item, into: tuple[Into, ...], node: Node) -> Item:
        if not into:
            return item
        made: list[Item] = []
        inner = item.inner(into, node, made)
        for each in made:
            self._made(each)
        return inner

    def _made(self, item: Item) -> None:
        self._references.made(item)

    def _take(self, taking: Taking, item: Item, node: Node) -> None:
        text = (node.text or "").strip()
        rule = taking.rule
        if not text or text in self._nothing or text in rule.nothing or not pieces_of(text, rule.split_by):
            if self._trace is not None:
                self._trace.blank(node)
            return
        self._take_text(taking, item, text, node)

    def _take_text(self, taking: Taking, item: Item, text: str, node: Node) -> None:
        rule = taking.rule
        if taking.into:
            item = self._inner(item, taking.into, node)
        if item.spans and rule.shape.many and self._again(item, rule, text):
            return
        if rule.joined_by is not None:
            self._join(taking, item, text, node)
        elif taking.of_id is not None:
            self._id(taking.of_id, item, rule, text, node)
        else:
            for piece in pieces_of(text, rule.split_by):
                self._one(item, rule, piece, node)

    def _again(self, item: Item, rule: ValueRule, text: str) -> bool:
        """Whether another row of the same part has said the same already."""
        key = (id(item), id(rule), text)
        if key in self._seen:
            return True
        self._seen.add(key)
        return False

    def _one(self, item: Item, rule: ValueRule, text: str, node: Node) -> None:
        self._references.named(item, rule, text)
        if rule.refers is not None and rule.way.name != "code":
            self._references.waits(Pending(item, rule, text, node, self._place(item, rule)))
        else:
            self._set(item, rule, rule.way.read, text, node)

    @staticmethod
    def _place(item: Item, rule: ValueRule) -> int | None:
        """A place kept free for a reference that is looked up later."""
        if not rule.shape.many:
            return None
        listed: list[Any] = item.data.setdefault(rule.field, [])
        listed.append(None)
        return len(listed) - 1

    def _id(self, field: str, item: Item, rule: ValueRule, text: str, node: Node) -> None:
        self._references.named(item, rule, text)
        self._set(item, rule, partial(element_id, field), text, node)

    def _set(self, item: Item, rule: ValueRule, way: Any, text: str, node: Node) -> None:
        try:
            value = way(text)
        except UnreadableError as fault:
            self._tell(fault.code, node, rule, item, fault.words)
            value = fault.instead
            if value is None:
                return
        field, position = rule.field, None
        if rule.shape.many:
            listed = item.data.setdefault(field, [])
            position = len(listed)
            listed.append(value)
        elif field not in item.data:
            item.data[field] = value
        elif item.data[field] != value:
            self._tell("SIP224", node, rule, item, {})
            return
        if self._trace is not None:
            self._trace.mapped(node, rule.line, item, field, position=position, way=rule.way.name, value=value)

    def _join(self, taking: Taking, item: Item, text: str, node: Node) -> None:
        key = (id(item), id(taking.rule))
        join = self._joins.get(key)
        if join is None:
            join = self._joins[key] = Join(item, taking.rule, node, {})
        if join.pieces.setdefault(taking.place, text) != text:
            self._tell("SIP224", node, taking.rule, item, {})
        elif self._trace is not None:
            self._trace.mapped(
                node, taking.rule.line, item, taking.rule.field, position=None, way="joined_by", value=text
            )

    def _tell(self, code: str, node: Node, rule: ValueRule, item: Item, words: dict[str, str]) -> None:
        self.told.append(Told(code, node, rule, item, words))


class Join(NamedTuple):
    """A value that stands at several places, until all are read."""

    item: Item
    rule: ValueRule
    node: Node
    pieces: dict[int, str]

    def text(self) -> str:
        """The pieces in the order of the rule's places."""
        return (self.rule.joined_by or "").join(self.pieces[place] for place in sorted(self.pieces))


def pieces_of(text: str, separator: str | None) -> list[str]:
    """The values that one text holds."""
    return [text] if separator is None else [each.strip() for each in text.split(separator) if each.strip()]


def ignored_at(rules: tuple[Ignored, ...], steps: tuple[str, ...]) -> Ignored | None:
    """The first rule that leaves a place out on purpose."""
    if steps[:1] == ("row",):
        steps = steps[1:]
    return next((each for each in rules if _fits(each.steps, steps)), None)


def _fits(pattern: tuple[str, ...], steps: tuple[str, ...]) -> bool:
    """Whether a path, or one above it, is what a pattern names; `ends` are where the pattern so far may end."""
    ends = {0}
    for name in pattern:
        if name == "**":
            ends = set(range(min(ends), len(steps) + 1))
        else:
            ends = {at + 1 for at in ends if at < len(steps) and name in ("*", steps[at])}
        if not ends:
            return False
    return True
