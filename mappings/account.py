"""The account of a translation: what was mapped, what was ignored and why, what was not understood.

The same structure serves reading (paths of the source document) and writing (paths of the model; `not_understood`
then is what the target cannot hold). Paths and reasons never hold a value: whoever adds an entry makes its path of
names that are ours or that `schemas.sip.walk.sayable` lets through.

An account is words for people, one line for each leaf. A reader that knows already what became of every leaf gives a
`later` one, whose lines are written when somebody first looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple


class Entry(NamedTuple):
    """One element, attribute or key of the document, and what became of it.

    `reason` of a mapped entry says where it went (a path), of the others why it did not go anywhere.
    """

    path: str
    reason: str = ""


Entries = tuple[Entry, ...]
Lists = tuple[Entries, Entries, Entries]


class Account:
    """Every element of a document is in exactly one of the three lists."""

    __slots__ = ("_lists", "_make")
    _lists: Lists | None
    _make: Callable[[], Lists]

    def __init__(self, mapped: Entries = (), ignored: Entries = (), not_understood: Entries = ()) -> None:
        self._lists = (mapped, ignored, not_understood)

    @classmethod
    def later(cls, make: Callable[[], Lists]) -> Account:
        """The account whose lists `make` gives; it is called once, and only if somebody looks."""
        made = cls()
        made._lists, made._make = None, make
        return made

    def _all(self) -> Lists:
        if self._lists is None:
            self._lists = self._make()
            del self._make
        return self._lists

    @property
    def mapped(self) -> Entries:
        """What went into the model, or into the target, and where."""
        return self._all()[0]

    @property
    def ignored(self) -> Entries:
        """What was left out on purpose, and why."""
        return self._all()[1]

    @property
    def not_understood(self) -> Entries:
        """What nothing is known of, or what the target cannot hold."""
        return self._all()[2]

    def __eq__(self, other: object) -> bool:
        return self._all() == other._all() if isinstance(other, Account) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._all())

    def __repr__(self) -> str:
        return "Account(mapped={!r}, ignored={!r}, not_understood={!r})".format(*self._all())

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


class Places(Mapping[str, str]):
    """Pointer into the model → path in the document; found out when somebody first asks."""

    __slots__ = ("_known", "_make")

    def __init__(self, make: Callable[[], dict[str, str]]) -> None:
        self._make, self._known = make, dict[str, str]()

    def _all(self) -> dict[str, str]:
        if not self._known:
            self._known = self._make()
        return self._known

    def __getitem__(self, pointer: str) -> str:
        return self._all()[pointer]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


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
        return Account(*self.lists())

    def lists(self) -> Lists:
        """The entries so far."""
        return tuple(self._mapped), tuple(self._ignored), tuple(self._not_understood)
