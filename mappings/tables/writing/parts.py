"""Which rule of a table each part of a document is written by, before anything is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mappings.tables.language.rules import PartRule, UnwritableError, ValueRule
from mappings.tables.nodes import Node, text_of
from mappings.tables.writing.account import Outcomes
from schemas.sip.walk import Path

Data = dict[str, Any]
_NO_RULE_TAKES_IT = "no rule for this field takes a part that says this"
_TOO_MANY = "more of them than the format has places for"


@dataclass(slots=True, eq=False)
class Planned:
    """One part of a document, the rule that writes it, and, later, where it was written."""

    rule: PartRule
    data: Data
    path: Path
    parts: list[Planned] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    """The places that the part begins at, of a rule with `each`."""
    first: Node | None = None
    """The first place at which something of the part itself stands."""

    def walk(self) -> Iterator[Planned]:
        """This part and those below, in the order of the rules."""
        yield self
        for each in self.parts:
            yield from each.walk()

    @property
    def stands(self) -> bool:
        """Whether anything of the part, or of one below it, stands in the document."""
        return self.first is not None or any(each.stands for each in self.parts)

    @property
    def place(self) -> Node | None:
        """Where it stands: it itself, or, at no place of its own, what is in it."""
        own = self.nodes[0] if self.nodes else self.first
        return own or next((inner for each in self.parts if (inner := each.place) is not None), None)

    def values_of(self, rule: ValueRule) -> list[tuple[Path, Any]]:
        """What the part says in a field, each with its place in the model."""
        value = self.data.get(rule.field)
        if value is None:
            return []
        where = (*self.path, rule.field)
        return [((*where, at), each) for at, each in enumerate(value)] if rule.shape.many else [(where, value)]


class Planning:
    """Gives every part its rule. `known` are organisations that need no rule as long as something refers to them."""

    def __init__(self, known: dict[str, Data], outcomes: Outcomes) -> None:
        self._known, self._outcomes = known, outcomes
        self.waiting: list[tuple[Planned, Path, Data]] = []
        """Known organisations of the document, with the part that holds them."""

    def part(self, rule: PartRule, data: Data, path: Path) -> Planned:
        """A part with all below it."""
        planned = Planned(rule, data, path)
        for name in dict.fromkeys(each.field for each in rule.parts):
            value = data.get(name)
            if value is None:
                continue
            rules = [each for each in rule.parts if each.field == name]
            if rules[0].many:
                listed = [((*path, name, at), each) for at, each in enumerate(value)]
                if name == "organisations":
                    listed = self._unknown(planned, listed)
                self.assign(planned, rules, listed)
            elif _misfit(rules[0], value) is None:
                self._outcomes.fell((*path, name), _NO_RULE_TAKES_IT)
            else:
                planned.parts.append(self.part(rules[0], value, (*path, name)))
        if not any(each.field == "organisations" for each in rule.parts) and path == ("plan",):
            self._unknown(planned, [((*path, "organisations", at), each) for at, each in _listed(data)])
        return planned

    def _unknown(self, planned: Planned, listed: list[tuple[Path, Data]]) -> list[tuple[Path, Data]]:
        """The organisations that the table does not know as they are; the others wait."""
        rules = [each for each in planned.rule.parts if each.field == "organisations"]
        left = []
        for path, each in listed:
            known = self._known.get(each.get("id", ""))
            if known is not None and (all(_misfit(rule, each) != 0 for rule in rules) or each.items() <= known.items()):
                self.waiting.append((planned, path, each))
            else:
                left.append((path, each))
        return left

    def assign(self, planned: Planned, rules: list[PartRule], items: list[tuple[Path, Data]]) -> None:
        """Each part goes to the first rule that contradicts it least; a rule without `each` takes one."""
        taken: set[int] = set()
        made: list[tuple[int, Planned]] = []
        for path, data in items:
            fits = [(misfit, at) for at, each in enumerate(rules) if (misfit := _misfit(each, data)) is not None]
            free = sorted((misfit, at) for misfit, at in fits if at not in taken)
            if not free:
                self._outcomes.fell(path, _TOO_MANY if fits else _NO_RULE_TAKES_IT)
                continue
            at = free[0][1]
            if not rules[at].each:
                taken.add(at)
            made.append((at, self.part(rules[at], data, path)))
        planned.parts += [each for _, each in sorted(made, key=lambda pair: pair[0])]


def _listed(data: Data) -> list[tuple[int, Data]]:
    return list(enumerate(data.get("organisations", ())))


def _misfit(rule: PartRule, data: Data) -> int | None:
    """How many of a rule's constants a part contradicts; None when it contradicts a condition."""
    misfit = 0
    for value in rule.values:
        said = data.get(value.field)
        if said is None:
            continue
        if value.is_constant and not value.places:
            misfit += said != value.constant
        for where in rule.where:
            if value.places == (where.place,) and not value.shape.many and not _says(value, said, where.texts):
                return None
    for part in rule.parts:
        if not part.many and part.field in data:
            below = _misfit(part, data[part.field])
            misfit += 1 if below is None else below
    return misfit


def _says(rule: ValueRule, value: Any, texts: tuple[str, ...]) -> bool:
    try:
        return text_of(rule.way.write(value)) in texts
    except UnwritableError:
        return False
