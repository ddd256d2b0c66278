"""What was written by a clock that was ahead and has been set back: leases and waits that end too far ahead.

Theory of operation. Nobody remembers how clocks went; but no lease ends later than its length from now, and no work
waits longer than its kind may (`Waits`). What does was written by a clock ahead of ours. Such a lease is ended as
`give_back` ends one, with a higher fence; such work is due at the end of the longest wait it may have. So no work of a
right clock is moved, and none comes sooner than it might; twice is once, and two clocks that differ do not quarrel:
who is ahead writes, who is right shortens. How long work may wait is told by its kind, its attempts, and where its
copy stands; a page that was put out waits for a day in the calendar, and is left alone. Rows that others hold locked
are passed by until the next time, so nobody waits for us crosswise.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gateway.rules.retry import LONGEST_WAIT, wait_before
from gateway.store.parts.part import Part
from gateway.store.parts.work import STREAM, is_stream
from gateway.store.rows import Stream, Waits, WorkKind
from gateway.store.tables import copies, holdings, streams, work
from schemas.states import CopyState

NOT_YET = timedelta(seconds=10)
"""Two machines of one gateway may differ by seconds: so much ahead is no clock that was wrong."""

AT_ONCE = 500
"""Rows in one transaction, which is short."""

_OF_COPY = sa.and_(
    copies.c.organisation == work.c.organisation,
    copies.c.plan_id == work.c.plan_id,
    copies.c.version == work.c.version,
    copies.c.recipient == work.c.counterpart,
)
_UNSENT = sa.exists().where(_OF_COPY, copies.c.state == CopyState.PREPARED)
_PUT_OUT = sa.exists().where(_OF_COPY, copies.c.deadline.is_not(None), copies.c.recipient != copies.c.organisation)
_HAS_PREVIOUS = sa.exists().where(
    holdings.c.organisation == work.c.organisation,
    holdings.c.plan_id == work.c.plan_id,
    holdings.c.version == work.c.version,
    holdings.c.recipient == work.c.organisation,
    holdings.c.previous_version.is_not(None),
)
_INSTANT = work.c.due_at.type


class AheadPart(Part):
    """See `Transaction.pull_back`."""

    def pull_back(self, now: datetime, waits: Waits) -> int:
        return self._leases(now, waits.lease) + self._work(now, waits)

    def _leases(self, now: datetime, lease: timedelta) -> int:
        too_long = sa.and_(streams.c.owner.is_not(None), streams.c.until > now + 2 * lease)
        found = sa.select(*(streams.c[name] for name in STREAM)).where(too_long).limit(AT_ONCE)
        rows = self._all(found.with_for_update(of=streams, skip_locked=True, key_share=True))
        for each in rows:
            ended = sa.update(streams).where(is_stream(streams, Stream(**each)), too_long)
            self._run(ended.values(owner=None, until=None, fence=streams.c.fence + 1))
        return len(rows)

    def _work(self, now: datetime, waits: Waits) -> int:
        latest = _latest(now, waits)
        too_far = sa.and_(
            work.c.due_at > now + NOT_YET,
            work.c.due_at > latest,
            sa.not_(sa.and_(work.c.kind == WorkKind.RECORD, _PUT_OUT)),
        )
        found = sa.select(work.c.id, latest.label("latest")).where(too_far).order_by(work.c.id).limit(AT_ONCE)
        rows = self._all(found.with_for_update(of=work, skip_locked=True, key_share=True))
        for each in rows:
            self._run(sa.update(work).where(work.c.id == each["id"]).values(due_at=each["latest"]))
        return len(rows)


def _latest(now: datetime, waits: Waits) -> sa.ColumnElement[Any]:
    """When work may be due at the latest; a little later than that no row says."""

    def at(wait: timedelta) -> sa.ColumnElement[Any]:
        return sa.literal(now + wait, _INSTANT)

    def tried(*others: timedelta) -> sa.ColumnElement[Any]:
        """By how often it was tried, or later where there is something else to wait for."""
        steps, longest = [], timedelta(seconds=LONGEST_WAIT)
        attempts = 1
        while (wait := timedelta(seconds=wait_before(attempts, 1.0))) < longest:
            steps.append((work.c.attempts == attempts, at(max(wait, *others))))
            attempts += 1
        return sa.case((work.c.attempts == 0, at(timedelta())), *steps, else_=at(max(longest, *others)))

    nothing = timedelta()
    return sa.case(
        (sa.and_(work.c.kind == WorkKind.SEND, work.c.attempts > 0, sa.not_(_UNSENT)), tried(waits.answer)),
        (sa.and_(work.c.kind == WorkKind.RECORD, work.c.attempts == 0), at(waits.page)),
        (sa.and_(work.c.kind == WorkKind.RECORD, _HAS_PREVIOUS), tried(waits.previous)),
        (work.c.kind == WorkKind.RECORD, tried(waits.page)),
        else_=tried(nothing),
    )
