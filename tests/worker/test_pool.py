"""Roles, relays and the receiver: who does what, and what an outage or one broken organisation costs the others."""

import sqlite3
import threading
from contextlib import closing
from dataclasses import replace

import pytest

from gateway.broker.protocol import Queue
from gateway.store.rows import WorkKind
from gateway.worker import Role
from schemas.errors import BrokerUnavailable, StoreUnavailable
from tests.exchange.plans import HOME, REGION, SCHOOL, consent, plan
from tests.worker.running import ALL, quick, replace_times, running, wait_until


def key_of(world, organisation):
    return world.parts.directory.find(organisation).routing_key


def lying(world, organisation, queue=Queue.COPIES):
    """Envelope id and count of deliveries of what lies in a queue; it stays there."""
    with closing(sqlite3.connect(world.folder / "data" / "broker.db")) as file:
        wanted = "SELECT envelope_id, count FROM messages WHERE routing_key = ? AND queue = ? ORDER BY id"
        return file.execute(wanted, (key_of(world, organisation), queue.value)).fetchall()


def test_a_pool_with_all_roles_takes_a_plan_the_whole_way(world):
    world.hand_in(plan(consents=[consent()]))
    with running(quick(world.parts)) as pool:
        wait_until(lambda: world.rows() and world.state(SCHOOL) == world.state(REGION) == "handed-over")
        world.practice(REGION).run_once()
        wait_until(lambda: world.state(REGION) == "recorded")
        began = world.parts.clock()
        wait_until(lambda: all(each.last_round > began for each in pool.health().values()))
    assert set(pool.health()) == {"relay", "receiver", "recorder", "keeper"}
    assert {each.last_error for each in pool.health().values()} == {None}
    assert world.run() >= 0
    assert world.state(REGION) == "recorded"


def test_each_role_does_its_own_part_of_the_way_and_nothing_else(world):
    world.hand_in(plan(consents=[consent()]))
    with running(quick(world.parts), {Role.RECORDER}):
        wait_until(world.rows)
    assert world.state(REGION) == "awaiting-consent"
    with running(quick(world.parts), {Role.RELAY}):
        wait_until(lambda: world.state(REGION) == world.state(SCHOOL) == "sent")
    assert world.parts.broker.depth(key_of(world, REGION), Queue.COPIES) == 1
    with running(quick(world.parts), {Role.RECEIVER}):
        wait_until(lambda: world.state(REGION) == world.state(SCHOOL) == "received")  # and who sent it gets its answer
    assert world.parts.broker.depth(key_of(world, REGION), Queue.COPIES) == 0
    assert world.incoming(REGION) == []


def test_a_copy_without_final_answer_goes_again_in_a_new_envelope(world):
    """The receiver is away: nothing is lost, and the same message comes twice."""
    world.hand_in(plan(consents=[consent()]))
    with running(quick(world.parts), {Role.RECORDER, Role.RELAY}):
        wait_until(lambda: world.rows() and world.state(REGION) == "sent")
        world.clock.forward(hours=5)
        wait_until(lambda: world.parts.broker.depth(key_of(world, REGION), Queue.COPIES) == 2)
    one, other = lying(world, REGION)
    assert one[0] != other[0]
    with running(quick(world.parts)):
        wait_until(lambda: world.state(REGION) == "handed-over")
    assert len(world.incoming(REGION)) == 1


def test_a_copy_that_nobody_ever_answers_is_parked_at_last(world):
    times = replace_times(world.parts, send_at_most=2)
    parts = quick(replace(world.parts, times=times))
    world.hand_in(plan(consents=[consent()]))
    with running(parts, {Role.RECORDER, Role.RELAY}):
        for copies in (1, 2):
            wait_until(lambda least=copies: world.parts.broker.depth(key_of(world, REGION), Queue.COPIES) >= least)
            wait_until(lambda: not sending(world))
            world.clock.forward(hours=4, minutes=1)
        wait_until(lambda: world.state(REGION) == "parked")
    assert world.row(REGION).reason == "SIP621"


def sending(world):
    with world.parts.store.transaction() as tx:
        work = [each for each in tx.open_work(HOME) if each.kind is WorkKind.SEND]
    return [each for each in work if each.due_at <= world.clock()]


def test_while_the_broker_is_away_copies_are_prepared_and_no_message_is_tried_in_a_circle(world, monkeypatch):
    published, asked, away = [], [], threading.Event()
    broker = world.parts.broker
    publish, check = broker.publish, broker.check

    def may_publish(message):
        published.append(message)
        if away.is_set():
            raise BrokerUnavailable
        publish(message)

    def may_check():
        asked.append(1)
        if away.is_set():
            raise BrokerUnavailable
        check()

    monkeypatch.setattr(broker, "publish", may_publish)
    monkeypatch.setattr(broker, "check", may_check)
    away.set()
    world.hand_in(plan(consents=[consent()]))
    with running(quick(world.parts)):
        wait_until(lambda: world.rows() and world.state(REGION) == world.state(SCHOOL) == "prepared")
        wait_until(lambda: len(asked) >= 2)
        assert len(published) <= 2  # the first of each stream at most; then the broker itself is asked
        away.clear()
        wait_until(lambda: world.state(REGION) == world.state(SCHOOL) == "handed-over")


def test_while_the_store_is_away_nothing_is_consumed_and_afterwards_all_is_taken(world, monkeypatch):
    asked, store = [], world.parts.store
    check = store.check
    world.hand_in(plan(consents=[consent()]))
    with running(quick(world.parts), {Role.RECORDER, Role.RELAY}):
        wait_until(lambda: world.rows() and world.state(REGION) == world.state(SCHOOL) == "sent")

    def away():
        asked.append(1)
        raise StoreUnavailable

    monkeypatch.setattr(store, "check", away)
    with running(quick(world.parts), {Role.RECEIVER}) as pool:
        wait_until(lambda: len(asked) >= 2)
        assert pool.health()["receiver"].last_error == "SIP952"
        assert [count for _, count in lying(world, REGION)] == [0]
        monkeypatch.setattr(store, "check", check)
        wait_until(lambda: not world.parts.broker.depth(key_of(world, SCHOOL), Queue.COPIES))


def test_an_organisation_whose_keys_cannot_be_read_rests_and_the_others_go_on(world, monkeypatch):
    """Its messages stay in the queue, delivered once, until its keys are there again."""
    keys, ring, broken = world.parts.keys, world.parts.keys.ring, threading.Event()
    tries = []

    def readable(organisation):
        if organisation == REGION and broken.is_set():
            tries.append(1)
            raise StoreUnavailable("SIP722", code="SIP722")
        return ring(organisation)

    world.hand_in(plan(consents=[consent()]))
    monkeypatch.setattr(keys, "ring", readable)
    with running(quick(world.parts), {Role.RECORDER, Role.RELAY}):
        wait_until(lambda: world.rows() and world.state(REGION) == world.state(SCHOOL) == "sent")
    broken.set()
    with running(quick(world.parts)):
        wait_until(lambda: len(tries) >= 3)
        wait_until(lambda: world.state(SCHOOL) == "handed-over")
        assert world.state(REGION) == "sent"
        broken.clear()
        wait_until(lambda: world.state(REGION) == "handed-over")
    assert '"SIP722"' in world.logged.getvalue()


def test_a_message_that_meets_a_defect_keeps_only_its_own_organisation_waiting(world, monkeypatch):
    from gateway.worker import receiver

    receive, broken = receiver.receive, threading.Event()

    def breaks(parts, delivery):
        if broken.is_set() and delivery.routing_key == key_of(world, REGION):
            raise RuntimeError("a defect")
        receive(parts, delivery)

    broken.set()
    monkeypatch.setattr(receiver, "receive", breaks)
    world.hand_in(plan(consents=[consent()]))
    with running(quick(world.parts)):
        wait_until(lambda: world.rows() and world.state(SCHOOL) == "handed-over")
        wait_until(lambda: '"defect"' in world.logged.getvalue())
        assert world.state(REGION) == "sent"
        broken.clear()
        wait_until(lambda: world.state(REGION) == "handed-over")


def test_an_organisation_that_is_hosted_from_now_on_is_noticed_without_a_restart(world):
    journals = {each: world.parts.journals[each] for each in world.parts.hosted if each != REGION}
    parts = quick(replace(world.parts, journals=journals))
    world.hand_in(plan(consents=[consent()]))
    with running(parts):
        wait_until(lambda: world.rows() and world.state(SCHOOL) == "handed-over")
        assert world.parts.broker.depth(key_of(world, REGION), Queue.COPIES) == 1
        journals[REGION] = world.parts.journals[REGION]
        wait_until(lambda: world.state(REGION) == "handed-over")


def test_what_changes_is_taken_every_few_seconds_also_when_that_fails_once(world):
    calls = []

    def refresh():
        calls.append(1)
        if len(calls) == 1:
            raise StoreUnavailable

    with running(quick(world.parts), {Role.RELAY}, refresh=refresh) as pool:
        wait_until(lambda: len(calls) >= 2)
        wait_until(lambda: pool.health()["refresh"].last_error is None)


def test_the_heartbeat_is_touched_while_all_threads_go_on_and_not_when_one_is_stuck(world, tmp_path, monkeypatch):
    file, stuck, beats = tmp_path / "alive", threading.Event(), []
    monkeypatch.setattr("gateway.worker.pool.BEATS", 0.05)
    monkeypatch.setattr("gateway.worker.pool.STUCK_AFTER", 2.0)
    parts = quick(world.parts, stop_within="PT3S")
    due = world.parts.store.has_due

    def hangs(*arguments, **named):
        beats.append(1)
        assert stuck.wait(60)
        return due(*arguments, **named)

    monkeypatch.setattr("gateway.worker.keeper.Keeper.round", lambda _self: 0.05)
    with running(parts, {Role.RELAY}, alive=file):
        wait_until(file.exists)
        file.unlink()
        wait_until(file.exists)
        monkeypatch.setattr(world.parts.store, "has_due", hangs)
        wait_until(lambda: beats)
        wait_until(lambda: _not_touched(file))
        stuck.set()
        wait_until(file.exists)


def _not_touched(file):
    """Whether the file stays away for a while after it was taken away."""
    file.unlink(missing_ok=True)
    threading.Event().wait(0.3)
    return not file.exists()


@pytest.mark.parametrize("roles", [ALL, {Role.RECEIVER}])
def test_dead_letters_are_drained_by_whoever_receives(world, roles):
    from gateway.broker.protocol import DELIVERY_LIMIT, Outgoing
    from gateway.exchange.parked import list_parked

    broker, key = world.parts.broker, key_of(world, REGION)
    broker.publish(Outgoing(key, Queue.COPIES, "urn:uuid:00000000-0000-4000-8000-000000000001", b"kills its reader"))

    def killed(_delivery):
        raise RuntimeError

    for _ in range(DELIVERY_LIMIT):
        with pytest.raises(RuntimeError):
            broker.deliver([key], killed, stop=lambda: False)
    with running(quick(world.parts), roles):
        wait_until(lambda: list_parked(world.parts, REGION))
    (parked,) = list_parked(world.parts, REGION)
    assert parked.reason == "SIP641"


def test_audit_batches_are_closed_while_the_pool_works(world):
    from gateway.exchange.audit_chain import check_audit

    world.hand_in(plan(consents=[consent()]))
    with running(quick(world.parts)):
        wait_until(lambda: world.rows() and world.state(REGION) == "handed-over")
        world.clock.forward(minutes=1)
        wait_until(lambda: newest_batch(world, REGION))
    assert check_audit(world.parts, REGION) == ()


def newest_batch(world, organisation):
    with world.parts.store.transaction() as tx:
        return tx.newest_batch(organisation)
