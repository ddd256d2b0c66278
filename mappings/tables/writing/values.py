"""The values of one part, each by its rule: mapped, or told why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from mappings.tables.ids import text_of_id
from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Scalar, Table, UnwritableError, ValueRule
from mappings.tables.nodes import Node, text_of
from mappings.tables.writing.account import Outcomes
from mappings.tables.writing.parts import Planned
from mappings.tables.writing.places import Places, Scope
from mappings.tables.writing.references import NUMBER, Names, as_typed
from schemas.sip.walk import Path

_MORE = "more values than places"
_CONSTANT = "the table says something else here"
_SEPARATOR = "it holds the separator of its place"
_ALONE = "nothing else of the part stands in the document"

_Value = tuple[Path, Any]


class Values:
    """Writes values. What can only be written when all parts stand is put aside: `numbers`, `marks`, `constants`."""

    def __init__(
        self, table: Table, places: Places, names: Names, outcomes: Outcomes, left_out: frozenset[Path]
    ) -> None:
        self._table, self._places, self._names = table, places, names
        self._outcomes, self._left_out = outcomes, left_out
        self.numbers: dict[int, list[tuple[Planned, Scope, list[ValueRule]]]] = {}
        """By the part (its `id()`) that waits for them."""
        self.marks: list[tuple[Planned, ValueRule, Path, str]] = []
        self.constants: list[tuple[Planned, Path]] = []

    def write(self, part: Planned, scope: Scope) -> None:
        """Every value of a part that has a rule."""
        for name in dict.fromkeys(each.field for each in part.rule.values):
            rules = [each for each in part.rule.values if each.field == name]
            if any(each.refers and each.refers.by == NUMBER and not each.is_constant for each in rules):
                self.numbers.setdefault(id(part), []).append((part, scope, rules))
            else:
                self.field(part, scope, rules)

    def field(self, part: Planned, scope: Scope, rules: list[ValueRule], order: dict[int, int] | None = None) -> None:
        """One field by its rules."""
        for rule, said, values in self._shared_out(part, rules):
            self.constants += [(part, path) for path, _ in said]
            if values:
                self._by_rule(part, scope, rule, values, order)

    def _shared_out(
        self, part: Planned, rules: list[ValueRule]
    ) -> Iterator[tuple[ValueRule, list[_Value], list[_Value]]]:
        """The rules of a field, each with the values that it says itself, and those that it is to write.

        Of several rules each takes as many values as it has places, the last the rest.
        """
        values = [each for each in part.values_of(rules[0]) if self._is_said(part, rules[0], each[0])]
        for at, rule in enumerate(rules):
            said = [each for each in values if _equals(rule, each[1])] if rule.is_constant else []
            values = [each for each in values if each not in said]
            some = values if at == len(rules) - 1 else values[: len(rule.places)]
            values = values[len(some) :]
            yield rule, said, some

    def text(self, part: Planned, rule: ValueRule, value: Any, order: dict[int, int] | None = None) -> Scalar:
        """What stands for a value. Raises UnwritableError."""
        scalar = self._scalar(part, rule, value, order)
        if text_of(scalar) in rule.nothing:
            raise UnwritableError("in this format it means that nothing is said")
        return scalar

    def _scalar(self, part: Planned, rule: ValueRule, value: Any, order: dict[int, int] | None) -> Scalar:
        if rule.refers is not None and rule.refers.by == NUMBER and rule.way.name != "code":
            return self._names.count(rule.refers, value, order)
        if rule.refers is not None:
            return self._names.text(rule, value)
        if rule.field == "id":
            return as_typed(rule, text_of_id(part.rule.field, value))
        return rule.way.write(value)

    def key(self, part: Planned, steps: Steps) -> str:
        """What a part itself writes at a place by which rows are one part; "" when it writes nothing there."""
        for rule in part.rule.values:
            if steps in rule.places and part.data.get(rule.field) is not None:
                try:
                    text = self._whole(part, rule, steps).strip()
                    self._places.sayable(text, steps)
                except UnwritableError:
                    return ""
                else:
                    return text
        return ""

    def _whole(self, part: Planned, rule: ValueRule, steps: Steps) -> str:
        texts = [text_of(self.text(part, rule, each)) for _, each in part.values_of(rule)]
        if rule.split_by is not None and rule.shape.many:
            return rule.split_by.join(texts)
        at = rule.places.index(steps)
        if rule.joined_by is not None and texts:
            texts = self._cut(rule, texts[0])
        return texts[at] if at < len(texts) else ""

    def _is_said(self, part: Planned, rule: ValueRule, path: Path) -> bool:
        """An id that means nothing outside the document is written only to tell rows apart."""
        return path not in self._left_out or any(each in part.rule.group for each in rule.places)

    def _by_rule(
        self, part: Planned, scope: Scope, rule: ValueRule, values: list[_Value], order: dict[int, int] | None
    ) -> None:
        if not rule.places:
            marked = rule.refers is not None and rule.refers.marked is not None and not rule.shape.many
            for path, value in values:
                if marked:
                    self.marks.append((part, rule, path, value))
                else:
                    self._outcomes.lost(path, _CONSTANT if rule.is_constant else _MORE)
            return
        texts: list[tuple[Path, Scalar]] = []
        for path, value in values:
            try:
                texts.append((path, self._whole_text(rule, self.text(part, rule, value, order))))
            except UnwritableError as why:
                self._left(part, rule, path, value, why.reason)
        if rule.shape.many and rule.split_by is not None and texts:
            self._in_one(part, scope, rule, texts)
        elif rule.joined_by is not None and texts:
            self._joined(part, scope, rule, texts)
        else:
            self._each(part, scope, rule, texts)

    def _whole_text(self, rule: ValueRule, scalar: Scalar) -> Scalar:
        """The text, if reading does not split it. Raises UnwritableError."""
        text = text_of(scalar)
        if not text.strip():
            raise UnwritableError("it is blank there")
        if rule.split_by is not None and rule.split_by in text:
            raise UnwritableError(_SEPARATOR)
        if rule.split_by is not None and text != text.strip():
            raise UnwritableError("white space around it would be lost")
        return scalar

    def _left(self, part: Planned, rule: ValueRule, path: Path, value: Any, reason: str) -> None:
        if rule.otherwise is not None and _equals_otherwise(part, rule, value):
            self.constants.append((part, path))  # where nothing stands the table says the same
        else:
            self._outcomes.lost(path, reason)

    def _in_one(self, part: Planned, scope: Scope, rule: ValueRule, texts: list[tuple[Path, Scalar]]) -> None:
        whole = (rule.split_by or "").join(text_of(each) for _, each in texts)
        paths = [path for path, _ in texts]
        said: Scalar = whole if len(texts) > 1 else texts[0][1]
        self._put(part, scope, rule, paths, [(rule.places[0], said)])

    def _joined(self, part: Planned, scope: Scope, rule: ValueRule, texts: list[tuple[Path, Scalar]]) -> None:
        (path, scalar), *others = texts
        pieces = self._cut(rule, text_of(scalar))
        said: list[Scalar] = [scalar] if len(pieces) == 1 else list(pieces)
        self._put(part, scope, rule, [path], list(zip(rule.places, said, strict=False)))
        for other, _ in others:
            self._outcomes.lost(other, _MORE)

    def _cut(self, rule: ValueRule, text: str) -> list[str]:
        """At most as many pieces as there are places, none of which would be read otherwise than it stands."""
        unsaid = self._table.nothing | rule.nothing
        for count in range(len(rule.places), 1, -1):
            pieces = text.split(rule.joined_by, count - 1)
            if all(each and each == each.strip() and each not in unsaid for each in pieces):
                return pieces
        return [text]

    def _each(self, part: Planned, scope: Scope, rule: ValueRule, texts: list[tuple[Path, Scalar]]) -> None:
        repeats = rule.shape.many and len(rule.places) == 1 and self._places.can_repeat(scope, rule.places[0])
        seen: set[str] = set()
        at = 0
        for path, scalar in texts:
            if scope.spans and rule.shape.many and text_of(scalar) in seen:
                self._outcomes.lost(path, "the same value stands there once")
                continue
            seen.add(text_of(scalar))
            if repeats:
                self._add(part, scope, rule, path, scalar)
            elif at == len(rule.places):
                self._outcomes.lost(path, _MORE)
            else:
                at += self._put(part, scope, rule, [path], [(rule.places[at], scalar)])

    def _add(self, part: Planned, scope: Scope, rule: ValueRule, path: Path, scalar: Scalar) -> None:
        try:
            self._stands(part, [path], self._places.add(scope, rule.places[0], scalar, rule.line))
        except UnwritableError as why:
            self._outcomes.lost(path, why.reason)

    def _put(
        self, part: Planned, scope: Scope, rule: ValueRule, paths: list[Path], texts: list[tuple[Steps, Scalar]]
    ) -> bool:
        try:
            self._stands(part, paths, self._places.put(scope, texts, rule.line))
        except UnwritableError as why:
            for path in paths:
                self._outcomes.lost(path, why.reason)
            return False
        return True

    def gets_a_number(self, part: Planned, order: dict[int, int]) -> bool:
        """Whether one of the numbers that a part and those below it wait for can be written."""
        return any(
            self._can_stand(each, scope, rule, value, order)
            for each in part.walk()
            for _, scope, rules in self.numbers.get(id(each), ())
            for rule, _, values in self._shared_out(each, rules)
            for _, value in values
        )

    def _can_stand(self, part: Planned, scope: Scope, rule: ValueRule, value: Any, order: dict[int, int]) -> bool:
        if not rule.places or not self._is_counted(part):
            return False
        try:
            text = text_of(self._whole_text(rule, self.text(part, rule, value, order)))
            self._places.sayable(text, (*scope.prefix, *rule.places[0]))
        except UnwritableError:
            return False
        return True

    def write_numbers(self, order: dict[int, int]) -> None:
        """References by number, when all that can be counted stands where it will be read."""
        waiting = [(*each, self._is_counted(each[0])) for waits in self.numbers.values() for each in waits]
        for part, scope, rules, counted in waiting:
            if counted:
                self.field(part, scope, rules, order)
            else:
                for path, _ in part.values_of(rules[0]):
                    self._outcomes.lost(path, _ALONE)

    def _is_counted(self, part: Planned) -> bool:
        """Whether a part that others name by number has a place that is counted before its own numbers are written."""
        return part.place is not None or part.rule.field not in self._names.counted

    def write_marks(self) -> None:
        """References by a mark, at the places of those that they point at."""
        for part, rule, path, target in self.marks:
            refers = rule.refers
            found = self._names.part(target, refers) if refers is not None else None
            if refers is None or refers.marked is None or found is None or not found.nodes:
                self._outcomes.lost(path, "what it refers to has no place that can be marked")
                continue
            where = refers.marked
            text = self.key(found, where.place)
            mark: Scalar = text if text in where.texts else where.texts[0]
            self._put(part, Scope(found.nodes), rule, [path], [(where.place, mark)])

    def write_keys(self) -> None:
        """What parts are called where references name them by a place that no field of the plan holds."""
        for part, steps, text in self._names.keyed(self._table):
            if part.nodes and not self.key(part, steps):
                with suppress(UnwritableError):  # then something else stands there, and references name it by that
                    self._places.put(Scope(part.nodes), [(steps, text)], part.rule.line)

    def tell_constants(self) -> None:
        """What the table itself says is held where the rest of the part stands."""
        for part, path in self.constants:
            if part.stands:
                self._outcomes.held(path, None)
            else:
                self._outcomes.lost(path, _ALONE)

    def _stands(self, part: Planned, paths: list[Path], node: Node) -> None:
        part.first = part.first or node
        for path in paths:
            self._outcomes.held(path, node)


def _equals(rule: ValueRule, value: Any) -> bool:
    return value in rule.constant if rule.shape.many else bool(value == rule.constant)


def _equals_otherwise(part: Planned, rule: ValueRule, value: Any) -> bool:
    said = part.data.get(rule.field)
    return bool(said == [rule.otherwise] if rule.shape.many else value == rule.otherwise)
