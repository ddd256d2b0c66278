"""Settling what is parked in bulk: each for itself, consent asked again; copies that were refused, sent again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from gateway.broker.protocol import Outgoing, Unroutable
from gateway.exchange import parked_in_bulk
from gateway.exchange.consent import withdraw
from gateway.exchange.parked import list_parked, release_copy, replay
from gateway.exchange.parked_in_bulk import discard_all, replay_all
from gateway.exchange.parking import IN, park
from schemas.errors import Rejected, StoreUnavailable
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.world import World


@pytest.fixture
def world(tmp_path: Path):
    made = World(tmp_path / "gateway")
    yield made
    made.close()


def no_queues(world: World, monkeypatch: pytest.MonkeyPatch, document: dict[str, Any]) -> None:
    """Hand in a plan while the broker has no queue for anybody."""

    def no_queue(_message: Outgoing) -> None:
        raise Unroutable

    with monkeypatch.context() as patch:
        patch.setattr(world.parts.broker, "publish", no_queue)
        world.give(document)
    assert {(row.reason, row.direction) for row in list_parked(world.parts)} == {("SIP620", "out")}


@pytest.fixture
def unroutable(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """Copies to three recipients that the broker has no queue for."""
    no_queues(world, monkeypatch, plan(consents=[consent(recipients=(REGION, SCHOOL, CLINIC))]))
    assert len(list_parked(world.parts)) == 3
    return world


def test_one_that_fails_stops_no_other_and_every_one_is_counted(unroutable: World) -> None:
    parts = unroutable.parts
    with parts.store.transaction() as tx:
        hopeless = park(tx, parts, HOME, IN, "something", "SIP634", "status")
        broken = park(tx, parts, HOME, "out", "no copy id", "SIP620", "send")
    numbers = [row.id for row in list_parked(parts)]
    settled = replay_all(parts, [hopeless, *numbers, 4711, numbers[0]])
    assert sorted(settled.done) == sorted(set(numbers) - {hopeless, broken})
    assert settled.failed == {hopeless: "SIP642", broken: "SIP989", 4711: "SIP602"}
    unroutable.run()
    assert {unroutable.state(each) for each in (REGION, SCHOOL, CLINIC)} == {"handed-over"}
    assert {row.id for row in list_parked(parts)} == {hopeless, broken}
    assert discard_all(parts, [hopeless, broken]).done == [hopeless, broken]
    assert discard_all(parts, [hopeless]).failed == {hopeless: "SIP647"}
    assert list_parked(parts) == []


def test_a_store_that_goes_away_ends_it_and_what_was_done_is_done(
    unroutable: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers = [row.id for row in list_parked(unroutable.parts)]
    left = [1]

    def once(parts, number):
        if not left:
            raise StoreUnavailable
        left.pop()
        replay(parts, number)

    monkeypatch.setattr(parked_in_bulk, "replay", once)
    with pytest.raises(StoreUnavailable):
        replay_all(unroutable.parts, numbers)
    assert [row.id for row in list_parked(unroutable.parts)] == numbers[1:]


def test_a_replay_asks_consent_again_and_what_it_covers_no_more_is_withheld_and_not_sent(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DESIGN promise 3: consent is asked when a copy is replayed."""
    no_queues(world, monkeypatch, plan(consents=[consent(valid_until="2026-01-20")]))
    published: list[str] = []
    publish = world.parts.broker.publish

    def noted(message: Outgoing) -> None:
        published.append(message.queue.value)
        publish(message)

    monkeypatch.setattr(world.parts.broker, "publish", noted)
    world.clock.forward(days=10)
    settled = replay_all(world.parts, [row.id for row in list_parked(world.parts)])
    assert (len(settled.done), settled.failed) == (2, {})
    world.run()
    assert {world.state(each) for each in (REGION, SCHOOL)} == {"withheld"}
    assert published == []
    assert [world.incoming(each) for each in (REGION, SCHOOL)] == [[], []]


def test_after_a_withdrawal_nothing_that_was_parked_can_go(unroutable: World) -> None:
    world = unroutable
    numbers = [row.id for row in list_parked(world.parts)]
    withdraw(world.parts, HOME, world.plan_id())
    world.run()
    settled = replay_all(world.parts, numbers)
    world.run()
    assert settled.done == []
    assert [world.incoming(each) for each in (REGION, SCHOOL, CLINIC)] == [[], [], []]


def test_a_copy_that_was_rejected_goes_again_as_a_new_message(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuses(_copy: object) -> None:
        raise Rejected(code="SIP800")

    with monkeypatch.context() as patch:
        patch.setattr(world.parts.journals[REGION], "record", refuses)
        world.give(plan(consents=[consent()]))
    before = world.row(REGION)
    assert before.state.value == "rejected"
    world.clock.forward(hours=1)
    release_copy(world.parts, HOME, world.copy_id(REGION))
    world.run()
    after = world.row(REGION)
    assert after.state.value == "handed-over"
    assert after.message_id != before.message_id
    assert after.content_hash == before.content_hash
    with pytest.raises(Rejected):
        release_copy(world.parts, HOME, world.copy_id(REGION))


def test_a_parked_copy_that_is_released_is_not_parked_any_more(unroutable: World) -> None:
    world = unroutable
    release_copy(world.parts, HOME, world.copy_id(REGION))
    world.run()
    assert world.state(REGION) == "handed-over"
    assert len(list_parked(world.parts)) == 2
