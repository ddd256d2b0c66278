"""The model: frozen, strict, whole inside; all faults at once, with paths and without values."""

import pytest
from pydantic import ValidationError

from schemas.sip import consent, content, organisations, people, process
from schemas.sip.base import Part
from schemas.sip.ids_given import UNASSIGNED
from schemas.sip.integrity import REFERENCES, broken_references
from schemas.sip.plan import Plan
from schemas.sip.reading import parse_document
from schemas.sip.walk import pointer, walk

PERSON = {
    "identity": {"kind": "personnummer", "value": "191212121212"},
    "name": {"given": "Tolvan", "family": "Testsson"},
}
REGION = {"id": "SE2321000016-1ABC", "name": "Vårdcentralen", "kind": "care-provider"}


def document(**plan):
    return {"plan": {"state": "established", "person": PERSON, **plan}}


def codes(data):
    return [(found.code, pointer(path)) for path, found in parse_document(data).findings]


def test_the_least_that_any_plan_must_be_is_a_person_and_a_state():
    parsed = parse_document(document())
    assert parsed.document is not None
    assert parsed.document.plan.person.name.full == "Tolvan Testsson"


def test_a_part_is_frozen():
    plan = parse_document(document()).document.plan
    with pytest.raises(ValidationError):
        plan.state = "closed"


def test_parts_without_ids_get_temporary_ones_in_document_order():
    plan = parse_document(document(needs=[{"text": "a"}, {"id": "n2", "text": "b"}, {"text": "c"}])).document.plan
    assert [need.id for need in plan.needs] == [f"{UNASSIGNED}need-1", "n2", f"{UNASSIGNED}need-2"]


def test_all_faults_are_found_at_once_with_their_paths():
    found = codes(
        document(
            person={**PERSON, "identity": {"kind": "personnummer", "value": "191212121213"}},
            established_on="2026-02-30",
            trigger="nonsense",
            needs=[{"text": " "}],
        )
    )
    assert set(found) == {
        ("SIP110", "/plan/person/identity"),
        ("SIP104", "/plan/established_on"),
        ("SIP103", "/plan/trigger"),
        ("SIP106", "/plan/needs/0/text"),
    }


def test_findings_never_hold_a_value_of_the_document():
    data = document(secret_field_of_tolvan="hemligt", needs=[{"text": "\x00hemligt"}])
    for _, found in parse_document(data).findings:
        assert "hemligt" not in repr(found)


def test_a_made_up_name_that_could_be_a_persons_number_is_not_shown():
    (found,) = codes(document(**{"191212121212": "x"}))
    assert found == ("SIP102", "/plan/?")


def test_dangling_wrong_and_doubled_references_are_told_apart():
    found = codes(
        document(
            organisations=[REGION],
            participants=[{"id": "p1", "name": {"given": "Vera"}, "organisation": REGION["id"]}],
            coordinator="p9",
            lead_huvudman="SE2321000016-NONE",
            needs=[{"id": "p1", "text": "dubbelt"}],
            interventions=[{"id": "i1", "text": "x", "needs": ["p1"]}],
        )
    )
    assert set(found) == {
        ("SIP201", "/plan/coordinator"),
        ("SIP201", "/plan/lead_huvudman"),
        ("SIP203", "/plan/needs/0/id"),
        ("SIP202", "/plan/interventions/0/needs/0"),
    }


def test_the_home_is_the_coordinators_organisation():
    data = document(
        organisations=[REGION],
        participants=[{"id": "p1", "name": {"given": "Vera"}, "organisation": REGION["id"]}],
        coordinator="p1",
    )
    assert parse_document(data).document.plan.home == REGION["id"]


def test_none_by_others_contradicts_some_by_others():
    assert (
        codes(document(no_other_measures=True, other_measures=[{"text": "x", "performer": "person"}]))[0][0] == "SIP121"
    )


def test_a_plan_is_kept_from_the_person_only_with_a_reason():
    assert codes(document(approved_for_person=False))[0][0] == "SIP120"
    assert codes(document(approved_for_person=False, not_approved_reason="OSL 25:6")) == []


def test_every_reference_of_the_table_is_a_field_of_the_model():
    parts = {
        name: each
        for module in (people, organisations, process, content, consent)
        for name, each in vars(module).items()
        if isinstance(each, type) and issubclass(each, Part)
    } | {"Plan": Plan}
    for owner, field in REFERENCES:
        assert field in parts[owner].model_fields


def test_walking_meets_every_part_once():
    plan = parse_document(document(needs=[{"text": "a", "sub_goals": [{"text": "b"}, {"text": "c"}]}])).document.plan
    paths = [pointer(path) for path, _ in walk(plan)]
    assert paths.count("/needs/0/sub_goals/1") == 1
    assert len(paths) == len(set(paths))


def test_an_excluded_party_need_not_take_part():
    data = document()
    data["consents"] = [{"givers": [{"who": "person", "form": "oral"}], "excluded_parties": ["2021005521"]}]
    parsed = parse_document(data)
    assert parsed.document is not None
    assert broken_references(parsed.document.plan, parsed.document.consents) == []
