"""What a trial of a table finds in a sample, step by step, and which of it goes beyond the table's budget."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mappings.tables.language.rules import Budget
from mappings.tables.table_format import TableFormat
from mappings.tables.trial import How, Step, try_sample
from schemas.findings import finding
from tests.tables.examples import FOLDER, example, samples

(SAMPLE,) = samples("flat-xml")
BODY = SAMPLE.read_bytes()
STRANGE = BODY.replace(b"<Tolk>", b"<Skonummer>44</Skonummer><Tolk>")
GOLDEN = (FOLDER / "flat-xml/golden/established.json").read_bytes()


def with_budget(**limits):
    return TableFormat(replace(example("flat-xml").table, budget=Budget(**limits)))


@pytest.mark.parametrize(
    ("budget", "failed"),
    [
        ({}, {Step.UNDERSTOOD}),
        ({"not_understood": 1}, set()),
        ({"not_understood": 1, "warnings": 0}, {Step.WARNINGS}),
        ({"not_understood": 1, "lost": 0}, {Step.WRITTEN_BACK}),
        ({"not_understood": 1, "warnings": 1, "lost": 3}, set()),
    ],
)
def test_only_what_goes_beyond_the_budget_fails(budget, failed):
    assert set(try_sample(with_budget(**budget), "x", STRANGE).failed) == failed


def test_what_is_not_understood_also_fails_where_the_document_cannot_be_read():
    body = STRANGE.replace(b"<Omrade>1<", b"<Omrade>7<", 1)
    trial = try_sample(example("flat-xml"), "x", body)
    assert trial.failed == (Step.READ, Step.UNDERSTOOD)
    assert trial.writing is None


def test_a_stranger_is_told_with_the_line_of_the_rule_that_stands_nearest():
    text = example("flat-xml").table.source.splitlines()
    trial = try_sample(example("flat-xml"), "x", STRANGE)
    assert {place: text[line - 1].strip() for place, line in trial.hints.items()} == {
        "/SIPExport/Klient/Skonummer": "identity: Personnr"
    }
    assert try_sample(example("flat-xml"), "x", BODY).hints == {}


def test_a_golden_file_that_says_otherwise_is_told_by_its_places():
    changed = GOLDEN.replace(b'"established"', b'"closed"', 1)
    trial = try_sample(example("flat-xml"), "x", BODY, changed)
    assert trial.failed == (Step.GOLDEN,)
    assert {(each.how, each.path) for each in trial.golden} == {(How.CHANGED, "/plan/state")}
    assert try_sample(example("flat-xml"), "x", BODY, b"no JSON").failed == (Step.GOLDEN,)


def test_what_the_law_says_is_told_at_the_place_of_the_document_and_an_error_fails():
    trial = try_sample(
        example("flat-xml"), "x", BODY, None, lambda _: (finding("SIP313", "/plan/lead_huvudman", source="x"),)
    )
    assert [(each.code, each.path) for each in trial.law] == [("SIP313", "/SIPExport/Arende/Huvudansvar")]
    assert trial.failed == (Step.LAW,)


def test_the_json_of_a_trial_holds_no_value_of_the_sample():
    told = str(try_sample(example("flat-xml"), "x", STRANGE, GOLDEN).as_json())
    for value in ("Testsson", "19900222", "Skostorlek", "Sömn", "Exempelgatan"):
        assert value not in told
