"""Work by stream: leases with fences.

Theory of operation. A stream's row is made with its first work and never goes away; a claim raises its fence and writes
owner and end. Giving back clears the owner, so a claim is good until it is finished or postponed, or somebody later
has raised the fence; that it has run out does not matter while nobody else came. Work is deleted when it is done; its
number is never given again, so an old claim cannot finish what was added after it.

A claim looks at what has waited longest of all; when nothing there is for it, at the head of each organisation's queue
of each kind; both by an index. Then it locks the first free stream of that queue. What this costs grows with the
organisations at most, not with the work that waits, and a long queue of one is not in the way of another. A stream that
somebody else claims in this moment is passed by.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from gateway.store.dialect import table_of
from gateway.store.parts.part import Part
from gateway.store.protocol import FenceLost
from gateway.store.rows import Claim, Stream, WorkKind, WorkRow
from gateway.store.tables import streams, work
from gateway.store.turns import Touched

_STREAM = ("organisation", "plan_id", "counterpart")
_HEAD = work.alias("head")
_LOOKED_AT = 64
"""More than the workers that hold a lease at the same time, as a rule: most claims find their work among these."""

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

    def drop_message(self, organisation: str, counterpart: str, message_id: str) -> None:
        what = (work.c.kind == WorkKind.SEND, work.c.subject == message_id, work.c.counterpart == counterpart)
        self._run(sa.delete(work).where(work.c.organisation == organisation, *what))

    def postpone(self, claim: Claim, due_at: datetime, *, defect: bool = False) -> None:
        self._give_back(claim)
        again = sa.update(work).where(work.c.id == claim.work.id)
        defects = {"defects": claim.work.defects + 1} if defect else {}
        self._run(again.values(due_at=due_at, attempts=work.c.attempts + 1, **defects))

    def guard(self, claim: Claim) -> None:
        self._touch(Touched.PLAN, claim.stream.organisation, claim.stream.plan_id)
        if self._first(sa.select(streams.c.fence).where(_holds(claim)).with_for_update(key_share=True)) is None:
            raise FenceLost

    def claim(
        self, organisations: Sequence[str], kinds: Sequence[WorkKind], owner: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        ripe = work.c.due_at <= now
        free = _free_at(now)
        for head in self._heads(organisations, kinds, lambda _: free, ripe):
            alike = sa.and_(ripe, work.c.organisation == head["organisation"], work.c.kind == head["kind"])
            while (found := self._locked(sa.and_(alike, free))) is not None:
                stream = Stream(*(found[name] for name in _STREAM))
                ours = sa.and_(ripe, _is(work, stream), work.c.kind.in_(kinds))
                first = self._first(sa.select(work).where(ours).order_by(work.c.version, work.c.id).limit(1))
                if first is None:  # done by another since we looked: it is not found again
                    continue
                claim = Claim(stream, owner, found["fence"] + 1, now + lease, _row(first))
                taken = sa.update(streams).where(_is(streams, stream))
                self._run(taken.values(fence=claim.fence, owner=owner, until=claim.until))
                return claim
        return None

    def next_due(self, organisations: Sequence[str]) -> datetime | None:
        in_lease = sa.not_(_free_at(work.c.due_at))
        leased = sa.select(sa.func.min(streams.c.until, type_=streams.c.until.type)).join(work, _OF_STREAM)
        freed: datetime | None = self._run(
            leased.where(streams.c.owner.is_not(None), in_lease, streams.c.organisation.in_(organisations))
        ).scalar()
        head = next(self._heads(organisations, list(WorkKind), _free_at), None)
        return freed if head is None else min(head["due_at"], freed or head["due_at"])

    def _heads(
        self,
        organisations: Sequence[str],
        kinds: Sequence[WorkKind],
        free: Callable[[sa.ColumnElement[Any]], sa.ColumnElement[bool]],
        ripe: sa.ColumnElement[bool] | None = None,
    ) -> Iterator[dict[str, Any]]:
        """Where free work waits (organisation, kind, since when), longest first; the same may come again.

        First among what has waited longest of all, then, if that was all of others or in a lease, by each queue.
        """
        everything = ripe if ripe is not None else sa.true()
        longest = sa.select(work).where(everything).order_by(work.c.due_at, work.c.id).limit(_LOOKED_AT).subquery()
        at_all = sa.and_(*(longest.c[name] == streams.c[name] for name in _STREAM))
        seen = sa.select(longest.c.organisation, longest.c.kind, longest.c.due_at, free(longest.c.due_at).label("free"))
        looked_at = self._all(seen.join(streams, at_all).order_by(longest.c.due_at, longest.c.id))
        wanted, asked = set(organisations), set(kinds)
        yield from (
            each for each in looked_at if each["free"] and each["organisation"] in wanted and each["kind"] in asked
        )
        if len(looked_at) == _LOOKED_AT:
            yield from self._heads_of_all(organisations, kinds, sa.and_(everything, free(work.c.due_at)))

    def _heads_of_all(
        self, organisations: Sequence[str], kinds: Sequence[WorkKind], which: sa.ColumnElement[bool]
    ) -> list[dict[str, Any]]:
        dialect = self._connection.dialect.name
        whose, what = table_of(dialect, organisations), table_of(dialect, [kind.value for kind in kinds])
        alike = sa.and_(work.c.organisation == whose.c.value, sa.type_coerce(work.c.kind, sa.Text) == what.c.value)
        waiting = sa.select(work.c.id).join(streams, _OF_STREAM).where(alike, which)
        first = waiting.order_by(work.c.due_at, work.c.id).limit(1).correlate(whose, what).scalar_subquery()
        pairs = whose.join(what, sa.true()).join(_HEAD, _HEAD.c.id == first)
        columns = (_HEAD.c.organisation, _HEAD.c.kind, _HEAD.c.due_at)
        return self._all(sa.select(*columns).select_from(pairs).order_by(_HEAD.c.due_at, _HEAD.c.id))

    def _locked(self, which: sa.ColumnElement[bool]) -> dict[str, Any] | None:
        """The stream whose work has waited longest, for us until the transaction ends; those of others are passed by.

        What refers to the stream only (new work) is not in its way, nor in ours.
        """
        longest = sa.select(streams).join(work, _OF_STREAM).where(which).order_by(work.c.due_at, work.c.id).limit(1)
        return self._first(longest.with_for_update(of=streams, skip_locked=True, key_share=True))

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


def _free_at(at: Any) -> sa.ColumnElement[bool]:
    """Nobody has the stream in a lease at that time, or later."""
    return sa.or_(streams.c.owner.is_(None), streams.c.until <= at)


def _row(found: Any) -> WorkRow:
    rest = {name: value for name, value in found.items() if name not in _STREAM}
    rest["defects"] = rest["defects"] or 0  # none as yet, or written by the program of the version before
    return WorkRow(stream=Stream(*(found[name] for name in _STREAM)), **rest)
