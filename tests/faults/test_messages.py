"""What the fault run does to messages happens to real ones in RabbitMQ, and is undone without losing one."""

from __future__ import annotations

import random

import pytest
from pika.exceptions import NackError

from gateway.broker.protocol import Outgoing, Queue, Unroutable
from gateway.broker.topology import queue_arguments
from schemas.errors import BrokerUnavailable
from tests.broker.virtual_hosts import virtual_host
from tests.faults.messages import HUGE, HeldBack, Inbox, Tap, forged_headers, poisons, repeat, rubbish
from tests.faults.postman import Letter, Postman
from tests.faults.seeing import exposed_in

EXCHANGE = "samspel"


@pytest.fixture
def host(rabbitmq):
    with virtual_host(rabbitmq) as made:
        yield made


@pytest.fixture
def broker(host):
    opened = host.broker()
    opened.declare("key")
    opened.declare("other")
    yield opened
    opened.close()


@pytest.fixture
def postman(host):
    return Postman(host.node.url, host.node.management, host.node.user, host.node.password, host.name)


INBOX, OTHER = Inbox("key"), Inbox("other")


def published(broker, number, key="key", queue=Queue.COPIES):
    for place in range(number):
        broker.publish(Outgoing(key, queue, f"urn:uuid:{place}", f"sealed {place}".encode()))


def read(broker, *keys):
    found = []
    broker.deliver(keys or ("key",), found.append, stop=lambda: False)
    return [(each.queue, each.envelope_id, each.body) for each in found]


def test_what_is_written_on_messages_is_kept_to_be_searched(broker, postman):
    queue = INBOX.both[0]
    postman.put([Letter(queue, b"the body", "its-id", {"x-about": "Tolvan"})])
    postman.take(queue)
    (written,) = postman.written_on
    assert all(each in written for each in (b"its-id", b"x-about", b"application/jose", queue.encode()))
    assert b"the body" not in written
    assert [each.what for each in exposed_in({"headers": written})] == ["the person"]


def test_a_tap_sees_what_is_sent_and_takes_nothing_away(broker, postman):
    tap = Tap(postman, EXCHANGE, INBOX.both)
    published(broker, 3)
    published(broker, 1, queue=Queue.CONTROL)
    seen = tap.look()
    assert [(each.queue, each.message_id) for each in seen] == [
        *((INBOX.copies, f"urn:uuid:{place}") for place in range(3)),
        (INBOX.control, "urn:uuid:0"),
    ]
    assert tap.look() == []
    tap.close()
    tap.close()
    assert len(read(broker)) == 4


def test_what_is_repeated_is_the_same_to_whoever_reads_it(broker, postman):
    tap = Tap(postman, EXCHANGE, INBOX.both)
    published(broker, 2)
    assert repeat(postman, tap.look(), 3, random.Random(1)) == 6
    assert tap.look() == []
    found = read(broker)
    assert sorted(found) == sorted(4 * [(Queue.COPIES, f"urn:uuid:{n}", f"sealed {n}".encode()) for n in (0, 1)])


def test_what_is_held_back_is_confirmed_and_comes_later_in_another_order(broker, postman):
    held = HeldBack(postman, EXCHANGE, INBOX.both)
    held.hold()
    published(broker, 20)
    assert read(broker) == []
    turned = held.release(random.Random(3))
    found = [name for _, name, _ in read(broker)]
    assert found != sorted(found, key=lambda name: int(name[9:]))
    assert sorted(found) == sorted(f"urn:uuid:{place}" for place in range(20))
    assert 20 < turned < 190
    assert len(held.held) == 20
    held.release(random.Random(3))
    published(broker, 1)
    assert len(read(broker)) == 1, "the queue is bound as before"


def test_something_is_put_before_each_message_that_was_held_back(broker, postman):
    held = HeldBack(postman, EXCHANGE, INBOX.both)
    held.hold()
    published(broker, 3)
    assert held.release_after(lambda letter: [Letter(letter.queue, b"before", letter.message_id)]) == 3
    assert [body for _, _, body in read(broker)] == [
        b"before",
        b"sealed 0",
        b"before",
        b"sealed 1",
        b"before",
        b"sealed 2",
    ]
    held.release_after(lambda letter: [letter])
    assert read(broker) == [], "twice is once"


def test_every_poison_differs_from_the_message_it_is_made_of(postman):
    letter = Letter(INBOX.copies, bytes(range(256)) * 8, "urn:uuid:1")
    made = poisons(letter, [OTHER.copies], random.Random(5))
    assert len({(each.queue, each.body) for each in made} | {(letter.queue, letter.body)}) == len(made) + 1
    assert max(len(each.body) for each in made) == HUGE
    forged = forged_headers(letter, random.Random(5))
    assert {(each.queue, each.body) for each in forged} == {(letter.queue, letter.body)}
    assert len({(each.message_id, str(each.headers)) for each in [*forged, letter]}) == len(forged) + 1


def test_poison_lies_in_the_queue_like_any_other_message(broker, postman):
    made = poisons(Letter(INBOX.copies, b"sealed" * 50, "urn:uuid:1"), [OTHER.copies], random.Random(5))
    assert postman.put(made) == len(made)
    assert len(read(broker, "key", "other")) == len(made)
    assert postman.put(rubbish(INBOX.control, 30, random.Random(5))) == 30
    assert postman.waiting(INBOX.control) == 30


def test_a_full_queue_refuses_what_is_sent_and_takes_it_when_there_is_room(broker, postman):
    published(broker, 1)
    postman.limit("full", r"^key\.copies$", 1)
    with pytest.raises(BrokerUnavailable) as refused:
        published(broker, 1000)  # the policy is in force a moment later
    assert refused.value.code == "SIP665"
    assert postman.is_full(INBOX.copies)
    with pytest.raises(NackError):
        postman.put([Letter(INBOX.copies, b"sealed")])
    postman.unlimit("full")
    postman.unlimit("full")
    for _ in range(1000):
        try:
            published(broker, 1)
            break
        except BrokerUnavailable:
            continue
    else:
        pytest.fail("it stays full")


def test_a_queue_that_is_unbound_or_deleted_is_no_way_to_anybody_until_it_is_made_again(broker, postman):
    postman.unbind(EXCHANGE, INBOX.copies)
    with pytest.raises(Unroutable):
        published(broker, 1)
    postman.bind(EXCHANGE, INBOX.copies)
    published(broker, 2)
    assert postman.delete(INBOX.copies) == 2
    with pytest.raises(Unroutable):
        published(broker, 1)
    for name, arguments in INBOX.arguments(EXCHANGE).items():
        postman.declare(name, arguments)
    postman.bind(EXCHANGE, INBOX.copies)
    published(broker, 1)
    assert len(read(broker)) == 1
    assert queue_arguments(EXCHANGE, Queue.COPIES) == INBOX.arguments(EXCHANGE)[INBOX.copies]
