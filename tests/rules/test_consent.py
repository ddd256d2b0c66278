"""May this part of this version go to this recipient now: every way in which the answer is no, and what is missing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rules.consent import decide
from schemas.codes import Subject
from schemas.states import PLAN_STATES, PlanState
from tests.generated_plans.strategies import sip_documents
from tests.rules.asking import answer, codes, gave, representative
from tests.rules.examples import (
    CHILD_15,
    CONSENT_ID,
    NOW,
    PSYK,
    SECOND_CONSENT_ID,
    SKOLA,
    SOC,
    VC,
    child,
    consent,
    document,
    giver,
)


def test_a_consent_in_force_that_names_the_recipient_lets_everything_through():
    decision = answer()
    assert decision.allowed
    assert decision.covers_everything
    assert decision.subjects == frozenset(Subject)
    assert decision.consent_ids == ((CONSENT_ID, 1),)
    assert decision.rule_version


def test_without_any_consent_nothing_leaves():
    assert codes(answer(no_consent=True)) == {"SIP500"}


def test_a_refused_consent_lets_nothing_leave():
    assert "SIP502" in codes(answer(consent(refused_at="2026-03-02")))


def test_a_later_refusal_is_stronger_than_an_earlier_consent():
    later = consent(id=SECOND_CONSENT_ID, givers=[], refused_at="2026-03-10", recipients=[])
    assert "SIP502" in codes(answer(consent(), later))


def test_a_consent_given_after_the_refusal_counts():
    refusal = consent(id=SECOND_CONSENT_ID, givers=[], refused_at="2026-02-10", recipients=[])
    assert answer(refusal, consent()).allowed


def test_a_withdrawal_of_the_whole_stops_every_recipient():
    taken_back = consent(withdrawals=[{"at": "2026-03-10"}])
    assert all("SIP503" in codes(answer(taken_back, to=each)) for each in (PSYK, SKOLA))


def test_a_withdrawal_for_one_recipient_stops_only_that_one():
    taken_back = consent(withdrawals=[{"at": "2026-03-10", "scope": "recipient", "recipients": [PSYK]}])
    assert codes(answer(taken_back)) == {"SIP504"}
    assert answer(taken_back, to=SKOLA).covers_everything


def test_a_withdrawn_subject_is_withdrawn_for_all():
    taken_back = consent(withdrawals=[{"at": "2026-03-10", "scope": "subject", "subjects": ["school"]}])
    decision = answer(taken_back)
    assert decision.subjects == frozenset(Subject) - {Subject.SCHOOL}
    assert not decision.covers_everything


@pytest.mark.parametrize("scope", ["recipient", "subject"])
def test_a_withdrawal_that_does_not_say_of_what_is_taken_as_of_the_whole(scope: str):
    assert "SIP503" in codes(answer(consent(withdrawals=[{"at": "2026-03-10", "scope": scope}])))


def test_a_new_version_of_the_consent_does_not_forget_a_withdrawal():
    """SIP.md §2: the home confirms a withdrawal or records a new consent; leaving it out is neither."""
    first = consent(withdrawals=[{"at": "2026-03-10"}])
    assert "SIP503" in codes(answer(first, consent(version=2)))


def test_a_consent_surely_given_after_the_withdrawal_lifts_it():
    first = consent(withdrawals=[{"at": "2026-03-10T09:00:00+01:00"}])
    again = consent(version=2, givers=[giver(given_at="2026-03-10T09:30:00+01:00")])
    assert answer(first, again).allowed


@pytest.mark.parametrize("given_at", ["2026-03-10", "2026-03", None])
def test_a_consent_that_may_have_been_given_before_the_withdrawal_does_not_lift_it(given_at: str | None):
    first = consent(withdrawals=[{"at": "2026-03-10T09:00:00+01:00"}])
    again = consent(version=2, givers=[giver(given_at=given_at)])
    assert "SIP503" in codes(answer(first, again))


@pytest.mark.parametrize(
    ("now", "allowed"),
    [
        (datetime(2026, 3, 31, 21, 59, 59, tzinfo=UTC), True),  # Swedish summer time: midnight is 22:00 UTC
        (datetime(2026, 3, 31, 22, 0, tzinfo=UTC), False),
    ],
)
def test_the_last_day_of_a_consent_is_inclusive(now: datetime, allowed: bool):
    assert answer(consent(valid_until="2026-03-31"), now=now).allowed is allowed


def test_an_expired_consent_is_not_withdrawn_but_expired_and_brings_no_older_one_back():
    older = consent(givers=[giver(given_at="2026-01-02")])
    newer = consent(id=SECOND_CONSENT_ID, valid_until="2026-03-10")
    assert codes(answer(older, newer)) == {"SIP505"}


def test_a_consent_to_the_call_is_enough_until_the_plan_is_agreed():
    before = consent(stage="before-call")
    for state in ("initiated", "prepared", "called"):
        assert answer(before, state=state).allowed
    assert codes(answer(before, state="established")) == {"SIP501"}


@pytest.mark.parametrize("state", [each for each, row in PLAN_STATES.items() if not row.copies_leave])
def test_in_some_states_no_copy_leaves_whatever_the_consent_says(state: PlanState):
    assert "SIP521" in codes(answer(state=state.value))
    assert "SIP521" in codes(answer(to="person", state=state.value))


def test_a_consent_that_names_a_version_covers_it_and_the_later_ones():
    named = consent(plan_version=2)
    assert codes(answer(named, version=1)) == {"SIP517"}
    assert answer(named, version=2).allowed
    assert answer(named, version=3).allowed
    assert codes(answer(named, version=None)) == {"SIP517"}


def test_a_newer_consent_that_names_fewer_wins_over_an_older_one():
    narrower = consent(id=SECOND_CONSENT_ID, givers=[giver(given_at="2026-03-12")], recipients=[{"recipient": SKOLA}])
    assert codes(answer(consent(), narrower)) == {"SIP546"}
    assert answer(consent(), narrower, to=SKOLA).allowed


def test_consents_in_no_sure_order_must_all_allow_and_only_the_common_part_is_permitted():
    one = consent(givers=[giver(given_at="2026-03-02")], subjects=["school", "family"])
    other = consent(id=SECOND_CONSENT_ID, givers=[giver(given_at="2026-03-02")], subjects=["school", "economy"])
    assert answer(one, other).subjects == {Subject.SCHOOL}
    nobody = consent(id=SECOND_CONSENT_ID, givers=[giver(given_at="2026-03-02")], recipients=[])
    assert "SIP546" in codes(answer(one, nobody))


def test_only_the_newest_version_of_a_consent_counts():
    assert codes(answer(consent(), consent(version=2, recipients=[]))) == {"SIP546"}


def test_who_was_never_named_is_told_from_whom_the_newest_consent_left_out():
    """The home is told what to ask: the person may have meant to take the recipient away, or only to add another."""
    earlier = consent(recipients=[{"recipient": PSYK}])
    newest = consent(id=SECOND_CONSENT_ID, givers=[giver(given_at="2026-03-12")], recipients=[{"recipient": SKOLA}])
    assert codes(answer(earlier, newest, to=PSYK)) == {"SIP546"}
    assert codes(answer(earlier, newest, to=VC)) == {"SIP506"}
    refused = earlier | {"refused_at": "2026-03-01"}
    assert "SIP506" in codes(answer(refused, newest, to=PSYK))


def test_two_contents_under_one_version_need_a_person():
    decision = answer(consent(), consent(subjects=["school"]))
    assert "SIP519" in codes(decision)
    assert decision.needs_person


def test_a_consent_to_another_plan_does_not_count():
    other = consent(plan_id="urn:uuid:44444444-4444-4444-8444-444444444444")
    assert codes(answer(other)) == {"SIP520"}


def test_a_recipient_that_is_not_named_gets_nothing():
    assert codes(answer(consent(recipients=[{"recipient": SKOLA}]))) == {"SIP506"}


@pytest.mark.parametrize("excluded", [PSYK, PSYK.lower(), "2321000156"])
def test_an_excluded_party_gets_nothing_also_when_its_huvudman_is_excluded(excluded: str):
    assert codes(answer(consent(excluded_parties=[excluded]))) == {"SIP507"}


def test_an_excluded_person_at_the_recipient_is_for_somebody_to_settle():
    decision = answer(consent(excluded_parties=["p-psyk"]))
    assert codes(decision) == {"SIP534"}
    assert decision.needs_person


def test_excluded_subjects_and_a_limited_permission_narrow_what_is_permitted():
    limited = consent(
        subjects=["school", "family", "mental-health"],
        recipients=[{"recipient": PSYK, "subjects": ["mental-health", "family", "economy"]}],
        excluded_subjects=["family"],
    )
    assert answer(limited).subjects == {Subject.MENTAL_HEALTH}


def test_a_limited_permission_is_not_widened_by_an_unlimited_one_beside_it():
    both = consent(recipients=[{"recipient": PSYK}, {"recipient": PSYK, "subjects": ["school"]}])
    assert answer(both).subjects == {Subject.SCHOOL}


def test_when_no_subject_is_left_nothing_leaves():
    assert codes(answer(consent(subjects=["school"], excluded_subjects=["school"]))) == {"SIP522"}


def test_all_subjects_by_name_cover_everything():
    assert answer(consent(subjects=[each.value for each in Subject])).covers_everything


def test_an_exclusion_in_free_text_parks_until_somebody_has_classified_it():
    text = consent(exclusion_text="Inte det som hände i våras")
    assert codes(answer(text)) == {"SIP518"}
    assert answer(text).needs_person
    assert answer(text | {"exclusion_classified_by": "Handläggare"}).allowed


def test_a_consent_dated_in_the_future_does_not_count_yet():
    assert codes(answer(consent(givers=[giver(given_at="2026-03-21")]))) == {"SIP516"}


def test_a_consent_that_nobody_gave_does_not_count():
    assert codes(answer(consent(givers=[]))) == {"SIP515"}


def test_the_home_always_has_its_own_plan():
    decision = answer(no_consent=True, to=SOC, state="preliminary")
    assert decision.covers_everything


def test_the_person_has_the_own_plan_unless_it_is_not_approved():
    assert answer(no_consent=True, to="person").covers_everything
    hidden = {"approved_for_person": False, "not_approved_reason": "Våld"}
    assert codes(answer(to="person", **hidden)) == {"SIP529"}


def test_a_guardian_who_consented_gets_the_whole_though_others_are_limited():
    both = gave("mor", "far", excluded_subjects=["school"])
    assert answer(both, to="mor", **child()).covers_everything
    assert not answer(both, **child()).covers_everything


def test_when_the_child_has_consented_too_an_exclusion_holds_towards_guardians():
    """OSL 12 kap. 3 §: secrecy can hold towards a guardian."""
    all_three = consent(
        givers=[giver("mor", "guardian"), giver("far", "guardian"), giver()], excluded_subjects=["school"]
    )
    assert Subject.SCHOOL not in answer(all_three, to="mor", **child()).subjects


def test_a_guardian_must_be_named_when_the_child_has_consented_alone():
    alone = consent(basis="mature-child")
    assert codes(answer(alone, to="mor", **child(CHILD_15))) == {"SIP506"}
    named = alone | {"recipients": [{"recipient": "mor", "subjects": ["school"]}]}
    assert answer(named, to="mor", **child(CHILD_15)).subjects == {Subject.SCHOOL}


def test_an_excluded_guardian_gets_nothing():
    assert codes(answer(gave("mor", "far", excluded_parties=["far"]), to="far", **child())) == {"SIP507"}


def test_everything_that_is_missing_is_said_at_once():
    bad = consent(
        givers=[giver("ombud", "god-man")],
        recipients=[],
        valid_until="2026-03-10",
        exclusion_text="Nej",
        withdrawals=[{"at": "2026-03-11"}],
    )
    found = codes(answer(bad, state="preliminary", **representative("god-man")))
    assert found == {"SIP503", "SIP505", "SIP506", "SIP513", "SIP518", "SIP521"}


def test_what_cannot_be_judged_is_not_allowed():
    whole = document()
    decision = decide(whole.plan, whole.consents, PSYK, "soon")  # type: ignore[arg-type]
    assert codes(decision) == {"SIP599"}


@given(sip_documents(), st.integers(0, 9))
def test_the_question_is_always_answered_and_a_no_says_why(whole: Any, turn: int):
    everybody = ["person", "nobody-known", *(each.id for each in (*whole.plan.organisations, *whole.plan.guardians))]
    decision = decide(whole.plan, whole.consents, everybody[turn % len(everybody)], NOW)
    assert decision.allowed is (not decision.missing)
    assert "SIP599" not in {each.code for each in decision.missing}
    if not decision.allowed:
        assert not decision.subjects
        assert not decision.covers_everything
