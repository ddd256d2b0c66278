"""References by number: they count the parts that stand in the document, and no others."""

from __future__ import annotations

from mappings.tables.writing.writer import write_with
from schemas.sip.reading import parse_document
from tests.tables.writing.tables import table

PERSON = {"identity": {"kind": "personnummer", "value": "191212121212"}, "name": {"given": "Tolvan"}}
UNIT = "TSTNMT2321000156-1001"
HEAD = """
table: prov
format: {format}
nothing: ["-"]
plan:
  state: S
  person: {{identity: {{from: P, as: identity}}, name: {{given: F}}}}
"""
XML = HEAD.format(format="xml\nroot: R")
CSV = HEAD.format(format="csv")
PEOPLE_AND_WHAT_THEY_DO = """
  participants: {each: D, name: {given: Namn}, organisation: {from: O, by: number}}
  interventions: {each: I, text: T, performers: {from: Vem, split_by: ",", by: number, to: participants}}
"""
ORGANISATIONS = """
  organisations: {each: O, name: N, part_of: {from: Del, by: number}}
  interventions: {each: I, text: T, performers: {from: Vem, by: number, to: organisations}}
"""
PEOPLE_ON_ROWS = """
  participants: {each: row, where: {Typ: D}, name: {given: Namn}}
  interventions: {each: row, where: {Typ: I}, text: T, performers: {from: Vem, by: number, to: participants}}
"""


def document(**plan):
    made = parse_document({"plan": {"state": "established", "person": PERSON, **plan}})
    assert made.document is not None, made.findings
    return made.document


def participants(*given):
    return [
        {"id": f"participant-{number}", "name": {"given": each}, "organisation": UNIT}
        for number, each in enumerate(given, 1)
    ]


def organisations(**part_of):
    return [
        {"id": f"TSTNMT2321000156-{name}", "name": said, "kind": "care-provider"}
        | ({"part_of": f"TSTNMT2321000156-{whole}"} if whole else {})
        for name, (said, whole) in part_of.items()
    ]


def reasons(writing):
    return {each.path: each.reason for each in writing.account.not_understood}


def test_parts_that_get_no_number_are_not_counted():
    of = table(XML + PEOPLE_AND_WHAT_THEY_DO)
    plan = document(
        organisations=[{"id": UNIT, "name": "Vårdcentralen", "kind": "care-provider"}],
        participants=participants("-", "-", "Eva"),
        interventions=[{"text": "Ringer", "performers": ["participant-1", "participant-3"]}],
    )

    writing = write_with(of, plan)

    assert writing.body.count(b"<D>") == 1
    assert b"<Vem>1</Vem>" in writing.body
    assert {each.path for each in writing.account.mapped} >= {"/plan/interventions/0/performers/1"}
    assert reasons(writing)["/plan/interventions/0/performers/0"] == "what it refers to has no place in this format"


def test_a_part_that_falls_takes_with_it_those_that_only_point_at_it():
    of = table(XML + ORGANISATIONS)
    plan = document(
        organisations=organisations(A=("-", "B"), B=("-", ""), C=("Kommunen", "")),
        interventions=[{"text": each, "performers": [f"TSTNMT2321000156-{each}"]} for each in ("A", "B", "C")],
    )

    writing = write_with(of, plan)

    assert writing.body.count(b"<O>") == 1
    assert writing.body.count(b"<Vem>") == 1
    assert b"<T>C</T>" in writing.body.partition(b"<Vem>1</Vem>")[0]
    assert {"/plan/interventions/0/performers/0", "/plan/interventions/1/performers/0"} <= set(reasons(writing))


def test_parts_that_have_nothing_but_numbers_of_each_other_stand():
    of = table(XML + ORGANISATIONS)
    plan = document(organisations=organisations(A=("-", "B"), B=("-", "A"), C=("Kommunen", "B")))

    writing = write_with(of, plan)

    assert [b"<Del>%d</Del>" % number in writing.body for number in (1, 2, 3)] == [True, True, False]
    assert writing.body.count(b"<O>") == 3


def test_a_row_that_says_nothing_of_its_part_is_not_counted():
    of = table(CSV + PEOPLE_ON_ROWS)
    plan = document(
        organisations=[{"id": UNIT, "name": "Vårdcentralen", "kind": "care-provider"}],
        participants=participants("-", "Eva"),
        interventions=[
            {"text": "Ringer", "performers": ["participant-1"]},
            {"text": "Besöker", "performers": ["participant-2"]},
        ],
    )

    writing = write_with(of, plan)

    lines = writing.body.decode().splitlines()
    told = dict(zip(lines[0].split(";"), next(each for each in lines if "Besöker" in each).split(";"), strict=True))
    assert told["Vem"] == "1"
    assert "/plan/interventions/0/performers/0" in reasons(writing)


def test_parts_at_places_of_their_own_kind_are_counted_by_what_is_in_them():
    of = table(
        XML
        + """
  participants: [{from: D1, name: {given: Namn}}, {from: D2, name: {given: Namn}}]
  interventions: {each: I, text: T, performers: {from: Vem, by: number, to: participants}}
"""
    )
    plan = document(
        organisations=[{"id": UNIT, "name": "Vårdcentralen", "kind": "care-provider"}],
        participants=participants("Bo", "Eva"),
        interventions=[{"text": "Ringer", "performers": ["participant-2"]}],
    )

    assert b"<Vem>2</Vem>" in write_with(of, plan).body


def test_a_number_alone_makes_no_part_at_a_fixed_place_that_others_would_count():
    of = table(
        XML
        + """
  organisations: [{from: A, name: N, part_of: {from: Del, by: number}}, {from: B, name: N}]
  interventions: {each: I, text: T, performers: {from: Vem, by: number, to: organisations}}
"""
    )
    plan = document(
        organisations=organisations(A=("-", "B"), B=("Kommunen", "")),
        interventions=[{"text": "Ringer", "performers": ["TSTNMT2321000156-B"]}],
    )

    writing = write_with(of, plan)

    assert b"<Vem>1</Vem>" in writing.body
    assert b"<A>" not in writing.body
    assert reasons(writing)["/plan/organisations/0/part_of"] == "nothing else of the part stands in the document"


def test_a_sheet_of_which_no_row_stands_has_its_headings():
    of = table(
        """
table: prov
format: csv
nothing: ["-"]
plan:
  state: {value: established}
  participants: {each: row, name: {given: Namn}, organisation: {from: O, by: number}}
"""
    )
    units = [{"id": UNIT, "name": "Vårdcentralen", "kind": "care-provider"}]

    writing = write_with(of, document(organisations=units, participants=participants("-")))

    assert writing.body.decode().splitlines()[0] == "Namn;O"
