"""One recipient's copy: what is in it, what stays, and when none is made."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from gateway.rules.consent import decide
from gateway.rules.copies import CopySettings, MadeCopy, Reason, make_copy, obstacles
from gateway.rules.minimise import REASON_AT_HOME
from gateway.rules.preview import preview
from schemas.errors import ConsentMissing
from schemas.sip.document import SipDocument
from tests.rules.examples import (
    CONSENT_ID,
    KOMMUN,
    NOW,
    ORGANISATIONS,
    PSYK,
    REGION,
    SKOLA,
    SOC,
    VC,
    child,
    consent,
    document,
    giver,
    plan,
)

SCHOOL_ONLY = {"recipients": [{"recipient": SKOLA, "subjects": ["school"]}, {"recipient": PSYK}]}


def made(whole: SipDocument, to: str, *, handles: bool = False, settings: CopySettings | None = None) -> MadeCopy:
    numbers = itertools.count(1)
    return make_copy(
        whole,
        to,
        decide(whole.plan, whole.consents, to, NOW),
        aliases={},
        new_id=lambda: f"a{next(numbers)}",
        recipient_handles_protected=handles,
        settings=settings,
    )


def refused(whole: SipDocument, to: str, *, handles: bool = True) -> set[str]:
    decision = decide(whole.plan, whole.consents, to, NOW)
    found = obstacles(whole, to, decision, recipient_handles_protected=handles)
    assert found
    with pytest.raises(ConsentMissing) as raised:
        made(whole, to, handles=handles)
    assert raised.value.findings == found
    return {each.code for each in found}


def organisations(copy: MadeCopy) -> set[str]:
    return {each.id for each in copy.document.plan.organisations}


def test_a_limited_recipient_gets_its_part_and_no_other():
    copy = made(document(consent(**SCHOOL_ONLY)), SKOLA)
    said = copy.document.plan
    assert [each.text for each in said.needs] == ["Orkar inte skolan"]
    assert [each.text for each in said.interventions] == ["Anpassat schema"]
    assert said.summary is None
    assert copy.redacted


def test_a_measure_loses_its_references_to_what_is_withheld():
    said = made(document(consent(**SCHOOL_ONLY)), SKOLA).document.plan
    need = said.needs[0]
    assert said.interventions[0].needs == (need.id,)
    assert said.interventions[0].goals == (need.sub_goals[0].id,)


def test_organisations_and_people_appear_only_when_something_that_travels_speaks_of_them():
    """The recipient, the home, who leads and the coordinator always; psychiatry and the health centre nowhere."""
    copy = made(document(consent(**SCHOOL_ONLY)), SKOLA)
    assert organisations(copy) == {SKOLA, SOC, KOMMUN}
    assert {each.name.given for each in copy.document.plan.participants} == {"Skola", "Soc"}


def test_one_whose_consent_covers_all_gets_all_and_no_mark():
    whole = document(consent(**SCHOOL_ONLY))
    copy = made(whole, PSYK)
    assert not copy.redacted
    assert organisations(copy) == {each["id"] for each in ORGANISATIONS}
    assert len(copy.document.plan.needs) == 2
    assert copy.document.plan.summary is not None


def test_the_mark_tells_nothing_a_limited_copy_from_which_nothing_was_left_out_has_it_too():
    """DESIGN: one mark for the whole copy; were it set only when something was left out, it would say so."""
    bare = document(consent(**SCHOOL_ONLY), needs=[], interventions=[], summary=None, no_other_measures=False)
    assert made(bare, SKOLA).redacted


def test_the_explicit_none_does_not_travel_to_a_limited_recipient():
    """Its absence beside withheld measures would tell that there are some."""
    assert made(document(consent(**SCHOOL_ONLY)), SKOLA).document.plan.no_other_measures is None
    assert made(document(), SKOLA).document.plan.no_other_measures is True


def test_the_consent_is_an_extract_for_this_recipient_alone():
    whole = document(
        consent(
            **SCHOOL_ONLY,
            version=7,
            valid_until="2026-12-31",
            statutes=["osl-26-1"],
            excluded_parties=[VC],
            excluded_subjects=["economy"],
            noted_by="Handläggare",
        )
    )
    (extract,) = made(whole, SKOLA).document.consents
    assert extract.model_dump(mode="json", exclude_defaults=True) == {
        "id": CONSENT_ID,
        "plan_id": whole.plan.plan_id,
        "givers": [{"who": "person", "form": "written", "given_at": "2026-03-02T10:00:00+01:00"}],
        "recipients": [{"recipient": SKOLA, "subjects": ["school"]}],
        "valid_until": "2026-12-31",
        "statutes": ["osl-26-1"],
    }


def test_that_one_guardian_was_enough_in_protected_housing_stays_at_home():
    """Lag (2024:79) 6 kap. 1 §: the basis is nobody else's matter."""
    whole = document(consent(givers=[giver("mor", "guardian")], basis="protected-housing"), **child())
    (extract,) = made(whole, PSYK).document.consents
    assert extract.basis is None


def test_parent_and_source_stay_at_home_and_mark_nothing():
    numbered = document(source={"system": "Journal", "plan_id": "77", "revision": 3}, parent="sha256:" + "0" * 64)
    copy = made(numbered, PSYK)
    assert copy.document.plan.source is copy.document.plan.parent is None
    assert not copy.redacted
    assert {each.reason for each in copy.left_out} == {Reason.HOME_ONLY, Reason.EXTRACT}


def test_why_a_plan_is_kept_from_the_person_is_said_only_where_all_is_covered():
    whole = document(consent(**SCHOOL_ONLY), approved_for_person=False, not_approved_reason="Fara för våld")
    assert made(whole, SKOLA).document.plan.not_approved_reason == REASON_AT_HOME
    assert made(whole, PSYK).document.plan.not_approved_reason == "Fara för våld"


def test_the_home_keeps_the_document_as_it_is():
    whole = document(source={"system": "Journal", "plan_id": "77"})
    assert made(whole, SOC).document is whole


def attachments(*kinds: str) -> list[dict[str, Any]]:
    return [{"id": f"b-{kind}", "kind": kind, "media_type": "application/pdf", "data": "JVBERi0="} for kind in kinds]


ALL_KINDS = attachments("plan-document", "signed-plan", "signed-consent", "source", "other")


@pytest.mark.parametrize(
    ("settings", "kinds"),
    [
        (CopySettings(), set()),
        (CopySettings(attachments=True), {"plan-document", "signed-plan", "other"}),
        (CopySettings(source_document=True), {"source"}),
    ],
)
def test_attachments_travel_when_the_settings_say_so_and_a_signed_consent_never(
    settings: CopySettings, kinds: set[str]
):
    """DESIGN promise 2. A signed consent names the other recipients and what was excluded."""
    whole = document(consent(**SCHOOL_ONLY), attachments=ALL_KINDS)
    assert {each.kind.value for each in made(whole, PSYK, settings=settings).document.plan.attachments} == kinds
    assert not made(whole, SKOLA, settings=settings).document.plan.attachments


def test_attachments_never_travel_when_anybody_is_protected():
    person = plan()["person"] | {"protection": ["sekretessmarkering"]}
    whole = document(attachments=ALL_KINDS, person=person)
    copy = made(whole, PSYK, handles=True, settings=CopySettings(attachments=True, source_document=True))
    assert not copy.document.plan.attachments


def test_a_plan_that_is_one_document_goes_only_where_the_whole_is_covered():
    whole = document(consent(**SCHOOL_ONLY), content="document", attachments=attachments("plan-document"))
    assert refused(whole, SKOLA) == {"SIP526"}
    assert made(whole, PSYK).document.plan.attachments[0].data == b"%PDF-"


def test_a_document_about_a_protected_person_is_given_by_hand():
    person = plan()["person"] | {"protection": ["skyddadFolkbokforing"]}
    whole = document(content="document", attachments=attachments("plan-document"), person=person)
    assert refused(whole, PSYK) == {"SIP532"}


def protected_plan(**changes: Any) -> SipDocument:
    person = {
        **plan()["person"],
        "contact": {"phones": ["070-174 06 05"]},
        "earlier_identities": [{"kind": "personnummer", "value": "194911172296"}],
    }
    meeting = {"id": "m1", "kind": "sip", "place": "Skolgatan 1", "attendance": []}
    relative = {"id": "syster", "name": {"given": "Syster"}, "protection": ["sekretessmarkering"]}
    return document(**{"person": person, "meetings": [meeting], "relatives": [relative]} | changes)


def test_where_anybody_is_protected_contact_units_and_places_stay_and_the_place_is_told_by_phone():
    """SIP.md §7: any natural person of the plan."""
    said = made(protected_plan(), PSYK, handles=True).document.plan
    assert said.person.contact is None
    assert said.person.earlier_identities == ()
    assert all(each.contact is None for each in said.organisations)
    assert (said.meetings[0].place, said.meetings[0].place_told_by_phone) == (None, True)
    open_plan = made(protected_plan(relatives=[]), PSYK).document.plan
    assert open_plan.meetings[0].place == "Skolgatan 1"
    assert open_plan.person.contact is not None


def test_only_an_organisation_that_handles_protected_identity_gets_a_copy():
    assert refused(protected_plan(), PSYK, handles=False) == {"SIP606"}


@pytest.mark.parametrize("flagged", ["child", "mor", "far"])
def test_no_guardians_copy_is_made_when_the_child_or_a_guardian_is_flagged(flagged: str):
    """SIP.md §7: the danger is often the other guardian."""
    family = child()
    if flagged == "child":
        family["person"] = family["person"] | {"protection": ["sekretessmarkering"]}
    family["guardians"] = [
        each | ({"protection": ["sekretessmarkering"]} if each["id"] == flagged else {}) for each in family["guardians"]
    ]
    both = consent(givers=[giver("mor", "guardian"), giver("far", "guardian")])
    whole = document(both, **family)
    assert refused(whole, "mor") == refused(whole, "far") == {"SIP525"}


def test_a_guardians_copy_says_the_guardian_by_alias_also_in_the_extract():
    both = consent(givers=[giver("mor", "guardian"), giver("far", "guardian")])
    copy = made(document(both, **child()), "mor")
    assert copy.document.consents[0].recipients[0].recipient == copy.aliases["mor"]
    assert "mor" not in {each.id for each in copy.document.plan.guardians}


def test_a_recipient_gets_the_call_it_was_in_without_text_about_the_whole():
    calls = [
        {"id": "k1", "sent_on": "2026-02-01", "purpose": "Allt", "parties": [{"party": SKOLA, "duty": "called"}]},
        {"id": "k2", "sent_on": "2026-02-02", "parties": [{"party": PSYK, "duty": "called"}]},
    ]
    said = made(document(consent(**SCHOOL_ONLY), calls=calls), SKOLA).document.plan
    assert [each.sent_on for each in said.calls] == ["2026-02-01"]
    assert said.calls[0].purpose is None


def test_a_meeting_names_only_those_who_appear_anyway():
    present = [{"who": each, "attendance": "present"} for each in ("p-skola", "p-psyk", "p-soc", "person")]
    meeting = {"id": "m1", "kind": "sip", "leader_name": "Mia Ledare", "attendance": present}
    said = made(document(consent(**SCHOOL_ONLY), meetings=[meeting]), SKOLA).document.plan
    assert len(said.meetings[0].attendance) == 3
    stays = {each.path for each in made(document(consent(**SCHOOL_ONLY), meetings=[meeting]), SKOLA).left_out}
    assert "/plan/meetings/0/attendance/1" in stays
    assert said.meetings[0].leader_name is None


def test_a_decision_about_another_recipient_makes_no_copy():
    whole = document()
    decision = decide(whole.plan, whole.consents, PSYK, NOW)
    with pytest.raises(ValueError, match="another recipient"):
        make_copy(whole, SKOLA, decision, aliases={}, new_id=str, recipient_handles_protected=True)


def test_a_giver_who_no_longer_stands_in_the_plan_is_not_named_in_the_extract():
    whole = document(**child(guardians=1))
    old = document(consent(givers=[giver("mor", "guardian"), giver("far", "guardian")]), **child()).consents
    decision = decide(whole.plan, old, PSYK, NOW)
    copy = make_copy(
        whole, PSYK, decision, aliases={}, new_id=iter("abcdefghijklmnop").__next__, recipient_handles_protected=False
    )
    assert len(copy.document.consents[0].givers) == 1


def test_a_preview_shows_what_would_go_and_what_would_stay_and_a_refusal_shows_why():
    whole = document(consent(**SCHOOL_ONLY))
    shown = preview(whole, SKOLA, NOW)
    assert shown.document is not None
    assert [each.text for each in shown.document.plan.needs] == ["Orkar inte skolan"]
    assert "/plan/needs/0" in {each.path for each in shown.left_out}
    nothing = preview(whole, VC, NOW)
    assert nothing.document is None
    assert [each.code for each in nothing.obstacles] == ["SIP506"]
    assert preview(document(version=None), PSYK, NOW).document is not None


def test_a_huvudman_that_only_answers_appears_when_its_measure_travels():
    mental = {"recipients": [{"recipient": VC, "subjects": ["mental-health"]}]}
    assert organisations(made(document(consent(**mental)), VC)) == {VC, REGION, PSYK, SOC, KOMMUN}
