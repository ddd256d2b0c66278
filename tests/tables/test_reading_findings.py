"""Every finding of a document that is read through a table: its code, its place in the document, the table's line."""

from __future__ import annotations

import json

import pytest

from tests.tables.reading_tables import PERSON, codes_of, csv, csv_table, json_table, quickly, table_of, xml, xml_table

CODES = "codes: {area: {physical: [P, Q]}}"
NEED = """
needs:
  each: N
  id: Id
  text: T
  area: {from: A, codes: area}
"""
MEETING = """
meetings:
  each: M
  kind: {value: sip}
  start: {from: S, as: time, pattern: "YYYYMMDD hh:mm"}
"""
GOAL = """
needs:
  each: N
  text: T
  sub_goals: {each: G, text: T, target_date: {from: D, as: date, pattern: YYYYMMDD}}
"""
PEOPLE = """
organisations: {each: O, id: {value: SE2321000016-1003}, name: ., kind: {value: region}}
participants: {each: D, name: {given: F, family: E}, role: {value: r}, organisation: {value: SE2321000016-1003}}
coordinator: {from: S, by: name}
"""
ANNA = "<D><F>Anna</F><E>Ek</E></D>"
MARKED = PEOPLE.replace("{from: S, by: name}", "{marked: {K: J}}").replace("{each: D,", "{each: D, id: Id,")

FOUND = {
    "a date in another pattern": (
        xml_table(GOAL),
        "<N><T>t</T><G><T>g</T><D>4 maj</D></G></N>",
        ("SIP220", "/R/N/G/D", 11),
    ),
    "a day that there is not": (
        xml_table(GOAL),
        "<N><T>t</T><G><T>g</T><D>20240230</D></G></N>",
        ("SIP104", "/R/N/G/D", 11),
    ),
    "a code that the list lacks": (
        xml_table(NEED, CODES),
        "<N><T>a</T></N><N><T>b</T><A>Z</A></N>",
        ("SIP221", "/R/N[2]/A", 13),
    ),
    "a reference to nothing": (xml_table(PEOPLE), f"<O>Regionen</O>{ANNA}<S>Bo Al</S>", ("SIP222", "/R/S", 10)),
    "a reference to several": (xml_table(PEOPLE), f"<O>Regionen</O>{ANNA}{ANNA}<S>Anna Ek</S>", ("SIP223", "/R/S", 10)),
    "two values for one": (xml_table(NEED, CODES), "<N><T>a</T><T>b</T></N>", ("SIP224", "/R/N/T[2]", 12)),
    "two that carry the mark": (
        xml_table(MARKED),
        f"<O>Regionen</O>{ANNA}" + 2 * ANNA.replace("</D>", "<K>J</K></D>"),
        ("SIP224", "/R/D[3]/K", 10),
    ),
    "an hour that was there twice": (
        xml_table(MEETING),
        "<M><S>20241027 02:30</S></M>",
        ("SIP225", "/R/M/S", 11),
    ),
    "an hour that was not there": (xml_table(MEETING), "<M><S>20240331 02:30</S></M>", ("SIP226", "/R/M/S", 11)),
    "a person's number as an id": (
        xml_table(NEED, CODES),
        f"<N><Id>{PERSON}</Id><T>a</T></N>",
        ("SIP227", "/R/N/Id", 11),
    ),
    "an element that no rule has": (xml_table(NEED, CODES), "<N><T>a</T><X>1</X></N>", ("SIP228", "/R/N/X", 0)),
    "an attribute that no rule has": (
        xml_table(NEED, CODES),
        '<N k="1"><T>a</T></N>',
        ("SIP228", "/R/N/@k", 0),
    ),
    "text between elements": (
        xml_table(NEED, CODES),
        "<N><T>a</T>mellan</N>",
        ("SIP228", "/R/N/text()", 0),
    ),
    "text before elements": (xml_table(NEED, CODES), "<N>före<T>a</T></N>", ("SIP228", "/R/N", 0)),
    "an id that is too long": (
        xml_table(NEED, CODES),
        f"<N><Id>{'a' * 70}</Id><T>a</T></N>",
        ("SIP233", "/R/N/Id", 11),
    ),
    "what the model says": (xml_table("trigger: {from: Tr}"), "<Tr>x</Tr>", ("SIP103", "/R/Tr", 8)),
}


@pytest.mark.parametrize("name", FOUND)
def test_a_finding_names_its_place_and_the_line_of_the_table(name):
    table, inside, (code, path, line) = FOUND[name]
    reading = table.read(xml(inside))
    assert [(each.code, each.path, each.rule) for each in reading.findings] == [
        (code, path, f"t, line {line}" if line else "")
    ]
    assert quickly(table, xml(inside)) is None


@pytest.mark.parametrize(
    ("table", "body", "code"),
    [
        (xml_table(), xml(around="Annat").replace(b"</R>", b"</Annat>"), "SIP229"),
        (json_table(), b"[1, 2]", "SIP229"),
        (xml_table(), xml("<T>å</T>").decode().encode("iso-8859-1"), "SIP230"),
        (xml_table(), b"<?xml version='1.0' encoding='iso-8859-1'?>" + xml(), "SIP230"),
        (csv_table(), b'Nr;P;F;E\n1;2;"3;4', "SIP231"),
        (csv_table(), csv("").replace(b"\n", b"") + b"\n1;2;3;4;;5", "SIP231"),
        (csv_table(), b"Nr;P;Nr;E\n1;2;3;4", "SIP232"),
    ],
)
def test_a_document_that_is_not_the_tables_is_not_read(table, body, code):
    reading = table.read(body)
    assert codes_of(reading) == [code]
    assert reading.document is None
    assert not reading.account.mapped


def test_of_a_warning_the_rest_is_read():
    table, inside, _ = FOUND["an hour that was there twice"]
    reading = table.read(xml(inside))
    assert reading.valid
    assert str(reading.document.plan.meetings[0].start) == "2024-10-27"


def test_what_the_model_says_of_a_part_names_the_place_of_that_part():
    reading = xml_table("needs: {each: B/N, id: Id, text: T}").read(
        xml("<B>\n<N><T>a</T></N>\n<N><Id>2</Id></N>\n</B>")
    )
    assert [(each.code, each.path, each.rule) for each in reading.findings] == [("SIP101", "/R/B/N[2]", "t, line 8")]


def test_places_of_json_are_pointers_and_those_of_csv_are_rows():
    body = {"Nr": "1", "P": PERSON, "F": "Tolvan", "E": "Tolvansson", "N": [{"T": "a"}, {"T": "b", "A": "Z"}]}
    reading = json_table(NEED, CODES).read(json.dumps(body).encode())
    assert [(each.code, each.path) for each in reading.findings] == [("SIP221", "/N/1/A")]
    reading = csv_table(NEED.replace("each: N", "each: row"), CODES).read(csv("Id;T;A", "1;a;P", "2;b;Z"))
    assert [(each.code, each.path) for each in reading.findings] == [("SIP221", "/row[2]/A")]


def test_no_finding_and_no_account_quotes_what_stands_in_the_document():
    secret = "Hemligt Ord"
    spoilt = f"<N><Id>{secret}</Id><Id>x{secret}</Id><T>{secret}</T><A>{secret}</A></N>{secret}<Y>{secret}</Y>"
    table = xml_table(NEED + PEOPLE + "established_on: {from: U, as: date, pattern: YYYYMMDD}\n", CODES)
    reading = table.read(xml(f"{spoilt}<S>{secret}</S><U>{secret}</U><D><F>a\x7f</F><E>{secret}</E></D>"))
    assert {"SIP220", "SIP221", "SIP222", "SIP224", "SIP228"} <= set(codes_of(reading))
    said = json.dumps(reading.report().as_json(), ensure_ascii=False)
    assert secret not in said
    assert PERSON not in said


def test_a_key_that_could_be_a_persons_data_is_not_shown():
    body = {"Nr": "1", "P": PERSON, "F": "T", "E": "T", "Anna Ek": 1, PERSON: 2}
    reading = json_table().read(json.dumps(body).encode())
    assert codes_of(reading) == ["SIP228", "SIP228"]
    said = json.dumps(reading.report().as_json())
    assert "Anna" not in said
    assert PERSON not in said


def test_a_table_without_a_line_for_it_says_its_name():
    table = table_of("table: namn\nformat: xml\nroot: R\nplan:\n  source: {system: {value: s}, plan_id: Nr}\n")
    found = table.read(b"<R/>").findings
    assert found
    assert all(each.rule.startswith("namn") for each in found)
