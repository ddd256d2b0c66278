"""The first tables: plans, consents, copies, holdings, inbox, streams and work, parked, audit.

Revision ID: 0001
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision: str | None = None
branch_labels: str | None = None
depends_on: str | None = None

LOST = {
    "sv": "Allt: planer, samtycken, kopior, mottagna meddelanden, väntande arbete och logg.",
    "en": "Everything: plans, consents, copies, messages received, waiting work and audit.",
}
"""What an empty database cannot hold."""


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "aliases",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("element_id", sa.Text(), nullable=False),
        sa.Column("alias", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "plan_id", "recipient", "element_id", name=op.f("pk_aliases")),
        sa.UniqueConstraint(
            "organisation",
            "plan_id",
            "recipient",
            "alias",
            name=op.f("uq_aliases_organisation_plan_id_recipient_alias"),
        ),
    )
    op.create_table(
        "audit_batches",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.BigInteger(), nullable=False),
        sa.Column("last", sa.BigInteger(), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("closed_at", sa.BigInteger(), nullable=False),
        sa.Column("tree", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("organisation", "number", name=op.f("pk_audit_batches")),
    )
    op.create_table(
        "holdings",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("redacted", sa.Boolean(), nullable=False),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("previous_version", sa.Integer(), nullable=True),
        sa.Column("deadline", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("told_by", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("organisation", "plan_id", "version", "recipient", "kind", name=op.f("pk_holdings")),
    )
    op.create_index(op.f("ix_holdings_organisation_entry_id"), "holdings", ["organisation", "entry_id"], unique=False)
    op.create_table(
        "inbox",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=False),
        sa.Column("envelope_id", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("copy_id", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("organisation", "message_id", name=op.f("pk_inbox")),
    )
    op.create_table(
        "parked",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=True),
        sa.Column("parked_at", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("resolved_at", sa.BigInteger(), nullable=True),
        sa.Column("resolution", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parked")),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "uq_parked_open",
        "parked",
        ["organisation", "subject", "kind"],
        unique=True,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.create_table(
        "plans",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("home", sa.Text(), nullable=False),
        sa.Column("source_system", sa.Text(), nullable=True),
        sa.Column("source_plan_id", sa.Text(), nullable=True),
        sa.Column("person_index", sa.Text(), nullable=True),
        sa.Column("tombstone", sa.Text(), nullable=True),
        sa.Column("tombstone_at", sa.BigInteger(), nullable=True),
        sa.Column("ended_with_version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("organisation", "plan_id", name=op.f("pk_plans")),
        sa.UniqueConstraint(
            "organisation",
            "source_system",
            "source_plan_id",
            name=op.f("uq_plans_organisation_source_system_source_plan_id"),
        ),
    )
    op.create_index(op.f("ix_plans_organisation_person_index"), "plans", ["organisation", "person_index"], unique=False)
    op.create_table(
        "sources",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("format", sa.Text(), nullable=True),
        sa.Column("received_at", sa.BigInteger(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("account", sa.LargeBinary(), nullable=True),
        sa.Column("findings", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("organisation", "token", name=op.f("pk_sources")),
    )
    op.create_index(op.f("ix_sources_organisation_digest"), "sources", ["organisation", "digest"], unique=False)
    op.create_table(
        "streams",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("counterpart", sa.Text(), nullable=False),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=True),
        sa.Column("until", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("organisation", "plan_id", "counterpart", name=op.f("pk_streams")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=True),
        sa.Column("copy_id", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("detail", sa.LargeBinary(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("batch", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation", "batch"],
            ["audit_batches.organisation", "audit_batches.number"],
            name=op.f("fk_audit_audit_batches"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_audit_organisation_batch"), "audit", ["organisation", "batch"], unique=False)
    op.create_index(op.f("ix_audit_organisation_plan_id"), "audit", ["organisation", "plan_id"], unique=False)
    op.create_table(
        "consents",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("consent_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "plan_id"],
            ["plans.organisation", "plans.plan_id"],
            name=op.f("fk_consents_plans"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("organisation", "plan_id", "consent_id", "version", name=op.f("pk_consents")),
    )
    op.create_table(
        "copies",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recipient", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("content_hash", sa.Text(), nullable=True),
        sa.Column("frozen", sa.LargeBinary(), nullable=True),
        sa.Column("redacted", sa.Boolean(), nullable=True),
        sa.Column("decision", sa.LargeBinary(), nullable=True),
        sa.Column("previous_version", sa.Integer(), nullable=True),
        sa.Column("first_sent_at", sa.BigInteger(), nullable=True),
        sa.Column("deadline", sa.BigInteger(), nullable=True),
        sa.Column("entry_id", sa.Text(), nullable=True),
        sa.Column("evidence", sa.Text(), nullable=True),
        sa.Column("told_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation", "plan_id"],
            ["plans.organisation", "plans.plan_id"],
            name=op.f("fk_copies_plans"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("organisation", "plan_id", "version", "recipient", "kind", name=op.f("pk_copies")),
    )
    op.create_index(op.f("ix_copies_organisation_deadline"), "copies", ["organisation", "deadline"], unique=False)
    op.create_index(op.f("ix_copies_organisation_since"), "copies", ["organisation", "since"], unique=False)
    op.create_index(op.f("ix_copies_organisation_state"), "copies", ["organisation", "state"], unique=False)
    op.create_table(
        "versions",
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.Text(), nullable=False),
        sa.Column("source_revision", sa.BigInteger(), nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=False),
        sa.Column("accepted_at", sa.BigInteger(), nullable=False),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("token", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation", "plan_id"],
            ["plans.organisation", "plans.plan_id"],
            name=op.f("fk_versions_plans"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("organisation", "plan_id", "version", name=op.f("pk_versions")),
    )
    op.create_table(
        "work",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("plan_id", sa.Text(), nullable=False),
        sa.Column("counterpart", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("due_at", sa.BigInteger(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation", "plan_id", "counterpart"],
            ["streams.organisation", "streams.plan_id", "streams.counterpart"],
            name=op.f("fk_work_streams"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work")),
        sa.UniqueConstraint(
            "organisation",
            "plan_id",
            "counterpart",
            "kind",
            "subject",
            name=op.f("uq_work_organisation_plan_id_counterpart_kind_subject"),
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_work_organisation_due_at"), "work", ["organisation", "due_at"], unique=False)


def downgrade() -> None:
    """Take them away, with all that is in them."""
    op.drop_index(op.f("ix_work_organisation_due_at"), table_name="work")
    op.drop_table("work")
    op.drop_table("versions")
    op.drop_index(op.f("ix_copies_organisation_state"), table_name="copies")
    op.drop_index(op.f("ix_copies_organisation_since"), table_name="copies")
    op.drop_index(op.f("ix_copies_organisation_deadline"), table_name="copies")
    op.drop_table("copies")
    op.drop_table("consents")
    op.drop_index(op.f("ix_audit_organisation_plan_id"), table_name="audit")
    op.drop_index(op.f("ix_audit_organisation_batch"), table_name="audit")
    op.drop_table("audit")
    op.drop_table("streams")
    op.drop_index(op.f("ix_sources_organisation_digest"), table_name="sources")
    op.drop_table("sources")
    op.drop_index(op.f("ix_plans_organisation_person_index"), table_name="plans")
    op.drop_table("plans")
    op.drop_index(
        "uq_parked_open",
        table_name="parked",
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )
    op.drop_table("parked")
    op.drop_table("inbox")
    op.drop_index(op.f("ix_holdings_organisation_entry_id"), table_name="holdings")
    op.drop_table("holdings")
    op.drop_table("audit_batches")
    op.drop_table("aliases")
