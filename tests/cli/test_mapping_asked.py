"""`samspel mapping explain`, `coverage`, `schema`, `examples`; a table as a format of `check` and `convert`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from tests.cli.commands import PLAN, Outcome
from tests.tables.examples import ALL_SAMPLES, FOLDER

Run = Callable[..., Outcome]
FLAT, SAMPLE = FOLDER / "flat-xml/table.yaml", FOLDER / "flat-xml/samples/established.xml"


def line_of(text: str) -> int:
    return next(n for n, line in enumerate(FLAT.read_text().splitlines(), 1) if text in line)


@pytest.mark.parametrize(
    "asked", ["plan.needs.text", "/plan/needs/0/text", "Behov/Rad/Rubrik", "/SIPExport/Behov/Rad[1]/Rubrik", "Rubrik"]
)
def test_explain_tells_the_value_its_places_and_the_rule_whichever_end_is_asked_for(samspel: Run, asked: str) -> None:
    described = "Sover tre timmar per natt och orkar inte öppna posten."
    outcome = samspel("mapping", "explain", FLAT, SAMPLE, asked)
    assert outcome.code == 0, outcome.err
    assert outcome.text.splitlines()[:4] == [
        '/plan/needs/0/text = "Sömn och oro: Sover tre timmar per natt och orkar inte öppna posten."',
        '  from /SIPExport/Behov/Rad[1]/Rubrik = "Sömn och oro" (joined_by)',
        f'  from /SIPExport/Behov/Rad[1]/Beskrivning = "{described}" (joined_by)',
        f'  line {line_of("Rubrik")}: text: {{from: [Rubrik, Beskrivning], joined_by: ": "}}',
    ]
    assert ("/plan/needs/1/text" in outcome.text) is ("/0/" not in asked and "[1]" not in asked)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Arende/Handlaggare", "left out: a user name"),
        ("Klient/CoAdress", "left out: nothing stands there"),
        ("plan.meetings.id", "not carried: the system keeps them in another register"),
        ("plan.source.system", '= "example-flat-xml"'),
        ("plan.guardians.name", "nothing in this sample"),
    ],
)
def test_explain_says_of_what_was_not_read_why(samspel: Run, asked: str, said: str) -> None:
    outcome = samspel("mapping", "explain", FLAT, SAMPLE, asked)
    assert outcome.code == 0
    assert said in outcome.text
    assert " line " in outcome.text or asked == "Klient/CoAdress"


def test_explain_shows_what_is_wrong_at_a_place(samspel: Run, tmp_path: Path) -> None:
    sample = tmp_path / "sample.xml"
    body = SAMPLE.read_bytes().replace(b"<Omrade>1<", b"<Omrade>7<", 1)
    sample.write_bytes(body.replace(b"<Tolk>", b"<Skonummer>44</Skonummer><Tolk>"))
    assert "SIP221" in samspel("mapping", "explain", FLAT, sample, "Behov/Rad/Omrade").text
    assert "not understood" in samspel("mapping", "explain", FLAT, sample, "Skonummer").text


def test_explain_of_what_is_nowhere_names_what_is_nearest(samspel: Run) -> None:
    outcome = samspel("mapping", "explain", FLAT, SAMPLE, "plan.needs.txt")
    assert (outcome.code, outcome.out) == (1, b"")
    assert "Did you mean: plan.needs.text?" in outcome.err
    assert "no rule" in samspel("mapping", "explain", FLAT, SAMPLE, "plan.closure").err


def test_coverage_counts_fields_and_places_over_samples(samspel: Run, tmp_path: Path) -> None:
    folder = tmp_path / "samples"
    folder.mkdir()
    body = SAMPLE.read_bytes()
    (folder / "a.xml").write_bytes(body)
    (folder / "b.xml").write_bytes(body.replace(b"<Tolk>N</Tolk>", b"<Skonummer>44</Skonummer>"))
    (folder / "c.xml").write_bytes(body.replace(b"<Omrade>1<", b"<Omrade>7<", 1))
    told = samspel("mapping", "coverage", FLAT, folder, "--json").json
    fields = {each["field"]: each for each in told["fields"]}
    places = {each["place"]: each for each in told["places"]}
    assert (told["samples"], told["unread"]) == (3, 1)
    assert fields["plan.person.interpreter_needed"]["samples"] == 2
    assert fields["plan.person.interpreter_needed"]["lines"] == [line_of("interpreter_needed")]
    assert fields["plan.meetings.id"]["not_carried"] == "the system keeps them in another register"
    assert fields["plan.closure.on"] == {"field": "plan.closure.on", "lines": [], "samples": 0, "not_carried": None}
    skonummer = places["/SIPExport/Klient/Skonummer"]
    assert (skonummer["samples"], skonummer["fates"]) == (1, {"not understood": 1})
    omrade = places["/SIPExport/Behov/Rad/Omrade"]
    assert (omrade["times"], omrade["fates"], omrade["codes"]) == (6, {"carried": 5, "fault": 1}, ["SIP221"])
    assert omrade["to"] == ["plan.needs.area"]
    assert places["/SIPExport/Arende/Handlaggare"]["because"].startswith("a user name")
    assert "Testsson" not in str(told)
    text = samspel("mapping", "coverage", FLAT, folder).text
    assert "NOT UNDERSTOOD" in text
    assert "FAULT: SIP221" in text
    assert "  plan.closure (" in text.split("The table says nothing of:")[1]


@pytest.mark.parametrize(("name", "sample"), ALL_SAMPLES, ids=[name for name, _ in ALL_SAMPLES])
def test_coverage_of_an_example_leaves_no_place_untold(samspel: Run, name: str, sample: Path) -> None:
    told = samspel("mapping", "coverage", FOLDER / name / "table.yaml", sample, "--json").json
    assert {fate for each in told["places"] for fate in each["fates"]} <= {"carried", "left out", "empty"}
    assert sum(each["samples"] for each in told["fields"] if each["lines"]) > 30


def test_the_schema_is_printed_and_written(samspel: Run, tmp_path: Path) -> None:
    outcome = samspel("mapping", "schema")
    assert orjson.loads(outcome.out)["$id"].endswith("mapping-table.schema.json")
    assert samspel("mapping", "schema", "-o", tmp_path / "s.json").code == 0
    assert (tmp_path / "s.json").read_bytes() == outcome.out


def test_examples_are_written_whole_and_never_over_what_is_there(samspel: Run, tmp_path: Path) -> None:
    made = samspel("mapping", "examples", tmp_path)
    assert made.code == 0
    for name, sample in ALL_SAMPLES:
        assert (tmp_path / name / "samples" / sample.name).read_bytes() == sample.read_bytes()
        first = (tmp_path / name / "table.yaml").read_text().splitlines()[0]
        assert (tmp_path / name / first.partition("$schema=")[2]).is_file()
    assert not list(tmp_path.rglob("*.py*"))
    (tmp_path / "flat-xml/table.yaml").write_text("mine")
    again = samspel("mapping", "examples", tmp_path)
    assert (again.code, "SIP981" in again.err) == (1, True)
    assert (tmp_path / "flat-xml/table.yaml").read_text() == "mine"


def test_check_reads_with_a_table(samspel: Run) -> None:
    outcome = samspel("check", "--table", FLAT, SAMPLE, "--json")
    assert (outcome.code, outcome.json["format"], outcome.json["valid"]) == (0, "table:example-flat-xml", True)
    assert samspel("check", "--table", FLAT, "-", stdin=PLAN).code == 2
    both = samspel("check", "--table", FLAT, "--from", "sip-xml", SAMPLE)
    assert (both.code, "SIP998" in both.err) == (2, True)


def test_convert_reads_and_writes_with_tables(samspel: Run) -> None:
    made = samspel("convert", "--from-table", FLAT, "--to", "sip-xml", SAMPLE)
    assert made.code == 0
    assert samspel("check", "-", stdin=made.out).code == 0
    back = samspel("convert", "--to-table", FLAT, "-", stdin=made.out)
    assert back.code == 0
    golden = (FOLDER / "flat-xml/golden/established.json").read_bytes()
    assert samspel("convert", "--from-table", FLAT, "--to", "sip-json", "-", stdin=back.out).out == golden
    other = samspel("convert", "--from-table", FLAT, "--to-table", FOLDER / "rows-csv/table.yaml", SAMPLE)
    assert "has no place in the target format" in other.err
    assert other.out.startswith("\ufeffPlanId;".encode())


def test_convert_wants_one_format_to_write(samspel: Run) -> None:
    none, both = samspel("convert", SAMPLE), samspel("convert", SAMPLE, "--to", "sip-xml", "--to-table", FLAT)
    assert (none.code, "SIP978" in none.err) == (2, True)
    assert (both.code, "SIP998" in both.err) == (2, True)
