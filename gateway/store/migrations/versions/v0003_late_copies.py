"""What is late is found among what is open, however much is stored.

Revision ID: 0003
"""

from __future__ import annotations

from gateway.store.migrations.steps import steps

revision = "0003"
down_revision: str | None = "0002"
branch_labels: str | None = None
depends_on: str | None = None

OLDEST_PROGRAM = "0001"
"""Nothing but indexes differs."""

LOST = {
    "sv": "Ingenting: bara index skiljer, och vad som är sent hittas långsammare.",
    "en": "Nothing: only indexes differ, and what is late is found more slowly.",
}
"""What schema 0002 cannot hold."""

OPEN = (
    "state IN ('awaiting-consent', 'withheld', 'prepared', 'sent', 'received', 'awaiting-registration', "
    "'forwarded', 'handed-over', 'parked', 'made')"
)
NEW_INDEXES = (
    ("ix_copies_late", "copies", ("organisation", "late_since", "deadline"), OPEN),
    ("ix_holdings_late", "holdings", ("organisation", "late_since", "deadline"), OPEN),
)
OLD_INDEX = ("ix_copies_organisation_deadline", "copies", ("organisation", "deadline"), None)
"""It held every copy that ever had a deadline, and nobody asked for those that are settled."""


def upgrade() -> None:
    """Add the indexes of what is open, then take away that of all."""
    with steps() as step:
        for index in NEW_INDEXES:
            step.create_index(*index)
        step.drop_index(*OLD_INDEX[:2])
        step.runs_with(OLDEST_PROGRAM)


def downgrade() -> None:
    """The other way round."""
    with steps() as step:
        step.create_index(*OLD_INDEX)
        for name, table, *_ in reversed(NEW_INDEXES):
            step.drop_index(name, table)
