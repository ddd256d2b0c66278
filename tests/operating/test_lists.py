"""Lists: filtered by what is no person, cut with a count, and without opening a single sealed body."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from gateway.exchange.ledger import left_out, received, sent, wanted_of
from gateway.exchange.lists import lists_of
from gateway.exchange.parked import count_parked, list_parked
from gateway.exchange.read_once import ReadOnce
from gateway.security.vault import Vault
from gateway.store.rows import WantedParked
from schemas.states import CopyState
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.world import World


@pytest.fixture
def world(tmp_path: Path):
    made = World(tmp_path / "gateway")
    yield made
    made.close()


@pytest.fixture
def two_plans(world: World) -> World:
    world.give(plan(consents=[consent()]))
    world.clock.forward(days=3)
    other = plan(consents=[consent()])
    other["plan"]["source"] = {"system": HOME, "plan_id": "SOC-2", "revision": 1}
    other["plan"]["follow_up"] = {"on": "2026-09"}
    world.give(other)
    return world


def named(rows) -> set[str]:
    return {row.copy_id.recipient for row in rows}


def test_a_list_opens_no_sealed_body(two_plans: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(*_: object, **__: object) -> bytes:
        raise AssertionError("a list has opened a body")

    parts = two_plans.parts
    monkeypatch.setattr(Vault, "unlock", opened)
    for organisation in parts.hosted:
        shown = lists_of(parts, organisation, wanted_of(parts))
        assert shown.coming == ()
        if organisation == REGION:
            assert sorted(shown.follow_ups.values()) == ["2026-04-01", "2026-09-01"]
            assert len(shown.received) == 2
    assert len(list_parked(parts)) == count_parked(parts, WantedParked())
    parts = replace(parts, known=ReadOnce())
    with pytest.raises(AssertionError):  # what is coming stands in the plans
        lists_of(parts, HOME, wanted_of(parts), coming=True)


def test_copies_are_found_by_copy_message_plan_organisation_state_and_age(two_plans: World) -> None:
    parts = two_plans.parts
    every = sent(parts, HOME, wanted_of(parts))
    newest, oldest = every[0], every[-1]
    assert newest.copy_id.plan_id != oldest.copy_id.plan_id
    assert named(sent(parts, HOME, wanted_of(parts, counterpart=REGION))) == {REGION}
    assert {row.copy_id for row in sent(parts, HOME, wanted_of(parts, copy_id=newest.copy_id))} == {newest.copy_id}
    (to_school,) = [
        row for row in every if row.copy_id.recipient == SCHOOL and row.copy_id.plan_id == newest.copy_id.plan_id
    ]
    assert to_school.message_id is not None
    by_message = sent(parts, HOME, wanted_of(parts, message_id=to_school.message_id))
    assert {row.copy_id for row in by_message} == {to_school.copy_id}
    at_school = received(parts, SCHOOL, wanted_of(parts, message_id=to_school.message_id))
    assert {row.copy_id for row in at_school} == {to_school.copy_id}  # the same id on both sides
    made = sent(parts, HOME, wanted_of(parts, states=(CopyState.MADE,)))
    assert named(made) == {"person"}
    old = sent(parts, HOME, wanted_of(parts, older_than=timedelta(days=2)))
    new = sent(parts, HOME, wanted_of(parts, newer_than=timedelta(days=2)))
    assert {row.copy_id.plan_id for row in old} == {oldest.copy_id.plan_id}
    assert {row.copy_id for row in [*old, *new]} == {row.copy_id for row in every}


def test_what_the_limit_has_cut_is_counted(two_plans: World) -> None:
    parts = two_plans.parts
    whole = sent(parts, HOME, wanted_of(parts))
    wanted = wanted_of(parts, limit=3)
    rows, came = sent(parts, HOME, wanted), received(parts, HOME, wanted)
    assert (len(rows), len(came)) == (3, 0)
    assert left_out(parts, HOME, wanted, rows, came) == len(whole) - 3
    assert left_out(parts, HOME, wanted_of(parts), whole, ()) == 0
    assert lists_of(parts, REGION, wanted_of(parts, limit=1)).more == 1


def test_a_plan_that_says_no_follow_up_any_more_has_none_at_home_and_keeps_none_of_a_copy(world: World) -> None:
    world.give(plan(consents=[consent()]))
    world.give(plan(revision=2, consents=[consent()], follow_up=None))
    parts, plan_id = world.parts, world.plan_id()
    with parts.store.transaction() as tx:
        assert tx.follow_ups(HOME, [plan_id]) == {}
        assert tx.follow_ups(REGION, [plan_id, "urn:uuid:00000000-0000-4000-8000-000000000000"]) == {}


def test_what_is_parked_is_found_by_plan_counterpart_copy_reason_and_age(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def defective(_copy_id: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(world.parts.journals[REGION], "find", defective)
    world.give(plan(consents=[consent(recipients=(REGION, SCHOOL, CLINIC))]))
    for _ in range(3):
        world.clock.forward(hours=1)
        world.run()
    parts, copy_id = world.parts, world.copy_id(REGION)
    (row,) = list_parked(parts)
    assert (row.organisation, row.reason, row.subject) == (REGION, "SIP640", str(copy_id))
    finds = [
        WantedParked(plan_id=world.plan_id()),
        WantedParked(counterpart=HOME),
        WantedParked(subject=str(copy_id)),
        WantedParked(copy_id=str(copy_id)),
        WantedParked(message_id=world.row(REGION).message_id),
        WantedParked(reason="SIP640", organisation=REGION),
        WantedParked(parked_until=world.clock()),
    ]
    misses = [
        WantedParked(plan_id="urn:uuid:00000000-0000-4000-8000-000000000000"),
        WantedParked(counterpart=SCHOOL),
        WantedParked(counterpart=REGION),
        WantedParked(reason="SIP620"),
        WantedParked(copy_id=str(world.copy_id(SCHOOL))),
        WantedParked(message_id=world.row(SCHOOL).message_id),
        WantedParked(organisation=HOME),
        WantedParked(parked_until=world.clock() - timedelta(days=1)),
    ]
    assert [count_parked(parts, each) for each in finds] == [1] * len(finds)
    assert [len(list_parked(parts, None, each)) for each in finds] == [1] * len(finds)
    assert [count_parked(parts, each) for each in misses] == [0] * len(misses)
