"""What belongs to each organisation hosted here, replaced whole while it is in use."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from schemas.errors import JournalUnavailable

_Of = TypeVar("_Of")


class NotHostedNow(JournalUnavailable, KeyError):
    """The organisation is not hosted here any more: its work waits for the gateway that hosts it."""


class Live(Mapping[str, _Of]):
    """A mapping by organisation that answers from what it was given last.

    Whoever works for an organisation at the moment when it is taken out gets `NotHostedNow`, which puts the work back.
    """

    def __init__(self, content: Mapping[str, _Of]) -> None:
        self._content = dict(content)

    def swap(self, content: Mapping[str, _Of]) -> None:
        """From now on this is what it holds."""
        self._content = dict(content)

    def __getitem__(self, organisation: str) -> _Of:
        try:
            return self._content[organisation]
        except KeyError:
            raise NotHostedNow from None

    def __iter__(self) -> Iterator[str]:
        return iter(self._content)

    def __len__(self) -> int:
        return len(self._content)
