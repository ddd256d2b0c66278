"""Takes away bodies that nobody needs any more; the rows, with hashes, states, reasons and times, stay."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.store.parts.part import COPY_KEY, Part
from gateway.store.tables import copies, holdings, inbox, plans, versions
from schemas.states import COPY_STATES

_FINAL = [state for state, row in COPY_STATES.items() if row.final]


class RetentionPart(Part):
    """See `Transaction`."""

    def cull_bodies(self, organisation: str, *, settled_before: datetime, limit: int) -> int:
        return (
            self._cull_sent(organisation, settled_before, limit)
            + self._cull_held(organisation, settled_before, limit)
            + self._cull_inbox(organisation, settled_before, limit)
        )

    def _cull_sent(self, organisation: str, before: datetime, limit: int) -> int:
        newest = sa.select(sa.func.max(versions.c.version)).where(*_same_plan(versions, copies)).scalar_subquery()
        older = sa.or_(copies.c.version < newest, _has_ended(copies))
        settled = (copies.c.state.in_(_FINAL), copies.c.since <= before, copies.c.frozen.is_not(None))
        wanted = sa.select(*_key(copies)).where(copies.c.organisation == organisation, *settled, older)
        return self._clear(copies, wanted.limit(limit), frozen=None)

    def _cull_held(self, organisation: str, before: datetime, limit: int) -> int:
        other = holdings.alias("other")
        came = sa.and_(*_same_plan(other, holdings), other.c.recipient == holdings.c.recipient)
        newest = sa.select(sa.func.max(other.c.version)).where(came).scalar_subquery()
        older = sa.or_(holdings.c.version < newest, _has_ended(holdings))
        settled = (holdings.c.state.in_(_FINAL), holdings.c.since <= before, sa.func.length(holdings.c.body) > 0)
        wanted = sa.select(*_key(holdings)).where(holdings.c.organisation == organisation, *settled, older)
        return self._clear(holdings, wanted.limit(limit), body=b"")

    def _cull_inbox(self, organisation: str, before: datetime, limit: int) -> int:
        came = (inbox.c.received_at <= before, sa.func.length(inbox.c.body) > 0)
        wanted = sa.select(*_key(inbox)).where(inbox.c.organisation == organisation, *came)
        return self._clear(inbox, wanted.limit(limit), body=b"")

    def _clear(self, table: sa.Table, wanted: sa.Select[Any], **values: bytes | None) -> int:
        found = [tuple(row) for row in self._run(wanted)]
        for key in found:
            here = sa.and_(*(column == value for column, value in zip(_key(table), key, strict=True)))
            self._run(sa.update(table).where(here).values(**values))
        return len(found)


def _key(table: sa.Table) -> list[sa.Column[Any]]:
    return [table.c.organisation, *(table.c[name] for name in (("message_id",) if table is inbox else COPY_KEY))]


def _same_plan(one: sa.FromClause, other: sa.FromClause) -> tuple[sa.ColumnElement[bool], sa.ColumnElement[bool]]:
    return one.c.organisation == other.c.organisation, one.c.plan_id == other.c.plan_id


def _has_ended(table: sa.Table) -> sa.ColumnElement[bool]:
    return sa.exists().where(*_same_plan(plans, table), plans.c.tombstone.is_not(None))
