"""Plans, their versions, the documents they came in, and their consents, as their home keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from gateway.store.kept import Kept
from gateway.store.parts.part import Part, columns_of, is_row, select_as
from gateway.store.rows import ConsentRow, PlanRow, SourceRow, VersionRow
from gateway.store.tables import consents, plans, sources, versions
from gateway.store.turns import Touched

_PLANS, _VERSIONS = select_as(PlanRow, plans), select_as(VersionRow, versions)
_PLAN = Kept(_PLANS.where(is_row(plans, "organisation", "plan_id")))
_PLAN_OF_SOURCE = Kept(_PLANS.where(is_row(plans, "organisation", "source_system", "source_plan_id")))
_SINCE = plans.c.tombstone_at >= sa.bindparam("since")
_ENDED = Kept(_PLANS.where(is_row(plans, "organisation", "home"), _SINCE).order_by(plans.c.plan_id))
_OF_PLAN = _VERSIONS.where(is_row(versions, "organisation", "plan_id"))
_NEWEST = Kept(_OF_PLAN.order_by(versions.c.version.desc()).limit(1))
_VERSION = Kept(_OF_PLAN.where(is_row(versions, "version")))
_ADD_VERSION = Kept(sa.insert(versions))
_SOURCE = Kept(select_as(SourceRow, sources).where(is_row(sources, "organisation", "token")))
_CONSENTS = Kept(
    select_as(ConsentRow, consents)
    .where(is_row(consents, "organisation", "plan_id"))
    .order_by(consents.c.recorded_at, consents.c.consent_id, consents.c.version)
)


class PlansPart(Part):
    """See `Transaction`."""

    def plan(self, organisation: str, plan_id: str) -> PlanRow | None:
        self._touch(Touched.PLAN, organisation, plan_id)
        found = self._one(_PLAN, organisation=organisation, plan_id=plan_id)
        return PlanRow(*found) if found else None

    def plan_of_source(self, organisation: str, system: str, source_plan_id: str) -> PlanRow | None:
        self._touch(Touched.SOURCE, organisation, system, source_plan_id)
        found = self._one(
            _PLAN_OF_SOURCE, organisation=organisation, source_system=system, source_plan_id=source_plan_id
        )
        return PlanRow(*found) if found else None

    def plans_ended(self, organisation: str, home: str, since: datetime) -> Sequence[PlanRow]:
        ended = self._many(_ENDED, organisation=organisation, home=home, since=since)
        return [PlanRow(*found) for found in ended]

    def put_plan(self, row: PlanRow) -> None:
        self._touch(Touched.PLAN, row.organisation, row.plan_id)
        self._put(plans, columns_of(row))

    def newest_version(self, organisation: str, plan_id: str) -> VersionRow | None:
        self._touch(Touched.PLAN, organisation, plan_id)
        found = self._one(_NEWEST, organisation=organisation, plan_id=plan_id)
        return VersionRow(*found) if found else None

    def version(self, organisation: str, plan_id: str, version: int) -> VersionRow | None:
        self._touch(Touched.PLAN, organisation, plan_id)
        found = self._one(_VERSION, organisation=organisation, plan_id=plan_id, version=version)
        return VersionRow(*found) if found else None

    def add_version(self, row: VersionRow) -> None:
        self._touch(Touched.PLAN, row.organisation, row.plan_id)
        self._run(_ADD_VERSION, columns_of(row))

    def source(self, organisation: str, token: str) -> SourceRow | None:
        self._touch(Touched.TOKEN, organisation, token)
        found = self._one(_SOURCE, organisation=organisation, token=token)
        return SourceRow(*found) if found else None

    def put_source(self, row: SourceRow) -> None:
        self._touch(Touched.TOKEN, row.organisation, row.token)
        self._put(sources, columns_of(row))

    def consents(self, organisation: str, plan_id: str) -> Sequence[ConsentRow]:
        self._touch(Touched.PLAN, organisation, plan_id)
        return [ConsentRow(*found) for found in self._many(_CONSENTS, organisation=organisation, plan_id=plan_id)]

    def add_consent(self, row: ConsentRow) -> bool:
        self._touch(Touched.PLAN, row.organisation, row.plan_id)
        return self._add(consents, columns_of(row))
