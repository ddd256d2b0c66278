"""What nobody said is said nowhere: not by a default of the model, and not of what was left out of a copy."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given

from gateway.rules.consent import decide
from gateway.rules.copies import make_copy
from mappings.formats import Format, read, write
from schemas.codes import ConsentBasis
from schemas.sip.document import SipDocument
from schemas.sip.walk import walk
from tests.rules.cases import HOME, Case, cases
from tests.rules.examples import NOW, PSYK, SKOLA, VC, child, consent, document, giver, plan

LIMITED = {"recipients": [{"recipient": SKOLA, "subjects": ["school"]}]}
CALL = {"id": "k", "parties": [{"party": SKOLA, "duty": "called", "established_contact": "yes"}]}


def _copy(whole: SipDocument, to: str) -> SipDocument:
    return make_copy(
        whole,
        to,
        decide(whole.plan, whole.consents, to, NOW),
        aliases={},
        new_id=iter(f"a{number}" for number in range(10_000)).__next__,
        recipient_handles_protected=True,
    ).document


@pytest.mark.parametrize("basis", [None, *ConsentBasis])
def test_no_copy_says_on_what_basis_a_consent_was_given_nor_its_version(basis: ConsentBasis | None) -> None:
    """Lag (2024:79) 6 kap. 1 §: nobody may learn of it, and no copy may say that it was otherwise."""
    givers = [giver("mor", "guardian"), giver("far", "guardian"), giver()]
    whole = document(consent(givers=givers, basis=basis, version=7, judged_by="Läkare"), **child())

    copy = _copy(whole, VC)

    assert [(each.basis, each.version) for each in copy.consents] == [(None, None)]
    in_xml, in_fhir = (write(copy, each).body for each in (Format.SIP_XML, Format.FHIR_JSON))
    assert b"<Basis" not in in_xml
    assert b"<Version>7" not in in_xml
    assert b"consent-basis" not in in_fhir
    assert b"consent-version" not in in_fhir


@given(cases(limited=True))
def test_no_extract_of_any_plan_carries_a_basis_or_a_version(case: Case) -> None:
    whole = case.document
    decision = decide(whole.plan, whole.consents, case.recipient, NOW, home=HOME)
    if not decision.allowed:
        return
    numbers = iter(range(100_000))
    copy = make_copy(
        whole,
        case.recipient,
        decision,
        aliases={},
        new_id=lambda: f"a{next(numbers)}",
        recipient_handles_protected=True,
        home=HOME,
    ).document

    assert all(each.basis is None and each.version is None for each in copy.consents)


@pytest.mark.parametrize("format_", list(Format))
def test_a_consent_that_says_no_basis_and_no_version_comes_back_as_it_was(format_: Format) -> None:
    whole = document(consent(basis=None, version=None))

    back = read(write(whole, format_).body).document

    assert back is not None
    assert back.consents == whole.consents
    assert (back.consents[0].basis, back.consents[0].version) == (None, None)


def test_a_consent_at_home_without_a_basis_claims_no_exception() -> None:
    """Both guardians are asked for: leaving the basis out is no way round FB 6 kap. 13 §."""
    whole = document(consent(givers=[giver("mor", "guardian")], basis=None), **child())

    assert [each.code for each in decide(whole.plan, whole.consents, VC, NOW).missing] == ["SIP511"]


def test_what_a_limited_copy_leaves_out_is_not_denied_in_it() -> None:
    """That the home knows the party, and that nobody else does anything, is left out: not turned into its contrary."""
    whole = document(consent(**LIMITED), calls=[CALL], no_other_measures=True)

    copy = _copy(whole, SKOLA)

    assert copy.plan.calls[0].parties[0].established_contact is None
    assert copy.plan.no_other_measures is None
    body = write(copy, Format.SIP_XML).body
    assert b"EstablishedContact" not in body
    assert b"NoOtherMeasures" not in body


def test_a_limited_copy_does_not_tell_whether_an_explicit_none_was_said() -> None:
    """Left out, said to be so and said not to be so are the same to a recipient (promise 4)."""
    copies = {
        write(_copy(document(consent(**LIMITED), no_other_measures=said), SKOLA), Format.SIP_XML).body
        for said in (True, False, None)
    }

    assert len(copies) == 1


@pytest.mark.parametrize("format_", list(Format))
def test_a_measure_whose_status_nobody_said_is_not_called_planned(format_: Format) -> None:
    whole = document()
    assert {each.status for each in whole.plan.interventions} == {None}

    body = write(whole, format_).body
    back = read(body).document

    assert back is not None
    assert {each.status for each in back.plan.interventions} == {None}
    assert b"planned" not in body.replace(b"planned-follow-up", b"")


@pytest.mark.parametrize("format_", list(Format))
@pytest.mark.parametrize("said", [True, False, None])
def test_yes_no_and_not_said_are_three_things_in_every_format(format_: Format, said: bool | None) -> None:
    whole = document(
        initiative={"urgent": said, "reason": "Skäl"},
        meetings=[{"id": "m", "kind": "sip", "place_told_by_phone": said}],
        overall_goals=[{"id": "mal", "whose": "person", "text": "Bo hemma", "own_words": said}],
        no_other_measures=said,
    )

    assert read(write(whole, format_).body).document == whole


def test_an_unsaid_field_has_a_default_only_where_the_law_or_the_format_gives_the_absence_a_meaning() -> None:
    """The list is docs/model.md's: what a left-out value means. A new default must be put there, with its reason."""
    found = {
        (type(part).__name__, name)
        for part in (part for _, part in walk(SipDocument.model_validate(_everything())))
        for name, info in type(part).model_fields.items()
        if not info.is_required() and info.get_default(call_default_factory=True) not in (None, ())
    }

    assert found == {
        ("SipDocument", "format"),
        ("SipDocument", "version"),
        ("Plan", "kind"),
        ("Plan", "content"),
        ("Plan", "approved_for_person"),
        ("Consent", "stage"),
        ("ConsentGiver", "mandate"),
        ("Withdrawal", "scope"),
        ("Attachment", "kind"),
    }


def _everything() -> dict[str, Any]:
    from tests.generated_plans.strategies import maximal_document

    return maximal_document().model_dump(mode="json")


def test_a_copy_for_whom_everything_is_covered_says_the_status_that_was_said() -> None:
    measures = [each | {"status": "ongoing"} for each in plan()["interventions"]]

    copy = _copy(document(interventions=measures), PSYK)

    assert {each.status for each in copy.plan.interventions} == {"ongoing"}
