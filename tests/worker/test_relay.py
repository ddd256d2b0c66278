"""A relay: whose turn it is, and what one recipient that takes nothing costs the others."""

import threading
import uuid
from datetime import timedelta

from gateway.exchange.prepare import preparing
from gateway.exchange.take import take
from gateway.store.rows import Stream, WorkKind
from gateway.worker import PHASES
from gateway.worker.relay import TURN, Relay
from gateway.worker.rounds import LONGEST_WAIT
from gateway.worker.waiting import Bell, Rests
from schemas.errors import BrokerUnavailable, LeftAlone
from schemas.messages import CopyId
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan


def relay_of(world):
    return Relay(world.parts, "relay", Bell(), threading.Event())


def test_who_has_a_long_queue_keeps_a_neighbour_waiting_for_one_turn_only(world, monkeypatch):
    """The neighbour's work came last of all."""
    order, at = [], world.parts.clock() - timedelta(hours=1)
    with world.parts.store.transaction() as tx:
        for number in range(3 * TURN + 1):
            plan_id, last = f"urn:uuid:{uuid.uuid4()}", number == 3 * TURN
            stream = Stream(SCHOOL if last else HOME, plan_id, REGION)
            due_at = at + timedelta(seconds=number)
            tx.add_work(stream, WorkKind.PREPARE, 1, str(CopyId(plan_id, 1, REGION)), due_at)

    def noted(parts, claim):
        order.append(claim.stream.organisation)
        return preparing(parts, claim)

    monkeypatch.setitem(PHASES, WorkKind.PREPARE, noted)
    relay_of(world).round()
    assert order == [HOME] * TURN + [SCHOOL] + [HOME] * 2 * TURN


def test_a_broker_that_others_leave_alone_is_found_within_a_second_of_their_finding_it(world, monkeypatch):
    """Minutes of being told to wait are no failures: the rest does not grow with them."""
    relay, now = relay_of(world), [0.0]
    monkeypatch.setattr(relay, "_rests", Rests(lambda: 1.0, LONGEST_WAIT, lambda: now[0]))
    away = [True]

    def check():
        if away:
            raise LeftAlone("the broker is left alone")

    def refusing(message):
        check()
        publish(message)

    publish = world.parts.broker.publish
    monkeypatch.setattr(world.parts.broker, "publish", refusing)
    monkeypatch.setattr(world.parts.broker, "check", check)
    world.hand_in(plan(consents=[consent((REGION,))]))
    take(world.parts, HOME, {})
    for _ in range(200):
        relay.round()
        now[0] += 1.0
    assert world.state(REGION) == "prepared"
    away.clear()
    world.clock.forward(minutes=30)
    relay.round()
    assert world.state(REGION) == "sent"


def test_a_full_queue_of_one_recipient_keeps_no_other_waiting(world, monkeypatch):
    """All in one round: the relay does not rest as it does when the broker is away."""
    publish, full = world.parts.broker.publish, []

    def refusing(message):
        full[:] = full or [message.routing_key]
        if message.routing_key in full:
            raise BrokerUnavailable("the queue of the recipient is full", code="SIP665")
        publish(message)

    world.hand_in(plan(consents=[consent((REGION, SCHOOL, CLINIC))]))
    take(world.parts, HOME, {})
    monkeypatch.setattr(world.parts.broker, "publish", refusing)
    relay_of(world).round()
    states = sorted(world.state(each) for each in (REGION, SCHOOL, CLINIC))
    assert states == ["prepared", "sent", "sent"]
