"""References between parts as a journal system writes them: by its own id, by number, by name, by a mark."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from itertools import count
from typing import Any, NamedTuple

from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Reference, Table, UnreadableError, ValueRule
from mappings.tables.nodes import Node
from mappings.tables.reading.compiled import Compiled
from mappings.tables.reading.growing import Item, Items
from mappings.tables.reading.tracing import Trace
from schemas.identifiers import PERSON
from schemas.sip.ids_given import NEEDS_ID, UNASSIGNED

Tell = Callable[[str, Node, ValueRule, Item, dict[str, str]], None]
Said = Callable[[Any, Steps], str]
"""A place and a path → the text there."""
Accept = Callable[[ValueRule, str], Any]
"""A rule and the id of a part → what is put in the place of the reference."""
_NUMBER = "number"


class Pending(NamedTuple):
    """A reference that is looked up when all parts are there."""

    item: Item
    rule: ValueRule
    text: str
    node: Any
    position: int | None
    """Its place in a field that repeats."""


class References:
    """The parts of one document by what names them, and the references that wait for them."""

    def __init__(self, table: Table, rules: Compiled) -> None:
        self._table, self._rules = table, rules
        self._by_field: dict[str, list[Item]] = {}
        self._pending: list[Pending] = []
        self._known = {each["id"]: each for each in table.known}
        self._indexes: dict[int, dict[str, list[str]]] = {}
        self._said: Said = Node.said

    def made(self, item: Item) -> None:
        """A part has begun."""
        self._by_field.setdefault(item.rule.field, []).append(item)

    def named(self, item: Item, rule: ValueRule, text: str) -> None:
        """A part's value was read; its text is kept if references go by it."""
        if id(rule) in self._rules.kept:
            item.names[rule.field] = text

    def waits(self, pending: Pending) -> None:
        """A reference was read."""
        self._pending.append(pending)

    def resolve(
        self, top: Item, tell: Tell, trace: Trace | None, *, said: Said | None = None, accept: Accept | None = None
    ) -> None:
        """Put the ids of parts in the place of what named them; tell what names none, or several."""
        self._said = said or Node.said
        for pending in self._pending:
            found = self._named(pending)
            if not found and pending.rule.refers is not None and pending.rule.refers.outside:
                found = [pending.text]
            if len(found) == 1:
                target = found[0]
                if not self._put(pending, target if accept is None else accept(pending.rule, target), trace):
                    tell("SIP224", pending.node, pending.rule, pending.item, {})
            else:
                rule = pending.rule
                words = {"expected": ", ".join(rule.refers.to) if rule.refers else "", "by": self._by(rule)}
                tell("SIP223" if found else "SIP222", pending.node, rule, pending.item, words)
        for pending in self._pending:
            if pending.position == 0:
                listed = pending.item.data[pending.rule.field]
                pending.item.data[pending.rule.field] = [each for each in listed if each is not None]
        if self._rules.marks:
            self._marked(top, tell, trace, accept or _as_it_is)

    @staticmethod
    def _by(rule: ValueRule) -> str:
        return rule.refers.by if rule.refers else ""

    def _named(self, pending: Pending) -> list[str]:
        """The ids of all that a text can mean."""
        rule, text = pending.rule, pending.text
        if rule.way.name != "text":
            with suppress(UnreadableError):  # then it is looked up as it stands
                text = str(rule.way.read(text))
        index = self._indexes.get(id(rule))
        if index is None:
            index = self._indexes[id(rule)] = self._index(rule.refers) if rule.refers else {}
        return index.get(text, [])

    def _index(self, refers: Reference) -> dict[str, list[str]]:
        """What every text means to the references of one rule."""
        made: dict[str, list[str]] = {text: [PERSON] for text in refers.person}
        for field in refers.to:
            named = self._keyed_parts(field, refers.key) if refers.key else self._named_parts(field, refers.by)
            for text, target in named:
                if target not in (known := made.setdefault(text, [])):
                    known.append(target)
        return made

    def _named_parts(self, field: str, by: str) -> Iterator[tuple[str, str]]:
        for number, item in enumerate(self._by_field.get(field, ()), start=1):
            text = str(number) if by == _NUMBER else item.names.get(by) or _full_name(item, by)
            if text:
                yield text, self._id(item, field)
        if field == "organisations":
            yield from ((each[by], each["id"]) for each in self._known.values() if isinstance(each.get(by), str))

    def _keyed_parts(self, field: str, place: Steps) -> Iterator[tuple[str, str]]:
        """The parts by what stands at a place in them that no field of the plan holds."""
        for item in self._by_field.get(field, ()):
            if item.node is not None and (text := self._said(item.node, place)):
                yield text, self._id(item, field)

    def _id(self, item: Item, field: str) -> str:
        """The part's id; when one that has none is referred to, all of its kind that have none are given one."""
        if "id" not in item.data:
            items = self._by_field[field]
            taken = {each.data.get("id") for each in items}
            free = (given for number in count(1) if (given := self._given(field, number)) not in taken)
            for each in items:
                if "id" not in each.data:
                    each.data["id"] = next(free)
        return str(item.data["id"])

    @staticmethod
    def _given(field: str, number: int) -> str:
        return f"{UNASSIGNED}{NEEDS_ID.get(field, field)}-{number}"

    @staticmethod
    def _put(pending: Pending, target: str, trace: Trace | None) -> bool:
        """Put the target where it belongs; False when another stands there already."""
        item, rule = pending.item, pending.rule
        if pending.position is None:
            if item.data.setdefault(rule.field, target) != target:
                return False
        else:
            item.data[rule.field][pending.position] = target
        if trace is not None:
            by = f"by {rule.refers.by}" if rule.refers else ""
            trace.mapped(pending.node, rule.line, item, rule.field, position=pending.position, way=by, value=target)
        return True

    def _marked(self, top: Item, tell: Tell, trace: Trace | None, accept: Accept) -> None:
        """Parts that carry a mark: who refers to them says so in its own rule. That several carry it is told."""
        for field, where, rule in self._rules.marks:
            owners = [each for each in _all(top) if any(rule is value for value in each.rule.values)]
            if not owners:
                owners = [item for item in (_owner_of(top, rule),) if item is not None]
            for item in self._by_field.get(field, ()) if owners else ():
                if item.node is None or self._said(item.node, where.place) not in where.texts:
                    continue
                node = item.node if trace is None else item.node.first(where.place) or item.node
                target = accept(rule, self._id(item, field))
                for owner in owners:
                    if owner.data.setdefault(rule.field, target) != target:
                        tell("SIP224", node, rule, owner, {})
                    elif trace is not None:
                        trace.mapped(node, rule.line, owner, rule.field, position=None, way="marked", value=target)

    def known_in(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        """The table's known organisations that the plan refers to and does not have, with those they belong to."""
        if not self._known:
            return []
        there = {each.get("id") for each in data.get("plan", {}).get("organisations", ())}
        return self.known_of(texts_in(data), there)

    def known_of(self, texts: Iterable[str], there: Container[Any]) -> list[dict[str, Any]]:
        """As `known_in`, of all texts of a document and the ids of the organisations that it has."""
        wanted = [each for each in texts if each in self._known]
        found: dict[str, dict[str, Any]] = {}
        while wanted:
            name = wanted.pop()
            if name in self._known and name not in there and name not in found:
                found[name] = self._known[name]
                wanted += [str(self._known[name][key]) for key in ("part_of", "acts_for") if key in self._known[name]]
        return [each for name, each in self._known.items() if name in found]


def _as_it_is(_: ValueRule, target: str) -> str:
    return target


def _full_name(item: Item, by: str) -> str:
    """What stands in a field that is itself made of several: a person's name."""
    value = item.plain(by)
    if isinstance(value, Item | dict):
        said = value.plain if isinstance(value, Item) else value.get
        return " ".join(str(text) for key in ("given", "family") if (text := said(key)))
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


def texts_in(value: Any) -> Iterator[str]:
    """The texts in plain data that could be the id of an organisation."""
    if isinstance(value, dict):
        for inner in value.values():
            yield from texts_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts_in(inner)
    elif isinstance(value, str) and value != PERSON:
        yield value
