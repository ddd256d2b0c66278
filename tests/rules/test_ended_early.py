"""A plan that ends before it was one goes as the call went; after a death nobody is asked again."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.rules.consent import decide
from gateway.rules.recipients import Disposition, organisations_taking_part, recipients_of
from schemas.sip.document import SipDocument
from tests.rules.examples import NOW, PSYK, SKOLA, SOC, VC, consent, document
from tests.rules.test_recipients import Directory

TO_THE_CALL = {"stage": "before-call", "recipients": [{"recipient": PSYK}, {"recipient": SKOLA}]}


def _called(**changes: Any) -> dict[str, Any]:
    """Called, with needs noted, and not yet a plan."""
    return {
        "state": "called",
        "interventions": [],
        "established_on": None,
        "no_other_measures": None,
        "calls": [{"id": "k", "parties": [{"party": each, "duty": "called"} for each in (PSYK, SKOLA)]}],
    } | changes


def _closed(reason: str = "moved", **changes: Any) -> dict[str, Any]:
    return _called(state="closed", closure={"on": "2026-03-19", "reason": reason}, **changes)


def _dispositions(whole: SipDocument) -> dict[str, Disposition]:
    directory = Directory(SOC, PSYK, SKOLA, VC)
    return {each.recipient: each.disposition for each in recipients_of(whole, whole.consents, SOC, directory, NOW)}


@pytest.mark.parametrize("reason", ["moved", "deceased", "no-longer-relevant"])
def test_closed_before_there_was_a_plan_goes_with_the_consent_to_the_call(reason: str) -> None:
    """Nobody will consent to a plan that never was: the copies would wait for ever."""
    whole = document(consent(**TO_THE_CALL), **_closed(reason))

    assert decide(whole.plan, whole.consents, PSYK, NOW).allowed
    assert _dispositions(whole)[PSYK] is Disposition.PREPARE


def test_those_who_were_called_are_told_that_it_is_closed_and_only_those_whom_the_call_named() -> None:
    called = document(consent(**TO_THE_CALL), **_called())
    closed = document(consent(**TO_THE_CALL), **_closed())

    assert organisations_taking_part(closed.plan) == organisations_taking_part(called.plan)
    assert {each.code for each in decide(closed.plan, closed.consents, VC, NOW).missing} == {"SIP506"}


@pytest.mark.parametrize(
    "agreed",
    [
        {"established_on": "2026-03-02"},
        {"interventions": [{"id": "i", "text": "Samtal"}]},
        {"other_measures": [{"id": "o", "text": "Läxhjälp", "performer": "voluntary"}]},
        {"signatures": [{"who": "person", "role": "person", "form": "paper"}]},
        {"follow_ups": [{"id": "f", "continues": False}]},
    ],
    ids=lambda each: next(iter(each)),
)
def test_a_closed_plan_that_was_agreed_needs_the_consent_to_the_plan(agreed: dict[str, Any]) -> None:
    whole = document(consent(**TO_THE_CALL), **_closed(**agreed))

    assert {each.code for each in decide(whole.plan, whole.consents, PSYK, NOW).missing} == {"SIP501"}


def test_after_a_death_what_was_consented_stands() -> None:
    whole = document(state="closed", closure={"on": "2026-03-19", "reason": "deceased"})

    assert decide(whole.plan, whole.consents, PSYK, NOW).allowed


def test_after_a_death_a_copy_that_lacks_consent_is_withheld_and_does_not_wait() -> None:
    """SIP.md §2: only the person could have given it."""
    dead = {"state": "closed", "closure": {"on": "2026-03-19", "reason": "deceased"}}
    whole = document(consent(stage="before-call"), **dead)

    missing = decide(whole.plan, whole.consents, PSYK, NOW).missing

    assert {each.code for each in missing} == {"SIP501", "SIP547"}
    assert _dispositions(whole)[PSYK] is Disposition.WITHHELD
    assert _dispositions(document(consent(stage="before-call"), **dead | {"closure": {"reason": "moved"}}))[PSYK] is (
        Disposition.AWAITING_CONSENT
    )
