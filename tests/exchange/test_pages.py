"""Pages for the person and the guardians: put out, confirmed and taken back as consent and age allow."""

from datetime import UTC, datetime

import pytest

from gateway.exchange.confirm import confirm
from gateway.exchange.consent import record_consent, withdraw
from gateway.exchange.hand_out import document_in
from gateway.exchange.locked import Purpose
from gateway.exchange.parked import list_parked, replay
from gateway.exchange.withdrawing import Taking
from mappings import fhir
from schemas.codes import Subject, WithdrawalScope
from schemas.errors import ConsentMissing, JournalUnavailable, Rejected
from schemas.sip.consent import Consent
from tests.exchange.holding_back import break_journal
from tests.exchange.plans import HOME, REGION, SCHOOL, consent, plan

BIRTHDAY = datetime(2026, 12, 1, 0, 30, tzinfo=UTC)  # 200812012383 is of age, also in Sweden


def guarded(number="201305012385", revision=1, **changes):
    """A child's plan with two guardians who have both consented."""
    names = ("vh-1", "vh-2")
    guardians = [{"id": each, "name": {"given": each, "family": "Testsson"}} for each in names]
    said = consent(givers=givers(), **changes.pop("agreed", {}))
    return plan(
        revision,
        [said],
        person={
            "name": {"given": "Tolvan", "family": "Testsson"},
            "identity": {"kind": "personnummer", "value": number},
        },
        guardians=guardians,
        **changes,
    )


def givers(given_at="2026-01-10"):
    names = ("vh-1", "vh-2")
    return [{"who": each, "mandate": "guardian", "given_at": given_at, "form": "written"} for each in names]


def pages(world, *folder):
    return sorted((world.root(HOME) / "hand-out").joinpath(*folder).glob("*.html"))


def hand_out(world):
    """Let the pages wait for the copies on their way, and be put out."""
    world.clock.forward(hours=1)
    world.run()


def test_a_page_of_an_older_version_does_not_lie_among_those_to_hand_over(world):
    world.give(plan(consents=[consent()]))
    hand_out(world)
    (first,) = pages(world)
    world.give(plan(2, summary={"text": "Nytt"}))
    hand_out(world)
    assert world.state("person") == "superseded"
    assert [path.name for path in pages(world, "ended")] == [first.name]
    assert [path.name for path in pages(world)] != [first.name]
    assert len(pages(world)) == 1


def test_a_page_is_made_of_what_was_frozen_without_reading_it_back(world, monkeypatch):
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(fhir, "copy_as_checked", None)
        world.give(plan(consents=[consent()]))
        hand_out(world)
    assert len(pages(world)) == 1
    copy_id = world.copy_id("person")
    with world.parts.store.transaction() as tx:
        row = tx.copy(HOME, copy_id)
    kept = document_in(world.parts, row)
    world.parts.known.forget(HOME, Purpose.FROZEN, str(row.copy_id), row.frozen)
    read_back = document_in(world.parts, row)
    assert read_back == kept
    assert read_back is not kept


def test_no_page_of_a_nullified_plan_lies_to_be_handed_over(world):
    world.give(guarded())
    hand_out(world)
    assert len(pages(world)) == 3
    world.give(guarded(revision=2, state="nullified"))
    hand_out(world)
    assert (pages(world), len(pages(world, "ended"))) == ([], 3)


def test_a_withdrawal_takes_the_guardians_pages_back_and_leaves_the_persons_own(world):
    world.give(guarded())
    hand_out(world)
    withdraw(world.parts, HOME, world.plan_id())
    hand_out(world)
    assert [world.state(each) for each in ("person", "vh-1", "vh-2")] == ["made", "withdrawn", "withdrawn"]
    assert (len(pages(world)), len(pages(world, "ended"))) == (1, 2)


@pytest.mark.parametrize("is_put_out", [False, True])
def test_a_withdrawn_subject_is_on_no_guardians_page(world, is_put_out):
    """Promise 3: consent is asked again when a page is put out."""
    world.give(guarded())
    if is_put_out:
        hand_out(world)
    world.clock.forward(minutes=5)
    subjects = (Subject.SOMATIC_HEALTH,)
    withdraw(world.parts, HOME, world.plan_id(), Taking(world.clock(), WithdrawalScope.SUBJECT, subjects=subjects))
    hand_out(world)
    world.clock.forward(hours=1)
    world.run()
    assert [world.state(each) for each in ("person", "vh-1", "vh-2")] == ["made"] * 3
    with_it = [path for path in pages(world) if "Sömnskola" in path.read_text("utf-8")]
    assert (len(pages(world)), len(with_it)) == (3, 1)  # the person's own


def test_what_was_withdrawn_while_the_page_waited_is_seen_when_it_is_put_out(world):
    """The consent ends by time alone: nobody asks until the page is put out."""
    world.clock.now = datetime(2026, 1, 15, 22, 55, tzinfo=UTC)  # five minutes before midnight in Sweden
    world.hand_in(guarded(agreed={"valid_until": "2026-01-15"}))
    with_pages_waiting(world)
    world.clock.forward(hours=1)
    world.run()
    assert (world.state("vh-1"), world.row("vh-1").reason) == ("withheld", "SIP505")
    assert len(pages(world)) == 1


def with_pages_waiting(world):
    """Everything up to the pages, which wait since the school does not answer."""
    publish = world.parts.broker.publish
    key = world.parts.directory.find(SCHOOL).routing_key
    world.parts.broker.publish = lambda message: None if message.routing_key == key else publish(message)
    world.run()
    world.parts.broker.publish = publish
    assert (world.state("vh-1"), pages(world)) == ("made", [])


def test_a_narrower_consent_makes_the_pages_anew(world):
    world.give(guarded())
    hand_out(world)
    narrower = consent(givers=givers("2026-01-14"), excluded_subjects=["somatic-health"])
    narrower["givers"].append({"who": "person", "given_at": "2026-01-14", "form": "oral"})
    record_consent(world.parts, HOME, world.plan_id(), Consent.model_validate(narrower))
    hand_out(world)
    world.clock.forward(hours=1)
    world.run()
    assert sum("Sömnskola" in path.read_text("utf-8") for path in pages(world)) == 1


def test_a_guardians_page_is_taken_back_on_the_childs_eighteenth_birthday(world):
    world.clock.now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    world.give(guarded("200812012383"))
    hand_out(world)
    assert len(pages(world)) == 3
    world.clock.now = BIRTHDAY
    world.run()
    assert (world.state("vh-1"), world.row("vh-1").reason) == ("withheld", "SIP523")
    assert (len(pages(world)), len(pages(world, "ended"))) == (1, 2)


def test_nobody_confirms_that_a_guardian_got_the_page_of_a_grown_up(world):
    world.clock.now = datetime(2026, 11, 20, 9, tzinfo=UTC)
    world.give(guarded("200812012383"))
    hand_out(world)
    world.clock.now = BIRTHDAY  # and nothing has run since
    with pytest.raises(ConsentMissing) as refused:
        confirm(world.parts, HOME, world.copy_id("vh-1"), by="Handläggare ett", entry_id="post")
    assert refused.value.code == "SIP523"
    assert confirm(world.parts, HOME, world.copy_id("vh-2"), by="Handläggare ett", declined=True) == "declined"
    assert confirm(world.parts, HOME, world.copy_id("person"), by="Handläggare ett", entry_id="post") == "handed-over"


def test_nobody_confirms_a_page_that_consent_does_not_reach_any_more(world):
    world.give(guarded(agreed={"valid_until": "2026-01-20"}))
    hand_out(world)
    world.clock.forward(days=10)
    with pytest.raises(ConsentMissing) as refused:
        confirm(world.parts, HOME, world.copy_id("vh-1"), by="Handläggare ett", entry_id="post")
    assert refused.value.code == "SIP505"


def test_a_page_that_was_handed_over_stays_handed_over_whatever_comes_later(world):
    world.give(guarded())
    hand_out(world)
    confirm(world.parts, HOME, world.copy_id("vh-1"), by="Handläggare ett", entry_id="vid mötet")
    world.give(guarded(revision=2, summary={"text": "Nytt"}))
    hand_out(world)
    assert world.state("vh-1") == "handed-over"


def test_an_organisation_that_has_left_the_directory_is_no_person(world, monkeypatch):
    """A copy in hand is not a page because its recipient, or its sender, is not to be found."""
    monkeypatch.setattr(world.parts.broker, "publish", lambda message: None)
    world.give(plan(consents=[consent()]))
    monkeypatch.undo()
    assert world.state(REGION) == "sent"
    without(world, monkeypatch, REGION)
    with pytest.raises(Rejected) as refused:
        confirm(world.parts, HOME, world.copy_id(REGION), by="Handläggare ett", entry_id="brev")
    assert refused.value.code == "SIP646"


def test_a_copy_whose_sender_has_left_the_directory_is_no_page_and_waits_until_its_home_can_be_told(world, monkeypatch):
    break_journal(world, monkeypatch, REGION, JournalUnavailable())
    world.give(plan(consents=[consent()]))
    monkeypatch.undo()
    without(world, monkeypatch, HOME)
    world.clock.forward(hours=1)
    world.run()
    assert not (world.root(REGION) / "hand-out").exists()
    (parked,) = list_parked(world.parts, REGION)
    assert (parked.kind, parked.reason) == ("record", "SIP601")
    monkeypatch.undo()
    replay(world.parts, parked.id)
    world.run()
    assert world.state(REGION) == "handed-over"
    assert len(world.incoming(REGION)) == 1


def without(world, monkeypatch, organisation):
    directory = world.parts.directory
    find, holds = directory.find, directory.holds
    monkeypatch.setattr(type(directory), "find", lambda self, each: None if each == organisation else find(each))
    monkeypatch.setattr(type(directory), "holds", lambda self, each: each != organisation and holds(each))
