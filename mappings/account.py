"""The account of a translation: what was mapped, what was ignored and why, what was not understood.

The same structure serves reading (paths of the source document) and writing (paths of the model; `not_understood`
then is what the target cannot hold). Paths and reasons never hold a value: whoever adds an entry makes its path of
names that are ours or that `schemas.sip.walk.sayable` lets through.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """One element, attribute or key of the document, and what became of it.

    `reason` of a mapped entry says where it went (a path), of the others why it did not go anywhere.
    """

    path: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Account:
    """Every element of a document is in exactly one of the three lists."""

    mapped: tuple[Entry, ...] = ()
    ignored: tuple[Entry, ...] = ()
    not_understood: tuple[Entry, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether everything was understood: nothing was lost that we do not know the meaning of."""
        return not self.not_understood

    def summary(self) -> dict[str, int]:
        """How many entries each list has."""
        return {
            "mapped": len(self.mapped),
            "ignored": len(self.ignored),
            "not_understood": len(self.not_understood),
        }

    def as_json(self) -> dict[str, Any]:
        """The account as the JSON object that every surface of ours shows."""
        return {
            "mapped": [each._asdict() for each in self.mapped],
            "ignored": [each._asdict() for each in self.ignored],
            "not_understood": [each._asdict() for each in self.not_understood],
            "summary": self.summary(),
        }


NOTHING = Account()
"""The account of a document of which nothing could be read."""


@dataclass(slots=True)
class AccountBuilder:
    """Collects entries while a document is read or written; `build` gives the account."""

    _mapped: list[Entry] = field(default_factory=list)
    _ignored: list[Entry] = field(default_factory=list)
    _not_understood: list[Entry] = field(default_factory=list)

    def mapped(self, path: str, target: str = "") -> None:
        """Note that the element at `path` went to `target`."""
        self._mapped.append(Entry(path, target))

    def ignored(self, path: str, reason: str) -> None:
        """Note that the element at `path` was left out on purpose."""
        self._ignored.append(Entry(path, reason))

    def not_understood(self, path: str, reason: str) -> None:
        """Note that nothing is known of the element at `path` (writing: that the target cannot hold it)."""
        self._not_understood.append(Entry(path, reason))

    def build(self) -> Account:
        """The account so far."""
        return Account(tuple(self._mapped), tuple(self._ignored), tuple(self._not_understood))
