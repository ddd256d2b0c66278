"""Plain data of the model while it is read: parts that repeat are found again by the rule that made them."""

from __future__ import annotations

from typing import Any

from mappings.tables.language.rules import PartRule, ValueRule
from mappings.tables.nodes import Node
from mappings.tables.reading.compiled import Into
from schemas.sip.walk import Path

Data = dict[str, Any]


class Item:
    """One part that is being read: its data, its rule, and the texts by which others may name it."""

    __slots__ = ("data", "holder", "names", "node", "rule", "spans", "within")

    def __init__(self, rule: PartRule, within: Item | None, holder: Items | str | None, node: Node | None) -> None:
        self.rule, self.within, self.holder, self.node = rule, within, holder, node
        self.data: Data = {}
        self.names: dict[str, str] = {}
        self.spans = False  # whether it stands at several places at once: rows of one group

    def inner(self, into: tuple[Into, ...], node: Node, made: list[Item]) -> Item:
        """The part that a way leads to from here; what is missing on the way is made, and put among the `made`."""
        item = self
        for field, rule, slot in into:
            if slot is None:
                found = item.data.get(field)
                if found is None:
                    found = item.data[field] = Item(rule, item, field, node)
                    made.append(found)
            else:
                items = item.items(field)
                found = items.get((slot, None))
                if found is None:
                    found = items[slot, None] = Item(rule, item, items, node)
                    made.append(found)
            found.spans = item.spans
            item = found
        return item

    def items(self, field: str) -> Items:
        """The parts of a field that repeats."""
        found = self.data.get(field)
        if found is None:
            found = self.data[field] = Items(field)
        return found

    def plain(self, field: str) -> Any:
        """The plain data of a field, as far as it is read; a part in this one is an item itself."""
        return self.data.get(field)

    def path(self, positions: dict[int, dict[int, int]] | None = None) -> Path:
        """Where the part stands in the model. Who asks for many gives the positions found so far."""
        if self.within is None:
            return ()
        above = self.within.path(positions)
        if not isinstance(self.holder, Items):
            return (*above, str(self.holder))
        position = self.holder.positions({} if positions is None else positions).get(id(self))
        if position is None:  # nothing of it could be read, so that it has no place in the plan
            return (*above, self.holder.field)
        return (*above, self.holder.field, position)


class Items(dict[tuple[int, Any], Item]):
    """The parts of one field in their order, each under its rule's number and what tells it from others there."""

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field

    def positions(self, found: dict[int, dict[int, int]]) -> dict[int, int]:
        """The position of each part by its `id()`."""
        made = found.get(id(self))
        if made is None:
            made = found[id(self)] = {id(each): position for position, each in enumerate(self.values())}
        return made


def finished(item: Item) -> Data:
    """The data of a part, whole: without parts in which nothing stands, with what the table says itself."""
    made: Data = {}
    for field, value in item.data.items():
        if isinstance(value, Items):
            for key in [key for key, each in value.items() if not _stands(each)]:
                del value[key]
            if value:
                made[field] = [finished(each) for each in value.values()]
        elif isinstance(value, Item):
            if _stands(value):
                made[field] = finished(value)
        else:
            made[field] = value
    for rule in item.rule.values:
        _said_by_the_table(rule, made)
    return made


def _stands(item: Item) -> bool:
    """Whether anything of a part stood in the document."""
    return any(
        any(_stands(each) for each in value.values())
        if isinstance(value, Items)
        else not isinstance(value, Item) or _stands(value)
        for value in item.data.values()
    )


def _said_by_the_table(rule: ValueRule, made: Data) -> None:
    if rule.constant is not None:
        made.setdefault(rule.field, rule.constant)
    elif rule.otherwise is not None and rule.field not in made:
        made[rule.field] = [rule.otherwise] if rule.shape.many else rule.otherwise
