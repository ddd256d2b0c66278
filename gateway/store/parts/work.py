"""Work by stream: leases with fences.

Theory of operation. A stream's row is made with its first work and never goes away; a claim raises its fence and writes
owner and end. Giving back clears the owner, so a claim is good until it is finished or postponed, or somebody later
has raised the fence; that it has run out does not matter while nobody else came. Work is deleted when it is done; its
number is never given again, so an old claim cannot finish what was added after it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gateway.store.parts.part import Part
from gateway.store.protocol import FenceLost
from gateway.store.rows import Claim, Stream, WorkKind, WorkRow
from gateway.store.tables import streams, work
from gateway.store.turns import Touched

_STREAM = ("organisation", "plan_id", "counterpart")
_OF_STREAM = sa.and_(*(work.c[name] == streams.c[name] for name in _STREAM))


class WorkPart(Part):
    """See `Transaction`; `claim` and `next_due` are those of `Store`, each in a transaction of its own."""

    def add_work(
        self, stream: Stream, kind: WorkKind, version: int, subject: str, due_at: datetime, body: bytes | None = None
    ) -> None:
        self._touch(Touched.PLAN, stream.organisation, stream.plan_id)
        self._add(streams, {**_columns(stream), "fence": 0, "owner": None, "until": None})
        what = {"kind": kind, "version": version, "subject": subject, "due_at": due_at, "attempts": 0, "body": body}
        self._add(work, {**_columns(stream), **what}, unique=[*_STREAM, "kind", "subject"])

    def drop_work(self, stream: Stream, kind: WorkKind, subject: str) -> None:
        self._touch(Touched.PLAN, stream.organisation, stream.plan_id)
        what = sa.and_(work.c.kind == kind, work.c.subject == subject)
        self._run(sa.delete(work).where(_is(work, stream), what))

    def open_work(self, organisation: str) -> Sequence[WorkRow]:
        wanted = sa.select(work).where(work.c.organisation == organisation).order_by(work.c.id)
        return [_row(found) for found in self._all(wanted)]

    def finish(self, claim: Claim) -> None:
        self._give_back(claim)
        self._run(sa.delete(work).where(work.c.id == claim.work.id))

    def postpone(self, claim: Claim, due_at: datetime) -> None:
        self._give_back(claim)
        again = sa.update(work).where(work.c.id == claim.work.id)
        self._run(again.values(due_at=due_at, attempts=work.c.attempts + 1))

    def guard(self, claim: Claim) -> None:
        self._touch(Touched.PLAN, claim.stream.organisation, claim.stream.plan_id)
        if self._first(sa.select(streams.c.fence).where(_holds(claim)).with_for_update(key_share=True)) is None:
            raise FenceLost

    def claim(
        self, organisations: Sequence[str], kinds: Sequence[WorkKind], owner: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        ripe = sa.and_(work.c.organisation.in_(organisations), work.c.kind.in_(kinds), work.c.due_at <= now)
        free = sa.or_(streams.c.owner.is_(None), streams.c.until <= now)
        candidate = sa.select(streams).join(work, _OF_STREAM).where(ripe, free)
        waited_longest = candidate.order_by(work.c.due_at, work.c.id).limit(1)
        found = self._first(waited_longest.with_for_update(of=streams, skip_locked=True, key_share=True))
        if found is None:
            return None
        stream = Stream(*(found[name] for name in _STREAM))
        lowest = sa.select(work).where(_is(work, stream), ripe).order_by(work.c.version, work.c.id).limit(1)
        first = self._first(lowest)
        if first is None:  # taken away between the two statements
            return None
        claim = Claim(stream, owner, found["fence"] + 1, now + lease, _row(first))
        taken = sa.update(streams).where(_is(streams, stream))
        self._run(taken.values(fence=claim.fence, owner=owner, until=claim.until))
        return claim

    def next_due(self, organisations: Sequence[str]) -> datetime | None:
        in_lease = sa.and_(streams.c.owner.is_not(None), streams.c.until > work.c.due_at)
        due = sa.case((in_lease, streams.c.until), else_=work.c.due_at)
        wanted = sa.select(sa.func.min(due, type_=work.c.due_at.type)).select_from(work).join(streams, _OF_STREAM)
        found: datetime | None = self._run(wanted.where(work.c.organisation.in_(organisations))).scalar()
        return found

    def give_back(self, owner: str) -> int:
        mine = sa.update(streams).where(streams.c.owner == owner)
        return self._run(mine.values(owner=None, until=None, fence=streams.c.fence + 1)).rowcount

    def _give_back(self, claim: Claim) -> None:
        self._touch(Touched.PLAN, claim.stream.organisation, claim.stream.plan_id)
        freed = sa.update(streams).where(_holds(claim)).values(owner=None, until=None)
        if self._run(freed).rowcount != 1:
            raise FenceLost


def _columns(stream: Stream) -> dict[str, str]:
    return {name: getattr(stream, name) for name in _STREAM}


def _is(table: sa.Table, stream: Stream) -> sa.ColumnElement[bool]:
    return sa.and_(*(table.c[name] == value for name, value in _columns(stream).items()))


def _holds(claim: Claim) -> sa.ColumnElement[bool]:
    return sa.and_(_is(streams, claim.stream), streams.c.fence == claim.fence, streams.c.owner == claim.owner)


def _row(found: Any) -> WorkRow:
    rest = {name: value for name, value in found.items() if name not in _STREAM}
    return WorkRow(stream=Stream(*(found[name] for name in _STREAM)), **rest)
