"""Parts that are read in the quick pass, and the model's parts that are made of them."""

from __future__ import annotations

from typing import Any

from mappings.tables.language.rules import PartRule
from mappings.tables.reading.growing import Data, Item, Items
from mappings.tables.reading.quick_rules import QuickRules, Takes, Whole
from mappings.tables.reading.references import References, texts_in
from schemas.sip.document import SipDocument
from schemas.sip.organisations import Organisation
from schemas.sip.quick_data import Making, NotQuickError


class QuickItem(Item):
    """One part that is being read. Its data are what the model has made already; `node` is a place of the source."""

    __slots__ = ("spelled", "texts")

    def __init__(self, rule: PartRule, at: Any) -> None:
        self.rule, self.node = rule, at
        self.within = self.holder = None
        self.data = {}
        self.names = {}
        self.spans = False
        self.spelled: Data = {}  # the plain data of a few fields, which others are compared with
        self.texts: dict[str, tuple[Takes, str]] = {}  # of a part that spans rows: what the first of them said

    def plain(self, field: str) -> Any:
        """As for every item."""
        value = self.data.get(field)
        return value if isinstance(value, Item) else self.spelled.get(field)


def document_of(top: QuickItem, rules: QuickRules, references: References, noted: set[str]) -> SipDocument:
    """The document that was read. `noted` are the known organisations that it names."""
    making = _MakingOfItems(rules.wholes)
    if rules.known:
        there: set[Any] = set()
        _note_own(top, rules, noted, there)
        known = references.known_of(noted, there)
        making.known = tuple([making.making.part(each, Organisation, None) for each in known])
        if known and not (isinstance(top.data.get("plan"), QuickItem) and _stands(top.data["plan"])):
            raise NotQuickError
    document: SipDocument = making.made(top)
    return document


_OPEN = frozenset({QuickItem, Items, list})


class _MakingOfItems:
    """Makes the parts of one document."""

    def __init__(self, wholes: dict[int, Whole]) -> None:
        self._wholes = wholes
        self.making = Making(without_none=False)
        self.known: tuple[Organisation, ...] = ()

    def made(self, item: QuickItem) -> Any:
        """The part of an item, with all that is in it."""
        whole, data = self._wholes[id(item.rule)], item.data
        gone: list[str] = []
        for name, value in data.items():
            if type(value) in _OPEN:
                made = self._closed(value)
                data[name] = made
                if made is None:
                    gone.append(name)
        for name in gone:
            del data[name]
        for name, _, constant in whole.constants:
            data.setdefault(name, constant)
        for name, _, otherwise in whole.otherwise:
            data.setdefault(name, otherwise)
        if self.known and item.rule.field == "plan":
            data["organisations"] = (*data.get("organisations", ()), *self.known)
        return self.making.whole(data, whole.rows, whole.kind)

    def _closed(self, value: Any) -> Any:
        """A part, parts or values as the model holds them; None for parts of which nothing stood there."""
        if type(value) is Items:
            return tuple([self.made(each) for each in value.values() if _stands(each)]) or None  # type: ignore[arg-type]
        if type(value) is QuickItem:
            return self.made(value) if _stands(value) else None
        return tuple(value)


def _stands(item: Item) -> bool:
    """Whether anything of a part stood in the document."""
    for value in item.data.values():
        if isinstance(value, Items):
            if any(_stands(each) for each in value.values()):
                return True
        elif not isinstance(value, Item) or _stands(value):
            return True
    return False


def _note_own(item: QuickItem, rules: QuickRules, noted: set[str], there: set[Any]) -> None:
    """Note what the table itself says, and the ids of the organisations that the plan has."""
    whole, data = rules.wholes[id(item.rule)], item.data
    for value in data.values():
        if type(value) is QuickItem or type(value) is Items:
            for each in value.values() if isinstance(value, Items) else (value,):
                if isinstance(each, QuickItem) and _stands(each):
                    _note_own(each, rules, noted, there)
    own = {name: plain for name, plain, _ in (*whole.constants, *whole.otherwise) if name not in data}
    if own:
        noted.update(rules.known.intersection(texts_in(own)))
    if item.rule.field == "organisations":
        there.add(item.spelled.get("id", own.get("id")))
