"""A gateway's broker user may publish to the exchange and read its own queues, and nothing else."""

from __future__ import annotations

import pytest

from gateway.broker.amqp import Refused
from gateway.broker.protocol import DELIVERY_LIMIT, Outgoing, Queue
from gateway.broker.topology import dead_queue, queue_name
from schemas.errors import BrokerUnavailable


def never():
    return False


@pytest.fixture
def keys(platform, gateways):
    hub, edge = gateways
    made = platform.key(hub), platform.key(edge)
    platform.apply()
    return made


@pytest.fixture
def hub(platform, gateways, keys):
    return platform.broker(gateways[0])


@pytest.fixture
def edge(platform, gateways, keys):
    return platform.broker(gateways[1])


def test_gateways_send_to_each_other_and_read_their_own(hub, edge, keys):
    mine, theirs = keys
    hub.publish(Outgoing(theirs, Queue.COPIES, "copy", b"sealed"))
    edge.publish(Outgoing(mine, Queue.CONTROL, "answer", b"sealed"))
    seen = []
    assert edge.deliver([theirs], seen.append, stop=never) == 1
    assert hub.deliver([mine], seen.append, stop=never) == 1
    assert [each.envelope_id for each in seen] == ["copy", "answer"]
    hub.check()


def test_a_neighbours_queue_cannot_be_read(hub, edge, keys):
    _mine, theirs = keys
    hub.publish(Outgoing(theirs, Queue.COPIES, "copy", b"sealed"))
    with pytest.raises(Refused) as refused:
        hub.deliver([theirs], lambda _: pytest.fail("read a neighbour's message"), stop=never)
    assert refused.value.code == "SIP662"
    assert edge.depth(theirs, Queue.COPIES) == 1


def test_a_neighbours_queue_cannot_be_consumed_from_nor_its_dead_letters_read(hub, gateways, keys):
    _, theirs = keys
    for queue in (queue_name(theirs, Queue.COPIES), dead_queue(gateways[1])):
        with hub._lines() as lines, pytest.raises(Refused) as refused:
            lines.asking().consume(queue, lambda _: pytest.fail("consumed"), lambda: None)
        assert refused.value.code == "SIP662"


def test_among_the_own_queues_a_foreign_one_is_left_out_and_the_others_are_read(hub, edge, keys):
    mine, theirs = keys
    edge.publish(Outgoing(mine, Queue.COPIES, "mine", b"sealed"))
    edge.publish(Outgoing(theirs, Queue.COPIES, "theirs", b"sealed"))
    seen = []
    assert hub.deliver([theirs, mine, "never-declared-anywhere"], seen.append, stop=never) == 1
    assert [each.envelope_id for each in seen] == ["mine"]


def test_nothing_can_be_made_or_bound(hub, keys):
    mine, theirs = keys
    with pytest.raises(BrokerUnavailable) as refused:
        hub.declare("my-new-organisation")
    assert refused.value.code == "SIP662"
    assert "samspel topology apply" in str(refused.value)
    for queue, key in ((queue_name(mine, Queue.COPIES), queue_name(theirs, Queue.COPIES)),):
        with hub._lines() as lines, pytest.raises(Refused):
            lines.asking().bind(queue, "samspel", key)
    with hub._lines() as lines, pytest.raises(Refused):
        lines.asking().declare_queue("listening", {"x-queue-type": "quorum"})


@pytest.mark.parametrize("exchange", ["", "samspel.dead", "amq.direct"])
def test_nothing_can_be_published_past_the_exchange(hub, keys, exchange):
    """The default exchange would reach any queue by its name; the dead one would fill a neighbour's dead letters."""
    _, theirs = keys
    with hub._lines() as lines, pytest.raises(Refused) as refused:
        lines.publish(exchange, queue_name(theirs, Queue.COPIES), "envelope", b"sealed")
    assert refused.value.code == "SIP662"
    assert hub.depth(theirs, Queue.COPIES) == 0


def test_the_own_dead_letters_can_be_read(hub, edge, keys):
    mine, _theirs = keys
    edge.publish(Outgoing(mine, Queue.COPIES, "poison", b"sealed"))
    for _ in range(DELIVERY_LIMIT):
        with pytest.raises(ZeroDivisionError):
            hub.deliver([mine], lambda _: 1 / 0, stop=never)
    found = []
    while not found:  # bounded by the time limit of a test
        found = list(hub.dead_letters([mine]))
    assert [(each.envelope_id, each.count) for each in found] == [("poison", DELIVERY_LIMIT)]
    hub.discard_dead_letter(found[0])
    assert list(hub.dead_letters([mine])) == []


def test_a_wrong_password_is_said_so(platform, gateways, keys):
    platform.passwords[gateways[0]] = "wrong"
    broker = platform.broker(gateways[0])
    with pytest.raises(BrokerUnavailable) as refused:
        broker.check()
    assert refused.value.code == "SIP661"
    assert "wrong" not in str(refused.value)
    assert gateways[0] not in str(refused.value)
    with pytest.raises(BrokerUnavailable) as again:  # while it backs off
        broker.check()
    assert again.value.code == "SIP661"
