"""The tables of the store, the same on SQLite and PostgreSQL.

The newest migration must give exactly these tables, and `SCHEMA` names it; a test holds them together.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from gateway.store.columns import METADATA, Instant, Word, key, maybe, must, number, of, text
from gateway.store.rows import WorkKind
from schemas.messages import CopyKind, MessageKind
from schemas.states import COPY_STATES, CopyState, PlanState

SCHEMA = "0003"
"""The newest migration. Numbers rise, so an older program sees that a database is newer than itself."""

OPEN = tuple(state for state, row in COPY_STATES.items() if not row.final)


def _where(rows: str) -> dict[str, Any]:
    """For an index over some of the rows."""
    return {"sqlite_where": sa.text(rows), "postgresql_where": sa.text(rows)}


_IS_OPEN = "state IN ({})".format(", ".join(f"'{state.value}'" for state in OPEN))
"""As `is_open` says it: of an index over some rows a database must see that it holds all that are asked for."""


def is_open(table: sa.FromClause) -> sa.ColumnElement[bool]:
    """The copy, sent or received, is not in a final state; the states as words in the text, as in the index."""
    return table.c.state.in_([sa.literal_column(f"'{state.value}'") for state in OPEN])


plans = sa.Table(
    "plans",
    METADATA,
    text("organisation"),
    text("plan_id"),
    text("home"),
    maybe("source_system"),
    maybe("source_plan_id"),
    maybe("person_index"),
    maybe("tombstone", Word(MessageKind)),
    maybe("tombstone_at", Instant),
    maybe("ended_with_version", sa.Integer),
    key("organisation", "plan_id"),
    sa.UniqueConstraint("organisation", "source_system", "source_plan_id"),
    sa.Index(None, "organisation", "person_index"),
)

versions = sa.Table(
    "versions",
    METADATA,
    text("organisation"),
    text("plan_id"),
    must("version", sa.Integer),
    must("state", Word(PlanState)),
    text("content_hash"),
    maybe("source_revision", sa.BigInteger),
    must("document", sa.LargeBinary),
    must("accepted_at", Instant),
    maybe("follow_up_on", sa.Date),
    text("token"),
    key("organisation", "plan_id", "version"),
    of("plans", "organisation", "plan_id"),
)

sources = sa.Table(
    "sources",
    METADATA,
    text("organisation"),
    text("token"),
    text("digest"),
    must("body", sa.LargeBinary),
    maybe("format"),
    must("received_at", Instant),
    maybe("plan_id"),
    maybe("version", sa.Integer),
    maybe("account", sa.LargeBinary),
    maybe("findings", sa.LargeBinary),
    key("organisation", "token"),
    sa.Index(None, "organisation", "digest"),
)

consents = sa.Table(
    "consents",
    METADATA,
    text("organisation"),
    text("plan_id"),
    text("consent_id"),
    must("version", sa.Integer),
    must("body", sa.LargeBinary),
    must("recorded_at", Instant),
    key("organisation", "plan_id", "consent_id", "version"),
    of("plans", "organisation", "plan_id"),
)

copies = sa.Table(
    "copies",
    METADATA,
    text("organisation"),
    text("plan_id"),
    must("version", sa.Integer),
    text("recipient"),
    must("kind", Word(CopyKind)),
    must("state", Word(CopyState)),
    maybe("reason"),
    must("since", Instant),
    maybe("message_id"),
    maybe("content_hash"),
    maybe("frozen", sa.LargeBinary),
    maybe("redacted", sa.Boolean),
    maybe("decision", sa.LargeBinary),
    maybe("previous_version", sa.Integer),
    maybe("first_sent_at", Instant),
    maybe("deadline", Instant),
    maybe("entry_id"),
    maybe("evidence"),
    maybe("told_by"),
    maybe("late_since", Instant),
    key("organisation", "plan_id", "version", "recipient", "kind"),
    of("plans", "organisation", "plan_id"),
    sa.Index(None, "organisation", "since"),
    sa.Index("ix_copies_late", "organisation", "late_since", "deadline", **_where(_IS_OPEN)),
    sa.Index("ix_copies_organisation_state_since", "organisation", "state", "since"),
    sa.Index("ix_copies_organisation_recipient", "organisation", "recipient", "since"),
    sa.Index("ix_copies_message_id", "message_id"),
    sa.Index("ix_copies_to_cull", "organisation", "since", **_where("frozen IS NOT NULL")),
)

aliases = sa.Table(
    "aliases",
    METADATA,
    text("organisation"),
    text("plan_id"),
    text("recipient"),
    text("element_id"),
    text("alias"),
    key("organisation", "plan_id", "recipient", "element_id"),
    sa.UniqueConstraint("organisation", "plan_id", "recipient", "alias"),
)

holdings = sa.Table(
    "holdings",
    METADATA,
    text("organisation"),
    text("plan_id"),
    must("version", sa.Integer),
    text("recipient"),
    must("kind", Word(CopyKind)),
    text("sender"),
    must("state", Word(CopyState)),
    maybe("reason"),
    must("since", Instant),
    text("message_id"),
    text("content_hash"),
    must("body", sa.LargeBinary),
    must("redacted", sa.Boolean),
    must("received_at", Instant),
    maybe("previous_version", sa.Integer),
    maybe("deadline", Instant),
    maybe("entry_id"),
    maybe("evidence"),
    maybe("told_by"),
    maybe("follow_up_on", sa.Date),
    maybe("late_since", Instant),
    key("organisation", "plan_id", "version", "recipient", "kind"),
    sa.Index(None, "organisation", "entry_id"),
    sa.Index("ix_holdings_organisation_state", "organisation", "state", "since", "sender"),
    sa.Index("ix_holdings_organisation_since", "organisation", "since"),
    sa.Index("ix_holdings_organisation_sender", "organisation", "sender", "since"),
    sa.Index("ix_holdings_message_id", "message_id"),
    sa.Index("ix_holdings_late", "organisation", "late_since", "deadline", **_where(_IS_OPEN)),
    sa.Index("ix_holdings_to_cull", "organisation", "since", **_where("length(body) > 0")),
)

inbox = sa.Table(
    "inbox",
    METADATA,
    text("organisation"),
    text("message_id"),
    text("envelope_id"),
    maybe("sender"),
    maybe("kind", Word(MessageKind)),
    maybe("copy_id"),
    maybe("content_hash"),
    must("received_at", Instant),
    must("body", sa.LargeBinary),
    maybe("refused"),
    maybe("answer"),
    key("organisation", "message_id"),
    sa.Index("ix_inbox_to_cull", "organisation", "received_at", **_where("length(body) > 0")),
)

streams = sa.Table(
    "streams",
    METADATA,
    text("organisation"),
    text("plan_id"),
    text("counterpart"),
    must("fence", sa.BigInteger),
    maybe("owner"),
    maybe("until", Instant),
    key("organisation", "plan_id", "counterpart"),
    sa.Index("ix_streams_owner", "owner", **_where("owner IS NOT NULL")),
)
"""The leases. A row is never taken away: a fence that began again at one would let an old worker in."""

work = sa.Table(
    "work",
    METADATA,
    number(),
    text("organisation"),
    text("plan_id"),
    text("counterpart"),
    must("kind", Word(WorkKind)),
    must("version", sa.Integer),
    text("subject"),
    must("due_at", Instant),
    must("attempts", sa.Integer),
    maybe("body", sa.LargeBinary),
    maybe("defects", sa.Integer),
    of("streams", "organisation", "plan_id", "counterpart"),
    sa.UniqueConstraint("organisation", "plan_id", "counterpart", "kind", "subject"),
    sa.Index("ix_work_due_at", "due_at", "id"),
    sa.Index("ix_work_subject", "organisation", "subject"),
    sa.Index("ix_work_organisation_kind", "organisation", "kind", "due_at", "id"),
    sqlite_autoincrement=True,
)

_SETTLED = "resolved_at IS NOT NULL AND body IS NOT NULL"

parked = sa.Table(
    "parked",
    METADATA,
    number(),
    text("organisation"),
    text("direction"),
    text("subject"),
    text("reason"),
    maybe("detail"),
    must("parked_at", Instant),
    text("kind"),
    maybe("body", sa.LargeBinary),
    maybe("resolved_at", Instant),
    maybe("resolution"),
    sa.Index("ix_parked_to_cull", "organisation", "resolved_at", **_where(_SETTLED)),
    sa.Index("uq_parked_open", "organisation", "subject", "kind", unique=True, **_where("resolved_at IS NULL")),
    sqlite_autoincrement=True,
)

audit = sa.Table(
    "audit",
    METADATA,
    number(),
    text("organisation"),
    must("at", Instant),
    text("event"),
    maybe("plan_id"),
    maybe("copy_id"),
    maybe("message_id"),
    must("detail", sa.LargeBinary),
    maybe("sealed", sa.LargeBinary),
    maybe("batch", sa.BigInteger),
    sa.ForeignKeyConstraint(
        ["organisation", "batch"],
        ["audit_batches.organisation", "audit_batches.number"],
        deferrable=True,
        initially="DEFERRED",
    ),
    sa.Index(None, "organisation", "batch"),
    sa.Index(None, "organisation", "plan_id"),
    sa.Index("ix_audit_unsealed", "organisation", "id", **_where("batch IS NULL")),
    sqlite_autoincrement=True,
)
"""`id` is the sequence: counted up by the database, so it rises within each organisation, and writers take no lock."""

audit_batches = sa.Table(
    "audit_batches",
    METADATA,
    text("organisation"),
    must("number", sa.BigInteger),
    must("first", sa.BigInteger),
    must("last", sa.BigInteger),
    must("rows", sa.BigInteger),
    must("closed_at", Instant),
    text("tree"),
    text("previous"),
    text("root"),
    key("organisation", "number"),
)

turns = sa.Table(
    "turns",
    METADATA,
    text("organisation"),
    text("duty"),
    text("owner"),
    must("taken_at", Instant),
    maybe("until", Instant),
    key("organisation", "duty"),
)
"""Duties that come round, one worker at a time over all machines. `until` is None when the turn has been ended."""

directories = sa.Table(
    "directories",
    METADATA,
    sa.Column("version", sa.BigInteger, primary_key=True, autoincrement=False),
    must("body", sa.LargeBinary),
    must("issued_at", Instant),
    must("taken_at", Instant),
)

key_rings = sa.Table(
    "key_rings",
    METADATA,
    text("organisation"),
    must("revision", sa.BigInteger),
    must("body", sa.LargeBinary),
    key("organisation"),
)

compatibility = sa.Table("compatibility", METADATA, text("oldest_program"), key("oldest_program"))
"""One row: the oldest program, by its schema, that may work with the database as it is."""
