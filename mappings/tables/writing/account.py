"""What became of every value of a document that is written with a table."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from mappings.account import AccountBuilder, Lists
from mappings.tables.language.rules import PartRule, Table
from mappings.tables.nodes import Node, Positions
from schemas.sip.walk import Path, pointer

NO_RULE = "no rule for this field"
_SAID_BY_THE_TABLE = "said by the table"
_UNSAID = "what is read when nothing is said"


class _Held(NamedTuple):
    node: Node | None
    otherwise: str = _SAID_BY_THE_TABLE


class _Lost(NamedTuple):
    reason: str
    whole: bool
    """Whether the part around the value was lost, whatever the rule of the value says."""


class _Given(NamedTuple):
    reason: str = "an id that reading gave, which means nothing outside the plan"


class Outcomes:
    """Collects what became of values and parts; who has said nothing of a value has no rule for it."""

    def __init__(self) -> None:
        self._found: dict[Path, _Held | _Lost | _Given] = {}

    def held(self, path: Path, node: Node | None) -> None:
        """The value stands at a place; None when the table itself says it."""
        self._found[path] = _Held(node)

    def usual(self, path: Path) -> None:
        """The value is what the model itself reads where a document says nothing."""
        self._found[path] = _Held(None, _UNSAID)

    def given(self, path: Path) -> None:
        """The value is an id that reading gave to a part without one, and gives again."""
        self._found[path] = _Given()

    def lost(self, path: Path, reason: str) -> None:
        """The rule of the value could not write it."""
        self._found[path] = _Lost(reason, whole=False)

    def fell(self, path: Path, reason: str) -> None:
        """A whole part could not be written."""
        self._found[path] = _Lost(reason, whole=True)

    def is_held(self, path: Path) -> bool:
        """Whether a value stands in the document, or in the table."""
        return isinstance(self._of(path), _Held)

    def lists(self, data: dict[str, Any], table: Table, left_out: frozenset[Path]) -> Lists:
        """The account: every value of the document in exactly one list."""
        account = AccountBuilder()
        known, positions = names_of(table), Positions()
        for path in leaves(data, ()):
            if path in left_out:
                continue
            where, outcome = pointer(path), self._of(path)
            if isinstance(outcome, _Held):
                node = outcome.node
                shown = node.path(table.kind, known, positions) if node is not None else outcome.otherwise
                account.mapped(where, shown or "/")
                continue
            if isinstance(outcome, _Given):
                account.ignored(where, outcome.reason)
                continue
            because = _not_carried(table, path)
            if because is not None and (outcome is None or outcome.whole):
                account.ignored(where, because)
            else:
                account.not_understood(where, outcome.reason if outcome is not None else NO_RULE)
        return account.lists()

    def _of(self, path: Path) -> _Held | _Lost | _Given | None:
        return next((found for at in range(len(path), 0, -1) if (found := self._found.get(path[:at]))), None)


def leaves(value: Any, path: Path) -> Iterator[Path]:
    """The places of all values in plain data, but the name of the format and its version."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if path or name not in ("format", "version"):
                yield from leaves(inner, (*path, name))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from leaves(inner, (*path, at))
    else:
        yield path


def names_of(table: Table) -> frozenset[str]:
    """Every name of a place that the table itself says."""
    found = {table.layout.root}
    waiting: list[PartRule] = [table.document]
    for rule in waiting:  # which grows meanwhile
        waiting += rule.parts
        found.update(rule.at, *rule.group, *(each.place for each in rule.where))
        for value in rule.values:
            found.update(*value.places, value.refers.marked.place if value.refers and value.refers.marked else ())
    return frozenset(found)


def columns_of(table: Table) -> dict[str, int]:
    """Every column that the rules of a table for CSV name, and the first line that does."""
    found: list[tuple[int, str]] = []
    waiting: list[PartRule] = [table.document]
    for rule in waiting:  # which grows meanwhile
        waiting += rule.parts
        found += [(rule.line, steps[0]) for steps in (*rule.group, *(each.place for each in rule.where)) if steps]
        for value in rule.values:
            marked = (value.refers.marked.place,) if value.refers and value.refers.marked else ()
            found += [(value.line, steps[0]) for steps in (*value.places, *marked) if steps]
    made: dict[str, int] = {}
    for line, name in sorted(found):
        made.setdefault(name, line)
    return made


def _not_carried(table: Table, path: Path) -> str | None:
    fields = [step for step in path if isinstance(step, str)]
    named = {".".join(fields[:length]) for length in range(1, len(fields) + 1)}
    return next((each.because for each in table.not_carried if each.field in named), None)
