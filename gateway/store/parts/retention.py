"""Takes away bodies that nobody needs any more; the rows, with hashes, states, reasons and times, stay.

Theory of operation. Nothing is locked while rows are looked for: a copy that was withdrawn can come anew meanwhile,
with another body. So taking away asks of each row once more whether it still rests; the database looks at the row as
it is then. What has been emptied is in no index any more (`*_to_cull`), so years of rows cost nothing each hour.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.store.parts.part import COPY_KEY, Part
from gateway.store.tables import copies, holdings, inbox, parked, plans, versions
from schemas.states import COPY_STATES

_FINAL = [state for state, row in COPY_STATES.items() if row.final]


class RetentionPart(Part):
    """See `Transaction`."""

    def cull_bodies(self, organisation: str, *, settled_before: datetime, limit: int) -> int:
        return (
            self._cull_sent(organisation, settled_before, limit)
            + self._cull_held(organisation, settled_before, limit)
            + self._cull_inbox(organisation, settled_before, limit)
            + self._cull_parked(organisation, settled_before, limit)
        )

    def _cull_sent(self, organisation: str, before: datetime, limit: int) -> int:
        newest = sa.select(sa.func.max(versions.c.version)).where(*_same_plan(versions, copies)).scalar_subquery()
        older = sa.or_(copies.c.version < newest, _has_ended(copies))
        rests = sa.and_(copies.c.state.in_(_FINAL), copies.c.since <= before, copies.c.frozen.is_not(None))
        wanted = sa.select(*_key(copies)).where(copies.c.organisation == organisation, rests, older)
        return self._clear(copies, wanted.order_by(copies.c.since).limit(limit), rests, frozen=None)

    def _cull_held(self, organisation: str, before: datetime, limit: int) -> int:
        other = holdings.alias("other")
        came = sa.and_(*_same_plan(other, holdings), other.c.recipient == holdings.c.recipient)
        newest = sa.select(sa.func.max(other.c.version)).where(came).scalar_subquery()
        older = sa.or_(holdings.c.version < newest, _has_ended(holdings))
        rests = sa.and_(holdings.c.state.in_(_FINAL), holdings.c.since <= before, _there(holdings.c.body))
        wanted = sa.select(*_key(holdings)).where(holdings.c.organisation == organisation, rests, older)
        return self._clear(holdings, wanted.order_by(holdings.c.since).limit(limit), rests, body=b"")

    def _cull_inbox(self, organisation: str, before: datetime, limit: int) -> int:
        rests = sa.and_(inbox.c.received_at <= before, _there(inbox.c.body))
        wanted = sa.select(*_key(inbox)).where(inbox.c.organisation == organisation, rests)
        return self._clear(inbox, wanted.order_by(inbox.c.received_at).limit(limit), rests, body=b"")

    def _cull_parked(self, organisation: str, before: datetime, limit: int) -> int:
        """What a person has settled is never tried again; what nobody has looked at yet is kept whole."""
        rests = sa.and_(parked.c.resolved_at <= before, parked.c.body.is_not(None))
        wanted = sa.select(*_key(parked)).where(parked.c.organisation == organisation, rests)
        return self._clear(parked, wanted.order_by(parked.c.resolved_at).limit(limit), rests, body=None)

    def _clear(
        self, table: sa.Table, wanted: sa.Select[Any], rests: sa.ColumnElement[bool], **values: bytes | None
    ) -> int:
        found = sa.tuple_(*_key(table)).in_(wanted)
        return self._run(sa.update(table).where(found, rests).values(**values)).rowcount


_KEYS = {copies: COPY_KEY, holdings: COPY_KEY, inbox: ("message_id",), parked: ("id",)}


def _key(table: sa.Table) -> list[sa.Column[Any]]:
    return [table.c.organisation, *(table.c[name] for name in _KEYS[table])]


def _there(body: sa.Column[Any]) -> sa.ColumnElement[bool]:
    """As the index says it, word by word: else the database would not use it."""
    return sa.func.length(body) > sa.literal_column("0")


def _same_plan(one: sa.FromClause, other: sa.FromClause) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return one.c.organisation == other.c.organisation, one.c.plan_id == other.c.plan_id


def _has_ended(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.exists().where(*_same_plan(plans, table), plans.c.tombstone.is_not(None))
