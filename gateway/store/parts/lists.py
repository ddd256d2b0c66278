"""What lists need beside their rows: how many there are in all, and when plans are followed up. No body is read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import sqlalchemy as sa

from gateway.store.parts.part import Part
from gateway.store.parts.wanted import copies_wanted
from gateway.store.parts.wanted_parked import parked_wanted
from gateway.store.protocol import ANY_COPY, ANYTHING_PARKED
from gateway.store.rows import Wanted, WantedParked
from gateway.store.tables import copies, holdings, parked, versions
from schemas.states import CopyState

LOOKED_AT = (
    CopyState.RECORDED,
    CopyState.RECEIVED,
    CopyState.HANDED_OVER,
    CopyState.AWAITING_REGISTRATION,
    CopyState.FORWARDED,
)
"""States of a copy in which its organisation may look at what it says."""

_AT_ONCE = 500
"""Plans asked about in one statement: databases bound the number of values in one."""


class ListsPart(Part):
    """See `Transaction`."""

    def count_sent(self, organisation: str, wanted: Wanted = ANY_COPY) -> int:
        return self._count(copies, copies_wanted(copies, organisation, wanted, copies.c.recipient))

    def count_received(self, organisation: str, wanted: Wanted = ANY_COPY) -> int:
        foreign = holdings.c.sender != holdings.c.organisation
        return self._count(holdings, [*copies_wanted(holdings, organisation, wanted, holdings.c.sender), foreign])

    def count_parked(self, wanted: WantedParked = ANYTHING_PARKED) -> int:
        return self._count(parked, parked_wanted(wanted))

    def follow_ups(self, organisation: str, plan_ids: Iterable[str]) -> Mapping[str, date]:
        asked = list(dict.fromkeys(plan_ids))
        found: dict[str, date | None] = {}
        for at in range(0, len(asked), _AT_ONCE):
            some = asked[at : at + _AT_ONCE]
            found |= self._newest(holdings, organisation, some, holdings.c.state.in_(LOOKED_AT))
            found |= self._newest(versions, organisation, some)  # the home's own word comes before a copy
        return {plan_id: on for plan_id, on in found.items() if on is not None}

    def _newest(
        self, table: sa.Table, organisation: str, plan_ids: list[str], *which: sa.ColumnElement[bool]
    ) -> dict[str, date | None]:
        mine = sa.and_(table.c.organisation == organisation, table.c.plan_id.in_(plan_ids), *which)
        rising = sa.select(table.c.plan_id, table.c.follow_up_on).where(mine).order_by(table.c.version)
        return {row.plan_id: row.follow_up_on for row in self._run(rising)}  # the last of each plan stays

    def _count(self, table: sa.Table, which: list[sa.ColumnElement[bool]]) -> int:
        return int(self._run(sa.select(sa.func.count()).select_from(table).where(*which)).scalar_one())
