"""What a table can say of a document, read: parts, values, references, what is left out."""

from __future__ import annotations

import json

import pytest

from tests.tables.reading_tables import PERSON, codes_of, csv, csv_table, json_table, quickly, xml, xml_table

ORGANISATION = "organisations: {each: O, id: I, name: N, kind: {value: care-provider}}"
HOME, UNIT, OTHER = "SE2321000016-1003", "SE2321000016-1004", "SE2321000016-1005"
KNOWN = f"""
known_organisations:
  - {{id: {HOME}, name: Regionen, kind: region}}
  - {{id: {UNIT}, name: Psykiatrin, kind: care-provider, part_of: {HOME}}}
  - {{id: {OTHER}, name: Annan, kind: region}}
"""
PEOPLE = f"""
organisations: {{each: O, id: I, name: N, kind: {{value: care-provider}}}}
participants: {{each: D, id: I, name: {{given: F, family: E}}, role: {{value: r}}, organisation: {{value: {UNIT}}}}}
"""
UNIT_XML = f"<O><I>{UNIT}</I><N>Psykiatrin</N></O>"
ANNA = "<D><I>1</I><F>Anna</F><E>Ek</E></D>"
BO = "<D><I>2</I><F>Bo</F><E>Al</E></D>"


def plan_of(table, body):
    """The plan, read without a finding and in the quick pass."""
    reading = table.read(body)
    assert codes_of(reading) == []
    assert quickly(table, body) == table.explain(body).reading.document == reading.document
    return reading.document.plan


def needs(plan):
    return [each.text for each in plan.needs]


def test_every_place_is_a_part_and_several_rules_of_a_field_follow_each_other():
    table = xml_table("needs: [{each: A/N, text: T}, {each: B, text: .}, {text: C}]")
    plan = plan_of(table, xml("<B>ett</B><A><N><T>två</T></N><N><T>tre</T></N></A><C>fyra</C>"))
    assert sorted(needs(plan)) == ["ett", "fyra", "tre", "två"]


def test_a_part_of_which_nothing_stands_is_not_there():
    table = xml_table("needs: [{each: N, text: T}, {text: C}]\nclosure: {from: Z, on: Q}")
    plan = plan_of(table, xml("<N><T> </T></N><N/><N><T>a</T></N><C/><Z/>"))
    assert needs(plan) == ["a"]
    assert plan.closure is None


def test_where_takes_only_places_at_which_one_of_the_texts_stands():
    table = xml_table("needs: {each: N, where: {'@k': [a, b], R/S: J}, text: T}", "ignore: {'N/**': other kinds}")
    rows = [("a", "J"), ("b", "J"), ("c", "J"), ("a", "N"), (" a ", " J ")]
    inside = "".join(f'<N k="{k}"><T>{k}{s}</T><R><S>{s}</S></R></N>' for k, s in rows)
    assert needs(plan_of(table, xml(inside))) == ["aJ", "bJ", "a  J"]


def test_rows_of_one_group_are_one_part_and_must_agree():
    table = csv_table("needs: {each: row, group: B, id: B, text: T, sub_goals: {each: row, group: G, text: G}}")
    plan = plan_of(table, csv("B;T;G", "1;a;x", "2;b;", "1;a;y", "1;;x"))
    assert needs(plan) == ["a", "b"]
    assert [each.text for each in plan.needs[0].sub_goals] == ["x", "y"]
    assert codes_of(table.read(csv("B;T;G", "1;a;", "1;annat;"))) == ["SIP224"]


def test_a_row_that_was_written_for_another_part_is_not_one_of_this():
    table = csv_table(
        "needs: {each: row, group: B, id: B, text: T}\n"
        "other_measures: {each: row, text: M, needs: B, status: {value: planned}, performer: {value: person}}"
    )
    plan = plan_of(table, csv("B;T;M", "1;a;gå", "2;b;"))
    assert [each.text for each in plan.other_measures] == ["gå"]


def test_what_stands_twice_and_agrees_is_read_once():
    assert codes_of(xml_table("summary: S").read(xml("<S>a</S><S>a</S>"))) == []
    assert codes_of(xml_table("summary: S").read(xml("<S>a</S><S>b</S>"))) == ["SIP224"]


def test_texts_that_mean_nothing_are_blank():
    table = xml_table("needs: {each: N, id: I, text: {from: T, otherwise: ingen}}", "nothing: ['-', Saknas]")
    plan = plan_of(table, xml("<N><T>-</T></N><N><I>1</I><T> Saknas </T></N><N><T>a</T></N><N><I>-</I></N>"))
    assert needs(plan) == ["ingen", "a"]


def test_several_places_are_joined_in_the_order_of_the_rule():
    table = xml_table("summary: {text: {from: [A, B, C], joined_by: ', '}}")
    assert plan_of(table, xml("<C>3</C><A>1</A>")).summary.text == "1, 3"


def test_one_place_is_split_and_blank_pieces_are_none():
    codes = "codes: {s: {school: '1', family: '2'}}"
    table = xml_table("needs: {each: N, text: T, subjects: {from: S, split_by: ',', codes: s}}", codes)
    plan = plan_of(table, xml("<N><T>a</T><S>2, ,1 </S></N>"))
    assert [str(each) for each in plan.needs[0].subjects] == ["family", "school"]


def test_the_ids_of_the_system_are_ids_of_the_model():
    table = xml_table("needs: {each: N, id: I, text: T}")
    assert [each.id for each in plan_of(table, xml("<N><I>1</I><T>a</T></N><N><I>B_7</I><T>b</T></N>")).needs] == [
        "need-1",
        "need-B.5f.7",
    ]


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("{from: S}", "2"),
        ("{from: S, by: number}", "2"),
        ("{from: S, by: name}", "Bo Al"),
    ],
)
def test_a_reference_names_a_part_as_the_system_does(rule, text):
    plan = plan_of(xml_table(f"{PEOPLE}\ncoordinator: {rule}"), xml(f"{UNIT_XML}{ANNA}<S>{text}</S>{BO}"))
    assert plan.coordinator == plan.participants[1].id == "participant-2"


def test_a_mark_at_the_part_itself_is_a_reference():
    table = xml_table(f"{PEOPLE}\ncoordinator: {{marked: {{K: J}}}}")
    plan = plan_of(table, xml(f"{UNIT_XML}{ANNA.replace('</D>', '<K>N</K></D>')}{BO.replace('</D>', '<K>J</K></D>')}"))
    assert plan.coordinator == plan.participants[1].id


def test_what_stands_for_the_person_is_the_person():
    table = xml_table("initiative: {by: {from: B, person: [Klienten, Den enskilde]}}")
    assert plan_of(table, xml("<B>Den enskilde</B>")).initiative.by == "person"
    assert codes_of(table.read(xml("<B>Modern</B>"))) == ["SIP222"]


def test_a_reference_by_a_name_compares_what_stands_there():
    """The model makes one space of several; the reference does not guess so."""
    table = xml_table(f"{PEOPLE}\ncoordinator: {{from: S, by: name}}")
    body = xml(f"{UNIT_XML}<D><I>1</I><F>Anna  Maria</F><E>Ek</E></D><S>Anna Maria Ek</S>")
    assert codes_of(table.read(body)) == ["SIP222"]
    assert quickly(table, body) is None


def test_a_party_outside_the_plan_stands_as_it_is():
    table = xml_table(
        "initiative: {by: {from: B, person: P}}", "consents: {excluded_parties: {from: X, split_by: ','}}"
    )
    reading = table.read(xml("<X>Försäkringskassan</X>"))
    assert "SIP222" not in codes_of(reading)


def test_known_organisations_come_with_those_that_they_belong_to():
    table = xml_table("lead_huvudman: {from: H, codes: h}", f"{KNOWN}\ncodes: {{h: {{{UNIT}: '1', {OTHER}: '2'}}}}")
    plan = plan_of(table, xml("<H>1</H>"))
    assert [each.id for each in plan.organisations] == [HOME, UNIT]
    assert plan_of(table, xml("")).organisations == ()


def test_a_known_organisation_that_the_document_has_is_not_put_in_twice():
    table = xml_table(f"{ORGANISATION}\nlead_huvudman: H", KNOWN)
    body = xml(f"<O><I>{HOME}</I><N>Vår region</N></O><H>{HOME}</H>")
    assert [each.name for each in plan_of(table, body).organisations] == ["Vår region"]
    for _ in range(2):  # what is remembered of one document is noted in the next as well
        assert [each.id for each in plan_of(table, xml(f"<H>{OTHER}</H>")).organisations] == [OTHER]


def test_ignored_places_go_with_all_below_them_and_by_pattern():
    table = xml_table("needs: {each: N, text: T}", "ignore: {'N/*/X': x, '**/Sign': s, Arkiv: a, '@v': v}")
    body = xml("<N><T>a</T><L><X><Y>1</Y></X><Sign>å</Sign></L></N><Arkiv><A b='1'>c</A></Arkiv>").replace(
        b"<R>", b'<R v="1">'
    )
    assert codes_of(table.read(body)) == []
    ignored = {(each.path, each.reason) for each in table.read(body).account.ignored}
    expected = {("/R/N/L/X/Y", "x"), ("/R/N/L/Sign", "s"), ("/R/Arkiv/A", "a"), ("/R/Arkiv/A/@b", "a"), ("/R/@v", "v")}
    assert ignored == expected


def test_namespaces_are_those_of_the_table_whatever_the_document_calls_them():
    table = xml_table("summary: v:S", "namespaces: {v: 'urn:v'}")
    assert plan_of(table, xml("<q:S xmlns:q='urn:v'>a</q:S>")).summary.text == "a"
    assert codes_of(table.read(xml("<v:S xmlns:v='urn:w'>a</v:S>"))) == ["SIP228"]


def test_json_is_read_by_its_keys_and_lists():
    table = json_table("needs: {each: N, text: T, subjects: {from: S, codes: s}}", "codes: {s: {school: 1, family: 2}}")
    said = {"Nr": 1, "P": PERSON, "F": "T", "E": "T", "N": [{"T": "a", "S": [1, 2]}, {"T": "b", "S": None}]}
    plan = plan_of(table, json.dumps(said).encode())
    assert needs(plan) == ["a", "b"]
    assert [str(each) for each in plan.needs[0].subjects] == ["school", "family"]
