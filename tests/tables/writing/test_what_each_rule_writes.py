"""What stands in the document for each kind of rule, and the reason for what does not."""

from __future__ import annotations

import pytest

from mappings.tables.reading.reader import TableReader
from mappings.tables.writing.writer import write_with
from schemas.sip.reading import parse_document
from tests.tables.writing.tables import TABLES, table

SMALL = """
table: prov-liten
format: xml
root: R
plan:
  state: S
  person: {identity: {from: P, as: identity}, name: {given: F}}
"""
PERSON = {"identity": {"kind": "personnummer", "value": "191212121212"}, "name": {"given": "Tolvan"}}
UNIT = {"id": "TSTNMT2321000156-1001", "name": "Vårdcentralen", "kind": "care-provider"}
REGION = {"id": "TSTNMT2321000156-REG", "name": "Region Prov", "kind": "region"}


def document(**plan):
    made = parse_document({"plan": {"state": "established", "person": PERSON, **plan}})
    assert made.document is not None, made.findings
    return made.document


def reasons(writing):
    return {each.path: each.reason for each in writing.account.not_understood}


def participant(number, given):
    return {"id": f"participant-{number}", "name": {"given": given, "family": "Ek"}, "organisation": UNIT["id"]}


def test_ids_text_and_marks_stand_as_the_system_writes_them():
    plan = document(
        organisations=[UNIT],
        participants=[participant(1, "Bo"), participant(2, "Eva")],
        coordinator="participant-2",
        needs=[{"id": "need-B.5f.7", "text": "Sömn: vaknar: ofta", "area": "physical"}],
    )

    writing = write_with(TABLES["prov-xml"], plan)

    body = writing.body.decode("iso-8859-1")
    assert "<Nr>B_7</Nr>" in body
    assert "<Rubrik>Sömn</Rubrik>" in body
    assert "<Beskrivning>vaknar: ofta</Beskrivning>" in body
    assert body.count("<Samordnare>J</Samordnare>") == 1
    assert body.index("<Samordnare>") > body.index("Ek, Eva")
    assert [(each.path, each.reason) for each in writing.account.ignored] == [
        ("/plan/needs/0/area", "the system does not know areas")
    ]
    assert TableReader(TABLES["prov-xml"]).read(writing.body).document.plan.coordinator == "participant-2"


def test_what_has_no_more_places_is_told():
    plan = document(guardians=[{"name": {"given": each}} for each in ("Ada", "Bea", "Cia")])

    told = reasons(write_with(TABLES["prov-xml"], plan))

    assert told == {"/plan/guardians/2/name/given": "more of them than the format has places for"}


def test_a_value_that_holds_the_separator_is_told_and_the_others_stand():
    person = {**PERSON, "communication_support": ["bilder", "a;b", "tolk"]}

    writing = write_with(TABLES["prov-xml"], document(person=person))

    assert b"<Stod>bilder;tolk</Stod>" in writing.body
    assert reasons(writing) == {"/plan/person/communication_support/1": "it holds the separator of its place"}


def test_a_text_that_means_nothing_in_the_system_is_not_written():
    writing = write_with(TABLES["prov-xml"], document(needs=[{"id": "need-1", "text": "-"}]))

    assert "/plan/needs/0/text" in reasons(writing)
    assert b"<Rubrik>" not in writing.body


def test_a_text_is_not_cut_so_that_a_piece_means_nothing_at_its_place():
    cut = table(f'{SMALL}  needs: {{each: N, text: {{from: [A, B], joined_by: " ", nothing: "-"}}}}\n')

    writing = write_with(cut, document(needs=[{"id": "need-1", "text": "Kontakt -"}]))

    assert b"<A>Kontakt -</A>" in writing.body
    assert b"<B>" not in writing.body


@pytest.mark.parametrize(
    "name", ["N, nothing: '-'", "[N, O], joined_by: ' ', nothing: '-'", "[N, O], joined_by: '/', nothing: [x, '-']"]
)
def test_nobody_is_referred_to_by_a_name_that_is_not_written(name):
    named = table(f"{SMALL}  organisations: {{each: O, name: {{from: {name}}}, part_of: {{from: D, by: name}}}}\n")
    units = [{**UNIT, "name": "-"}, {**REGION, "part_of": UNIT["id"]}]

    writing = write_with(named, document(organisations=units))

    assert b"<D>" not in writing.body
    assert reasons(writing)["/plan/organisations/1/part_of"] == "what it refers to has nothing there to name it by"


def test_a_name_of_several_texts_is_called_by_those_that_are_written():
    named = table(
        f"{SMALL}  participants: {{each: D, name: {{given: G, family: {{from: E, nothing: Okänd}}}}}}\n"
        "  coordinator: {from: K, by: name}\n"
    )
    unknown = {**participant(1, "Eva"), "name": {"given": "Eva", "family": "Okänd"}}

    writing = write_with(named, document(organisations=[UNIT], participants=[unknown], coordinator="participant-1"))

    assert b"<K>Eva</K>" in writing.body


def test_names_that_two_have_are_no_reference():
    again = {**UNIT, "id": "TSTNMT2321000156-1002", "part_of": UNIT["id"]}

    told = reasons(write_with(TABLES["prov-xml"], document(organisations=[UNIT, again])))

    assert told["/plan/organisations/1/part_of"] == "several parts have the same name there"


def test_rows_of_csv_meet_by_their_keys_and_repeat_the_plan():
    plan = document(
        needs=[{"id": "need-1", "text": "Ett", "sub_goals": [{"text": "Mål"}]}, {"id": "need-2", "text": "Två"}],
        interventions=[{"text": each, "needs": ["need-1"]} for each in ("Första", "Andra")],
    )

    writing = write_with(TABLES["prov-rader"], plan)

    assert writing.body.decode().splitlines() == [
        "Status;Namn;Personnr;BehovNr;Behov;Mål;Senast;Insats",
        "established;Tolvan;191212121212;1;Ett;Mål;;Första",
        "established;Tolvan;191212121212;1;Ett;;;Andra",
        "established;Tolvan;191212121212;2;Två;;;",
    ]
    assert reasons(writing) == {}


def test_an_organisation_that_the_table_knows_is_held_when_it_is_referred_to():
    text = f"""
table: prov-kand
format: json
known_organisations: [{{id: {REGION["id"]}, name: {REGION["name"]}, kind: region}}]
plan:
  state: state
  person: {{identity: {{from: pnr, as: identity}}, name: {{given: name}}}}
  lead_huvudman: {{from: lead, by: name}}
"""
    known = table(text)
    referred = write_with(known, document(organisations=[REGION], lead_huvudman=REGION["id"]))
    silent = write_with(known, document(organisations=[REGION]))

    assert b'"lead": "Region Prov"' in referred.body
    assert not referred.account.not_understood
    assert TableReader(known).read(referred.body).document.plan.organisations[0].name == "Region Prov"
    assert set(reasons(silent)) == {f"/plan/organisations/0/{each}" for each in ("id", "name", "kind")}
