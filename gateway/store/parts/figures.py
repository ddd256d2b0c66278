"""What the metrics tell of each organisation, counted by the database; no body and no name is read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.store.parts.part import Part
from gateway.store.rows import Figures
from gateway.store.tables import copies, holdings, parked, work
from schemas.states import CopyState

_UNSENT = (CopyState.MADE, CopyState.PREPARED)
_UNRECORDED = (CopyState.RECEIVED, CopyState.AWAITING_REGISTRATION)


class FiguresPart(Part):
    """See `Transaction`."""

    def figures(self, organisations: Sequence[str], now: datetime) -> Sequence[Figures]:
        foreign = holdings.c.sender != holdings.c.organisation
        sent = self._by_state(copies, organisations)
        received = self._by_state(holdings, organisations, foreign)
        waiting = self._counted(parked, organisations, parked.c.resolved_at.is_(None))
        due = self._counted(work, organisations, work.c.due_at <= now)
        unsent = self._oldest(copies, organisations, copies.c.state.in_(_UNSENT))
        unrecorded = self._oldest(holdings, organisations, holdings.c.state.in_(_UNRECORDED), foreign)
        return [
            Figures(each, sent[each], received[each], waiting[each], due[each], unsent.get(each), unrecorded.get(each))
            for each in organisations
        ]

    def _by_state(
        self, table: sa.Table, organisations: Sequence[str], *which: sa.ColumnElement[bool]
    ) -> dict[str, dict[CopyState, int]]:
        columns = (table.c.organisation, table.c.state)
        wanted = sa.select(*columns, sa.func.count()).where(table.c.organisation.in_(organisations), *which)
        found: dict[str, dict[CopyState, int]] = defaultdict(dict)
        for organisation, state, count in self._all_rows(wanted.group_by(*columns)):
            found[organisation][state] = count
        return found

    def _counted(self, table: sa.Table, organisations: Sequence[str], *which: sa.ColumnElement[bool]) -> dict[str, int]:
        wanted = sa.select(table.c.organisation, sa.func.count()).where(table.c.organisation.in_(organisations), *which)
        return defaultdict(int, self._pairs(wanted.group_by(table.c.organisation)))

    def _oldest(
        self, table: sa.Table, organisations: Sequence[str], *which: sa.ColumnElement[bool]
    ) -> dict[str, datetime]:
        oldest = sa.func.min(table.c.since, type_=table.c.since.type)
        wanted = sa.select(table.c.organisation, oldest).where(table.c.organisation.in_(organisations), *which)
        return dict(self._pairs(wanted.group_by(table.c.organisation)))

    def _pairs(self, statement: sa.Select[Any]) -> list[tuple[str, Any]]:
        return [(organisation, value) for organisation, value in self._all_rows(statement)]

    def _all_rows(self, statement: sa.Select[Any]) -> list[Any]:
        return list(self._run(statement))
