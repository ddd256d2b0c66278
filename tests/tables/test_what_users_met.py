"""What somebody met who connected an export with nothing but the documentation."""

from __future__ import annotations

import jsonschema_rs
import pytest

from mappings.tables.loading.editor_schema import editor_schema
from mappings.tables.loading.loader import load_table
from mappings.tables.loading.yaml_tree import yaml_tree
from mappings.tables.table_format import TableFormat
from schemas.sip.reading import parse_document

TABLE = """
table: t
format: xml
root: S
codes:
  protection: {sekretessmarkering: ja}
plan:
  state: "@st"
  person:
    identity: P/@nr
    name: {given: P/@g}
    protection: {from: Sekretess, codes: protection, nothing: nej}
  organisations: {each: O, id: "@hsa", name: "@n", kind: {value: care-provider}}
  no_other_measures: {from: Andra, as: boolean, yes: nej, no: ja}
consents:
  givers: {who: {value: person}, form: {value: oral}, given_at: C/@d}
  recipients: RECIPIENTS
"""
DOCUMENT = """<S st="established"><P nr="198611062384" g="Alva"/><Sekretess>nej</Sekretess><Andra>nej</Andra>
<O hsa="TSTNMT2321000156-A" n="A"/><O hsa="TSTNMT2120000142-B" n="B"/><C d="2026-10-12"><T o="1"/><T o="2"/></C></S>
"""


def table(recipients):
    loaded = load_table(TABLE.replace("RECIPIENTS", recipients))
    assert loaded.table is not None, loaded.findings
    return TableFormat(loaded.table)


def test_a_second_recipient_does_not_vanish_when_each_was_forgotten():
    reading = table("{recipient: {from: C/T/@o, by: number, to: organisations}}").read(DOCUMENT.encode())
    assert [(each.code, each.path) for each in reading.findings] == [("SIP224", "/S/C/T[2]/@o")]


def test_a_part_of_which_only_a_number_stands_is_written():
    by_number = table("{each: C/T, recipient: {from: '@o', by: number, to: organisations}}")
    document = by_number.read(DOCUMENT.encode()).document
    writing = by_number.write(document)
    assert not writing.account.not_understood
    assert by_number.read(writing.body).document == document


def test_a_text_that_says_nothing_here_says_something_there():
    reading = table("{each: C/T, recipient: {from: '@o', by: number, to: organisations}}").read(DOCUMENT.encode())
    assert reading.document.plan.person.protection == ()
    assert reading.document.plan.no_other_measures is True
    assert [each.path for each in reading.account.ignored] == ["/S/Sekretess"]
    protected = DOCUMENT.replace("<Sekretess>nej", "<Sekretess>ja")
    reading = table("{each: C/T, recipient: {from: '@o', by: number, to: organisations}}").read(protected.encode())
    assert [each.value for each in reading.document.plan.person.protection] == ["sekretessmarkering"]


def test_a_text_of_nothing_but_separators_is_blank():
    split = table("{each: C/T, recipient: {from: '@o', by: number, to: organisations}}").table.source.replace(
        "protection: {from: Sekretess, codes: protection, nothing: nej}",
        "communication_support: {from: Sekretess, split_by: nej}",
    )
    reading = TableFormat(load_table(split).table).read(DOCUMENT.encode())
    assert [each.path for each in reading.account.ignored] == ["/S/Sekretess"]


@pytest.mark.parametrize("by", ["gibberish", "namn"])
def test_a_slip_of_the_pen_is_no_place(by):
    loaded = load_table(TABLE.replace("RECIPIENTS", f"{{each: C/T, recipient: {{from: '@o', by: {by}}}}}"))
    assert [each.code for each in loaded.findings] == ["SIP261"]


@pytest.mark.parametrize(("by", "hint"), [("LokalId", "@LokalId, ./LokalId?"), ("namr", "name?")])
def test_a_lone_word_is_told_how_a_place_is_written(by, hint):
    (found,) = load_table(TABLE.replace("RECIPIENTS", f"{{each: C/T, recipient: {{from: '@o', by: {by}}}}}")).findings
    assert found.en == f"There is no {by} here ({hint})."
    loaded = load_table(TABLE.replace("RECIPIENTS", "{each: C/T, recipient: {from: '@o', by: ./LokalId}}"))
    assert loaded.findings == ()


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ("subjects: {from: A, otherwise: family}", []),
        ("subjects: {from: A, otherwise: [family, school]}", ["SIP262"]),
        ("subjects: {from: A, otherwise: []}", ["SIP262"]),
        ("subjects: {value: [[family, school]]}", ["SIP262", "SIP262"]),
        ("area: {from: A, value: [social]}", ["SIP262"]),
        ("area: {value: [social]}", ["SIP262", "SIP262"]),
        ("icf: {from: A, otherwise: [b1, b2]}", ["SIP262"]),
        ("icf: {value: [b1, b2]}", []),
        ("area: {from: A, otherwise: [social]}", ["SIP262"]),
        ("subjects: {value: [family, school]}", []),
        ("subjects: {value: [family, {}]}", ["SIP265", "SIP262"]),
        ("area: {from: A, otherwise: bogus}", ["SIP265"]),
        ("area: {from: A, otherwise: social}", []),
        ("area:", ["SIP263"]),
        ("area: {from: }", ["SIP263"]),
        ("area: {from: A, codes: [x]}", ["SIP264"]),
    ],
)
def test_half_written_rules_and_lists_are_judged_and_never_raise(rule, codes):
    text = f"table: t\nformat: xml\nroot: R\nplan:\n  needs:\n    each: N\n    text: T\n    {rule}\n"
    assert [each.code for each in load_table(text).findings] == codes
    for_editors = jsonschema_rs.validator_for(editor_schema()).is_valid(yaml_tree(text).plain())
    assert for_editors or codes, "an editor underlines what is right"
    assert not (for_editors and "otherwise: [" in rule), "an editor takes a list that no field can hold"


def test_a_mark_is_not_taken_where_a_field_holds_several_references():
    text = "table: t\nformat: xml\nroot: R\nplan:\n  interventions:\n    each: I\n    performers: {marked: {Gör: J}}\n"
    (found,) = load_table(text).findings
    assert (found.code, found.path) == ("SIP262", "line 7: plan.interventions.performers")


@pytest.mark.parametrize("said", ["[xml]", "{a: b}", "3", ""])
def test_a_format_that_is_none_is_told(said):
    assert "SIP261" in [each.code for each in load_table(f"table: t\nformat: {said}\nplan: {{}}\n").findings]


def test_a_pattern_with_many_stars_is_quick():
    from mappings.tables.reading.walking import ignored_at

    stars = load_table("table: t\nformat: json\nplan: {}\nignore: {'**/a/**/a/**/a/**/a/**/a/**/b': why}\n").table
    assert ignored_at(stars.ignored, ("a",) * 60) is None
    assert ignored_at(stars.ignored, ("a",) * 60 + ("b", "c")) is not None


def test_rows_that_only_hold_the_plan_itself_stay():
    rows = """
table: t
format: csv
plan:
  state: Status
  person: {identity: Nr, name: {given: Namn}}
  needs: {each: row, group: BehovNr, id: BehovNr, text: Behov}
  interventions: {each: row, needs: {from: Insats, by: number}}
"""
    loaded = load_table(rows)
    assert loaded.table is not None, loaded.findings
    table = TableFormat(loaded.table)
    plan = {"state": "established", "person": {"identity": {"kind": "personnummer", "value": "191212121212"}}}
    plan["person"]["name"] = {"given": "Tolvan"}
    plan["interventions"] = [{"text": "utan plats"}]
    document = parse_document({"plan": plan}).document
    writing = table.write(document)
    assert [each.path for each in writing.account.not_understood]
    assert b"Tolvan" in writing.body
