"""Organisations that a table knows: they need no place in a document that refers to them."""

from __future__ import annotations

from typing import Any

from mappings.tables.language.rules import Table, UnwritableError, ValueRule
from mappings.tables.writing.account import Outcomes, leaves
from mappings.tables.writing.parts import Planned, Planning
from mappings.tables.writing.references import NUMBER, Names
from schemas.sip.walk import Path

_UNSEEN = "nothing in this format refers to it, and it has no place of its own"
_OTHERWISE = "the table says something else of this organisation"


class Known:
    """Which organisations of a document are held by being referred to."""

    def __init__(self, table: Table, outcomes: Outcomes) -> None:
        self.by_id = {each["id"]: each for each in table.known}
        self._table, self._outcomes = table, outcomes
        self._references: list[tuple[str, Path]] = []
        self._held: list[tuple[Path, dict[str, Any]]] = []

    def settle(self, planning: Planning, top: Planned) -> None:
        """Those that nothing refers to go to a rule, if there is one."""
        if not planning.waiting:
            return
        names = Names(self._table, top)
        for part in top.walk():
            for rule in part.rule.values:
                if rule.refers is not None:
                    self._note(part, rule, names)
        referred = self._with_their_own({target for target, _ in self._references})
        for holder, path, data in planning.waiting:
            rules = [each for each in holder.rule.parts if each.field == "organisations" and each.each]
            if data["id"] in referred:
                self._held.append((path, data))
            elif rules:
                planning.assign(holder, rules, [(path, data)])
            else:
                self._outcomes.fell(path, _UNSEEN)

    def tell(self) -> None:
        """What became of those that are held by being referred to, now that it is known what was written."""
        written = self._with_their_own({name for name, path in self._references if self._outcomes.is_held(path)})
        for path, data in self._held:
            known = self.by_id[data["id"]]
            for below in leaves(data, path):
                if data["id"] not in written:
                    self._outcomes.lost(below, _UNSEEN)
                elif at(data, below[len(path) :]) == at(known, below[len(path) :]):
                    self._outcomes.held(below, None)
                else:
                    self._outcomes.lost(below, _OTHERWISE)

    def _note(self, part: Planned, rule: ValueRule, names: Names) -> None:
        for path, value in part.values_of(rule):
            if value in self.by_id and _can_be_written(rule, value, names):
                self._references.append((value, path))

    def _with_their_own(self, referred: set[str]) -> set[str]:
        """With those that they belong to or act for, as far as the table knows them."""
        waiting = list(referred)
        for each in waiting:  # which grows meanwhile
            for name in ("part_of", "acts_for"):
                other = self.by_id[each].get(name)
                if isinstance(other, str) and other in self.by_id and other not in waiting:
                    waiting.append(other)
        return set(waiting)


def at(data: Any, path: Path) -> Any:
    """What stands at a place of plain data; None when nothing does."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _can_be_written(rule: ValueRule, value: str, names: Names) -> bool:
    if rule.is_constant:
        return value in rule.constant if rule.shape.many else bool(value == rule.constant)
    if not rule.places or rule.refers is None or rule.refers.by == NUMBER:
        return False
    try:
        names.text(rule, value)
    except UnwritableError:
        return False
    return True
