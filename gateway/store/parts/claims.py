"""Claiming: who works on which stream, one after another or some at a time.

Theory of operation. A claim looks at what has waited longest of all; when nothing there is for it, at the head of each
organisation's queue of each kind; both by an index. Then it locks the first free stream of that queue. What this costs
grows with the organisations at most, not with the work that waits, and a long queue of one is not in the way of
another. A stream that somebody else claims in this moment is passed by. A batch takes some streams of those that have
waited longest in as many statements as one claim, and locks their plans in the order of their numbers, so that two
batches never wait for each other. Rows of streams are locked before the turns at their plans are taken, and changed
after: whoever has a plan's turn and adds work to such a stream finds its row as it was, and need not wait for us.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa

from gateway.store.dialect import bound_table, table_of, words_for
from gateway.store.kept import Kept
from gateway.store.parts.work import STREAM, OpenWork, is_stream, row_of
from gateway.store.rows import Claim, Stream, WorkKind
from gateway.store.tables import streams, work
from gateway.store.turns import Touched, number_of

_HEAD = work.alias("head")
_LOOKED_AT = 64
"""More than the workers that hold a lease at the same time, as a rule: most claims find their work among these."""

_WORKS = 4
"""Pieces of work of one stream in a batch, on the average: with more due in each, some wait for the next batch."""

_OF_STREAM = sa.and_(*(work.c[name] == streams.c[name] for name in STREAM))


def _free_at(at: Any) -> sa.ColumnElement[bool]:
    """Nobody has the stream in a lease at that time, or later."""
    return sa.or_(streams.c.owner.is_(None), streams.c.until <= at)


def _among(table: sa.Table, count: int) -> sa.ColumnElement[bool]:
    """One of so many streams, each said by itself: of a list of threes SQLite would read through the whole table."""
    return sa.or_(
        *(sa.and_(*(table.c[name] == sa.bindparam(f"{name}_{number}") for name in STREAM)) for number in range(count))
    )


_NOW = sa.bindparam("now", type_=work.c.due_at.type)
_LONGEST = sa.select(work).where(work.c.due_at <= _NOW).order_by(work.c.due_at, work.c.id).limit(_LOOKED_AT).subquery()
_WAITING = Kept(
    sa.select(*(_LONGEST.c[name] for name in STREAM), _LONGEST.c.kind, _free_at(_NOW).label("free"))
    .join(streams, sa.and_(*(_LONGEST.c[name] == streams.c[name] for name in STREAM)))
    .order_by(_LONGEST.c.due_at, _LONGEST.c.id)
)
_KINDS = [sa.bindparam(f"kind_{number}", type_=work.c.kind.type) for number in range(len(WorkKind))]


@cache
def _ripe_heads(dialect: str) -> Kept:
    """Of each organisation's queue of each kind, where the work waits that has waited longest and can be claimed."""
    whose, what = bound_table(dialect, "organisations"), bound_table(dialect, "kinds")
    return Kept(_heads_in(whose, what, sa.and_(work.c.due_at <= _NOW, _free_at(_NOW))))


def _heads_in(whose: sa.FromClause, what: sa.FromClause, which: sa.ColumnElement[bool]) -> sa.Select[Any]:
    alike = sa.and_(work.c.organisation == whose.c.value, sa.type_coerce(work.c.kind, sa.Text) == what.c.value)
    waiting = sa.select(work.c.id).join(streams, _OF_STREAM).where(alike, which)
    first = waiting.order_by(work.c.due_at, work.c.id).limit(1).correlate(whose, what).scalar_subquery()
    pairs = whose.join(what, sa.true()).join(_HEAD, _HEAD.c.id == first)
    columns = (_HEAD.c.organisation, _HEAD.c.kind, _HEAD.c.due_at)
    return sa.select(*columns).select_from(pairs).order_by(_HEAD.c.due_at, _HEAD.c.id)


@cache
def _lock(count: int) -> Kept:
    wanted = sa.select(*(streams.c[name] for name in STREAM), streams.c.fence)
    locked = wanted.where(_among(streams, count), _free_at(_NOW))
    return Kept(locked.with_for_update(of=streams, skip_locked=True, key_share=True))


@cache
def _due(count: int) -> Kept:
    ripe = sa.select(work).where(_among(work, count), work.c.due_at <= _NOW, work.c.kind.in_(_KINDS))
    return Kept(ripe.order_by(work.c.version, work.c.id).limit(sa.bindparam("at_most")))


@cache
def _take(count: int) -> Kept:
    new = {"owner": sa.bindparam("new_owner"), "until": sa.bindparam("new_until", type_=streams.c.until.type)}
    return Kept(sa.update(streams).where(_among(streams, count)).values(fence=streams.c.fence + 1, **new))


_GIVE_ALL_BACK = Kept(
    sa.update(streams)
    .where(streams.c.owner == sa.bindparam("its_owner"))
    .values(owner=None, until=None, fence=streams.c.fence + 1)
)


class ClaimsPart(OpenWork):
    """`claim`, `claim_batch`, `next_due` and `give_back` are those of `Store`, each in a transaction of its own."""

    def claim(
        self, organisations: Sequence[str], kinds: Sequence[WorkKind], owner: str, now: datetime, lease: timedelta
    ) -> Claim | None:
        self.flush()
        ripe = work.c.due_at <= now
        free = _free_at(now)
        for head in self._heads(organisations, kinds, lambda _: free, ripe):
            alike = sa.and_(ripe, work.c.organisation == head["organisation"], work.c.kind == head["kind"])
            while (found := self._locked(sa.and_(alike, free))) is not None:
                stream = Stream(*(found[name] for name in STREAM))
                ours = sa.and_(ripe, is_stream(work, stream), work.c.kind.in_(kinds))
                first = self._first(sa.select(work).where(ours).order_by(work.c.version, work.c.id).limit(1))
                if first is None:  # done by another since we looked: it is not found again
                    continue
                claim = Claim(stream, owner, found["fence"] + 1, now + lease, row_of(first))
                taken = sa.update(streams).where(is_stream(streams, stream))
                self._run(taken.values(fence=claim.fence, owner=owner, until=claim.until))
                return claim
        return None

    def claim_batch(
        self,
        organisations: Sequence[str],
        kinds: Sequence[WorkKind],
        *,
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
    ) -> Sequence[Claim]:
        self.flush()
        for some in self._some_streams(organisations, kinds, now, limit):
            claims = self._claimed(some, kinds, owner, now, lease, limit)
            if claims:
                return claims
        return []

    def take_turns(self, *, messages: Sequence[tuple[str, str]], plans: Sequence[tuple[str, str]]) -> None:
        for what, whose in ((Touched.MESSAGE, messages), (Touched.PLAN, plans)):
            for each in sorted(set(whose), key=lambda each, what=what: number_of(what, *each)):  # type: ignore[misc]
                self._touch(what, *each)

    def _some_streams(
        self, organisations: Sequence[str], kinds: Sequence[WorkKind], now: datetime, limit: int
    ) -> Iterator[Sequence[Stream]]:
        """Streams with due work that nobody has, some at a time: first those that have waited longest."""
        wanted, asked = set(organisations), set(kinds)
        seen = self._many(_WAITING, now=now)
        free = [Stream(*each[:3]) for each in seen if each[4] and each[0] in wanted and each[3] in asked]
        found = list(dict.fromkeys(free))
        for start in range(0, len(found), limit):
            yield found[start : start + limit]
        if len(seen) == _LOOKED_AT:
            ripe, unleased = work.c.due_at <= now, _free_at(now)
            for organisation, kind, _ in self._ripe_heads_of_all(organisations, kinds, now):
                alike = sa.and_(ripe, work.c.organisation == organisation, work.c.kind == kind)
                some = self._locked_some(sa.and_(alike, unleased), limit)
                if some:
                    yield some

    def _claimed(
        self,
        some: Sequence[Stream],
        kinds: Sequence[WorkKind],
        owner: str,
        now: datetime,
        lease: timedelta,
        limit: int,
    ) -> list[Claim]:
        """What is due in those of the streams that are still free, which are ours from now."""
        fences = {Stream(*each[:3]): each[3] for each in self._many(_lock(len(some)), **_named(some), now=now)}
        if not fences:
            return []
        self.take_turns(messages=(), plans=[(each.organisation, each.plan_id) for each in fences])
        asked = {f"kind_{number}": kinds[number % len(kinds)] for number in range(len(WorkKind))}
        due = self._run(_due(len(fences)), {**_named(fences), **asked, "now": now, "at_most": _WORKS * limit})
        works = [row_of(due.named(each)) for each in due.all()]
        if not works:
            return []
        taken = {each.stream for each in works}
        self._run(_take(len(taken)), {**_named(taken), "new_owner": owner, "new_until": now + lease})
        order = {stream: place for place, stream in enumerate(some)}
        works.sort(key=lambda each: order[each.stream])
        claims = [Claim(each.stream, owner, fences[each.stream] + 1, now + lease, each, shared=True) for each in works]
        self.hold(claims)
        return claims

    def due(self, organisations: Sequence[str], kinds: Sequence[WorkKind], now: datetime) -> Sequence[str]:
        seen = self._many(_WAITING, now=now)
        wanted, asked = set(organisations), set(kinds)
        found = [each[0] for each in seen if each[4] and each[3] in asked]
        if len(seen) == _LOOKED_AT:
            found += [organisation for organisation, *_ in self._ripe_heads_of_all(organisations, kinds, now)]
        return [each for each in dict.fromkeys(found) if each in wanted]

    def has_due(self, organisations: Sequence[str], kinds: Sequence[WorkKind], now: datetime) -> bool:
        seen = self._many(_WAITING, now=now)
        wanted, asked = set(organisations), set(kinds)
        if any(each[4] and each[0] in wanted and each[3] in asked for each in seen):
            return True
        return len(seen) == _LOOKED_AT and bool(self._ripe_heads_of_all(organisations, kinds, now))

    def next_due(self, organisations: Sequence[str]) -> datetime | None:
        self.flush()
        in_lease = sa.not_(_free_at(work.c.due_at))
        leased = sa.select(sa.func.min(streams.c.until, type_=streams.c.until.type)).join(work, _OF_STREAM)
        freed: datetime | None = self._run(
            leased.where(streams.c.owner.is_not(None), in_lease, streams.c.organisation.in_(organisations))
        ).scalar()
        head = next(self._heads(organisations, list(WorkKind), _free_at), None)
        return freed if head is None else min(head["due_at"], freed or head["due_at"])

    def give_back(self, owner: str) -> int:
        return self._run(_GIVE_ALL_BACK, {"its_owner": owner}).rowcount

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
        at_all = sa.and_(*(longest.c[name] == streams.c[name] for name in STREAM))
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
        whose, what = table_of(self._dialect, organisations), table_of(self._dialect, [kind.value for kind in kinds])
        return self._all(_heads_in(whose, what, which))

    def _ripe_heads_of_all(
        self, organisations: Sequence[str], kinds: Sequence[WorkKind], now: datetime
    ) -> Sequence[Any]:
        given = {"organisations": organisations, "kinds": [kind.value for kind in kinds]}
        values = {name: words_for(self._dialect, words) for name, words in given.items()}
        return self._many(_ripe_heads(self._dialect), **values, now=now)

    def _locked(self, which: sa.ColumnElement[bool]) -> dict[str, Any] | None:
        """The stream whose work has waited longest, for us until the transaction ends; those of others are passed by.

        What refers to the stream only (new work) is not in its way, nor in ours.
        """
        longest = sa.select(streams).join(work, _OF_STREAM).where(which).order_by(work.c.due_at, work.c.id).limit(1)
        return self._first(longest.with_for_update(of=streams, skip_locked=True, key_share=True))

    def _locked_some(self, which: sa.ColumnElement[bool], limit: int) -> list[Stream]:
        """The same of the streams of so many pieces of work."""
        longest = sa.select(streams).join(work, _OF_STREAM).where(which).order_by(work.c.due_at, work.c.id).limit(limit)
        found = self._all(longest.with_for_update(of=streams, skip_locked=True, key_share=True))
        return list(dict.fromkeys(Stream(*(each[name] for name in STREAM)) for each in found))


def _named(some: Iterable[Stream]) -> dict[str, str]:
    """The values of `_among`."""
    return {f"{name}_{number}": getattr(each, name) for number, each in enumerate(some) for name in STREAM}
