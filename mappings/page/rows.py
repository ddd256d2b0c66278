"""One row of the ledger as the pages show it: who has which version, how we know, and what is late."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from schemas.identifiers import is_hsa_id
from schemas.messages import Evidence
from schemas.states import CopyState


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """The state of one copy.

    `recipient` is an organisation id, `person`, or a guardian's element id; `recipient_name` names an organisation.
    `reason` is the stable code of why a copy is not there. `next_follow_up` is a partial date or moment of the plan.
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

    @property
    def to_organisation(self) -> bool:
        """Whether the recipient is an organisation, not the person or a guardian: told by the form of the id."""
        return is_hsa_id(self.recipient.upper()) or self.recipient.split(".")[0].isdigit()


def newest_first(rows: tuple[LedgerRow, ...]) -> tuple[LedgerRow, ...]:
    """Rows by version and time, the newest first."""
    return tuple(sorted(rows, key=lambda row: (row.version, row.since), reverse=True))
