"""Queues that did not confirm: left alone longer and longer, tried by one, and nobody else waits for them."""

from __future__ import annotations

from contextlib import suppress

import pytest

from gateway.broker.amqp import Refused, Unconfirmed
from gateway.broker.protocol import FULL, OF_ONE_QUEUE, Unroutable
from gateway.broker.silent_queues import BRIEFLY, LONGEST, SilentQueues
from schemas.errors import BrokerUnavailable
from tests.broker.seconds import Seconds

ASKING = 30.0


class FullQueue(BrokerUnavailable):
    """As the broker says it of one queue."""

    code = FULL


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def silent(seconds: Seconds) -> SilentQueues:
    return SilentQueues(lambda: 1.0, ASKING, seconds)


def ask(silent: SilentQueues, queue: str, answer: type[Exception] | None = None) -> bool:
    """Whether the queue was asked, and not left alone; it answers so."""
    asked = False
    with suppress(Unroutable, BrokerUnavailable), silent.trying(queue):
        asked = True
        if answer is not None:
            raise answer
    return asked


def test_a_queue_that_is_silent_rests_longer_and_longer_and_never_shorter_than_asking_took(silent, seconds):
    rests = []
    for _ in range(10):
        began = seconds.now
        while not ask(silent, "silent", Unconfirmed):
            seconds.now += 1.0
        rests.append(seconds.now - began)
    assert rests[:2] == [0.0, ASKING]
    assert rests == sorted(rests)
    assert rests[-1] == LONGEST


def test_others_are_asked_meanwhile(silent):
    ask(silent, "silent", Unconfirmed)
    assert not ask(silent, "silent")
    assert ask(silent, "other")


def test_of_all_silent_queues_one_is_asked_at_a_time(silent, seconds):
    """However many there are, they hold one thread."""
    for queue in ("one", "two"):
        ask(silent, queue, Unconfirmed)
    seconds.now = ASKING
    with silent.trying("one"):
        assert not ask(silent, "one")
        assert not ask(silent, "two")
        assert ask(silent, "other")
    assert ask(silent, "two")


def test_confirms_are_waited_for_briefly_while_a_queue_is_silent(silent, seconds):
    with silent.trying("other") as within:
        assert within == ASKING
    ask(silent, "silent", Unconfirmed)
    with silent.trying("other") as within:
        assert within == BRIEFLY
    seconds.now = ASKING
    with silent.trying("silent") as within:
        assert within == BRIEFLY
    with silent.trying("silent") as within:
        assert within == ASKING


def test_threads_that_wait_for_the_same_silence_find_it_once(silent, seconds):
    with suppress(Unconfirmed), silent.trying("silent"):
        ask(silent, "silent", Unconfirmed)
        raise Unconfirmed
    seconds.now = ASKING
    ask(silent, "silent", Unconfirmed)
    seconds.now += ASKING
    assert ask(silent, "silent")


@pytest.mark.parametrize("answer", [None, Unroutable, Refused, FullQueue])
def test_a_queue_that_answers_is_silent_no_more(silent, seconds, answer):
    ask(silent, "silent", Unconfirmed)
    seconds.now = ASKING
    ask(silent, "silent", answer)
    assert ask(silent, "silent", Unconfirmed)
    seconds.now += ASKING
    assert ask(silent, "silent"), "it rests as after the first time"


def test_a_broker_that_is_lost_while_a_silent_queue_is_asked_says_nothing_of_the_queue(silent, seconds):
    ask(silent, "silent", Unconfirmed)
    seconds.now = ASKING
    assert ask(silent, "silent", BrokerUnavailable)
    assert ask(silent, "silent")


def test_what_one_queue_does_not_confirm_says_that_it_is_that_queue_alone():
    assert Unconfirmed().code in OF_ONE_QUEUE
    assert BrokerUnavailable().code not in OF_ONE_QUEUE
