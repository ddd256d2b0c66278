"""Work by stream: what there is to do, and leases with fences.

Theory of operation. A stream's row is made with its first work and never goes away; a claim raises its fence and writes
owner and end (`claims.py`). Giving back clears the owner, so a claim is good until it is finished or postponed, or
somebody later has raised the fence; that it has run out does not matter while nobody else came. Work is deleted when it
is done; its number is never given again, so an old claim cannot finish what was added after it.

Claims of one batch that are of one stream *share* its lease: finishing one keeps the stream for the others, until
`release` gives it back. Fences are compared at once; what is added, done and postponed is written together when the
transaction ends, or when somebody asks, in three statements however much it is. In that order, what is postponed, what
is done, what is new, it comes to the same as one by one: what would not is written before (see `finish`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from gateway.store.kept import Kept
from gateway.store.parts.part import ITS, Part, is_row
from gateway.store.protocol import FenceLost
from gateway.store.rows import Claim, Stream, WorkKind, WorkRow
from gateway.store.tables import streams, work
from gateway.store.turns import Touched

STREAM = ("organisation", "plan_id", "counterpart")
_UNIQUE = (*STREAM, "kind", "subject")

_Key = tuple[str, str, str, WorkKind, str]

_HOLDS = sa.and_(is_row(streams, *STREAM, its=ITS), is_row(streams, "fence", "owner", its=ITS))
_GIVE_BACK = Kept(sa.update(streams).where(_HOLDS).values(owner=None, until=None))
_GUARD = Kept(sa.select(streams.c.fence).where(_HOLDS).with_for_update(key_share=True))
_DONE = sa.delete(work).where(work.c.id.in_(sa.bindparam("ids", expanding=True)))
_AGAIN = Kept(
    sa.update(work)
    .where(work.c.id == sa.bindparam("its_id"))
    .values(
        due_at=sa.bindparam("new_due_at", type_=work.c.due_at.type),
        attempts=work.c.attempts + 1,
        defects=sa.case((sa.bindparam("defect"), sa.func.coalesce(work.c.defects, 0) + 1), else_=work.c.defects),
    )
)
_DROP = Kept(sa.delete(work).where(is_row(work, *_UNIQUE)))
_OF_MESSAGE = is_row(work, "organisation", "kind", "subject", "counterpart")
_DROP_MESSAGE = Kept(sa.delete(work).where(_OF_MESSAGE))
_DROP_TRIED = Kept(sa.delete(work).where(_OF_MESSAGE, work.c.attempts > 0))
_OPEN = sa.select(work).where(is_row(work, "organisation")).order_by(work.c.id)


class OpenWork(Part):
    """See `Transaction`."""

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(connection)
        self._new: dict[_Key, dict[str, Any]] = {}
        self._done: list[int] = []
        self._again: list[dict[str, Any]] = []
        self._settled: set[int] = set()
        self._held: set[tuple[Stream, str, int]] = set()

    def add_work(
        self, stream: Stream, kind: WorkKind, version: int, subject: str, due_at: datetime, body: bytes | None = None
    ) -> None:
        self._touch(Touched.PLAN, stream.organisation, stream.plan_id)
        what = {"kind": kind, "version": version, "subject": subject, "due_at": due_at, "attempts": 0, "body": body}
        self._new.setdefault(_key(stream, kind, subject), {**_columns(stream), **what})

    def drop_work(self, stream: Stream, kind: WorkKind, subject: str) -> None:
        self._touch(Touched.PLAN, stream.organisation, stream.plan_id)
        self._new.pop(_key(stream, kind, subject), None)
        self._run(_DROP, {**_columns(stream), "kind": kind, "subject": subject})

    def open_work(self, organisation: str) -> Sequence[WorkRow]:
        self.flush()
        return [row_of(found) for found in self._all(_OPEN, {"organisation": organisation})]

    def drop_message(self, organisation: str, counterpart: str, message_id: str, *, if_tried: bool = False) -> None:
        self.flush()
        whose = {"organisation": organisation, "counterpart": counterpart}
        statement = _DROP_TRIED if if_tried else _DROP_MESSAGE
        self._run(statement, {**whose, "kind": WorkKind.SEND, "subject": message_id})

    def finish(self, claim: Claim) -> None:
        if _key(claim.stream, claim.work.kind, claim.work.subject) in self._new:
            self.flush()  # it was open when it was added: so that was once, and is done now
        self._settle(claim)
        self._done.append(claim.work.id)

    def postpone(self, claim: Claim, due_at: datetime, *, defect: bool = False) -> None:
        self._settle(claim)
        self._again.append({"its_id": claim.work.id, "new_due_at": due_at, "defect": defect})

    def guard(self, claim: Claim) -> None:
        self._touch(Touched.PLAN, claim.stream.organisation, claim.stream.plan_id)
        if _lease(claim) in self._held:
            return
        if self._one(_GUARD, **_of_lease(claim)) is None:
            raise FenceLost
        self._held.add(_lease(claim))

    def settled(self, claim: Claim) -> bool:
        return claim.work.id in self._settled

    def release(self, claims: Sequence[Claim]) -> None:
        leases = {_lease(claim): _of_lease(claim) for claim in claims}
        self._held.difference_update(leases)
        if leases:
            self._run_for_each(_GIVE_BACK, list(leases.values()))

    def hold(self, claims: Sequence[Claim]) -> None:
        """They were taken in this transaction."""
        self._held.update(_lease(claim) for claim in claims)

    def flush(self) -> None:
        """Write what has been gathered. Raises what writing raises."""
        again, done, new = self._again, self._done, list(self._new.values())
        self._again, self._done, self._new = [], [], {}
        if again:
            self._run_for_each(_AGAIN, again)
        if done:
            self._run(_DONE, {"ids": done})
        if new:
            made = {tuple(each[name] for name in STREAM): each for each in new}
            rows = [{**{name: row[name] for name in STREAM}, "fence": 0} for row in made.values()]
            self._add_each(streams, rows)
            self._add_each(work, new, _UNIQUE)

    def _settle(self, claim: Claim) -> None:
        """The claimed work is done for this time; its stream is given back unless others share the lease."""
        if claim.shared:
            self.guard(claim)
        else:
            self._touch(Touched.PLAN, claim.stream.organisation, claim.stream.plan_id)
            self._held.discard(_lease(claim))
            if self._run(_GIVE_BACK, _of_lease(claim)).rowcount != 1:
                raise FenceLost
        self._settled.add(claim.work.id)


def _key(stream: Stream, kind: WorkKind, subject: str) -> _Key:
    return (stream.organisation, stream.plan_id, stream.counterpart, kind, subject)


def _lease(claim: Claim) -> tuple[Stream, str, int]:
    return (claim.stream, claim.owner, claim.fence)


def _columns(stream: Stream) -> dict[str, str]:
    return {"organisation": stream.organisation, "plan_id": stream.plan_id, "counterpart": stream.counterpart}


def _of_lease(claim: Claim) -> dict[str, Any]:
    said = {**_columns(claim.stream), "fence": claim.fence, "owner": claim.owner}
    return {ITS + name: value for name, value in said.items()}


def is_stream(table: sa.Table, stream: Stream) -> sa.ColumnElement[bool]:
    """The row, or the rows, of that stream."""
    return sa.and_(*(table.c[name] == value for name, value in _columns(stream).items()))


def row_of(found: Any) -> WorkRow:
    """A piece of work as it was read."""
    rest = {name: value for name, value in found.items() if name not in STREAM}
    rest["defects"] = rest["defects"] or 0  # none as yet, or written by the program of the version before
    return WorkRow(stream=Stream(*(found[name] for name in STREAM)), **rest)
