"""When one guardian's consent was enough, the danger can be the other: nothing goes there by itself."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from gateway.rules.consent import decide
from gateway.rules.copies import CopySettings, make_copy, obstacles
from gateway.rules.recipients import Disposition, recipients_of
from mappings.formats import Format, write
from schemas.sip.document import SipDocument
from tests.rules.examples import NOW, ORGANISATIONS, PSYK, SECOND_CONSENT_ID, SOC, VC, child, consent, document, giver
from tests.rules.test_recipients import Directory

HOUSING = {"givers": [giver("mor", "guardian")], "basis": "protected-housing"}
WHERE = {"phones": ["070-1740605"], "address": {"lines": ["Hemliga gatan 1"], "city": "Testköping"}}


def _child(**changes: Any) -> dict[str, Any]:
    """A child whose plan tells where the child, its mother and the meeting are to be found."""
    made = child(**changes)
    made["person"] |= {"contact": WHERE}
    made["guardians"][0] |= {"contact": WHERE}
    made["meetings"] = [
        {"id": "m", "kind": "sip", "place": "Hemliga rummet", "attendance": [{"who": PSYK, "attendance": "present"}]}
    ]
    made["organisations"] = [each | {"contact": WHERE} for each in ORGANISATIONS]
    return made


def _codes(whole: SipDocument, to: str) -> set[str]:
    decision = decide(whole.plan, whole.consents, to, NOW)
    return {each.code for each in obstacles(whole, to, decision, recipient_handles_protected=True)}


def _copy(whole: SipDocument, to: str) -> bytes:
    decision = decide(whole.plan, whole.consents, to, NOW)
    numbers = iter(range(1000))
    made = make_copy(
        whole,
        to,
        decision,
        aliases={},
        new_id=lambda: f"a{next(numbers)}",
        recipient_handles_protected=False,
        settings=CopySettings(attachments=True, source_document=True),
    )
    assert made.redacted
    return write(made.document, Format.SIP_XML).body


def test_in_protected_housing_the_other_guardian_gets_no_copy_by_itself() -> None:
    """Lag (2024:79) 6 kap. 1 §: the one whom somebody hides from can be a guardian of the child."""
    whole = document(consent(**HOUSING), **child())

    assert _codes(whole, "far") == {"SIP544"}
    assert _codes(whole, "mor") == set()


@pytest.mark.parametrize("basis", ["other-guardian-prevented", "sole-custody"])
def test_a_person_decides_about_the_copy_of_a_guardian_who_was_not_asked(basis: str) -> None:
    """FB 6 kap. 13 § andra stycket."""
    whole = document(consent(givers=[giver("mor", "guardian")], basis=basis), **child())

    assert _codes(whole, "far") == {"SIP545"}
    assert _codes(whole, "mor") == set()


def test_such_a_copy_is_parked_and_the_givers_is_made() -> None:
    whole = document(consent(**HOUSING), **child())

    found = {each.recipient: each for each in recipients_of(whole, whole.consents, SOC, Directory(SOC, PSYK, VC), NOW)}

    assert found["far"].disposition is Disposition.PARKED
    assert found["far"].decision.needs_person
    assert found["mor"].disposition is Disposition.MADE


@pytest.mark.parametrize("to", [PSYK, "person", "mor"])
def test_in_protected_housing_no_copy_says_where_anybody_is_to_be_found(to: str) -> None:
    """Not to the recipients either: the other guardian may read their records."""
    whole = document(consent(**HOUSING), **_child())

    body = _copy(whole, to)

    assert not [word for word in ("070-1740605", "Hemliga", "protected-housing") if word.encode() in body]


def test_without_that_basis_contacts_travel() -> None:
    both = [giver("mor", "guardian"), giver("far", "guardian")]
    whole = document(consent(givers=both), **_child())
    decision = decide(whole.plan, whole.consents, PSYK, NOW)
    made = make_copy(
        whole, PSYK, decision, aliases={}, new_id=iter(map(str, range(99))).__next__, recipient_handles_protected=False
    )

    assert b"070-1740605" in write(made.document, Format.SIP_XML).body


def test_a_scanned_plan_is_given_by_hand_in_protected_housing() -> None:
    scan = [{"id": "skan", "kind": "plan-document", "media_type": "application/pdf", "data": "JVBERi0="}]
    whole = document(consent(**HOUSING), **child(content="document", attachments=scan))

    assert _codes(whole, PSYK) == {"SIP532"}


def test_protected_housing_counts_also_when_only_the_call_was_consented_to_on_that_basis() -> None:
    """A consent to the call does not carry the plan, but what it rests on is known."""
    whole = document(consent(**HOUSING, stage="before-call"), **child())

    assert decide(whole.plan, whole.consents, "person", NOW).protected_housing
    assert _codes(whole, "far") == {"SIP501", "SIP544"}


def test_a_later_consent_of_both_guardians_ends_it() -> None:
    both = [giver(each, "guardian", given_at="2026-03-12") for each in ("mor", "far")]
    whole = document(consent(**HOUSING), consent(id=SECOND_CONSENT_ID, givers=both), **child())

    assert _codes(whole, "far") == set()
    assert not decide(whole.plan, whole.consents, PSYK, NOW + timedelta(days=1)).protected_housing
