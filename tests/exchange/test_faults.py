"""Promise 1 and 7 under faults: lost answers, duplicates, reordering, a broker, a store and a journal that fail
at times.

A seeded schedule decides which call fails and which delivery comes twice or late. When the faults are over and time
has passed, every copy is where it should be, once.
"""

import random
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.exchange.ledger import ledger
from gateway.exchange.parts import Parts
from gateway.worker import Worker
from schemas.errors import BrokerUnavailable, JournalUnavailable, StoreUnavailable
from schemas.states import COPY_STATES, CopyState
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.world import World

VISIBLE = {CopyState.HANDED_OVER, CopyState.WITHHELD, CopyState.PARKED, CopyState.MADE, CopyState.AWAITING_CONSENT}


class Faulty:
    """Anything of ours, with calls that fail or come twice as the schedule says."""

    def __init__(self, inner, faults, methods, error):
        self._inner, self._faults, self._methods, self._error = inner, faults, methods, error

    def __getattr__(self, name):
        value = getattr(self._inner, name)
        if name not in self._methods:
            return value

        def called(*args, **kwargs):
            if self._faults.strikes():
                raise self._error
            result = value(*args, **kwargs)
            if self._faults.strikes():  # it was done, and we are not told
                raise self._error
            return result

        return called


class FaultyBroker(Faulty):
    """Publishes twice, and loses the confirm of what it has published."""

    def publish(self, message):
        if self._faults.strikes():
            raise self._error
        self._inner.publish(message)
        if self._faults.strikes():
            self._inner.publish(message)
        if self._faults.strikes():
            raise self._error


class FaultyStore(Faulty):
    """Cannot be reached, or fails at the moment of commit."""

    @contextmanager
    def transaction(self):
        if self._faults.strikes():
            raise self._error
        with self._inner.transaction() as tx:
            yield tx
            if self._faults.strikes():
                raise self._error


class Faults:
    """Strikes now and then, as the seed says, until it is told to stop."""

    def __init__(self, seed, often):
        self._random, self._often, self.on = random.Random(seed), often, True

    def strikes(self):
        return self.on and self._random.random() < self._often


def faulty_parts(parts: Parts, faults: Faults) -> Parts:
    journals = {
        each: Faulty(
            journal, faults, {"record", "find", "answer", "note", "note_disclosure", "hand_out"}, JournalUnavailable()
        )
        for each, journal in parts.journals.items()
    }
    return replace(
        parts,
        broker=FaultyBroker(parts.broker, faults, {"deliver"}, BrokerUnavailable()),
        store=FaultyStore(parts.store, faults, (), StoreUnavailable()),
        journals=journals,
    )


def work_through(world, parts, rounds):
    worker = Worker(parts)
    for _ in range(rounds):
        try:
            worker.round(lambda: False)
        except StoreUnavailable:
            continue
        finally:
            world.clock.forward(minutes=20)


@given(seed=st.integers(0, 2**32), often=st.sampled_from([0.05, 0.15, 0.3]))
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_accepted_is_lost_and_each_copy_is_one_record(seed, often):
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder) / "gateway")
        try:
            _live_through(world, Faults(seed, often))
        finally:
            world.close()


def _live_through(world, faults):
    parts = faulty_parts(world.parts, faults)
    world.hand_in(plan(consents=[consent()]))
    work_through(world, parts, 6)
    world.hand_in(plan(revision=2, consents=[consent()], summary={"text": "Nytt"}))
    work_through(world, parts, 6)
    faults.on = False
    for _ in range(4):
        world.clock.forward(hours=7)
        world.run()
        world.practice(REGION).run_once()
        world.run()
    rows = {(row.copy_id.recipient, row.copy_id.version): row for row in ledger(world.parts, HOME)}
    assert {version for _, version in rows} == {1, 2}
    assert all(COPY_STATES[row.state].final or row.state in VISIBLE for row in rows.values())
    assert rows[(REGION, 2)].state is CopyState.RECORDED
    assert rows[(SCHOOL, 2)].state is CopyState.HANDED_OVER
    assert rows[(CLINIC, 2)].state is CopyState.WITHHELD
    assert rows[("person", 2)].state is CopyState.MADE
    entries = world.practice(REGION).entries()
    recorded = [(each["copy_id"], each["content_hash"]) for each in entries]
    assert len(recorded) == len({copy_id for copy_id, _ in recorded})
    assert (str(rows[(REGION, 2)].copy_id), rows[(REGION, 2)].content_hash) in recorded
    covers = [path.name for path in world.incoming(SCHOOL)]
    assert len(covers) == len(set(covers))
