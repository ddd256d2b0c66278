"""Work done together: one that fails harms no neighbour, and what has not begun is given back."""

import threading
import time
from dataclasses import replace
from functools import partial
from types import SimpleNamespace

import pytest

from gateway.broker.protocol import Queue, Unroutable
from gateway.exchange.consent import withdraw
from gateway.exchange.receive import receive, receive_together
from gateway.exchange.send import sending
from gateway.exchange.take import take
from gateway.store.rows import WorkKind
from gateway.worker import PHASES
from gateway.worker import batch as batch_module
from gateway.worker import relay as relay_module
from gateway.worker.batch import Batch
from gateway.worker.relay import Relay
from gateway.worker.roles import SENDING
from gateway.worker.waiting import Bell
from schemas.errors import BrokerUnavailable, Rejected
from schemas.messages import CopyId
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.store.counting import counted

EVERYBODY = (REGION, SCHOOL, CLINIC)


@pytest.fixture
def handed_in(world):
    """A plan whose copies are to be prepared."""
    world.hand_in(plan(consents=[consent(EVERYBODY)]))
    take(world.parts, HOME, {})
    return world


@pytest.fixture
def prepared(handed_in):
    """A plan whose copies are to be sent."""
    batch(handed_in, WorkKind.PREPARE)
    return handed_in


def batch(world, *kinds, organisations=None, **options):
    return Batch(world.parts, "worker", **options).work(organisations or world.parts.hosted, kinds)


def failing_for(world, monkeypatch, method, *failures):
    """What is published to these recipients raises; gives whom the others were published to, in order."""
    keys = {world.parts.directory.find(who).routing_key: error for who, error in failures}
    publish, went = world.parts.broker.publish, []

    def published(message):
        if message.routing_key in keys:
            raise keys[message.routing_key]
        publish(message)
        went.append(message.routing_key)

    monkeypatch.setattr(world.parts.broker, method, published)
    return went


def states(world):
    return {each: world.state(each) for each in EVERYBODY}


def test_all_copies_of_a_plan_are_prepared_in_one_commit_and_sent_in_two(handed_in):
    with counted(handed_in.parts.store) as preparing:
        assert len(batch(handed_in, WorkKind.PREPARE)) == 4
    with counted(handed_in.parts.store) as sending_:
        assert len(batch(handed_in, WorkKind.SEND)) == 3
    assert (preparing.commits, sending_.commits) == (1, 2)
    assert set(states(handed_in).values()) == {"sent"}


def test_a_recipient_without_queue_is_parked_and_its_neighbours_are_sent(prepared, monkeypatch):
    failing_for(prepared, monkeypatch, "publish", (SCHOOL, Unroutable()))
    batch(prepared, WorkKind.SEND)
    assert states(prepared) == {REGION: "sent", SCHOOL: "parked", CLINIC: "sent"}


def test_a_broker_that_goes_away_in_the_middle_leaves_marked_only_what_it_confirmed(prepared, monkeypatch):
    went = failing_for(prepared, monkeypatch, "publish", (CLINIC, BrokerUnavailable()), (SCHOOL, BrokerUnavailable()))
    Relay(prepared.parts, "relay", Bell(), threading.Event()).round()
    assert [state for state in states(prepared).values() if state == "sent"] == ["sent"] * len(went)
    monkeypatch.undo()
    prepared.clock.forward(minutes=1)
    batch(prepared, *SENDING)
    assert set(states(prepared).values()) == {"sent"}


def test_a_defect_in_what_is_written_of_one_is_its_own(prepared, monkeypatch):
    """The transaction of all is rolled back, and each writes alone; the defect is tried again later."""
    broken = []

    def first_breaks(parts, claim):
        phases = sending(parts, claim)
        if CopyId.parse(claim.work.subject).recipient != SCHOOL:
            yield from phases
            return

        def breaks(tx):
            broken.append(tx)
            raise RuntimeError

        yield next(phases)
        yield breaks

    monkeypatch.setitem(PHASES, WorkKind.SEND, first_breaks)
    done = batch(prepared, WorkKind.SEND)
    assert states(prepared) == {REGION: "sent", SCHOOL: "prepared", CLINIC: "sent"}
    assert len(broken) == 2
    assert [type(wrong) for _, wrong in done if wrong] == [RuntimeError]
    monkeypatch.undo()
    prepared.clock.forward(minutes=1)
    batch(prepared, WorkKind.SEND)
    assert set(states(prepared).values()) == {"sent"}


def test_a_defect_in_the_first_phase_of_one_is_its_own(handed_in, monkeypatch):
    preparing = PHASES[WorkKind.PREPARE]

    def breaks(tx):
        raise RuntimeError

    def breaking(parts, claim):
        if CopyId.parse(claim.work.subject).recipient == REGION:
            yield breaks
        yield from preparing(parts, claim)

    monkeypatch.setitem(PHASES, WorkKind.PREPARE, breaking)
    batch(handed_in, WorkKind.PREPARE)
    assert states(handed_in) == {REGION: "awaiting-consent", SCHOOL: "prepared", CLINIC: "prepared"}
    monkeypatch.undo()
    handed_in.clock.forward(minutes=1)
    batch(handed_in, WorkKind.PREPARE)
    assert handed_in.state(REGION) == "prepared"


def test_what_has_not_begun_when_the_time_is_over_is_given_back_as_it_was(prepared, monkeypatch):
    went = failing_for(prepared, monkeypatch, "publish")
    assert len(batch(prepared, WorkKind.SEND, over=lambda: bool(went))) == 1
    assert sorted(states(prepared).values()) == ["prepared", "prepared", "sent"]
    assert len(batch(prepared, WorkKind.SEND)) == 2  # nobody's lease has to run out
    assert set(states(prepared).values()) == {"sent"}


def test_when_the_time_was_over_before_it_began_something_is_done_all_the_same(prepared, monkeypatch):
    """A claim on a database that hardly answers takes longer than all the time there is; nobody would ever get on."""
    assert batch(prepared, WorkKind.SEND, over=lambda: True) == []
    went = failing_for(prepared, monkeypatch, "publish")
    monkeypatch.setattr(Batch, "_has_done_enough", lambda self: self._enough())  # the claim took no time
    assert len(batch(prepared, WorkKind.SEND, enough=lambda: True)) == len(went) == 1
    monkeypatch.undo()
    assert len(batch(prepared, WorkKind.SEND)) == 2


def test_as_much_time_as_a_claim_took_is_spent_on_doing(prepared):
    slow = Batch(prepared.parts, "worker", enough=lambda: True)
    claim = slow._claim

    def slowly(*asked):
        begins = time.monotonic() + 0.5
        claim(*asked)
        while time.monotonic() < begins:
            pass

    slow._claim = slowly
    assert len(slow.work(prepared.parts.hosted, (WorkKind.SEND,))) == 3


def test_two_versions_in_one_stream_are_recorded_one_after_the_other(world):
    """The second asks whether the first is recorded, which it sees only when that is written."""
    world.hand_in(plan(consents=[consent((REGION,))]))
    take(world.parts, HOME, {})
    world.hand_in(plan(revision=2, consents=[consent((REGION,))], summary={"text": "Nytt"}))
    take(world.parts, HOME, {})
    while batch(world, *SENDING):
        pass
    key = world.parts.directory.find(REGION).routing_key
    world.parts.broker.deliver([key], partial(receive, world.parts), stop=lambda: False)
    batch(world, WorkKind.RECORD, organisations=(REGION,))
    with world.parts.store.transaction() as tx:
        held = {each.copy_id.version: each.state.value for each in tx.holdings(REGION)}
        assert {each.kind for each in tx.open_work(REGION)} == {WorkKind.ANSWER}
    assert set(held.values()) == {"handed-over"}


def test_a_message_that_cannot_be_opened_harms_none_that_came_with_it(prepared):
    batch(prepared, WorkKind.SEND)
    broker, key = prepared.parts.broker, prepared.parts.directory.find(REGION).routing_key
    got = []
    broker.deliver([key], got.append, stop=lambda: False)
    bad = replace(got[0], body=b"rubbish", envelope_id="urn:uuid:1b4e28ba-2fa1-11d2-883f-0016d3cca427")
    with pytest.raises(Rejected):
        receive_together(prepared.parts, [*got, bad])
    with prepared.parts.store.transaction() as tx:
        assert tx.holdings(REGION) == []
    for each in (*got, bad):
        receive(prepared.parts, each)
    with prepared.parts.store.transaction() as tx:
        assert [each.state.value for each in tx.holdings(REGION)] == ["received"]
        assert [each.organisation for each in tx.parked()] == [REGION]


def test_what_is_withdrawn_while_a_slow_broker_is_waited_for_does_not_leave(prepared, monkeypatch):
    """Consent was asked when the batch was claimed. What left at that moment is followed, and noted as disclosed."""
    publish, left = prepared.parts.broker.publish, []
    clock = SimpleNamespace(monotonic=lambda: time.monotonic() + (60.0 if left else 0.0))
    for module in (relay_module, batch_module):
        monkeypatch.setattr(module, "time", clock)

    def slowly(message):
        if message.queue is Queue.COPIES and not left:
            left.append(message.routing_key)
            withdraw(prepared.parts, HOME, prepared.plan_id())
        elif message.queue is Queue.COPIES:
            left.append(message.routing_key)
        publish(message)

    monkeypatch.setattr(prepared.parts.broker, "publish", slowly)
    Relay(prepared.parts, "relay", Bell(), threading.Event()).round()
    assert len(left) == 1
    assert set(states(prepared).values()) == {"withdrawn"}
    told = {each.id: prepared.parts.broker.depth(each.routing_key, Queue.CONTROL) for each in everybody(prepared)}
    assert all(told.values())
    with prepared.parts.store.transaction() as tx:
        notes = [each.subject for each in tx.open_work(HOME) if each.subject.endswith("#disclosed")]
    (gone,) = (each.id for each in everybody(prepared) if each.routing_key in left)
    assert notes == [f"{prepared.copy_id(gone)}#disclosed"]


def everybody(world):
    return [world.parts.directory.find(each) for each in EVERYBODY]


def test_who_ends_without_a_word_to_the_broker_does_not_say_that_it_is_there(prepared, monkeypatch):
    """Beside one that found it away; else the relay would mark batch after batch as what may have left."""
    relay, asked = Relay(prepared.parts, "relay", Bell(), threading.Event()), []
    with prepared.parts.store.transaction() as tx:
        now, lease = prepared.parts.clock(), prepared.parts.times.lease
        one, other, _ = tx.claim_batch([HOME], SENDING, owner="relay", now=now, lease=lease, limit=9)
    relay._mind_broker([(one, BrokerUnavailable()), (other, None)])
    monkeypatch.setattr(prepared.parts.broker, "check", lambda: asked.append(1))
    assert not relay._broker_is_there()
    assert asked == []
