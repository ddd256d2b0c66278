"""Whatever is added, claimed, finished, postponed, dropped and run out, in any order: the store does as a model."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, multiple, rule, run_state_machine_as_test

from gateway.store.protocol import FenceLost, Store
from gateway.store.rows import Claim, Stream, WorkKind

COUNTERPARTS = st.sampled_from(["region", "school"])
KINDS = st.sampled_from([WorkKind.SEND, WorkKind.TELL])
SECONDS = st.integers(0, 30).map(lambda seconds: timedelta(seconds=seconds))


@dataclass
class Lease:
    fence: int = 0
    until: datetime | None = None


@dataclass
class Piece:
    stream: Stream
    kind: WorkKind
    version: int
    subject: str
    due_at: datetime
    order: int
    attempts: int = 0


@dataclass
class Model:
    now: datetime
    pieces: list[Piece] = field(default_factory=list)
    leases: dict[Stream, Lease] = field(default_factory=dict)
    taken: dict[tuple[Stream, int], Piece] = field(default_factory=dict)

    def claim(self, kinds: set[WorkKind], lease: timedelta) -> Piece | None:
        ripe = [piece for piece in self.pieces if piece.kind in kinds and piece.due_at <= self.now]
        free = [piece for piece in ripe if self._until(piece.stream) <= self.now]
        if not free:
            return None
        stream = min(free, key=lambda piece: (piece.due_at, piece.order)).stream
        first = min((p for p in ripe if p.stream == stream), key=lambda piece: (piece.version, piece.order))
        self.leases[stream].fence += 1
        self.leases[stream].until = self.now + lease
        self.taken[stream, self.leases[stream].fence] = first
        return first

    def _until(self, stream: Stream) -> datetime:
        return self.leases[stream].until or datetime.min.replace(tzinfo=self.now.tzinfo)

    def holds(self, claim: Claim) -> bool:
        lease = self.leases[claim.stream]
        return lease.until is not None and lease.fence == claim.fence

    def next_due(self) -> datetime | None:
        return min((max(piece.due_at, self._until(piece.stream)) for piece in self.pieces), default=None)


class WorkMachine(RuleBasedStateMachine):
    store: Store
    start: datetime
    organisations: Iterator[str]
    claims = Bundle("claims")

    def __init__(self) -> None:
        super().__init__()
        self.organisation = next(self.organisations)
        self.model = Model(self.start)
        self.numbers = count()

    @rule(counterpart=COUNTERPARTS, kind=KINDS, version=st.integers(1, 3), subject=st.sampled_from("ab"), later=SECONDS)
    def add(self, counterpart, kind, version, subject, later):
        stream, due_at = Stream(self.organisation, "plan", counterpart), self.model.now + later
        with self.store.transaction() as transaction:
            transaction.add_work(stream, kind, version, subject, due_at)
        self.model.leases.setdefault(stream, Lease())
        key = (stream, kind, subject)
        if key not in {(piece.stream, piece.kind, piece.subject) for piece in self.model.pieces}:
            self.model.pieces.append(Piece(stream, kind, version, subject, due_at, next(self.numbers)))

    @rule(counterpart=COUNTERPARTS, kind=KINDS, subject=st.sampled_from("ab"))
    def drop(self, counterpart, kind, subject):
        stream = Stream(self.organisation, "plan", counterpart)
        with self.store.transaction() as transaction:
            transaction.drop_work(stream, kind, subject)
        self.model.pieces = [
            piece for piece in self.model.pieces if (piece.stream, piece.kind, piece.subject) != (stream, kind, subject)
        ]

    @rule(target=claims, kinds=st.sets(KINDS, min_size=1), lease=st.integers(1, 20), owner=st.sampled_from("xy"))
    def claim(self, kinds, lease, owner):
        lease = timedelta(seconds=lease)
        got = self.store.claim([self.organisation], list(kinds), owner=owner, now=self.model.now, lease=lease)
        expected = self.model.claim(kinds, lease)
        if got is None or expected is None:
            assert got is expected
            return multiple()
        work, claimed = got.work, self.model.leases[got.stream]
        assert (work.stream, work.kind, work.version, work.subject, work.due_at, work.attempts) == (
            expected.stream, expected.kind, expected.version, expected.subject, expected.due_at, expected.attempts
        )  # fmt: skip
        assert (got.fence, got.until, got.owner) == (claimed.fence, claimed.until, owner)
        return got

    @rule(claim=claims)
    def finish(self, claim):
        if self._give_back(claim, lambda transaction: transaction.finish(claim)):
            done = self.model.taken[claim.stream, claim.fence]
            self.model.pieces = [piece for piece in self.model.pieces if piece is not done]

    @rule(claim=claims, later=SECONDS)
    def postpone(self, claim, later):
        due_at = self.model.now + later
        if self._give_back(claim, lambda transaction: transaction.postpone(claim, due_at)):
            piece = self.model.taken[claim.stream, claim.fence]
            piece.due_at, piece.attempts = due_at, piece.attempts + 1

    @rule(claim=claims)
    def guard(self, claim):
        assert self._allowed(lambda transaction: transaction.guard(claim)) == self.model.holds(claim)

    @rule(passed=SECONDS)
    def time_passes(self, passed):
        self.model.now += passed

    @invariant()
    def the_open_work_is_the_models(self):
        with self.store.transaction() as transaction:
            rows = transaction.open_work(self.organisation)
        expected = [(p.stream, p.kind, p.version, p.subject, p.due_at, p.attempts) for p in self.model.pieces]
        assert [(r.stream, r.kind, r.version, r.subject, r.due_at, r.attempts) for r in rows] == expected
        assert self.store.next_due([self.organisation]) == self.model.next_due()

    def _give_back(self, claim, step):
        held = self.model.holds(claim)
        assert self._allowed(step) == held
        if held:
            self.model.leases[claim.stream].until = None
        return held

    def _allowed(self, step):
        try:
            with self.store.transaction() as transaction:
                step(transaction)
        except FenceLost:
            return False
        return True


def test_claims_leases_and_fences_do_as_the_model(store, make):
    names = (f"organisation-{number}" for number in count())
    machine = type("Machine", (WorkMachine,), {"store": store, "start": make.now, "organisations": names})
    check = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine, settings=settings(max_examples=40, stateful_step_count=30, deadline=None, suppress_health_check=check)
    )
