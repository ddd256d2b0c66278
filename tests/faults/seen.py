"""What the oracle looks at: the journals as they were written, the stores of all gateways, and what got outside.

Pure values: a test makes them by hand, `seeing.py` reads them from a world that has come to rest.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from schemas.messages import CopyId
from tests.faults.accepted import Accepted


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a journal. `place` is its line; `sha256` and `markers` are of the document's bytes themselves."""

    copy_id: str
    entry_id: str
    content_hash: str
    place: int
    markers: tuple[str, ...] = ()
    sha256: str | None = None
    """Only where the document is the very bytes that the home has frozen (FHIR)."""
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Notice:
    """A journal was told that a copy holds no more."""

    copy_id: str
    content_hash: str
    place: int


@dataclass(frozen=True, slots=True)
class Said:
    """A receipt that a journal system has written, true or not."""

    copy_id: str
    state: str
    entry_id: str | None
    content_hash: str | None


@dataclass(frozen=True, slots=True)
class Journal:
    """One organisation's journal, in its own order."""

    entries: tuple[Entry, ...] = ()
    notices: tuple[Notice, ...] = ()
    said: tuple[Said, ...] = ()
    refused: frozenset[str] = frozenset()
    """Copies that the journal system has rejected."""


@dataclass(frozen=True, slots=True)
class Stands:
    """A copy as a store has it: in the ledger of its home, or among what its recipient holds."""

    copy_id: str
    state: str
    reason: str | None = None
    content_hash: str | None = None
    entry_id: str | None = None


@dataclass(frozen=True, slots=True)
class Parked:
    """Something that waits for a person. `copy_id` when it is about one."""

    organisation: str
    reason: str
    kind: str
    copy_id: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """One audit row: its number says what was committed before what, within one organisation."""

    organisation: str
    number: int
    event: str
    plan_id: str | None = None
    copy_id: str | None = None
    version: int | None = None


@dataclass(frozen=True, slots=True)
class Exposed:
    """Plan content or a person's number where none may be: `where` is the log, the metrics, a header."""

    where: str
    what: str


@dataclass
class Seen:
    """Everything, after healing. `ledgers` and `held` by copy id; only organisations' copies."""

    accepted: Accepted = field(default_factory=Accepted)
    journals: dict[str, Journal] = field(default_factory=dict)
    ledgers: dict[str, Stands] = field(default_factory=dict)
    held: dict[str, Stands] = field(default_factory=dict)
    parked: list[Parked] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    exposed: list[Exposed] = field(default_factory=list)
    searched: dict[str, int] = field(default_factory=dict)
    """How many of what were searched for what is exposed: logs, headers, metrics."""


def version_of(copy_id: str) -> int:
    """The version that a copy is of."""
    return CopyId.parse(copy_id).version


def plan_of(copy_id: str) -> str:
    """The plan that a copy is of."""
    return CopyId.parse(copy_id).plan_id
