"""A queue that does not confirm, on a node that answers all along: it delays its own recipient and nobody else."""

from __future__ import annotations

import threading
import time

import pytest

from gateway.broker.amqp import Unconfirmed
from gateway.broker.protocol import Outgoing, Queue
from gateway.exchange.receive import receive
from gateway.exchange.take import take
from gateway.worker.relay import Relay
from gateway.worker.waiting import Bell
from tests.broker.waiting import never, until
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.world import World


def took(call):
    started = time.monotonic()
    call()
    return time.monotonic() - started


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "gateway")
    yield made
    made.close()


@pytest.fixture
def broker(node):
    opened = node.broker(within=0.5, heartbeat="PT1S", blocked_timeout="PT1M")
    yield opened
    opened.close()


def test_a_queue_that_does_not_confirm_is_given_up_in_time_and_the_others_are_sent_to(node, broker):
    """The node answers all along, heartbeats too: before there was a deadline, this was for ever."""
    for key in ("silent", "other"):
        broker.declare(key)
    with node.silent("silent.copies"):
        for asked in (True, False):
            started = time.monotonic()
            with pytest.raises(Unconfirmed):
                broker.publish(Outgoing("silent", Queue.COPIES, "unknown", b"sealed"))
            assert (time.monotonic() - started >= 0.5) is asked, "it is asked once, and then left alone"
        broker.publish(Outgoing("other", Queue.COPIES, "sent", b"sealed"))
        broker.publish(Outgoing("silent", Queue.CONTROL, "sent", b"sealed"))
        broker.check()

    def goes():
        try:
            broker.publish(Outgoing("silent", Queue.COPIES, "unknown", b"sealed"))
        except Unconfirmed:
            return False
        return True

    until(goes)
    seen = []
    broker.deliver(["silent", "other"], lambda each: seen.append((each.routing_key, each.envelope_id)), stop=never)
    assert set(seen) == {("silent", "unknown"), ("silent", "sent"), ("other", "sent")}


def test_while_the_broker_is_short_of_memory_no_queue_is_said_to_be_silent(node, broker):
    """Short for longer than a confirm may take, within the patience for that: it is sent when there is room."""
    broker.declare("patient")
    node.control("set_vm_memory_high_watermark", "0")
    room = threading.Timer(1.5, lambda: node.control("set_vm_memory_high_watermark", "0.6"))
    room.start()
    try:
        until(lambda: took(lambda: broker.publish(Outgoing("patient", Queue.COPIES, "envelope", b"sealed"))) > 0.6)
    finally:
        room.join()


def test_a_relay_sends_to_the_other_recipients_and_to_the_silent_one_when_it_confirms(node, broker, world, monkeypatch):
    keys = {each: world.parts.directory.find(each).routing_key for each in (REGION, SCHOOL, CLINIC)}
    for key in keys.values():
        broker.declare(key)
    monkeypatch.setattr(world.parts.broker, "publish", broker.publish)
    relay = Relay(world.parts, "relay", Bell(), threading.Event())
    world.hand_in(plan(consents=[consent((REGION, SCHOOL, CLINIC))]))
    take(world.parts, HOME, {})

    def sent():
        relay.round()
        return {each for each in keys if world.state(each) == "sent"}

    with node.silent(f"{keys[REGION]}.copies"):
        assert sent() == {SCHOOL, CLINIC}, "in one round: it does not rest as when the broker is away"

    def tried_again():
        world.clock.forward(minutes=20)
        return sent() == set(keys)

    until(tried_again)
    came = broker.deliver([keys[REGION]], lambda each: receive(world.parts, each), stop=never)
    monkeypatch.undo()
    world.run()
    assert came >= 1, "the one that was not confirmed may lie there too"
    assert len(world.incoming(REGION)) == 1, "and is known again"
