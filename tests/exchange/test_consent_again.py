"""A new consent after a withdrawal, and one that names fewer: who gets the version that is there, and who is told."""

import pytest

from gateway.exchange.consent import record_consent, withdraw
from gateway.exchange.parked import list_parked
from gateway.exchange.withdrawing import Taking
from schemas.codes import WithdrawalScope
from schemas.errors import BrokerUnavailable
from schemas.sip.consent import Consent
from tests.exchange.holding_back import held_back, let_go
from tests.exchange.plans import HOME, REGION, SCHOOL, consent, plan

LATER = "2026-01-17"


def agree(world, **changes):
    recorded = record_consent(world.parts, HOME, world.plan_id(), Consent.model_validate(consent(**changes)))
    world.run()
    return recorded


def take_back(world, *recipients):
    world.clock.forward(hours=1)
    scope = WithdrawalScope.RECIPIENT if recipients else WithdrawalScope.WHOLE
    withdraw(world.parts, HOME, world.plan_id(), Taking(world.clock(), scope, recipients))
    world.run()
    world.clock.forward(days=2)


def documents(world, organisation):
    return list((world.root(organisation) / "in").glob("*.xml"))


def disclosures(world):
    return len(list((world.root(HOME) / "status").glob("*disclosure*.xml")))


def test_after_a_new_consent_those_whom_it_names_get_the_version_that_is_there(world):
    world.give(plan(consents=[consent()]))
    before = world.row(REGION).content_hash
    take_back(world)
    agree(world, given_at=LATER)
    assert {world.state(each) for each in (REGION, SCHOOL)} == {"handed-over"}
    assert world.row(REGION).content_hash != before  # it rests on the new consent, and says so
    assert (len(documents(world, REGION)), len(documents(world, SCHOOL))) == (1, 1)
    world.practice(REGION).run_once()
    world.run()
    assert world.state(REGION) == "recorded"
    assert list_parked(world.parts) == []


def test_each_of_the_two_disclosures_is_noted(world):
    """PDL 3 kap. 11 §."""
    world.give(plan(consents=[consent((REGION,))]))
    assert disclosures(world) == 1
    take_back(world)
    agree(world, recipients=(REGION,), given_at=LATER)
    assert disclosures(world) == 2
    assert world.row(REGION).first_sent_at == world.clock()


def test_a_copy_that_never_left_before_the_withdrawal_goes_after_the_new_consent(world):
    world.give(plan(consents=[consent((REGION,))]))
    take_back(world)
    assert world.state(SCHOOL) == "withdrawn"
    agree(world, recipients=(REGION, SCHOOL), given_at=LATER)
    assert {world.state(each) for each in (REGION, SCHOOL)} == {"handed-over"}


def test_a_copy_frozen_and_never_sent_goes_after_the_new_consent(world, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(world.parts.broker, "publish", _away)
        world.give(plan(consents=[consent()]))
        withdraw(world.parts, HOME, world.plan_id())
    world.clock.forward(days=2)
    agree(world, given_at=LATER)
    world.run()
    assert world.state(REGION) == "handed-over"


def _away(_message):
    raise BrokerUnavailable


def test_guardians_pages_come_back_with_the_new_consent(world):
    child = {
        "name": {"given": "Tolvan", "family": "Testsson"},
        "identity": {"kind": "personnummer", "value": "201305012385"},
    }
    guardian = [{"id": "vh-1", "name": {"given": "Ett", "family": "Testsson"}}]
    giver = {"who": "vh-1", "mandate": "guardian", "form": "written"}
    world.give(plan(1, [consent(givers=[{**giver, "given_at": "2026-01-10"}])], person=child, guardians=guardian))
    take_back(world)
    assert world.state("vh-1") == "withdrawn"
    agree(world, givers=[{**giver, "given_at": LATER}])
    world.clock.forward(hours=1)
    world.run()
    assert world.state("vh-1") == "made"
    assert len(list((world.root(HOME) / "hand-out").glob("*.html"))) == 2


def test_a_recipient_that_was_taken_out_comes_back_when_a_later_consent_names_it(world):
    world.give(plan(consents=[consent()]))
    take_back(world, SCHOOL)
    assert (world.state(SCHOOL), world.state(REGION)) == ("withdrawn", "handed-over")
    before = world.row(REGION)
    agree(world, given_at=LATER)
    assert world.state(SCHOOL) == "handed-over"
    assert world.row(REGION) == before  # it has the version already


def test_a_consent_not_surely_given_after_the_withdrawal_lets_nothing_go_again(world):
    world.give(plan(consents=[consent()]))
    take_back(world)
    agree(world, given_at="2026-01-15")  # the day of the withdrawal
    assert {world.state(each) for each in (REGION, SCHOOL)} == {"withdrawn"}
    assert documents(world, REGION) == []


def test_who_has_recorded_the_version_does_not_get_it_twice(world):
    world.give(plan(consents=[consent()]))
    world.practice(REGION).run_once()
    world.run()
    take_back(world)
    agree(world, given_at=LATER)
    assert (world.state(REGION), world.state(SCHOOL)) == ("recorded", "handed-over")
    assert documents(world, REGION) == []


def test_a_withdrawal_that_comes_after_the_renewed_copy_does_not_end_it(world):
    """Copies and controls have queues of their own; the consent in the copy says what came last."""
    world.give(plan(consents=[consent()]))
    with held_back(world, SCHOOL, "control") as held:
        take_back(world)
        with held_back(world, SCHOOL, "copies") as copies:
            agree(world, given_at=LATER)
    let_go(world, held)
    let_go(world, copies)
    assert world.state(SCHOOL) == "handed-over"
    assert len(documents(world, SCHOOL)) == 1


def test_taken_back_and_given_again_twice(world):
    world.give(plan(consents=[consent()]))
    take_back(world)
    agree(world, given_at=LATER)
    take_back(world)
    assert world.state(REGION) == "withdrawn"
    assert documents(world, REGION) == []
    world.clock.forward(days=2)
    agree(world, given_at="2026-01-20")
    assert world.state(REGION) == "handed-over"


@pytest.mark.parametrize("by_document", [True, False])
def test_a_holder_that_a_new_consent_does_not_name_is_told_as_of_a_withdrawal(world, by_document):
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=1)
    if by_document:
        world.give(plan(2, consents=[consent((REGION,), given_at="2026-01-14")]))
    else:
        agree(world, recipients=(REGION,), given_at="2026-01-14")
    assert (world.state(SCHOOL), world.row(SCHOOL).reason) == ("withdrawn", "SIP623")
    assert documents(world, SCHOOL) == []
    assert world.state(REGION) == "handed-over"
    agree(world, given_at=LATER)
    assert world.state(SCHOOL) == "withdrawn"  # given in the future: not yet


def test_a_new_version_with_a_narrower_consent_tells_who_is_named_no_more(world):
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=1)
    world.give(plan(2, consents=[consent((REGION,), given_at="2026-01-14")], summary={"text": "Nytt"}))
    assert (world.state(SCHOOL, 1), world.state(SCHOOL, 2)) == ("withdrawn", "withheld")
    assert (world.state(REGION, 1), world.state(REGION, 2)) == ("handed-over", "handed-over")
    world.clock.forward(days=3)
    agree(world, given_at=LATER)
    assert world.state(SCHOOL, 2) == "handed-over"


def test_a_consent_that_is_only_incomplete_takes_nothing_from_who_has_a_copy(world):
    world.give(plan(consents=[consent()]))
    world.clock.forward(hours=1)
    agree(world, givers=[], given_at="2026-01-14")
    assert {world.state(each) for each in (REGION, SCHOOL)} == {"handed-over"}
