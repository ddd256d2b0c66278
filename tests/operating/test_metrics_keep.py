"""Gauges are read at a bounded cost, are right within a minute after an outage, and keep nobody waiting who looks."""

from __future__ import annotations

import threading
from math import inf
from pathlib import Path

import pytest

from gateway.exchange.figures import HEALTH_PATIENCE, answering
from gateway.exchange.kept_readings import KEPT_AT_MOST, PATIENCE, KeptReadings
from gateway.metrics import Reading
from tests.exchange.world import World
from tests.operating.test_metrics import read
from tests.worker.running import Gate, wait_until

OF_PROMETHEUS, OF_THE_CONTAINERS = 10, 4
"""Seconds after which who looks gives up."""


@pytest.fixture
def world(tmp_path: Path):
    made = World(tmp_path / "gateway")
    yield made
    made.close()


class Slow:
    """Readings that count themselves and take as long as is said, on a clock that only they and the test move."""

    def __init__(self, seconds: float) -> None:
        self.now, self.seconds, self.count = 0.0, seconds, 0
        self.kept = KeptReadings(self._read, ticks=lambda: self.now)

    def _read(self):
        self.count += 1
        self.now += self.seconds
        yield Reading("samspel_broker_up", self.count)


def test_a_storm_of_scrapes_reads_the_store_once() -> None:
    reads: list[int] = []
    now = [0.0]

    def readings():
        reads.append(1)
        now[0] += 2.0
        yield Reading("samspel_store_up", len(reads))

    kept = KeptReadings(readings, ticks=lambda: now[0])
    threads = [threading.Thread(target=kept) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(reads) == 1
    now[0] += 37  # reading took two seconds: it is kept for nineteen times as long
    assert kept()[0].value == 1
    now[0] += 2
    assert kept()[0].value == 2


def test_a_reading_that_took_long_is_kept_for_a_minute_at_most() -> None:
    """Three hosts that do not answer take half a minute: nineteen times that would be most of ten minutes."""
    slow = Slow(30.0)
    assert slow.kept()[0].value == 1
    slow.now += KEPT_AT_MOST - 1
    assert slow.kept()[0].value == 1
    slow.now += 1
    assert slow.kept()[0].value == 2
    assert KEPT_AT_MOST <= 60


def test_the_age_of_what_is_shown_is_that_of_the_beginning_of_its_reading() -> None:
    slow = Slow(30.0)
    assert slow.kept.age() == inf
    slow.kept()
    slow.now += 5
    assert slow.kept.age() == 35


def test_what_was_known_is_shown_while_a_new_reading_hangs_and_one_at_a_time_is_under_way(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    slow = Slow(1.0)
    assert slow.kept()[0].value == 1
    gate = Gate(slow, "_read")
    slow.kept._read = gate
    slow.now += 100
    monkeypatch.setattr("gateway.exchange.kept_readings.PATIENCE", 0.0)
    assert [slow.kept()[0].value for _ in range(3)] == [1, 1, 1]
    assert slow.kept.age() == 101
    gate.let_go()
    wait_until(lambda: slow.kept()[0].value == 2)


def test_a_reading_that_fails_says_so_to_who_waits_and_the_next_one_is_made_anew() -> None:
    failures = [RuntimeError("a defect")]

    def readings():
        if failures:
            raise failures.pop()
        yield Reading("samspel_broker_up", 1)

    kept = KeptReadings(readings)
    with pytest.raises(RuntimeError, match="a defect"):
        kept()
    assert kept()[0].value == 1


def test_a_broker_that_hangs_keeps_no_scrape_waiting_and_hides_nothing_of_the_store(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(world.parts.broker, "check")
    monkeypatch.setattr(type(world.parts.broker), "check", gate)
    monkeypatch.setattr("gateway.exchange.kept_readings.PATIENCE", 0.0)
    try:
        wait_until(lambda: ("samspel_store_up",) in read(world))
        seen = read(world)
        assert ("samspel_broker_up",) not in seen
        assert seen["samspel_reading_age_seconds", "broker"] == inf
        assert seen["samspel_reading_age_seconds", "store"] < 60
    finally:
        gate.let_go()
    wait_until(lambda: ("samspel_broker_up",) in read(world))


def test_a_part_that_hangs_does_not_answer_as_far_as_health_is_concerned(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate = Gate(world.parts.broker, "check")
    monkeypatch.setattr(type(world.parts.broker), "check", gate)
    monkeypatch.setattr("gateway.exchange.figures.HEALTH_PATIENCE", 4.0)
    try:
        assert answering(world.parts) == {"store": True, "broker": False}
    finally:
        gate.let_go()
    for thread in [each for each in threading.enumerate() if each.name == "asking"]:
        thread.join()
    assert answering(world.parts) == {"store": True, "broker": True}


def test_those_who_look_have_their_answer_before_they_give_up() -> None:
    """A container's check asks for readiness and metrics, one after the other."""
    assert PATIENCE < OF_PROMETHEUS
    assert HEALTH_PATIENCE + PATIENCE < OF_THE_CONTAINERS
