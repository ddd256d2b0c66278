"""What any plan must hold, what the law refuses, what routines ask, and what a copy must have."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given

from gateway.rules.completeness import Level, check
from gateway.rules.counties import COUNTIES, county
from gateway.rules.deadlines import DONE, STARTS
from gateway.rules.routine import CHECKS
from schemas.findings import Severity, has_errors
from schemas.sip.document import SipDocument
from schemas.sip.reading import parse_document
from tests.generated_plans.strategies import sip_documents
from tests.rules.examples import (
    KOMMUN,
    ORGANISATIONS,
    PSYK,
    REGION,
    SOC,
    VC,
    child,
    consent,
    document,
    giver,
    participant,
    plan,
)

TODAY = date(2026, 3, 20)


def found(
    level: Level = Level.LAW, profile: str | None = None, whole: SipDocument | None = None, **changes: Any
) -> dict[str, str]:
    """Code → path of what is found; nothing may be found twice at one place."""
    whole = whole or document(**changes)
    every = check(whole, level=level, county=county(profile) if profile else None, today=TODAY)
    assert len({(each.code, each.path) for each in every}) == len(every)
    return {each.code: each.path for each in every}


def severities(level: Level, profile: str, **changes: Any) -> dict[str, Severity]:
    every = check(document(**changes), level=level, county=county(profile), today=TODAY)
    return {each.code: each.severity for each in every}


def test_the_example_holds_what_the_law_demands():
    assert found() == {}
    assert found(Level.MADE_HERE) == {}


BARE_MEASURE = {"id": "i1", "text": "Samtal"}


@pytest.mark.parametrize("state", ["established", "followed-up"])
@pytest.mark.parametrize(("changes", "code", "path"), [
    ({"interventions": []}, "SIP310", "/plan/interventions"),
    ({"interventions": [BARE_MEASURE]}, "SIP311", "/plan/interventions/0/responsible_huvudman"),
    ({"no_other_measures": False}, "SIP312", "/plan/other_measures"),
    ({"lead_huvudman": None}, "SIP313", "/plan/lead_huvudman"),
    ({"lead_huvudman": SOC}, "SIP314", "/plan/lead_huvudman"),
])  # fmt: skip
def test_an_agreed_plan_without_a_statutory_item_is_refused(state: str, changes: dict[str, Any], code: str, path: str):
    """HSL 16 kap. 4 §, SoL 10 kap. 8-9 §§: the four statutory items."""
    assert found(state=state, **changes) == {code: path}


@pytest.mark.parametrize("state", ["initiated", "prepared", "called", "preliminary", "declined", "closed"])
def test_before_a_plan_is_agreed_no_statutory_item_is_missed(state: str):
    assert found(state=state, interventions=[], lead_huvudman=None, no_other_measures=False) == {}


def test_all_that_is_missing_is_said_at_once():
    changes = {"interventions": [], "lead_huvudman": None, "no_other_measures": False}
    assert set(found(**changes)) == {"SIP310", "SIP312", "SIP313"}
    assert found(Level.ANY, **changes) == {}


def test_an_l_sip_has_three_items_and_any_board_may_lead():
    """Hjo: measures by others are not among the three."""
    assert found(kind="l-sip", no_other_measures=False, lead_huvudman=SOC) == {}
    assert set(found(kind="l-sip", lead_huvudman=REGION)) == {"SIP315"}


@pytest.mark.parametrize(("kind", "code"), [
    ("independent-school", "SIP316"), ("authority", "SIP316"), ("private-provider", "SIP317"),
])  # fmt: skip
def test_a_measure_is_answered_for_by_municipality_or_region(kind: str, code: str):
    """An independent school is "other"; for a private provider the one that hired it answers."""
    organisations = [*ORGANISATIONS, {"id": "2321000016", "name": "Annan", "kind": kind}]
    measure = BARE_MEASURE | {"responsible_huvudman": "2321000016"}
    assert set(found(organisations=organisations, interventions=[measure])) == {code}


def test_a_plan_that_is_one_document_says_its_items_in_the_document():
    bare = {"content": "document", "interventions": [], "lead_huvudman": None, "no_other_measures": False}
    scan = [{"id": "b1", "kind": "plan-document", "media_type": "application/pdf", "data": "JVBERi0="}]
    assert found(**bare, attachments=scan) == {}
    assert set(found(Level.ANY, **bare)) == {"SIP320"}
    nobody = {"participants": [], "coordinator": None}
    assert set(found(**bare, attachments=scan, **nobody)) - {"SIP310"} == {"SIP321"}


def test_nothing_that_was_withheld_is_missed_in_a_copy():
    bare = {"interventions": [], "needs": [], "no_other_measures": False, "summary": None, "lead_huvudman": None}
    assert found(Level.PARTIAL, "halland-barn", **bare) == {}
    assert set(found(Level.PARTIAL, version=None)) == {"SIP330"}


def test_a_county_raises_a_warning_to_an_error_only_for_plans_made_there():
    """Halland: a coordinator is appointed. Never for plans received (SIP.md §3)."""
    lacking = {**child(), "coordinator": None}
    assert severities(Level.LAW, "halland-barn", **lacking)["SIP401"] is Severity.WARNING
    assert severities(Level.MADE_HERE, "halland-barn", **lacking)["SIP401"] is Severity.ERROR
    assert severities(Level.MADE_HERE, "gavleborg", coordinator=None)["SIP401"] is Severity.WARNING


def test_every_warning_cites_its_source():
    every = check(document(**child()), level=Level.LAW, county=county("halland-barn"), today=TODAY)
    assert every
    assert all("Halland" in each.sv or "§" in each.sv for each in every)
    assert all("{" not in each.sv + each.en for each in every)


def test_a_profile_that_is_not_for_this_plan_says_so_and_asks_nothing_more():
    assert found(profile="halland-barn") == {"SIP448": "/plan/kind"}  # an adult
    assert found(profile="hjo-lsip") == {"SIP448": "/plan/kind"}


@pytest.mark.parametrize(("changes", "code", "path"), [
    ({}, "SIP402", "/plan/follow_up/on"),
    ({}, "SIP403", "/plan/signatures"),
    ({"needs": [{"id": "n1", "text": "Sömn"}], "interventions": []}, "SIP404", "/plan/needs/0/sub_goals"),
    ({}, "SIP405", "/plan/needs/1/sub_goals/0/target_date"),
    ({"meetings": [{"id": "m1", "kind": "follow-up"}]}, "SIP406", "/plan/meetings/0/secretary"),
    ({}, "SIP407", "/plan/overall_goals"),
    ({"needs": [], "interventions": []}, "SIP408", "/plan/needs"),
    ({"lead_huvudman": REGION}, "SIP410", "/plan/lead_huvudman"),
    ({"calls": [{"id": "k1"}]}, "SIP430", "/plan/calls/0/consulted_on"),
    ({"follow_ups": [{"id": "u1", "continues": True}]}, "SIP433", "/plan/follow_ups/0/continues"),
    ({"state": "followed-up"}, "SIP434", "/plan/needs/1/sub_goals/0/attainments"),
    ({"state": "closed", "closure": {"reason": "moved"}}, "SIP438", "/plan/closure/decided_by"),
    ({"state": "refused"}, "SIP445", "/plan/refusal"),
    ({}, "SIP441", "/plan/strengths"),
    ({}, "SIP442", "/plan/interventions/1/schedule"),
])  # fmt: skip
def test_what_the_halland_routine_asks(changes: dict[str, Any], code: str, path: str):
    assert found(profile="halland-barn", **child(), **changes)[code] == path


def test_established_contact_is_asked_in_halland_and_not_in_hjo():
    """Halland: see to it before the call. Hjo, national advice: need not be known."""
    calls = [{"id": "k1", "parties": [{"party": PSYK, "duty": "called", "established_contact": "no"}]}]
    assert "SIP431" in found(profile="halland-barn", calls=calls, **child())
    assert "SIP431" not in found(profile="hjo-lsip", calls=calls, kind="l-sip", lead_huvudman=SOC)


def initiative(**changes: Any) -> dict[str, Any]:
    return {"initiative": {"need_noticed_on": "2026-03-01"} | changes}


def test_the_meeting_within_thirty_days_is_a_duty_in_halland_and_within_three_weeks_a_target_in_hjo():
    late = [{"id": "m1", "kind": "sip", "start": "2026-03-20", "person_took_part": "yes"}]
    for day, expected in (("2026-02-17", True), ("2026-02-18", False)):
        assert (
            "SIP412" in found(profile="halland-barn", meetings=late, **child(), **initiative(need_noticed_on=day))
        ) is expected
    l_sip = {"kind": "l-sip", "lead_huvudman": SOC, "meetings": late}
    for day, expected in (("2026-02-26", True), ("2026-02-27", False)):
        assert ("SIP413" in found(profile="hjo-lsip", **l_sip, **initiative(need_noticed_on=day))) is expected


def discharge(sent_on: str | None) -> dict[str, Any]:
    calls = [{"id": "k1", "sent_on": sent_on}] if sent_on else []
    return {"trigger": "discharge", "discharge": {"ready_notice_at": "2026-03-10T14:00:00+01:00"}, "calls": calls}


@pytest.mark.parametrize(("sent_on", "late"), [("2026-03-13", False), ("2026-03-14", True), (None, True)])
def test_the_call_after_discharge_is_sent_within_three_days(sent_on: str | None, late: bool):
    """Lag (2017:612) 4 kap. 1 §."""
    assert ("SIP412" in found(profile="riks", **discharge(sent_on))) is late


def test_at_discharge_there_is_a_fixed_care_contact_and_somebody_of_the_region():
    """Lag (2017:612) 4 kap. 1-2 §§."""
    assert found(profile="riks", **discharge("2026-03-11"))["SIP420"] == "/plan/fixed_care_contact"
    assert "SIP421" not in found(profile="riks", **discharge("2026-03-11"))
    alone = {
        "participants": [participant("Soc", SOC)],
        "interventions": [{"id": "i1", "text": "Hjälp", "responsible_huvudman": KOMMUN}],
    }
    assert "SIP421" in found(profile="riks", **discharge("2026-03-11"), **alone)


@pytest.mark.parametrize(("profile", "kind", "code"), [
    ("riks", "municipal-school", "SIP414"),
    ("norrkoping-ostergotland", "independent-school", None),
    ("norrkoping-ostergotland", "coordination-association", "SIP414"),
    ("gavleborg", "municipal-school", None),
    ("varmland", "municipal-school", "SIP414"),
    ("riks", "region", None),
])  # fmt: skip
def test_who_may_initiate_is_the_countys_table(profile: str, kind: str, code: str | None):
    organisations = [*ORGANISATIONS, {"id": "2321000016", "name": "Annan", "kind": kind}]
    codes = set(found(profile=profile, organisations=organisations, **initiative(by="2321000016")))
    assert codes & {"SIP414", "SIP415", "SIP416"} == ({code} if code else set())


@pytest.mark.parametrize(("person", "code"), [("200302022389", None), ("191212121212", "SIP416")])
def test_member_bodies_of_the_coordination_association_initiate_for_ages_16_to_64(person: str, code: str | None):
    organisations = [*ORGANISATIONS, {"id": "2321000016", "name": "Arbetsmarknad", "kind": "authority"}]
    who = plan()["person"] | {"identity": {"kind": "personnummer", "value": person}}
    codes = set(
        found(profile="norrkoping-ostergotland", organisations=organisations, person=who, **initiative(by="2321000016"))
    )
    assert codes & {"SIP414", "SIP416"} == ({code} if code else set())


def test_a_relative_may_ask_in_varmland_and_the_halland_routine_does_not_name_one():
    asked = initiative(requested_by={"kind": "relative", "on": "2026-03-01"})
    assert "SIP415" not in found(profile="varmland", **asked)
    assert "SIP415" in found(profile="halland-barn", **child(), **asked)


def test_in_gavleborg_municipal_care_reports_the_need_in_ordinary_housing():
    organisations = [
        *ORGANISATIONS,
        {"id": "2321000016", "name": "Hemsjukvård", "kind": "care-provider", "part_of": KOMMUN},
    ]
    assert "SIP417" in found(profile="gavleborg", organisations=organisations, **initiative(by="2321000016"))
    assert "SIP417" not in found(profile="gavleborg", **initiative(by=VC))


def test_other_actors_take_part_only_with_consent_in_norrkoping():
    organisations = [*ORGANISATIONS, {"id": "2321000016", "name": "Försäkring", "kind": "authority"}]
    people = [*plan()["participants"], participant("Kassa", "2321000016")]
    whole = {"organisations": organisations, "participants": people}
    assert found(profile="norrkoping-ostergotland", **whole)["SIP447"] == "/plan/participants/4"


def test_a_guardians_signature_ends_with_the_childhood():
    signed = [{"who": "mor", "role": "guardian", "form": "paper"}]
    family = child(identity={"kind": "personnummer", "value": "200302022389"})
    assert found(profile="riks", signatures=signed, **family)["SIP435"] == "/plan/signatures/0"
    assert "SIP435" not in found(profile="riks", signatures=signed, **child())


def test_an_oral_consent_is_noted_by_somebody_and_a_plan_without_consent_only_warns():
    oral = SipDocument.model_validate({"plan": plan(), "consents": [consent(givers=[giver(form="oral")])]})
    assert found(profile="riks", whole=oral)["SIP436"] == "/consents/0/noted_by"
    bare = SipDocument.model_validate({"plan": plan()})
    every = check(bare, level=Level.MADE_HERE, county=county("riks"), today=TODAY)
    assert "SIP437" in {each.code for each in every}
    assert not has_errors(every)


def test_a_presumed_need_is_remembered_when_a_plan_is_judged_not_needed():
    """Värmland: for these groups one starts from that a plan is needed."""
    changes = {"state": "not-needed", **initiative(presumed_group="dementia")}
    assert found(profile="varmland", **changes)["SIP446"] == "/plan/state"


@given(sip_documents())
def test_any_document_can_be_checked_at_every_level_by_every_county(whole: SipDocument):
    for level in Level:
        for name in COUNTIES:
            for each in check(whole, level=level, county=county(name), today=TODAY):
                assert each.path.startswith(("/plan", "/consents"))
                assert "{" not in each.sv


@pytest.mark.parametrize("name", COUNTIES)
def test_a_profile_asks_only_what_there_is(name: str):
    profile = county(name)
    assert set(profile.checks) <= set(CHECKS)
    assert all(set(each.start) <= set(STARTS) and each.done in DONE for each in profile.limits)
    assert profile.id == name
    assert all(each.source for each in profile.checks.values())


def test_every_check_is_asked_by_some_county():
    assert {name for each in COUNTIES for name in county(each).checks} == set(CHECKS)


def test_a_profile_that_is_not_there_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        county("atlantis")


def test_a_document_that_was_read_is_checked_by_the_paths_of_the_model():
    parsed = parse_document({"plan": plan(interventions=[BARE_MEASURE])}).document
    assert parsed is not None
    assert found(whole=parsed) == {"SIP311": "/plan/interventions/0/responsible_huvudman"}
