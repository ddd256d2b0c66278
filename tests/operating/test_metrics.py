"""Metrics: fed from the log in one place, read from the store when somebody looks, at a bounded cost, naming nobody."""

from __future__ import annotations

import io
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from math import inf
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from gateway.exchange.figures import measured, naming_of
from gateway.exchange.parts import LOOKING
from gateway.exchange.take import take
from gateway.logs import Event, make_log
from gateway.metrics import COUNTED, COUNTERS, Meters, metered
from schemas.errors import BrokerUnavailable, JournalUnavailable, StoreUnavailable
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.world import World


@pytest.fixture
def world(tmp_path: Path):
    made = World(tmp_path / "gateway")
    yield made
    made.close()


def samples(text: bytes) -> dict[tuple[str, ...], float]:
    """Name and sorted label values → value."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def read(world: World) -> dict[tuple[str, ...], float]:
    """What a scrape shows."""
    return samples(world.parts.meters.text())


def test_a_copys_way_is_counted_once_at_each_step(world: World) -> None:
    world.give(plan(consents=[consent()]))
    world.practice(REGION).run_once()
    world.run()
    seen = read(world)
    assert seen["samspel_documents_total", HOME, "accepted"] == 1
    assert seen["samspel_copies_prepared_total", HOME] == 3  # two recipients and the person's page
    assert seen["samspel_copies_sent_total", HOME] == 2
    assert seen["samspel_messages_received_total", "plan", REGION] == 1
    assert seen["samspel_copies_recorded_total", REGION] == 1
    assert seen["samspel_copies_recorded_total", SCHOOL] == 0
    assert seen["samspel_answers_settled_total", HOME, "recorded"] == 1
    assert seen["samspel_accepted_to_sent_seconds_count",] == 2
    assert seen["samspel_sent_to_recorded_seconds_count",] == 1
    assert seen["samspel_step_seconds_count", "prepare"] == 3
    assert seen["samspel_step_seconds_count", "record"] >= 2


def test_every_event_is_shown_before_it_has_happened(world: World) -> None:
    """So that a rise from nothing is one: the alert about defects goes by it."""
    seen = read(world)
    assert {event for event in Event if ("samspel_events_total", event.value) in seen} == set(Event)
    assert seen["samspel_events_total", Event.DEFECT.value] == 0


def test_what_lies_in_the_store_is_read_when_somebody_looks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_copy_id: object) -> None:
        raise JournalUnavailable

    monkeypatch.setattr(world.parts.journals[SCHOOL], "find", away)
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=3)
    seen = read(world)
    assert seen["samspel_oldest_unrecorded_seconds", SCHOOL] == timedelta(hours=3).total_seconds()
    assert seen["samspel_oldest_unrecorded_seconds", REGION] == 0
    assert seen["samspel_oldest_unsent_seconds", HOME] == 0
    assert seen["samspel_work_due", SCHOOL] == 1
    assert 0 < seen["samspel_work_overdue_seconds", SCHOOL] <= timedelta(hours=3).total_seconds()
    assert seen["samspel_copies", "received", SCHOOL, "received"] == 1
    assert seen["samspel_copies", "sent", HOME, "handed-over"] == 1
    assert seen["samspel_retries_total", "SIP953", SCHOOL] == 1
    assert (seen["samspel_store_up",], seen["samspel_broker_up",]) == (1, 1)


def test_a_copy_that_cannot_be_sent_is_the_oldest_unsent_and_the_person_is_not(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_message: object) -> None:
        raise BrokerUnavailable

    monkeypatch.setattr(world.parts.broker, "publish", away)
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=2)
    seen = read(world)
    assert seen["samspel_oldest_unsent_seconds", HOME] == timedelta(hours=2).total_seconds()
    assert not [name for name, *_ in seen if name == "samspel_copies_late"]


def test_what_was_taken_in_and_is_not_prepared_is_told_by_its_age_and_organisation(world: World) -> None:
    """A backlog before the first copy is frozen: nothing is unsent then, and yet nothing goes."""
    world.hand_in(plan(consents=[consent()]))
    assert take(world.parts, HOME, Counter()) == 1
    world.clock.forward(hours=2)
    seen = read(world)
    assert seen["samspel_oldest_unprepared_seconds", HOME] == timedelta(hours=2).total_seconds()
    assert seen["samspel_oldest_unprepared_seconds", REGION] == 0
    assert seen["samspel_oldest_unsent_seconds", HOME] == 0


def test_what_is_prepared_is_unprepared_no_more(world: World) -> None:
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=2)
    assert read(world)["samspel_oldest_unprepared_seconds", HOME] == 0


def test_a_page_that_lies_ready_is_not_unsent_and_late_copies_are_counted(world: World) -> None:
    world.give(plan(consents=[consent()]))
    world.clock.forward(days=8)
    seen = read(world)
    assert seen["samspel_copies", "sent", HOME, "made"] == 1
    assert seen["samspel_oldest_unsent_seconds", HOME] == 0
    late = {key[1:]: value for key, value in seen.items() if key[0] == "samspel_copies_late"}
    assert late["sent", HOME, "made"] == 1
    assert late["sent", HOME, "handed-over"] == 2
    assert late["received", REGION, "handed-over"] == 1
    assert late["received", SCHOOL, "handed-over"] == 1
    assert len(late) == 4


def test_what_is_parked_is_shown_by_its_reason(world: World) -> None:
    world.give(plan(consents=[consent()]))
    entry = world.parts.directory.find(REGION)
    assert entry is not None
    with world.parts.store.transaction() as tx:
        from gateway.exchange.parking import IN, park

        park(tx, world.parts, REGION, IN, "dead-letter:x", "SIP641", "delivery", body=b"x")
    seen = read(world)
    assert seen["samspel_parked_waiting", "SIP641", REGION] == 1
    assert seen["samspel_dead_letters_total", REGION] == 1
    assert seen["samspel_dead_letters_total", HOME] == 0
    assert seen["samspel_parked_total", "SIP641", REGION] == 1


def test_a_store_that_is_away_is_said_and_nothing_else_is_guessed(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise StoreUnavailable

    monkeypatch.setattr(type(world.parts.store), "check", lambda _self: away())
    seen = read(world)
    assert seen["samspel_store_up",] == 0
    assert seen["samspel_broker_up",] == 1
    assert not any(name.startswith("samspel_oldest") for name, *_ in seen)


def test_a_broker_that_is_away_is_said_and_the_store_is_read_all_the_same(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_self: object) -> None:
        raise BrokerUnavailable

    monkeypatch.setattr(type(world.parts.broker), "check", away)
    seen = read(world)
    assert (seen["samspel_store_up",], seen["samspel_broker_up",]) == (1, 0)
    assert ("samspel_oldest_unsent_seconds", HOME) in seen
    assert not any(name == "samspel_queue_messages" for name, *_ in seen)


def test_queues_are_asked_in_turn_for_a_bounded_time(world: World) -> None:
    from dataclasses import replace

    from gateway.exchange.figures import _Depths

    ticks = iter(range(10_000))
    parts = replace(world.parts, ticks=lambda: float(next(ticks)) / 2)
    depths = _Depths(parts, naming_of(parts))
    first = {each.labels for each in depths.read()}
    assert 0 < len(first) < 8
    for _ in range(8):
        seen = {each.labels for each in depths.read()}
    assert len(seen) == 8  # four organisations, two queues each


def test_every_event_is_counted_and_every_counter_has_one(world: World) -> None:
    meters = Meters()
    log = metered(make_log(io.StringIO()), meters)
    for event in Event:
        log(event, organisation=HOME, code="SIP641", kind="plan", state="sent", seconds=0.1, waited=2.0)
    seen = samples(meters.text())
    assert {name for name, *_ in seen if name.endswith("_total")} == {f"{name}_total" for name in COUNTERS}
    for event in Event:
        assert seen["samspel_events_total", event.value] == 1
    assert {name for name, _ in COUNTED.values()} <= set(COUNTERS)


def test_hundreds_of_organisations_are_thousands_of_series_and_pairs_are_none() -> None:
    meters = Meters()
    organisations = [f"21200{number:05}.soc" for number in range(300)]
    meters.begin(organisations)
    for organisation in organisations:
        for counterpart in (HOME, REGION, SCHOOL, CLINIC):
            meters.count(Event.COPY_SENT, {"organisation": organisation, "counterpart": counterpart, "seconds": 1.0})
    assert len(samples(meters.text())) < 300 * 10


def test_it_is_shown_when_somebody_last_looked_into_a_journal_or_that_nobody_has(world: World) -> None:
    assert not [name for name, *_ in read(world) if name == "samspel_journal_looked_seconds"]
    parts = measured(replace(world.parts, alone=False), "hub")
    now = parts.clock()
    lease = timedelta(minutes=1)
    assert parts.store.take_turn(HOME, LOOKING, owner="a", now=now, lease=lease, every=timedelta(0))
    world.clock.forward(minutes=11)
    seen = samples(parts.meters.text())
    assert seen["samspel_journal_looked_seconds", HOME] == timedelta(minutes=11).total_seconds()
    assert seen["samspel_journal_looked_seconds", SCHOOL] == inf


def test_a_first_refusal_is_a_rise_from_nothing(world: World) -> None:
    seen = read(world)
    assert seen["samspel_documents_total", HOME, "refused"] == 0
