"""Kills and many readers: nothing that was published is lost, and nobody gets what another has in hand."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Lock

from gateway.broker.protocol import DELIVERY_LIMIT, Delivery, Outgoing, Queue


def kill(process, expected):
    assert process.stdout.readline().strip() == expected
    process.kill()
    assert process.wait() != 0


def read(place, key):
    """What is there, also what a killed process had in hand a moment ago."""
    broker, seen = place.open(), []
    broker.deliver([key], seen.append, stop=lambda: bool(seen), wait=place.moment)
    broker.deliver([key], seen.append, stop=lambda: False)
    broker.close()
    return seen


def test_a_message_is_durable_when_publishing_has_returned(place, child):
    kill(child("killed_after_publishing", "key"), "published")
    assert read(place, "key") == [Delivery("key", Queue.COPIES, "envelope", b"sealed", 0)]


def test_killed_between_delivery_and_acknowledgement_the_message_comes_once_more(place, child):
    kill(child("killed_after_publishing", "key"), "published")
    kill(child("killed_while_handling", "key"), "envelope 0")
    kill(child("killed_while_handling", "key"), "envelope 1")
    assert [(delivery.count, delivery.redelivered) for delivery in read(place, "key")] == [(2, True)]
    assert read(place, "key") == []


def test_a_message_that_kills_its_reader_every_time_ends_as_dead_letter(place, child):
    """The last kills are real; those before are told by exceptions, which count the same."""
    kill(child("killed_after_publishing", "key"), "published")
    broker = place.open()
    for _ in range(DELIVERY_LIMIT - 2):
        try:
            broker.deliver(["key"], lambda _: 1 // 0, stop=lambda: False)
        except ZeroDivisionError:
            continue
    broker.close()
    kill(child("killed_while_handling", "key"), f"envelope {DELIVERY_LIMIT - 2}")
    kill(child("killed_while_handling", "key"), f"envelope {DELIVERY_LIMIT - 1}")
    assert read(place, "key") == []
    broker = place.open()
    assert [dead.envelope_id for dead in place.dead_letters(broker, ["key"], 1)] == ["envelope"]
    broker.close()


def test_two_processes_share_a_queue_and_each_message_comes_once(broker, child):
    broker.declare("key")
    sent = [f"envelope-{number}" for number in range(60)]
    for name in sent:
        broker.publish(Outgoing("key", Queue.COPIES, name, b"sealed"))
    children = [child("read_all", "key") for _ in range(2)]
    assert [process.stdout.readline().strip() for process in children] == ["ready", "ready"]
    for process in children:
        process.stdin.write("go\n")
        process.stdin.flush()
    seen = [line for process in children for line in process.communicate()[0].split()]
    assert [process.returncode for process in children] == [0, 0]
    assert Counter(seen) == Counter(sent)


def test_threads_never_have_the_same_message_in_hand(broker):
    broker.declare("key")
    sent = [f"envelope-{number}" for number in range(60)]
    for name in sent:
        broker.publish(Outgoing("key", Queue.COPIES, name, b"sealed"))
    together, lock, in_hand, seen = Barrier(4), Lock(), set(), []

    def handle(delivery):
        with lock:
            assert delivery.envelope_id not in in_hand
            in_hand.add(delivery.envelope_id)
        seen.append(delivery.envelope_id)
        with lock:
            in_hand.remove(delivery.envelope_id)

    def consume(_):
        together.wait()
        return broker.deliver(["key"], handle, stop=lambda: False)

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(consume, range(4))) == 60
    assert Counter(seen) == Counter(sent)


def test_two_consumers_at_once_get_different_messages(broker, publish, key):
    """Each handler waits until the other has a message in hand: with one message for both, neither would go on."""
    publish("1")
    publish("2")
    both, seen = Barrier(2, timeout=60), []

    def handle(delivery):
        seen.append(delivery.envelope_id)
        both.wait()

    def consume(_):
        return broker.deliver([key], handle, stop=lambda: False)

    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(consume, range(2))) == [1, 1]
    assert sorted(seen) == ["1", "2"]


def test_threads_publish_while_others_read_and_nothing_is_lost(broker):
    broker.declare("key")
    together, seen = Barrier(4), []

    def send(name):
        together.wait()
        for number in range(15):
            broker.publish(Outgoing("key", Queue.COPIES, f"{name}{number}", b"sealed"))

    def consume(_):
        together.wait()
        while len(seen) < 30:
            broker.deliver(["key"], lambda delivery: seen.append(delivery.envelope_id), stop=lambda: False)

    with ThreadPoolExecutor(4) as threads:
        work = [threads.submit(send, name) for name in "ab"] + [threads.submit(consume, None) for _ in range(2)]
        for each in work:
            each.result()
    assert Counter(seen) == Counter(f"{name}{number}" for name in "ab" for number in range(15))
