"""Publishing and delivering: durable, in order, control first, acknowledged only after the handler."""

from __future__ import annotations

from dataclasses import fields

import pytest

from gateway.broker.protocol import DELIVERY_LIMIT, MAX_BODY, Delivery, Outgoing, Queue, TooLarge, Unroutable


def names(deliveries):
    return [delivery.envelope_id for delivery in deliveries]


def test_a_message_is_delivered_as_it_was_published(reader, publish, key):
    body = bytes(range(256))
    publish("envelope", Queue.CONTROL, body)
    assert reader.read() == [Delivery(key, Queue.CONTROL, "envelope", body, 0)]
    assert not reader.seen[0].redelivered
    assert reader.read() == []


def test_control_is_read_before_copies_and_each_oldest_first(reader, publish):
    for number in range(3):
        publish(f"copy-{number}")
        publish(f"control-{number}", Queue.CONTROL)
    assert names(reader.read()) == [f"{queue}-{number}" for queue in ("control", "copy") for number in range(3)]


def test_control_that_comes_while_copies_are_read_goes_first(broker, reader, publish, key):
    publish("copy-1")
    publish("copy-2")
    assert names(reader.read(limit=1)) == ["copy-1"]
    publish("control", Queue.CONTROL)
    assert names(reader.read()) == ["control", "copy-2"]


def test_a_message_without_a_queue_comes_back_and_is_not_sent(broker, reader, publish):
    with pytest.raises(Unroutable) as refused:
        publish("envelope", to="nobody")
    assert refused.value.code == "SIP620"
    broker.declare("nobody")
    assert broker.depth("nobody", Queue.COPIES) == 0


def test_declaring_twice_is_once_and_keeps_what_waits(broker, reader, publish, key):
    publish("envelope")
    broker.declare(key)
    assert names(reader.read()) == ["envelope"]


def test_publishing_twice_makes_two_messages(reader, publish):
    publish("envelope")
    publish("envelope")
    assert names(reader.read()) == ["envelope", "envelope"]


def test_each_key_is_read_alone_or_with_others(broker, reader, publish, key):
    broker.declare(f"{key}-other")
    publish("mine")
    publish("others", to=f"{key}-other")
    assert names(reader.read()) == ["mine"]
    publish("mine", Queue.COPIES)
    reader.keys = [key, f"{key}-other"]
    assert sorted(names(reader.read())) == ["mine", "others"]
    reader.keys = []
    assert reader.read() == []


def test_the_depth_is_what_waits_in_each_queue(broker, reader, publish, key):
    publish("1")
    publish("2")
    publish("3", Queue.CONTROL)
    assert (broker.depth(key, Queue.CONTROL), broker.depth(key, Queue.COPIES)) == (1, 2)
    reader.read(limit=2)
    assert (broker.depth(key, Queue.CONTROL), broker.depth(key, Queue.COPIES)) == (0, 1)


def test_nothing_is_delivered_when_told_to_stop(reader, publish):
    publish("1")
    publish("2")
    assert reader.read(limit=0) == []
    assert names(reader.read(limit=1)) == ["1"]
    assert names(reader.read()) == ["2"]


@pytest.mark.parametrize("error", [RuntimeError("defect"), KeyboardInterrupt()])
def test_what_the_handler_raises_goes_through_and_the_message_stays_first(reader, publish, error):
    publish("1")
    publish("2")
    assert reader.fail(error).count == 0
    again = reader.read()
    assert names(again) == ["1", "2"]
    assert [(delivery.count, delivery.redelivered) for delivery in again] == [(1, True), (0, False)]


def test_what_was_acknowledged_before_an_error_stays_acknowledged(broker, reader, publish, key):
    for name in "123":
        publish(name)

    def handle(delivery):
        if delivery.envelope_id == "2":
            raise RuntimeError("defect")

    with pytest.raises(RuntimeError, match="defect"):
        broker.deliver([key], handle, stop=lambda: False)
    assert names(reader.read()) == ["2", "3"]


def test_a_handler_may_publish_and_what_it_publishes_is_delivered_too(broker, reader, publish, key):
    publish("question")
    seen = []

    def handle(delivery):
        seen.append(delivery.envelope_id)
        if delivery.envelope_id == "question":
            publish("answer", Queue.CONTROL)

    assert broker.deliver([key], handle, stop=lambda: False) == 2
    assert seen == ["question", "answer"]


def test_a_message_is_not_acknowledged_while_it_is_handled(place, broker, publish, key):
    """Another consumer does not get it meanwhile, and when the handler raises, it does."""
    publish("envelope")
    other, seen = place.open(), []

    def handle(_):
        assert other.deliver([key], lambda _: seen.append("too early"), stop=lambda: False) == 0
        raise RuntimeError("defect")

    with pytest.raises(RuntimeError, match="defect"):
        broker.deliver([key], handle, stop=lambda: False)
    assert other.deliver([key], lambda delivery: seen.append(delivery.count), stop=lambda: False) == 1
    assert seen == [1]
    other.close()


def test_messages_stay_over_closing_and_opening(place, broker, publish, key):
    publish("envelope", body=b"\x00")
    broker.close()
    broker.close()
    again, seen = place.open(), []
    assert again.deliver([key], seen.append, stop=lambda: False) == 1
    assert seen == [Delivery(key, Queue.COPIES, "envelope", b"\x00", 0)]
    again.close()


def test_the_largest_message_is_taken_and_a_larger_one_refused(reader, publish):
    publish("largest", body=bytes(MAX_BODY))
    with pytest.raises(TooLarge):
        publish("larger", body=bytes(MAX_BODY + 1))
    (only,) = reader.read()
    assert (only.envelope_id, len(only.body)) == ("largest", MAX_BODY)


def test_a_message_that_kills_its_reader_is_set_aside_and_the_next_goes_on(place, broker, reader, publish, key):
    poison = publish("poison", Queue.CONTROL, b"\x00poison")
    publish("good")
    counts = [reader.fail(MemoryError()).count for _ in range(DELIVERY_LIMIT)]
    assert counts == list(range(DELIVERY_LIMIT))
    assert names(reader.read()) == ["good"]
    assert broker.depth(key, Queue.CONTROL) == 0
    for _ in range(2):  # it stays until it is discarded
        (dead,) = place.dead_letters(broker, [key], 1)
        assert dead.count == DELIVERY_LIMIT
        assert (dead.envelope_id, dead.queue, dead.body) == ("poison", poison.queue, poison.body)
    assert list(broker.dead_letters(["other"])) == []
    broker.discard_dead_letter(dead)
    broker.discard_dead_letter(dead)
    assert list(broker.dead_letters([key])) == []
    assert reader.read() == []


def test_dead_letters_come_oldest_first_and_can_be_discarded_while_they_are_read(place, broker, reader, publish, key):
    for name in "12":
        publish(name)
        for _ in range(DELIVERY_LIMIT):
            reader.fail(MemoryError())
    place.dead_letters(broker, [key], 2)
    seen = []
    for dead in broker.dead_letters([key]):
        broker.discard_dead_letter(dead)
        seen.append(dead.envelope_id)
    assert seen == ["1", "2"]
    assert list(broker.dead_letters([key])) == []


def test_discarding_touches_nothing_that_is_not_dead(broker, reader, publish, key):
    publish("envelope")
    broker.discard_dead_letter(Delivery(key, Queue.COPIES, "envelope", b"sealed", DELIVERY_LIMIT))
    assert names(reader.read()) == ["envelope"]


def test_a_message_carries_nothing_in_the_clear_but_key_queue_and_envelope_id():
    assert [each.name for each in fields(Outgoing)] == ["routing_key", "queue", "envelope_id", "body"]
