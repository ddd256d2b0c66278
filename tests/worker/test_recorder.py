"""The recorder: no journal system that hangs, fails or is dead delays another organisation."""

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from gateway.exchange.ledger import ledger
from gateway.exchange.record import recording
from gateway.store.rows import WorkKind
from gateway.worker import PHASES, jobs
from gateway.worker.recorder import Recorder
from gateway.worker.turns import KEPT, LEASE, Turns
from gateway.worker.waiting import Bell
from schemas.errors import JournalUnavailable, StoreUnavailable
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.worker.many import OTHERS, plan_of_twelve, world_of_twelve
from tests.worker.running import quick, running, wait_until

HANGING = OTHERS[:3]


@pytest.fixture
def twelve(tmp_path):
    made = world_of_twelve(tmp_path / "gateway")
    yield made
    made.close()


def slow_in(pool):
    return set(pool.health()["recorder"].slow)


def with_copy(world):
    return {row.copy_id.recipient for row in ledger(world.parts, HOME) if row.state == "handed-over"}


@pytest.mark.parametrize("recorders", [16, 4, 2, 1])
def test_journals_that_hang_delay_nobody_else(twelve, hang, monkeypatch, recorders):
    """Also when as many hang as there are threads, or more."""
    monkeypatch.setattr(jobs, "SLOW_AFTER", 1.0)
    gates = {each: hang(twelve.parts, each, "find") for each in HANGING}
    twelve.hand_in(plan_of_twelve())
    with running(quick(twelve.parts, recorders=recorders)) as pool:
        wait_until(lambda: with_copy(twelve) == set(OTHERS) - set(HANGING))
        slow_limit = max(1, recorders - 1)
        wait_until(lambda: sum(gate.reached.is_set() for gate in gates.values()) >= min(len(HANGING), slow_limit))
        wait_until(lambda: {each for each, gate in gates.items() if gate.reached.is_set()} <= slow_in(pool))
        for gate in gates.values():
            gate.let_go()
        wait_until(lambda: with_copy(twelve) == set(OTHERS))


def test_documents_of_others_are_taken_while_one_journal_hangs(world, hang, monkeypatch):
    monkeypatch.setattr(jobs, "SLOW_AFTER", 1.0)
    gate = hang(world.parts, REGION, "read")
    with running(quick(world.parts, recorders=1)):
        wait_until(gate.reached.is_set)
        world.hand_in(plan(consents=[consent()]))
        wait_until(lambda: world.rows() and world.state(SCHOOL) == "handed-over")
        assert world.state(REGION) == "received"
        gate.let_go()
        wait_until(lambda: world.state(REGION) == "handed-over")


def test_a_journal_that_fails_is_looked_into_ever_more_seldom_and_comes_back_by_itself(world, monkeypatch):
    calls, journal = [], world.parts.journals[REGION]
    read = journal.read

    def away():
        calls.append(1)
        if len(calls) < 3:
            raise JournalUnavailable
        return read()

    monkeypatch.setattr(journal, "read", away)
    with running(quick(world.parts), roles={"recorder"}):
        wait_until(lambda: len(calls) > 4)
    assert world.logged.getvalue().count('"tried-again-later"') == 2


def test_one_organisations_journal_has_one_caller_at_a_time(world, monkeypatch):
    inside, most, journal = [], [], world.parts.journals[SCHOOL]

    def alone(does):
        def called(*arguments):
            inside.append(threading.get_ident())
            most.append(len(set(inside)))
            try:
                return does(*arguments)
            finally:
                inside.pop()

        return called

    for method in ("find", "record", "note", "confirmed"):
        monkeypatch.setattr(journal, method, alone(getattr(journal, method)))
    for number in range(4):
        named = {"system": HOME, "plan_id": f"SOC-{number}", "revision": 1}
        world.hand_in(plan(consents=[consent()]) | {"plan": plan()["plan"] | {"source": named}})
    with running(quick(world.parts, relays=2)):
        wait_until(lambda: [row.state for row in ledger(world.parts, HOME)].count("handed-over") == 8)
    assert len(most) >= 8
    assert max(most) == 1


def test_a_lease_that_runs_out_while_the_journal_hangs_is_taken_over_and_gives_one_entry(world, hang, monkeypatch):
    """The late one finds its fence old; the copy that it recorded all the same is found by its copy id."""
    clinic_gate = hang(world.parts, REGION, "record")
    world.hand_in(plan(consents=[consent()]))
    with running(quick(world.parts)):
        wait_until(clinic_gate.reached.is_set)
        monkeypatch.undo()  # the journal answers from now on; the one call hangs on
        world.clock.forward(seconds=world.parts.times.lease.total_seconds() + 1)
        with running(quick(world.parts), roles={"recorder"}, name="other"):
            wait_until(lambda: world.state(REGION) == "handed-over")
        clinic_gate.let_go()
        wait_until(lambda: '"lease-lost"' in world.logged.getvalue())
    assert len(world.incoming(REGION)) == 1
    assert world.state(REGION) == "handed-over"


def test_a_defect_of_one_adapter_is_parked_and_stops_no_other(world, monkeypatch):
    def broken(_copy_id):
        raise RuntimeError("broken")

    monkeypatch.setattr(world.parts.journals[CLINIC], "find", broken)
    world.hand_in(plan(consents=[consent(recipients=(REGION, SCHOOL, CLINIC))]))
    with running(quick(world.parts)):
        wait_until(lambda: world.rows() and {world.state(REGION), world.state(SCHOOL)} == {"handed-over"})
        for _ in range(3):
            wait_until(lambda: work_of(world, CLINIC) in (None, 1, 2))
            world.clock.forward(minutes=1)
        wait_until(lambda: work_of(world, CLINIC) is None)
    with world.parts.store.transaction() as tx:
        (row,) = tx.parked()
    assert (row.organisation, row.reason) == (CLINIC, "SIP640")


def work_of(world, organisation):
    """How often the recording of that organisation has been tried; None when there is none."""
    with world.parts.store.transaction() as tx:
        return next((each.attempts for each in tx.open_work(organisation) if each.kind is WorkKind.RECORD), None)


def test_over_all_processes_one_at_a_time_looks_into_a_journal(world):
    parts = replace(quick(world.parts), alone=False)
    here, there = Turns(parts, "here"), Turns(parts, "there")
    assert here.take(HOME)
    assert not there.take(HOME)
    assert there.take(REGION)
    here.end_all()
    world.clock.forward(seconds=1)
    assert there.take(HOME)
    assert not here.take(HOME)


def test_a_process_that_has_kept_its_turn_long_enough_takes_the_next_one_at_once(world, monkeypatch):
    """Its turn lies in the store still, and would be refused to it until the lease is over."""
    parts, now = replace(quick(world.parts), alone=False), [0.0]
    monkeypatch.setattr("gateway.worker.turns.time.monotonic", lambda: now[0])
    here, there = Turns(parts, "here"), Turns(parts, "there")
    assert here.take(HOME)
    here.looked(HOME)
    assert not there.take(HOME)
    now[0] = KEPT * LEASE.total_seconds() + 1
    world.clock.forward(seconds=now[0])
    assert here.take(HOME)
    assert not there.take(HOME)


def test_a_turn_is_over_with_the_lease_of_the_settings_when_that_is_shorter(world):
    quickly = quick(world.parts)
    parts = replace(quickly, alone=False, times=quickly.times.model_copy(update={"lease": timedelta(seconds=5)}))
    assert Turns(parts, "died").take(HOME)
    world.clock.forward(seconds=6)
    assert Turns(parts, "other").take(HOME)


def test_a_process_that_died_with_a_turn_loses_it_when_its_time_is_over(world):
    parts = replace(quick(world.parts), alone=False)
    assert Turns(parts, "died").take(HOME)
    other = Turns(parts, "other")
    assert not other.take(HOME)
    world.clock.forward(minutes=2)
    assert other.take(HOME)


def test_what_was_in_hand_when_the_store_went_away_is_given_back_when_it_answers(world, monkeypatch):
    """Nothing waits for its lease to run out."""
    store, failing = world.parts.store, []
    transaction = store.transaction

    def away_once(parts, claim):
        if claim.stream.organisation == REGION and not failing:
            failing.append(claim)
            monkeypatch.setattr(store, "transaction", partial(gone, threading.current_thread()))
            raise StoreUnavailable
        return recording(parts, claim)

    def gone(worker):
        if threading.current_thread() is not worker:  # who looks on is not disturbed
            return transaction()
        monkeypatch.setattr(store, "transaction", transaction)
        raise StoreUnavailable

    monkeypatch.setitem(PHASES, WorkKind.RECORD, away_once)
    world.hand_in(plan(consents=[consent()], source=True))
    with running(quick(world.parts)):
        wait_until(lambda: failing)
        wait_until(lambda: world.rows() and world.state(REGION) == "handed-over")
    assert failing[0].until > world.clock()


def test_a_recorder_alone_does_not_start_more_than_one_thread_for_an_organisation(world, hang):
    gate = hang(world.parts, HOME, "read")
    stop = threading.Event()
    recorder = Recorder(quick(world.parts), "here", Bell(), stop)
    recorder.round()
    wait_until(gate.reached.is_set)
    before = threading.active_count()
    for _ in range(5):
        recorder.round()
    assert threading.active_count() <= before + len(world.parts.hosted)
    assert recorder.slow == ()
    stop.set()
    gate.let_go()
    wait_until(lambda: recorder.finish(0.1) == [])
