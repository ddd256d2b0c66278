"""Consumers of the real broker: what waits, what comes by itself, and what goes away meanwhile."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest

from gateway.broker.protocol import Queue
from gateway.broker.topology import queue_name
from schemas.errors import BrokerUnavailable
from tests.broker.waiting import copy, never, until


def test_a_hundred_organisations_are_read_on_one_connection(broker, host, consuming):
    keys, seen = [f"key-{number}" for number in range(100)], []
    for key in keys:
        broker.declare(key)
    for key in keys[:50]:
        broker.publish(copy(key, f"waits {key}"))
    reader = consuming(keys, seen.append)
    until(lambda: len(seen) == 50)
    until(lambda: consumers(reader) == tuple(keys))
    for key in keys:
        broker.publish(copy(key, f"comes {key}"))
    until(lambda: len(seen) == 150)
    assert {each.envelope_id for each in seen} == {
        *(f"waits {key}" for key in keys[:50]),
        *(f"comes {key}" for key in keys),
    }
    assert max(each.count for each in seen) == 0


def consumers(broker):
    """The keys whose queues send by themselves to a broker that one thread uses."""
    return broker._all[0].reader._subscribed if broker._all else None


def test_other_keys_are_read_from_the_next_call_on(broker, open_broker):
    broker.declare("other")
    reader, seen = open_broker(), []
    wait = timedelta(milliseconds=50)
    assert reader.deliver(["key"], seen.append, stop=never, wait=wait) == 0
    broker.publish(copy("other", "1"))
    assert reader.deliver(["key"], seen.append, stop=never, wait=wait) == 0
    assert reader.deliver(["key", "other"], seen.append, stop=never, wait=wait) == 1
    assert consumers(reader) == ("key", "other")
    broker.publish(copy("key", "2"))
    assert reader.deliver(["other"], seen.append, stop=never, wait=wait) == 0
    assert reader.deliver(["key"], seen.append, stop=never, wait=wait) == 1
    assert [each.envelope_id for each in seen] == ["1", "2"]


def test_control_goes_first_also_when_everything_comes_by_itself(broker, consuming):
    seen = []

    def handle(delivery):
        seen.append(delivery.envelope_id)
        if delivery.envelope_id == "start":
            for number in range(3):
                broker.publish(copy("key", f"copy-{number}"))
            for number in range(3):
                broker.publish(copy("key", f"control-{number}", Queue.CONTROL))

    reader = consuming(["key"], handle)
    until(lambda: consumers(reader) == ("key",))
    broker.publish(copy("key", "start"))
    until(lambda: len(seen) == 7)
    assert seen == ["start", *(f"control-{n}" for n in range(3)), *(f"copy-{n}" for n in range(3))]


def test_what_kills_its_reader_does_not_take_its_neighbours_along(broker, open_broker):
    """Also while messages come by themselves: a neighbour in hand with the killer counts then, not every time."""
    broker.declare("other")
    reader, counts = open_broker(), Counter()

    def handle(delivery):
        counts[delivery.envelope_id] = max(counts[delivery.envelope_id], delivery.count)
        if delivery.envelope_id == "start":
            broker.publish(copy("key", "poison", Queue.CONTROL))
            for number in range(5):
                broker.publish(copy("other", f"good-{number}"))
                broker.publish(copy("key", f"fine-{number}"))
        if delivery.envelope_id == "poison":
            raise MemoryError

    assert reader.deliver(["key", "other"], handle, stop=never, wait=timedelta(milliseconds=50)) == 0
    broker.publish(copy("key", "start"))
    fallen = 0
    while counts["fine-4"] == 0 and "fine-4" not in counts:
        try:
            reader.deliver(["key", "other"], handle, stop=never, wait=timedelta(milliseconds=50))
        except MemoryError:
            fallen += 1
    assert fallen == 50
    assert counts["poison"] == 49
    assert max(count for name, count in counts.items() if name != "poison") <= 2


def test_a_queue_that_goes_away_ends_no_other(broker, host, consuming):
    broker.declare("other")
    seen = []
    reader = consuming(["key", "other"], seen.append)
    until(lambda: consumers(reader) == ("key", "other"))
    with host.admin() as admin:
        admin.delete(f"/api/queues/{host.name}/{queue_name('other', Queue.CONTROL)}").raise_for_status()
    broker.publish(copy("key", "still read"))
    until(lambda: seen)
    assert {each.envelope_id for each in seen} == {"still read"}  # once more, if it was in hand just then


def test_closing_ends_a_call_that_waits(open_broker):
    broker, ended = open_broker(), threading.Event()
    broker.declare("key")

    def wait():
        broker.deliver(["key"], lambda _: None, stop=never, wait=timedelta(minutes=5))
        ended.set()

    thread = threading.Thread(target=wait)
    thread.start()
    until(lambda: any(lines.reader._subscribed for lines in broker._all))
    broker.close()
    assert ended.wait(10)
    thread.join()
    with pytest.raises(BrokerUnavailable):
        broker.publish(copy("key", "envelope"))


def test_threads_that_ended_leave_no_connection_behind(broker):
    for _ in range(5):
        thread = threading.Thread(target=broker.check)
        thread.start()
        thread.join()
    broker_of_this_thread, one_that_ended = 1, 1
    assert len(broker._all) <= broker_of_this_thread + one_that_ended
