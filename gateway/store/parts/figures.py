"""What the metrics tell of each organisation, counted by the database; no body and no name is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.store.parts.part import Part
from gateway.store.rows import Figures, WorkKind
from gateway.store.tables import copies, holdings, is_open, parked, work
from schemas.states import CopyState

_UNSENT = (CopyState.PREPARED,)
"""Not what waits to be prepared: `awaiting-consent` can be at rest, so the work tells of it. Nor `made`, a page that
lies ready for a person: its deadline tells when it is late."""
_UNRECORDED = (CopyState.RECEIVED, CopyState.AWAITING_REGISTRATION)

Counts = dict[str, dict[Any, int]]


class FiguresPart(Part):
    """See `Transaction`."""

    def figures(self, organisations: Sequence[str], now: datetime) -> Sequence[Figures]:
        foreign = holdings.c.sender != holdings.c.organisation
        elsewhere = copies.c.recipient != copies.c.organisation
        sent = self._grouped(copies, copies.c.state, organisations)
        received = self._grouped(holdings, holdings.c.state, organisations, foreign)
        waiting = self._grouped(parked, parked.c.reason, organisations, parked.c.resolved_at.is_(None))
        due = self._counted(work, organisations, work.c.due_at <= now)
        late_sent = self._grouped(copies, copies.c.state, organisations, *_late(copies, now))
        late_received = self._grouped(holdings, holdings.c.state, organisations, *_late(holdings, now), foreign)
        unsent = self._oldest(copies.c.since, organisations, copies.c.state.in_(_UNSENT), elsewhere)
        unanswered = self._oldest(copies.c.since, organisations, copies.c.state == CopyState.SENT)
        unrecorded = self._oldest(holdings.c.since, organisations, holdings.c.state.in_(_UNRECORDED))
        oldest_due = self._oldest(work.c.due_at, organisations, work.c.due_at <= now)
        unprepared = self._oldest(work.c.due_at, organisations, work.c.kind == WorkKind.PREPARE, work.c.due_at <= now)
        return [
            Figures(
                each,
                sent[each],
                received[each],
                sum(waiting[each].values()),
                due[each],
                unsent.get(each),
                unrecorded.get(each),
                waiting[each],
                late_sent[each],
                late_received[each],
                unanswered.get(each),
                oldest_due.get(each),
                unprepared.get(each),
            )
            for each in organisations
        ]

    def _grouped(
        self, table: sa.Table, by: sa.ColumnElement[Any], organisations: Sequence[str], *which: sa.ColumnElement[bool]
    ) -> Counts:
        wanted = sa.select(table.c.organisation, by, sa.func.count()).where(
            table.c.organisation.in_(organisations), *which
        )
        found: Counts = defaultdict(dict)
        for organisation, value, count in self._rows(wanted.group_by(table.c.organisation, by)):
            found[organisation][value] = count
        return found

    def _counted(self, table: sa.Table, organisations: Sequence[str], *which: sa.ColumnElement[bool]) -> dict[str, int]:
        wanted = sa.select(table.c.organisation, sa.func.count()).where(table.c.organisation.in_(organisations), *which)
        return defaultdict(int, self._pairs(wanted.group_by(table.c.organisation)))

    def _oldest(
        self, column: sa.Column[datetime], organisations: Sequence[str], *which: sa.ColumnElement[bool]
    ) -> dict[str, datetime]:
        table = column.table
        oldest = sa.func.min(column, type_=column.type)
        wanted = sa.select(table.c.organisation, oldest).where(table.c.organisation.in_(organisations), *which)
        return dict(self._pairs(wanted.group_by(table.c.organisation)))

    def _pairs(self, statement: sa.Select[Any]) -> list[tuple[str, Any]]:
        return [(organisation, value) for organisation, value in self._rows(statement)]

    def _rows(self, statement: sa.Select[Any]) -> list[Any]:
        return list(self._run(statement))


def _late(table: sa.Table, now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (table.c.deadline <= now, is_open(table))
