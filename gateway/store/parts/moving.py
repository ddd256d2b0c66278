"""All rows of one organisation, whatever the table: to take them along to another gateway, and to remove them.

Theory of operation. Every table that has a column `organisation` takes part, so a table that is added later moves too.
What belongs to the machines and not to the organisation stays: turns, and the key ring as this database seals it
(the keys travel by themselves). Numbers that the database counts up are given anew in the same order, but for the
audit: its chain binds how the numbers of a batch follow one another, so all of them are shifted by one and the same
amount, to above every number that the other database has given, and its counter is moved past them first.

An organisation that is moving away has a turn that never ends (`MOVED_OUT`): no process works for it until then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.store.columns import METADATA
from gateway.store.dialect import driver_errors
from gateway.store.parts.part import Part
from gateway.store.tables import audit, directories, key_rings, streams, turns

MOVED_OUT = "moved-out"
_STAYING = frozenset({turns.name, key_rings.name})
_AT_ONCE = 200
"""Rows read or written at once: bodies are megabytes at most, and mostly kilobytes."""
_REMOVED_AT_ONCE = 5000
_MARGIN = 10_000
"""Numbers left free between what others may take in this moment and what is written."""


def _moving() -> list[sa.Table]:
    """The tables that move, referred before referring."""
    return [each for each in METADATA.sorted_tables if "organisation" in each.c and each.name not in _STAYING]


class MovingPart(Part):
    """See `Transaction`."""

    def has_organisation(self, organisation: str) -> bool:
        return any(
            self._first(sa.select(sa.literal(1)).where(table.c.organisation == organisation).limit(1)) is not None
            for table in _moving()
        )

    def running_leases(self, organisation: str, now: datetime) -> int:
        running = sa.and_(streams.c.organisation == organisation, streams.c.owner.is_not(None), streams.c.until > now)
        return int(self._run(sa.select(sa.func.count()).select_from(streams).where(running)).scalar_one())

    def newest_audit(self, organisation: str) -> int:
        newest = sa.select(sa.func.max(audit.c.id)).where(audit.c.organisation == organisation)
        return int(self._run(newest).scalar() or 0)

    def organisation_rows(self, organisation: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for table in _moving():
            wanted = sa.select(table).where(table.c.organisation == organisation).order_by(*table.primary_key)
            found = self._run(wanted.execution_options(yield_per=_AT_ONCE)).mappings()
            for row in found:
                yield table.name, dict(row)

    def put_organisation_rows(
        self, organisation: str, rows: Iterable[tuple[str, Mapping[str, Any]]], *, newest_audit: int
    ) -> int:
        if self.has_organisation(organisation):
            raise ValueError("the organisation has rows already")
        tables = {each.name: each for each in _moving()}
        count, waiting, at, shift = 0, list[dict[str, Any]](), "", None
        for name, row in rows:
            table = tables[name]
            if row["organisation"] != organisation:
                raise ValueError("a row of another organisation")
            if name != at or len(waiting) >= _AT_ONCE:
                self._insert(tables.get(at), waiting)
                waiting, at = [], name
            if table is audit and shift is None:
                shift = self._room_for_audit(newest_audit - row["id"]) - row["id"]
            waiting.append(_as_here(table, row, shift or 0))
            count += 1
        self._insert(tables.get(at), waiting)
        return count

    def remove_organisation(self, organisation: str) -> None:
        for table in reversed(METADATA.sorted_tables):
            if "organisation" in table.c:
                self._remove(table, organisation)

    def _remove(self, table: sa.Table, organisation: str) -> None:
        """Some at once: a statement has a time-out, which a million rows would not keep."""
        name = sa.tuple_(*table.primary_key)
        some = sa.select(*table.primary_key).where(table.c.organisation == organisation).limit(_REMOVED_AT_ONCE)
        while self._run(sa.delete(table).where(name.in_(some))).rowcount == _REMOVED_AT_ONCE:
            pass

    def moved_out(self) -> frozenset[str]:
        found = self._run(sa.select(turns.c.organisation).where(turns.c.duty == MOVED_OUT))
        return frozenset(row.organisation for row in found)

    def mark_moved_out(self, organisation: str, at: datetime) -> None:
        said = {"organisation": organisation, "duty": MOVED_OUT, "owner": MOVED_OUT, "taken_at": at, "until": None}
        self._put(turns, said)

    def unmark_moved_out(self, organisation: str) -> None:
        self._run(sa.delete(turns).where(turns.c.organisation == organisation, turns.c.duty == MOVED_OUT))

    def directory_version(self) -> int | None:
        found: int | None = self._run(sa.select(sa.func.max(directories.c.version))).scalar()
        return found

    def turn_taken(self, organisation: str, duty: str) -> datetime | None:
        mine = sa.and_(turns.c.organisation == organisation, turns.c.duty == duty)
        found: datetime | None = self._run(sa.select(turns.c.taken_at).where(mine)).scalar()
        return found

    def _insert(self, table: sa.Table | None, rows: list[dict[str, Any]]) -> None:
        if table is not None and rows:
            with driver_errors():
                self._connection.execute(sa.insert(table), rows)

    def _room_for_audit(self, span: int) -> int:
        """The first of `span` numbers above every one that this database has given; the counter goes past them."""
        if self._connection.dialect.name == "postgresql":
            counter = sa.func.pg_get_serial_sequence("audit", "id")
            given: int = self._run(sa.select(sa.func.nextval(counter))).scalar_one()
            self._run(sa.select(sa.func.setval(counter, given + _MARGIN + span)))
        else:
            given = self._run(sa.select(sa.func.coalesce(sa.func.max(audit.c.id), 0))).scalar_one()
            counted = self._run(sa.text("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")).scalar()
            given = max(given, counted or 0)
        return given + _MARGIN


def _as_here(table: sa.Table, row: Mapping[str, Any], shift: int) -> dict[str, Any]:
    """The row as it is written here: numbers anew, no lease, the audit shifted."""
    values = dict(row)
    if table is streams:
        values |= {"owner": None, "until": None}
    elif table is audit:
        values["id"] += shift
    elif "id" in table.c:
        del values["id"]
    return values
