"""References between parts as a journal system writes them: by its own id, by number, by name, by a mark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from mappings.tables.compiled import Compiled
from mappings.tables.growing import Item, Items
from mappings.tables.nodes import Node
from mappings.tables.rules import Table, UnreadableError, ValueRule
from mappings.tables.tracing import Trace
from schemas.identifiers import PERSON
from schemas.sip.reading import NEEDS_ID, UNASSIGNED

Tell = Callable[[str, Node, ValueRule, Item, dict[str, str]], None]
_NUMBER = "number"


class Pending(NamedTuple):
    """A reference that is looked up when all parts are there."""

    item: Item
    rule: ValueRule
    text: str
    node: Node
    position: int | None
    """Its place in a field that repeats."""


class References:
    """The parts of one document by what names them, and the references that wait for them."""

    def __init__(self, table: Table, rules: Compiled) -> None:
        self._table, self._rules = table, rules
        self._by_field: dict[str, list[Item]] = {}
        self._pending: list[Pending] = []
        self._known = {each["id"]: each for each in table.known}

    def made(self, item: Item) -> None:
        """A part has begun."""
        self._by_field.setdefault(item.rule.field, []).append(item)

    def named(self, item: Item, rule: ValueRule, text: str) -> None:
        """A part's value was read; its text is kept if references go by it."""
        if (item.rule.field, rule.field) in self._rules.named_by:
            item.names[rule.field] = text

    def waits(self, pending: Pending) -> None:
        """A reference was read."""
        self._pending.append(pending)

    def resolve(self, top: Item, tell: Tell, trace: Trace | None) -> None:
        """Put the ids of parts in the place of what named them; tell what names none, or several."""
        names: dict[tuple[str, str], dict[str, list[str]]] = {}
        for pending in self._pending:
            found = self._named(pending, names)
            if len(found) == 1:
                self._put(pending, found[0], trace)
            else:
                rule = pending.rule
                words = {"expected": ", ".join(rule.refers.to) if rule.refers else "", "by": self._by(rule)}
                tell("SIP223" if found else "SIP222", pending.node, rule, pending.item, words)
        for pending in self._pending:
            if pending.position is not None:
                listed = pending.item.data[pending.rule.field]
                pending.item.data[pending.rule.field] = [each for each in listed if each is not None]
        self._marked(top, trace)

    @staticmethod
    def _by(rule: ValueRule) -> str:
        return rule.refers.by if rule.refers else ""

    def _named(self, pending: Pending, names: dict[tuple[str, str], dict[str, list[str]]]) -> list[str]:
        refers = pending.rule.refers
        assert refers is not None  # noqa: S101 - only references wait
        try:
            text = str(pending.rule.way.read(pending.text))
        except UnreadableError:
            text = pending.text
        found = [PERSON] if text in refers.person else []
        for field in refers.to:
            key = (field, refers.by)
            if key not in names:
                names[key] = self._index(field, refers.by)
            found += names[key].get(text, ())
        return list(dict.fromkeys(found))

    def _index(self, field: str, by: str) -> dict[str, list[str]]:
        made: dict[str, list[str]] = {}
        for number, item in enumerate(self._by_field.get(field, ()), start=1):
            text = str(number) if by == _NUMBER else item.names.get(by) or _full_name(item, by)
            if text:
                made.setdefault(text, []).append(self._id(item, field))
        if field == "organisations":
            for each in self._known.values():
                named: Any = each.get(by)
                if isinstance(named, str) and each["id"] not in made.get(named, ()):
                    made.setdefault(named, []).append(each["id"])
        return made

    def _id(self, item: Item, field: str) -> str:
        """The part's id; one that has none, and is referred to, is given one."""
        if "id" not in item.data:
            taken = {each.data.get("id") for each in self._by_field[field]}
            number = next(n for n in range(1, len(taken) + 2) if self._given(field, n) not in taken)
            item.data["id"] = self._given(field, number)
        return str(item.data["id"])

    @staticmethod
    def _given(field: str, number: int) -> str:
        return f"{UNASSIGNED}{NEEDS_ID.get(field, field)}-{number}"

    @staticmethod
    def _put(pending: Pending, target: str, trace: Trace | None) -> None:
        item, rule = pending.item, pending.rule
        if pending.position is None:
            item.data.setdefault(rule.field, target)
        else:
            item.data[rule.field][pending.position] = target
        if trace is not None:
            by = f"by {rule.refers.by}" if rule.refers else ""
            trace.mapped(pending.node, rule.line, item, rule.field, position=pending.position, way=by, value=target)

    def _marked(self, top: Item, trace: Trace | None) -> None:
        """Parts that carry a mark: who refers to them says so in its own rule."""
        for field, where, rule in self._rules.marks:
            owners = [each for each in _all(top) if any(rule is value for value in each.rule.values)]
            if not owners:
                owners = [item for item in (_owner_of(top, rule),) if item is not None]
            for item in self._by_field.get(field, ()):
                if item.node is not None and item.node.said(where.place) in where.texts:
                    for owner in owners:
                        owner.data.setdefault(rule.field, self._id(item, field))
                        if trace is not None:
                            trace.mapped(
                                item.node.first(where.place) or item.node,
                                rule.line,
                                owner,
                                rule.field,
                                position=None,
                                way="marked",
                                value=owner.data[rule.field],
                            )

    def known_in(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """The table's known organisations that the plan refers to and does not have, with those they belong to."""
        if not self._known:
            return []
        there = {each.get("id") for each in data.get("plan", {}).get("organisations", ())}
        wanted = [each for each in _texts(data) if each in self._known]
        found: dict[str, dict[str, Any]] = {}
        while wanted:
            name = wanted.pop()
            if name in self._known and name not in there and name not in found:
                found[name] = self._known[name]
                wanted += [str(self._known[name][key]) for key in ("part_of", "acts_for") if key in self._known[name]]
        return [each for name, each in self._known.items() if name in found]


def _full_name(item: Item, by: str) -> str:
    """What stands in a field that is itself made of several: a person's name."""
    value = item.data.get(by)
    if isinstance(value, Item):
        value = value.data
    if isinstance(value, dict):
        return " ".join(str(value[key]) for key in ("given", "family") if value.get(key))
    return value if isinstance(value, str) else ""


def _all(item: Item) -> Iterator[Item]:
    yield item
    for value in item.data.values():
        if isinstance(value, Item):
            yield from _all(value)
        elif isinstance(value, Items):
            for each in value.values():
                yield from _all(each)


def _owner_of(top: Item, rule: ValueRule) -> Item | None:
    """The plan itself, when nothing else of it has been read yet that would hold the rule."""
    plan = top.data.get("plan")
    return plan if isinstance(plan, Item) and any(rule is each for each in plan.rule.values) else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)
    elif isinstance(value, str) and value != PERSON:
        yield value
