"""Plans, their versions, the documents they came in, and their consents, as their home keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from gateway.store.parts.part import Part, columns_of
from gateway.store.rows import ConsentRow, PlanRow, SourceRow, VersionRow
from gateway.store.tables import consents, plans, sources, versions
from gateway.store.turns import Touched


class PlansPart(Part):
    """See `Transaction`."""

    def plan(self, organisation: str, plan_id: str) -> PlanRow | None:
        self._touch(Touched.PLAN, organisation, plan_id)
        found = self._first(sa.select(plans).where(plans.c.organisation == organisation, plans.c.plan_id == plan_id))
        return PlanRow(**found) if found else None

    def plan_of_source(self, organisation: str, system: str, source_plan_id: str) -> PlanRow | None:
        self._touch(Touched.SOURCE, organisation, system, source_plan_id)
        mine = sa.and_(plans.c.organisation == organisation, plans.c.source_system == system)
        found = self._first(sa.select(plans).where(mine, plans.c.source_plan_id == source_plan_id))
        return PlanRow(**found) if found else None

    def plans_ended(self, organisation: str, home: str, since: datetime) -> Sequence[PlanRow]:
        mine = sa.and_(plans.c.organisation == organisation, plans.c.home == home, plans.c.tombstone_at >= since)
        return [PlanRow(**found) for found in self._all(sa.select(plans).where(mine).order_by(plans.c.plan_id))]

    def put_plan(self, row: PlanRow) -> None:
        self._touch(Touched.PLAN, row.organisation, row.plan_id)
        self._put(plans, columns_of(row))

    def newest_version(self, organisation: str, plan_id: str) -> VersionRow | None:
        self._touch(Touched.PLAN, organisation, plan_id)
        of_plan = sa.and_(versions.c.organisation == organisation, versions.c.plan_id == plan_id)
        found = self._first(sa.select(versions).where(of_plan).order_by(versions.c.version.desc()).limit(1))
        return VersionRow(**found) if found else None

    def version(self, organisation: str, plan_id: str, version: int) -> VersionRow | None:
        self._touch(Touched.PLAN, organisation, plan_id)
        of_plan = sa.and_(versions.c.organisation == organisation, versions.c.plan_id == plan_id)
        found = self._first(sa.select(versions).where(of_plan, versions.c.version == version))
        return VersionRow(**found) if found else None

    def add_version(self, row: VersionRow) -> None:
        self._touch(Touched.PLAN, row.organisation, row.plan_id)
        self._run(sa.insert(versions), columns_of(row))

    def source(self, organisation: str, token: str) -> SourceRow | None:
        self._touch(Touched.TOKEN, organisation, token)
        mine = sa.and_(sources.c.organisation == organisation, sources.c.token == token)
        found = self._first(sa.select(sources).where(mine))
        return SourceRow(**found) if found else None

    def put_source(self, row: SourceRow) -> None:
        self._touch(Touched.TOKEN, row.organisation, row.token)
        self._put(sources, columns_of(row))

    def consents(self, organisation: str, plan_id: str) -> Sequence[ConsentRow]:
        self._touch(Touched.PLAN, organisation, plan_id)
        of_plan = sa.and_(consents.c.organisation == organisation, consents.c.plan_id == plan_id)
        oldest_first = (consents.c.recorded_at, consents.c.consent_id, consents.c.version)
        return [ConsentRow(**found) for found in self._all(sa.select(consents).where(of_plan).order_by(*oldest_first))]

    def add_consent(self, row: ConsentRow) -> bool:
        self._touch(Touched.PLAN, row.organisation, row.plan_id)
        return self._add(consents, columns_of(row))
