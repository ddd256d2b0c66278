"""Which rows of the parked list are asked for. By itself, since the command line wants it before it loads the model."""

from __future__ import annotations

from enum import StrEnum


class ParkedState(StrEnum):
    """Whether what is parked still waits for a person, as a list is asked for."""

    OPEN = "open"
    SETTLED = "settled"
    ALL = "all"

    @property
    def resolved(self) -> bool | None:
        """As `WantedParked` says it."""
        return None if self is ParkedState.ALL else self is ParkedState.SETTLED
