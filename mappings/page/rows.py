"""What the pages show of the ledger: one row per copy, sent or received, and what is announced ahead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from schemas.identifiers import is_hsa_id
from schemas.messages import Evidence
from schemas.states import CopyState


class Direction(StrEnum):
    """Whether a copy is of an own plan and goes out, or is of another's plan and came in."""

    SENT = "sent"
    RECEIVED = "received"


class Coming(StrEnum):
    """What is announced ahead, so that somebody asks in time."""

    CONSENT_ENDS = "consent-ends"
    CHILD_SOON_ADULT = "child-soon-adult"


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """The state of one copy.

    `recipient` is an organisation id, `person`, or a guardian's element id; `recipient_name` names an organisation.
    `reason` is the stable code of why a copy is not there. `next_follow_up` is a partial date or moment of the plan.
    `sender` and `sender_name` say whose plan it is when the copy is a received one.
    """

    plan_id: str
    version: int
    recipient: str
    state: CopyState
    since: datetime
    recipient_name: str | None = None
    evidence: Evidence | None = None
    entry_id: str | None = None
    reason: str | None = None
    late: bool = False
    next_follow_up: str | None = None
    direction: Direction = Direction.SENT
    sender: str | None = None
    sender_name: str | None = None

    @property
    def to_organisation(self) -> bool:
        """Whether the recipient is an organisation, not the person or a guardian: told by the form of the id."""
        return is_hsa_id(self.recipient.upper()) or self.recipient.split(".")[0].isdigit()


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """Something that somebody at the plan's home should act on in time. `on` is the day; a birthday is not shown."""

    plan_id: str
    coming: Coming
    on: date


def newest_first(rows: tuple[LedgerRow, ...]) -> tuple[LedgerRow, ...]:
    """Rows by version and time, the newest first."""
    return tuple(sorted(rows, key=lambda row: (row.version, row.since), reverse=True))
