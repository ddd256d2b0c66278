"""For hubs and edges: turns, versions of the shared directory, key rings, and what lists are filtered by.

Revision ID: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision: str | None = "0001"
branch_labels: str | None = None
depends_on: str | None = None

INDEXES = (
    ("ix_copies_organisation_recipient", "copies", ("organisation", "recipient", "since")),
    ("ix_copies_message_id", "copies", ("message_id",)),
    ("ix_holdings_organisation_state", "holdings", ("organisation", "state")),
    ("ix_holdings_organisation_deadline", "holdings", ("organisation", "deadline")),
    ("ix_holdings_organisation_since", "holdings", ("organisation", "since")),
    ("ix_holdings_organisation_sender", "holdings", ("organisation", "sender", "since")),
    ("ix_holdings_message_id", "holdings", ("message_id",)),
)


def upgrade() -> None:
    """Add the tables and columns, then the indexes."""
    op.add_column("copies", sa.Column("late_since", sa.BigInteger(), nullable=True))
    op.add_column("holdings", sa.Column("follow_up_on", sa.Date(), nullable=True))
    op.add_column("holdings", sa.Column("late_since", sa.BigInteger(), nullable=True))
    op.create_table(
        "turns",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("duty", sa.Text(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("organisation", "duty", name=op.f("pk_turns")),
    )
    op.create_table(
        "directories",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("issued_at", sa.BigInteger(), nullable=False),
        sa.Column("taken_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_directories")),
    )
    op.create_table(
        "key_rings",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", name=op.f("pk_key_rings")),
    )
    for name, table, columns in INDEXES:
        op.create_index(name, table, list(columns))


def downgrade() -> None:
    """Take them away again."""
    for name, table, _ in reversed(INDEXES):
        op.drop_index(name, table_name=table)
    for table in ("key_rings", "directories", "turns"):
        op.drop_table(table)
    op.drop_column("holdings", "late_since")
    op.drop_column("holdings", "follow_up_on")
    op.drop_column("copies", "late_since")
