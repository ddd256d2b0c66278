"""Consent recorded, shown and taken back: at home, and by anybody who holds a copy."""

from datetime import timedelta

import pytest

from gateway.exchange.consent import Taking, record_consent, show_consents, withdraw
from gateway.exchange.parked import list_parked
from gateway.exchange.show import show_plan
from schemas.codes import Subject, WithdrawalScope
from schemas.errors import BrokerUnavailable, InvalidDocument, NotFound, NotYours, Rejected
from schemas.sip.consent import Consent
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan


def agreed(**changes):
    return Consent.model_validate(consent(**changes))


def test_a_plan_without_consent_is_kept_at_home_and_the_others_wait(world):
    world.give(plan())
    assert world.state(HOME) == "recorded"
    assert {world.state(each) for each in (REGION, SCHOOL, CLINIC)} == {"awaiting-consent"}
    assert world.row(REGION).reason == "SIP500"
    assert world.incoming(REGION) == []


def test_a_consent_recorded_by_hand_lets_the_waiting_copies_go(world):
    world.give(plan())
    record_consent(world.parts, HOME, world.plan_id(), agreed())
    world.run()
    assert world.state(REGION) == world.state(SCHOOL) == "handed-over"
    assert (world.state(CLINIC), world.row(CLINIC).reason) == ("withheld", "SIP506")


def test_the_same_consent_twice_is_one(world):
    world.give(plan())
    first = record_consent(world.parts, HOME, world.plan_id(), agreed())
    second = record_consent(world.parts, HOME, world.plan_id(), agreed())
    assert len(show_consents(world.parts, HOME, world.plan_id())) == 1
    assert (first.new, second.new) == (True, False)
    assert (second.consent.id, second.consent.version) == (first.consent.id, 1)


def test_a_consent_handed_in_with_unchanged_content_is_no_new_version(world):
    world.give(plan())
    world.give(plan(revision=2, consents=[consent()]))
    assert {version for _, version in world.rows()} == {1}
    assert world.state(REGION) == "handed-over"


def test_a_wider_consent_sends_what_was_withheld(world):
    world.give(plan(consents=[consent()]))
    wider = agreed(recipients=(REGION, SCHOOL, CLINIC), given_at="2026-01-14")
    record_consent(world.parts, HOME, world.plan_id(), wider)
    world.run()
    assert world.state(CLINIC) == "handed-over"


def test_consent_is_recorded_by_the_home_alone_and_about_those_in_the_plan(world):
    world.give(plan(consents=[consent()]))
    with pytest.raises(NotYours):
        record_consent(world.parts, REGION, world.plan_id(), agreed())
    with pytest.raises(NotFound):
        record_consent(world.parts, CLINIC, world.plan_id(), agreed())
    with pytest.raises(InvalidDocument) as refused:
        record_consent(world.parts, HOME, world.plan_id(), agreed(recipients=("2120000001.annan",)))
    assert [(each.code, each.path) for each in refused.value.findings] == [("SIP201", "/recipients/0/recipient")]


def test_a_withdrawal_stops_a_copy_that_has_not_left_and_tells_those_who_may_hold_one(world):
    world.give(plan(consents=[consent()]))
    world.practice(REGION).run_once()
    world.run()
    world.clock.forward(hours=1)
    withdraw(world.parts, HOME, world.plan_id())
    world.run()
    assert world.state(REGION) == "recorded"  # nothing in a journal is erased
    assert (world.state(SCHOOL), world.row(SCHOOL).reason) == ("withdrawn", "SIP623")
    assert world.state(CLINIC) == "withdrawn"
    plan_id = world.plan_id()
    with world.parts.store.transaction() as tx:
        tombstones = {each: tx.plan(each, plan_id).tombstone for each in (HOME, REGION, SCHOOL)}
    assert set(tombstones.values()) == {"withdrawal"}


def test_a_copy_that_is_frozen_and_not_sent_loses_its_body_when_consent_is_withdrawn(world, monkeypatch):
    monkeypatch.setattr(world.parts.broker, "publish", _away)
    world.give(plan(consents=[consent()]))
    assert world.state(REGION) == "prepared"
    withdraw(world.parts, HOME, world.plan_id(), Taking(world.clock() + timedelta(minutes=1)))
    monkeypatch.undo()
    world.clock.forward(hours=2)
    world.run()
    assert world.state(REGION) == "withdrawn"
    assert world.incoming(REGION) == []


def _away(_message):
    raise BrokerUnavailable


def test_a_new_consent_after_a_withdrawal_opens_the_exchange_again_for_the_next_version(world):
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=1)
    withdraw(world.parts, HOME, world.plan_id())
    world.run()
    world.clock.forward(days=2)
    record_consent(world.parts, HOME, world.plan_id(), agreed(given_at="2026-01-16T10:00:00+01:00"))
    world.give(plan(revision=2, summary={"text": "Vi börjar om"}))
    assert world.state(REGION, 2) == world.state(SCHOOL, 2) == "handed-over"


def test_an_old_export_cannot_bring_a_withdrawn_consent_back(world):
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=1)
    withdraw(world.parts, HOME, world.plan_id())
    world.give(plan(revision=2, consents=[consent()], summary={"text": "Ny text"}))
    assert world.state(REGION, 2) == "withheld"
    assert world.row(REGION, 2).reason == "SIP503"


def test_a_holder_reports_a_withdrawal_and_everything_stops_at_once(world):
    world.give(plan())
    world.give(plan(revision=2, consents=[consent()]))
    assert len(world.incoming(SCHOOL)) == 1
    world.clock.forward(hours=1)
    withdraw(world.parts, SCHOOL, world.plan_id())
    world.run()
    assert world.state(REGION) == world.state(SCHOOL) == "withdrawn"
    assert [row.reason for row in list_parked(world.parts, HOME)] == ["SIP643"]
    given_up = show_consents(world.parts, HOME, world.plan_id())
    assert [each.reported_by for each in given_up[0].withdrawals] == [SCHOOL]


def test_who_holds_no_copy_reports_nothing(world):
    world.give(plan(consents=[consent()]))
    with pytest.raises(NotFound):
        withdraw(world.parts, CLINIC, world.plan_id())


def test_a_withdrawal_for_one_recipient_leaves_the_others_alone(world):
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=1)
    taking = Taking(world.clock(), WithdrawalScope.RECIPIENT, (SCHOOL,))
    withdraw(world.parts, HOME, world.plan_id(), taking)
    world.give(plan(revision=2, summary={"text": "Ny text"}))
    assert world.state(SCHOOL) == "withdrawn"
    assert (world.state(SCHOOL, 2), world.state(REGION, 2)) == ("withheld", "handed-over")


def test_a_withdrawn_subject_stays_out_of_the_next_version(world):
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=1)
    taking = Taking(world.clock(), WithdrawalScope.SUBJECT, subjects=(Subject.SCHOOL,))
    withdraw(world.parts, HOME, world.plan_id(), taking)
    world.give(plan(revision=2, overall_goals=[{"id": "mal-1", "whose": "person", "text": "Orka mer"}]))
    second = next(path for path in world.root(REGION).glob("in/*v2*.xml"))
    assert "Sömnskola" in second.read_text(encoding="utf-8")
    assert "fönstret" not in second.read_text(encoding="utf-8")
    assert world.state(SCHOOL, 2) == "withheld"


def test_a_withdrawal_told_twice_is_one(world):
    world.give(plan(consents=[consent()]))
    taking = Taking(world.clock() + timedelta(minutes=5))
    withdraw(world.parts, HOME, world.plan_id(), taking)
    withdraw(world.parts, HOME, world.plan_id(), taking)
    assert [len(each.withdrawals) for each in show_consents(world.parts, HOME, world.plan_id())] == [1]


@pytest.mark.parametrize(
    ("taking", "code", "path"),
    [
        ({"recipients": ("2120000001.skolan",)}, "SIP536", "/recipients/0"),
        ({"recipients": (SCHOOL, "Skolan")}, "SIP536", "/recipients/1"),
        ({"recipients": (HOME,)}, "SIP537", "/recipients/0"),
        ({"recipients": ("person",)}, "SIP537", "/recipients/0"),
        ({"by": "kalle"}, "SIP538", "/by"),
        ({"by": "Anna Andersson"}, "SIP538", "/by"),
    ],
)
def test_a_withdrawal_that_names_nobody_is_refused_and_leaves_the_consent_as_it_was(world, taking, code, path):
    world.give(plan(consents=[consent()]))
    scope = WithdrawalScope.RECIPIENT if "recipients" in taking else WithdrawalScope.WHOLE
    before = show_consents(world.parts, HOME, world.plan_id())
    with pytest.raises(Rejected) as refused:
        withdraw(world.parts, HOME, world.plan_id(), Taking(world.clock(), scope, **taking))
    assert [(each.code, each.path) for each in refused.value.findings] == [(code, path)]
    assert show_consents(world.parts, HOME, world.plan_id()) == before


def test_a_holder_reports_for_itself_and_not_for_others(world):
    world.give(plan(consents=[consent()]))
    for taking in ({"recipients": (REGION,)}, {"by": "person"}):
        with pytest.raises(Rejected) as refused:
            withdraw(world.parts, SCHOOL, world.plan_id(), Taking(world.clock(), WithdrawalScope.RECIPIENT, **taking))
        assert [each.code for each in refused.value.findings] == ["SIP539"]
    world.clock.forward(hours=1)
    own = Taking(world.clock(), WithdrawalScope.RECIPIENT, (SCHOOL,))
    withdraw(world.parts, SCHOOL, world.plan_id(), own)
    world.run()
    assert (world.state(SCHOOL), world.state(REGION)) == ("withdrawn", "handed-over")


def test_a_recipient_that_has_left_the_plan_can_still_be_stopped_and_the_consent_stays_to_be_seen(world):
    world.give(plan(consents=[consent()]))
    without = plan(revision=2)["plan"]
    changes = {
        "organisations": [each for each in without["organisations"] if each["id"] != SCHOOL],
        "participants": [each for each in without["participants"] if each["organisation"] != SCHOOL],
        "interventions": without["interventions"][:1],
    }
    world.give(plan(revision=2, **changes))
    world.clock.forward(hours=1)
    taking = Taking(world.clock(), WithdrawalScope.RECIPIENT, (SCHOOL,), by="person")
    withdraw(world.parts, HOME, world.plan_id(), taking)
    (shown,) = show_consents(world.parts, HOME, world.plan_id())
    assert shown.withdrawals[0].recipients == (SCHOOL,)
    assert SCHOOL in {each.recipient for each in shown.recipients}
    assert [each.id for each in show_plan(world.parts, HOME, world.plan_id()).consents] == [shown.id]


def test_the_same_consent_after_a_withdrawal_says_that_it_lifts_nothing_and_what_would(world):
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=1)
    withdraw(world.parts, HOME, world.plan_id())

    def said(**changes):
        recorded = record_consent(world.parts, HOME, world.plan_id(), agreed(**changes))
        return recorded.new, [each.code for each in recorded.findings]

    assert said() == (False, ["SIP542"])
    assert said(given_at="2026-01-15") == (True, ["SIP543"])
    assert said(given_at="2026-01-15T12:00:00+01:00") == (True, [])
