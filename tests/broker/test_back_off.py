"""A broker that failed is left alone for a while: growing with what fails, and not with what was told to wait."""

from __future__ import annotations

import pytest

from gateway.broker.back_off import LONGEST, BackOff
from schemas.errors import BrokerUnavailable, LeftAlone
from tests.broker.seconds import Seconds


@pytest.fixture
def seconds() -> Seconds:
    return Seconds()


@pytest.fixture
def back_off(seconds: Seconds) -> BackOff:
    return BackOff(lambda: 1.0, seconds)


def refused(back_off: BackOff) -> bool:
    try:
        back_off.may_try()
    except LeftAlone:
        return True
    return False


def test_who_is_told_to_wait_makes_nobody_wait_longer(back_off: BackOff, seconds: Seconds) -> None:
    back_off.failed(BrokerUnavailable("short of memory", code="SIP666"))
    for _ in range(1000):
        assert refused(back_off)
    seconds.now = 2.0
    assert not refused(back_off)


def test_until_then_all_are_told_why(back_off: BackOff) -> None:
    back_off.failed(BrokerUnavailable("the user is refused", code="SIP661"))
    with pytest.raises(BrokerUnavailable, match="the user is refused") as told:
        back_off.may_try()
    assert told.value.code == "SIP661"


def test_the_waits_grow_up_to_the_longest(back_off: BackOff, seconds: Seconds) -> None:
    waited = []
    for _ in range(8):
        back_off.failed(BrokerUnavailable("away"))
        began = seconds.now
        while refused(back_off):
            seconds.now += 0.5
        waited.append(seconds.now - began)
    assert waited == sorted(waited)
    assert waited[0] < waited[2] < waited[-1] == LONGEST.total_seconds()


def test_one_answer_ends_it(back_off: BackOff) -> None:
    back_off.failed(BrokerUnavailable("away"))
    back_off.answered()
    assert not refused(back_off)


def test_a_broker_that_is_told_to_wait_again_and_again_is_found_when_it_is_back(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is refused because of a blocked broker is no new sign of a blocked broker."""
    from gateway.broker.rabbitmq import RabbitBroker
    from gateway.settings import BrokerSettings

    broker = RabbitBroker(BrokerSettings(urls=("amqp://127.0.0.1:1",)), "gateway", "password")
    failures: list[BrokerUnavailable] = []
    counted = broker._back_off.failed
    monkeypatch.setattr(broker._back_off, "failed", lambda why: (failures.append(why), counted(why)))
    broker._back_off.failed(BrokerUnavailable("short of memory", code="SIP666"))
    for _ in range(3):
        with pytest.raises(LeftAlone):
            broker.check()
    assert len(failures) == 1
    broker.close()
