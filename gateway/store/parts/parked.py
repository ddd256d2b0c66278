"""What a person must look at: parked once, kept after it is resolved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from gateway.store.kept import Kept
from gateway.store.parts.part import Part, all_but, columns_of, is_row
from gateway.store.parts.wanted_parked import parked_wanted
from gateway.store.protocol import ANYTHING_PARKED
from gateway.store.rows import ParkedRow, WantedParked
from gateway.store.tables import parked
from gateway.store.turns import Touched
from schemas.errors import NotFound

RESOLUTIONS = frozenset({"replayed", "discarded"})

_STILL = parked.c.resolved_at.is_(None)
_SAME = ("organisation", "subject", "kind")
_STILL_PARKED = Kept(sa.select(parked.c.id).where(is_row(parked, *_SAME), _STILL))


class ParkedPart(Part):
    """See `Transaction`."""

    def park(self, row: ParkedRow) -> int:
        while True:
            self._add(parked, columns_of(row, "id"), unique=_SAME, where=_STILL)
            found = self._one(_STILL_PARKED, organisation=row.organisation, subject=row.subject, kind=row.kind)
            if found is not None:  # else a person has settled the one that was there, just now
                return int(found[0])

    def parked(self, wanted: WantedParked = ANYTHING_PARKED) -> Sequence[ParkedRow]:
        listed = all_but(parked, "body").where(*parked_wanted(wanted)).order_by(parked.c.id).limit(wanted.limit)
        return [ParkedRow(**found) for found in self._all(listed)]

    def parked_row(self, parked_id: int, *, with_body: bool = True) -> ParkedRow | None:
        self._touch(Touched.PARKED, "", str(parked_id))
        row = sa.select(parked) if with_body else all_but(parked, "body")
        found = self._first(row.where(parked.c.id == parked_id))
        return ParkedRow(**found) if found else None

    def newest_parked(self) -> int:
        return int(self._run(sa.select(sa.func.coalesce(sa.func.max(parked.c.id), 0))).scalar_one())

    def resolve_parked(self, parked_id: int, resolution: str, at: datetime) -> None:
        self._touch(Touched.PARKED, "", str(parked_id))
        if resolution not in RESOLUTIONS:
            raise ValueError("what is parked is replayed or discarded")
        if self._first(sa.select(parked.c.id).where(parked.c.id == parked_id)) is None:
            raise NotFound("nothing is parked under that number")
        still = sa.and_(parked.c.id == parked_id, parked.c.resolved_at.is_(None))
        self._run(sa.update(parked).where(still).values(resolution=resolution, resolved_at=at))
