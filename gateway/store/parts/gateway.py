"""What belongs to the gateway itself: duties that come round, the shared directory, key rings."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa

from gateway.store.kept import Kept
from gateway.store.parts.part import Part, columns_of, is_row
from gateway.store.rows import DirectoryRow
from gateway.store.tables import directories, key_rings, turns
from gateway.store.turns import Touched

_KEY_RING = Kept(sa.select(key_rings.c.revision, key_rings.c.body).where(is_row(key_rings, "organisation")))


class GatewayPart(Part):
    """See `Transaction`; `take_turn` and `end_turn` are those of `Store`, each in a transaction of its own."""

    def newest_directory(self) -> DirectoryRow | None:
        found = self._first(sa.select(directories).order_by(directories.c.version.desc()).limit(1))
        return DirectoryRow(**found) if found else None

    def add_directory(self, row: DirectoryRow) -> bool:
        self._touch(Touched.DIRECTORY, "")
        newest = self.newest_directory()
        if newest is not None and newest.version >= row.version:
            return False
        return self._add(directories, columns_of(row))

    def key_ring(self, organisation: str) -> tuple[int, bytes] | None:
        found: tuple[int, bytes] | None = self._one(_KEY_RING, organisation=organisation)
        return found

    def put_key_ring(self, organisation: str, body: bytes, *, revision: int) -> bool:
        if revision == 1:
            return self._add(key_rings, {"organisation": organisation, "revision": revision, "body": body})
        before = sa.and_(key_rings.c.organisation == organisation, key_rings.c.revision == revision - 1)
        return self._run(sa.update(key_rings).where(before).values(revision=revision, body=body)).rowcount == 1

    def drop_key_ring(self, organisation: str) -> None:
        self._run(sa.delete(key_rings).where(key_rings.c.organisation == organisation))

    def take_turn(
        self, organisation: str, duty: str, owner: str, now: datetime, lease: timedelta, every: timedelta
    ) -> bool:
        whose = {"organisation": organisation, "duty": duty}
        taken = {"owner": owner, "taken_at": now, "until": now + lease}
        if self._add(turns, {**whose, **taken}):
            return True
        ended = sa.and_(turns.c.until.is_(None), turns.c.taken_at <= now - every)
        by_a_clock_ahead = turns.c.taken_at > now + lease
        free = sa.or_(ended, turns.c.until <= now, by_a_clock_ahead)
        return self._run(sa.update(turns).where(_is(organisation, duty), free).values(**taken)).rowcount == 1

    def end_turn(self, organisation: str, duty: str, owner: str) -> None:
        mine = sa.and_(_is(organisation, duty), turns.c.owner == owner)
        self._run(sa.update(turns).where(mine).values(until=None))


def _is(organisation: str, duty: str) -> sa.ColumnElement[bool]:
    return sa.and_(turns.c.organisation == organisation, turns.c.duty == duty)
