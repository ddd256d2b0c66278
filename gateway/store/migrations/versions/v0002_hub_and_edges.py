"""For hubs and edges: turns, versions of the shared directory, key rings, and what lists and claims look for.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa

from gateway.store.migrations.steps import steps

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

OLDEST_PROGRAM = "0001"
"""It writes the new columns never and the new tables never, and leaves both as they are."""

LOST = {
    "sv": "Delade katalogversioner, nycklar som ligger i databasen, vem som har tur, när uteblivna kvitton "
    "rapporterades, och mottagna versioners nästa uppföljning.",
    "en": "Versions of the shared directory, keys that lie in the database, whose turn it is, when missing receipts "
    "were reported, and the next follow-up of received versions.",
}
"""What schema 0001 cannot hold."""

NEW_COLUMNS = (
    ("copies", "late_since", sa.BigInteger()),
    ("holdings", "follow_up_on", sa.Date()),
    ("holdings", "late_since", sa.BigInteger()),
    ("work", "defects", sa.Integer()),
)
NEW_INDEXES = (
    ("ix_copies_organisation_state_since", "copies", ("organisation", "state", "since"), None),
    ("ix_copies_organisation_recipient", "copies", ("organisation", "recipient", "since"), None),
    ("ix_copies_message_id", "copies", ("message_id",), None),
    ("ix_holdings_organisation_state", "holdings", ("organisation", "state", "since", "sender"), None),
    ("ix_holdings_organisation_since", "holdings", ("organisation", "since"), None),
    ("ix_holdings_organisation_sender", "holdings", ("organisation", "sender", "since"), None),
    ("ix_holdings_message_id", "holdings", ("message_id",), None),
    ("ix_streams_owner", "streams", ("owner",), "owner IS NOT NULL"),
    ("ix_work_due_at", "work", ("due_at", "id"), None),
    ("ix_work_organisation_kind", "work", ("organisation", "kind", "due_at", "id"), None),
    ("ix_work_subject", "work", ("organisation", "subject"), None),
    ("ix_copies_to_cull", "copies", ("organisation", "since"), "frozen IS NOT NULL"),
    ("ix_holdings_to_cull", "holdings", ("organisation", "since"), "length(body) > 0"),
    ("ix_inbox_to_cull", "inbox", ("organisation", "received_at"), "length(body) > 0"),
    ("ix_parked_to_cull", "parked", ("organisation", "resolved_at"), "resolved_at IS NOT NULL AND body IS NOT NULL"),
    ("ix_audit_unsealed", "audit", ("organisation", "id"), "batch IS NULL"),
)
OLD_INDEXES = (
    ("ix_copies_organisation_state", "copies", ("organisation", "state"), None),
    ("ix_work_organisation_due_at", "work", ("organisation", "due_at"), None),
)
"""What new ones begin with: an older program finds its way by those."""


def upgrade() -> None:
    """Add the tables and columns, then the indexes."""
    with steps() as step:
        for column in NEW_COLUMNS:
            step.add_column(*column)
        step.create_table(
            "turns",
            sa.Column("organisation", sa.Text(), nullable=False),
            sa.Column("duty", sa.Text(), nullable=False),
            sa.Column("owner", sa.Text(), nullable=False),
            sa.Column("taken_at", sa.BigInteger(), nullable=False),
            sa.Column("until", sa.BigInteger(), nullable=True),
            sa.PrimaryKeyConstraint("organisation", "duty", name="pk_turns"),
        )
        step.create_table(
            "directories",
            sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
            sa.Column("body", sa.LargeBinary(), nullable=False),
            sa.Column("issued_at", sa.BigInteger(), nullable=False),
            sa.Column("taken_at", sa.BigInteger(), nullable=False),
            sa.PrimaryKeyConstraint("version", name="pk_directories"),
        )
        step.create_table(
            "key_rings",
            sa.Column("organisation", sa.Text(), nullable=False),
            sa.Column("revision", sa.BigInteger(), nullable=False),
            sa.Column("body", sa.LargeBinary(), nullable=False),
            sa.PrimaryKeyConstraint("organisation", name="pk_key_rings"),
        )
        step.create_table(
            "compatibility",
            sa.Column("oldest_program", sa.Text(), nullable=False),
            sa.PrimaryKeyConstraint("oldest_program", name="pk_compatibility"),
        )
        for index in NEW_INDEXES:
            step.create_index(*index)
        for name, table, *_ in OLD_INDEXES:
            step.drop_index(name, table)
        step.runs_with(OLDEST_PROGRAM)


def downgrade() -> None:
    """Take them away again."""
    with steps() as step:
        for index in OLD_INDEXES:
            step.create_index(*index)
        for name, table, *_ in reversed(NEW_INDEXES):
            step.drop_index(name, table)
        for table in ("compatibility", "key_rings", "directories", "turns"):
            step.drop_table(table)
        for table, column, _ in reversed(NEW_COLUMNS):
            step.drop_column(table, column)
