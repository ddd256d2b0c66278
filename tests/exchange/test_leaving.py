"""Who leaves a plan and comes back: an end of participation ends what is older, never what comes after."""

import pytest

from gateway.exchange.copies_received import ending
from schemas.messages import MessageKind
from tests.exchange.holding_back import held_back, let_go
from tests.exchange.plans import COUNTY, HOME, REGION, SCHOOL, consent, measure, plan

ONE_CONSENT = consent((REGION, SCHOOL))


def with_school(revision):
    return plan(revision, [ONE_CONSENT], summary={"text": f"Skolan är med, {revision}"})


def without_school(revision):
    said = plan(revision, [ONE_CONSENT], summary={"text": f"Skolan är inte med, {revision}"})
    people = [each for each in said["plan"]["participants"] if each["organisation"] != SCHOOL]
    said["plan"]["participants"] = people
    said["plan"]["interventions"] = [measure("insats-1", "Sömnskola", REGION, "somatic-health", COUNTY)]
    return said


def give(world, *documents):
    for each in documents:
        world.give(each)
        world.clock.forward(hours=1)


def ends_taken(world):
    plan_id = world.plan_id()
    with world.parts.store.transaction() as tx:
        rows = tx.audit_rows(SCHOOL, plan_id=plan_id)
    return [row for row in rows if row.event == "control-taken" and b"end-of-participation" in row.detail]


def test_who_comes_back_gets_and_records_the_new_version(world):
    """Promise 1: with one and the same consent in force all the time."""
    give(world, with_school(1), without_school(2), with_school(3))
    assert (world.state(SCHOOL, 1), world.state(SCHOOL, 3)) == ("ended", "handed-over")
    world.practice(SCHOOL).run_once()
    world.run()
    assert world.state(SCHOOL, 3) == "recorded"
    assert [each["copy_id"] for each in world.practice(SCHOOL).entries()] == [str(world.copy_id(SCHOOL, 3))]


def test_who_leaves_again_is_told_again_and_once_each_time(world):
    give(world, with_school(1), without_school(2), without_school(3), with_school(4), without_school(5))
    assert len(ends_taken(world)) == 2
    assert (world.state(SCHOOL, 4), world.row(SCHOOL, 4).reason) == ("ended", "SIP625")
    assert world.incoming(SCHOOL) == []
    give(world, with_school(6))
    assert world.state(SCHOOL, 6) == "handed-over"


def test_an_end_that_comes_after_the_return_takes_only_what_is_older(world):
    """Controls and copies have queues of their own: nothing says which is read first."""
    give(world, with_school(1))
    with held_back(world, SCHOOL, "control") as held:
        give(world, without_school(2))
        give(world, with_school(3))
    let_go(world, held)
    assert (world.state(SCHOOL, 1), world.state(SCHOOL, 3)) == ("ended", "handed-over")
    assert len(world.incoming(SCHOOL)) == 1


def test_a_copy_that_comes_after_the_end_that_covers_it_is_not_recorded(world):
    give(world, with_school(1), without_school(2))
    with held_back(world, SCHOOL, "copies") as held:
        give(world, with_school(3))
    give(world, without_school(4))
    let_go(world, held)
    assert (world.state(SCHOOL, 3), world.incoming(SCHOOL)) == ("ended", [])


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_ends_in_any_order_give_the_same(world, order):
    give(world, with_school(1))
    with held_back(world, SCHOOL, "control") as held:
        give(world, without_school(2), with_school(3), without_school(4))
    ends = [message for message in held if message.envelope_id]
    for each in order:
        let_go(world, [ends[each]])
    world.clock.forward(hours=5)
    let_go(world, held)
    give(world, with_school(5))
    assert [world.state(SCHOOL, version) for version in (1, 3, 5)] == ["ended", "ended", "handed-over"]


def test_the_home_notes_the_end_in_the_ledger_and_keeps_its_own(world):
    give(world, with_school(1), without_school(2))
    assert world.state(HOME, 1) == world.state(HOME, 2) == "recorded"


def test_that_participation_has_ended_is_seen_as_long_as_it_lasts(world):
    def seen():
        plan_id = world.plan_id()
        with world.parts.store.transaction() as tx:
            newest = max(row.copy_id.version for row in tx.holdings(SCHOOL, plan_id))
            return ending(tx.plan(SCHOOL, plan_id), newest)

    give(world, with_school(1))
    assert seen() is None
    give(world, without_school(2))
    assert seen() is MessageKind.END_OF_PARTICIPATION
    give(world, with_school(3))
    assert seen() is None
