"""What has ended reaches the recipient's journal: nothing of it is left to import, and what is recorded stays."""

import json

import pytest

from gateway.exchange.consent import withdraw
from gateway.exchange.parked import list_parked
from gateway.exchange.withdrawing import Taking
from schemas.codes import Subject, WithdrawalScope
from schemas.errors import JournalUnavailable
from tests.exchange.holding_back import break_journal
from tests.exchange.plans import COUNTY, HOME, REGION, SCHOOL, consent, measure, plan


def documents(world, organisation):
    return list((world.root(organisation) / "in").glob("*.xml"))


def notices(world, organisation):
    found = (world.root(organisation) / "in").glob("*.ended.json")
    return [(said["state"], said["reason"], said["recorded"]) for said in (json.loads(p.read_bytes()) for p in found)]


def holding(world, organisation, version=1):
    copy_id = world.copy_id(organisation, version)
    with world.parts.store.transaction() as tx:
        return tx.holding(organisation, copy_id)


def leave_school_out(world):
    without = plan(2, [consent()], interventions=[measure("i", "Sömnskola", REGION, "somatic-health", COUNTY)])
    people = [each for each in without["plan"]["participants"] if each["organisation"] != SCHOOL]
    without["plan"]["participants"] = people
    world.give(without)


ENDS = {
    "withdrawal": (lambda world: withdraw(world.parts, HOME, world.plan_id()), "withdrawn", "SIP623"),
    "nullification": (lambda world: world.give(plan(2, [consent()], state="nullified")), "withdrawn", "SIP624"),
    "end of participation": (leave_school_out, "ended", "SIP625"),
}


@pytest.mark.parametrize("what", ENDS)
def test_a_copy_that_lies_unimported_is_taken_away_and_a_notice_left(world, what):
    end, state, reason = ENDS[what]
    world.give(plan(consents=[consent()]))
    assert len(documents(world, SCHOOL)) == 1
    world.clock.forward(hours=1)
    end(world)
    world.run()
    assert (documents(world, SCHOOL), world.incoming(SCHOOL)) == ([], [])
    assert notices(world, SCHOOL) == [(state, reason, False)]
    assert (world.state(SCHOOL), holding(world, SCHOOL).state.value) == (state, state)


@pytest.mark.parametrize("what", ENDS)
def test_a_journal_that_has_recorded_the_copy_keeps_it_and_is_told(world, what):
    end, state, reason = ENDS[what]
    world.give(plan(consents=[consent()]))
    world.practice(SCHOOL).run_once()
    world.run()
    world.clock.forward(hours=1)
    end(world)
    world.run()
    assert notices(world, SCHOOL) == [(state, reason, True)]
    assert (world.state(SCHOOL), holding(world, SCHOOL).state.value) == ("recorded", "recorded")


def test_a_system_that_imported_it_all_the_same_says_so_and_the_truth_is_kept(world):
    world.give(plan(consents=[consent()]))
    taken = {path.name: path.read_bytes() for path in (world.root(SCHOOL) / "in").iterdir()}
    world.clock.forward(hours=1)
    withdraw(world.parts, HOME, world.plan_id())
    world.run()
    for name, body in taken.items():  # its import had begun before the withdrawal came
        (world.root(SCHOOL) / "in" / name).write_bytes(body)
    world.practice(SCHOOL).run_once()
    world.run()
    assert (world.state(SCHOOL), holding(world, SCHOOL).state.value) == ("recorded", "recorded")


def test_who_waits_for_a_person_to_be_registered_waits_no_more(world):
    world.give(plan(consents=[consent()]))
    world.practice(SCHOOL, known=()).run_once()
    world.run()
    assert world.state(SCHOOL) == "awaiting-registration"
    world.clock.forward(hours=1)
    withdraw(world.parts, HOME, world.plan_id())
    world.run()
    assert (world.state(SCHOOL), documents(world, SCHOOL)) == ("withdrawn", [])
    assert world.practice(SCHOOL).run_once() == 0


def test_a_holder_that_reports_a_withdrawal_has_nothing_left_to_import_either(world):
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=1)
    withdraw(world.parts, SCHOOL, world.plan_id())
    world.run()
    assert documents(world, SCHOOL) == documents(world, REGION) == []


def test_a_withdrawn_subject_leaves_no_copy_with_it_to_import(world):
    """A copy cannot be cut at its recipient; the home sends what may still go with the next version."""
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=1)
    taking = Taking(world.clock(), WithdrawalScope.SUBJECT, subjects=(Subject.SCHOOL,))
    withdraw(world.parts, HOME, world.plan_id(), taking)
    world.run()
    assert documents(world, SCHOOL) == documents(world, REGION) == []
    world.give(plan(2, summary={"text": "Nytt"}))
    assert (world.state(REGION, 2), world.state(SCHOOL, 2)) == ("handed-over", "withheld")


def test_a_journal_that_is_away_is_told_when_it_is_back(world, monkeypatch):
    world.give(plan(consents=[consent()]))
    break_journal(world, monkeypatch, SCHOOL, JournalUnavailable(), "note_ended")
    world.clock.forward(hours=1)
    withdraw(world.parts, HOME, world.plan_id())
    world.run()
    assert len(documents(world, SCHOOL)) == 1
    monkeypatch.undo()
    world.clock.forward(hours=1)
    world.run()
    assert documents(world, SCHOOL) == []


def test_what_was_parked_and_has_ended_is_no_persons_business_any_more(world, monkeypatch):
    break_journal(world, monkeypatch, SCHOOL, KeyError("Tolvan"))
    world.give(plan(consents=[consent()]))
    for _ in range(3):
        world.clock.forward(hours=1)
        world.run()
    assert len(list_parked(world.parts, SCHOOL)) == 1
    withdraw(world.parts, HOME, world.plan_id())
    world.run()
    assert list_parked(world.parts, SCHOOL) == []


def test_the_home_records_also_the_version_that_says_that_its_plan_has_ended(world):
    """Nothing in a journal is erased: the home notes the end beside what it has."""
    world.give(plan(consents=[consent()], source=False))
    plan_id = world.plan_id()
    world.give(plan(2, [consent()], source=False, plan_id=plan_id, state="nullified"))
    assert world.state(HOME, 2) == "handed-over"
