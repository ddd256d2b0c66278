"""The quick pass through a document in which nothing is wrong: from its places to the parts of the model.

Theory of operation. It does what the careful walk does (`walking.py`), but asks nothing twice: what is decided before a
document comes stands in the `Place`s (`quick_rules.py`), what the model makes of a text is asked at once, and
remembered where it may be, and the parts are made straight from what was read (`quick_parts.py`). It notes neither
where things came from nor what is wrong. At the first thing that is out of the ordinary it raises, and the careful walk
reads the document from the start: it alone says findings. That both say the same of a document is tested.

`QuickPass` is what is the same for all sources; how places are gone through is said by `quick_sources.py`.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, NoReturn

from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Ignored, Kind, Table, ValueRule
from mappings.tables.reading.compiled import Compiled, Into
from mappings.tables.reading.growing import Items
from mappings.tables.reading.quick_parts import QuickItem, document_of
from mappings.tables.reading.quick_rules import Begins, Place, QuickRules, Takes
from mappings.tables.reading.references import Pending, References, texts_in
from mappings.tables.reading.walking import ignored_at, pieces_of
from schemas.sip.document import SipDocument
from schemas.sip.quick_data import NotQuickError

Pairs = list[tuple[Place, QuickItem]]


class QuickPass(ABC):
    """One document, once. Raises what is out of the ordinary."""

    def __init__(self, table: Table, compiled: Compiled, rules: QuickRules) -> None:
        self._rules, self._ignored, self._nothing = rules, table.ignored, table.nothing
        self._references = References(table, compiled)
        self._joins: dict[tuple[int, int], tuple[QuickItem, Takes, dict[int, str]]] = {}
        self._again: set[tuple[int, int, str]] = set()
        self._noted: set[str] = set()
        self._known = rules.known
        self._table = table

    def document(self, root: Any) -> SipDocument:
        """The document of a tree."""
        top = QuickItem(self._table.document, None)
        top.spans = self._table.kind is Kind.CSV
        self._root(root, self._rules.root, top)
        for item, takes, pieces in self._joins.values():
            self._put(item, takes, (takes.rule.joined_by or "").join(pieces[place] for place in sorted(pieces)))
        self._references.resolve(top, _out_of_the_ordinary, None, said=self._marked, accept=self._accepted)
        return document_of(top, self._rules, self._references, self._noted)

    @abstractmethod
    def _root(self, root: Any, place: Place, top: QuickItem) -> None:
        """Read the whole tree."""

    @abstractmethod
    def said(self, at: Any, steps: Steps) -> str:
        """The text at a path from a place, without white space around it; "" when there is none."""

    @abstractmethod
    def _called(self, name: str) -> str:
        """The name of a stranger as the table would write it."""

    def _stranger(self, place: Place, name: str) -> None:
        """A name below a place that no rule has."""
        ignored = place.strangers.get(name)
        if ignored is None:
            ignored = place.note(name, ignored=self._is_ignored((*place.path, self._called(name))))
        if not ignored:
            raise NotQuickError

    def _strange_itself(self, place: Place) -> None:
        """A place that no rule reads, or at which there is a text that none reads."""
        if not self._is_ignored(place.path):
            raise NotQuickError

    def _is_ignored(self, steps: Steps) -> bool:
        found: Ignored | None = ignored_at(self._ignored, steps)
        return found is not None

    def _hopped(self, place: Place, item: QuickItem, at: Any) -> QuickItem:
        """The part that everything at a place goes into."""
        return self._inner(item, place.hop, at) if place.hop else item

    def _read_at(self, at: Any, pairs: Pairs, text: str | None) -> bool:
        """Begin the parts that begin at a place, which join the pairs, and take its text; whether a rule reads it."""
        known = False
        for place, item in pairs:  # which grows meanwhile
            for begins in place.begins:
                begun = self._begin(begins, item, at)
                if begun is not None:
                    pairs.append((begins.place, self._hopped(begins.place, begun, at)))
            for takes in place.takes:
                self._take(takes, item, text, at)
            known = known or place.asked or bool(place.takes)
        return known

    def _begin(self, begins: Begins, item: QuickItem, at: Any) -> QuickItem | None:
        for steps, texts in begins.where:
            if self.said(at, steps) not in texts:
                return None
        if begins.own and not any(self.said(at, steps) for steps in begins.own):
            return None
        return self._begun(begins, item, at)

    def _begun(self, begins: Begins, item: QuickItem, at: Any) -> QuickItem | None:
        rule = begins.rule
        if begins.into:
            item = self._inner(item, begins.into, at)
        items = _items(item, rule.field)
        if not begins.group:
            key: Any = len(items)
        else:
            key = tuple([self.said(at, steps) for steps in begins.group])
            if not any(key):
                return None
            if (found := items.get((begins.slot, key))) is not None:
                return found  # type: ignore[return-value]
        made = items[begins.slot, key] = QuickItem(rule, at)
        made.spans = bool(begins.group)
        self._references.made(made)
        return made

    def _inner(self, item: QuickItem, into: tuple[Into, ...], at: Any) -> QuickItem:
        for name, rule, slot in into:
            held: Any = item.data if slot is None else _items(item, name)
            key: Any = name if slot is None else (slot, None)
            found = held.get(key)
            if found is None:
                found = held[key] = QuickItem(rule, at)
                self._references.made(found)
            found.spans = item.spans
            item = found
        return item

    def _take(self, takes: Takes, item: QuickItem, text: str | None, at: Any) -> None:
        text = text.strip() if text is not None else ""
        rule = takes.rule
        if not text or text in self._nothing or text in rule.nothing or not pieces_of(text, rule.split_by):
            return
        if takes.into:
            item = self._inner(item, takes.into, at)
        if item.spans and rule.shape.many:
            key = (id(item), id(rule), text)
            if key in self._again:
                return
            self._again.add(key)
        if rule.joined_by is not None:
            _, _, pieces = self._joins.setdefault((id(item), id(rule)), (item, takes, {}))
            if pieces.setdefault(takes.place, text) != text:
                raise NotQuickError
        elif takes.of_id is not None or rule.split_by is None:
            self._one(takes, item, text, at)
        else:
            for piece in pieces_of(text, rule.split_by):
                self._one(takes, item, piece, at)

    def _one(self, takes: Takes, item: QuickItem, text: str, at: Any) -> None:
        if takes.kept:
            item.names[takes.field] = text
        rule = takes.rule
        if rule.refers is None or takes.of_id is not None or rule.way.name == "code":
            self._put(item, takes, text)
            return
        position = None
        if rule.shape.many:
            listed: list[Any] = item.data.setdefault(rule.field, [])
            position = len(listed)
            listed.append(None)
        self._references.waits(Pending(item, rule, text, at, position))

    def _put(self, item: QuickItem, takes: Takes, text: str) -> None:
        """Put what the model makes of a text where it belongs."""
        name, data = takes.field, item.data
        value = takes.known.get(text)
        if value is None or takes.spelled:
            value = self._made(item, takes, text)
        if takes.rule.shape.many:
            data.setdefault(name, []).append(value)
        elif name not in data:
            data[name] = value
            if item.spans:
                item.texts[name] = (takes, text)
        else:
            self._said_before(item, takes, text)

    def _made(self, item: QuickItem, takes: Takes, text: str) -> Any:
        """What the model makes of a text; a known organisation that it names, and what is compared, is noted."""
        plain = takes.way(text)
        if plain is None:
            raise NotQuickError
        if takes.spelled:
            item.spelled[takes.field] = plain
        if self._known:
            named = self._known.intersection(texts_in(plain))
            if named:
                self._noted.update(named)
                return takes.check(plain)  # which is to be noted in every document
        return takes.judged(text, plain)

    @staticmethod
    def _said_before(item: QuickItem, takes: Takes, text: str) -> None:
        """What is said again must be the same; who wrote it otherwise is told so by the careful walk."""
        before = item.texts.get(takes.field)
        if before is None:
            raise NotQuickError
        if before[1] != text and before[0].way(before[1]) != takes.way(text):
            raise NotQuickError

    def _accepted(self, rule: ValueRule, target: str) -> Any:
        """The target of a reference as the model has it."""
        if target in self._known:
            self._noted.add(target)
        return self._rules.checks[id(rule)](target)

    def _marked(self, at: Any, steps: Steps) -> str:
        """The text at the place of a mark."""
        return self.said(at, self._rules.marks[steps])


def _items(item: QuickItem, name: str) -> Items:
    found = item.data.get(name)
    if found is None:
        found = item.data[name] = Items(name)
    return found


def _out_of_the_ordinary(*_: Any) -> NoReturn:
    raise NotQuickError
