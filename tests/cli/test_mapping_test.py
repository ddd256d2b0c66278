"""`samspel mapping test` as an integrator sees it: what is not carried is named, with its place and the line."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import orjson
import pytest
from lxml import etree

from gateway.cli.mapping_watch import watch
from tests.cli.commands import Outcome

Run = Callable[..., Outcome]


@pytest.fixture
def tables(samspel: Run, tmp_path: Path) -> Path:
    """The examples, as `samspel mapping examples` gives them."""
    made = samspel("mapping", "examples", tmp_path / "tables")
    assert made.code == 0, made.err
    return tmp_path / "tables"


@pytest.fixture
def planted(tables: Path) -> Path:
    """A sample with an element that no rule knows, a code that the list does not have, a reference to nobody."""
    sample = tables / "flat-xml/samples/established.xml"
    body = sample.read_bytes()
    for was, now in (
        (b"<Tolk>N</Tolk>", b"<Tolk>N</Tolk><Skonummer>44</Skonummer>"),
        (b"<Omrade>1<", b"<Omrade>7<"),
        (b"<BehovNr>1</BehovNr>", b"<BehovNr>99</BehovNr>"),
    ):
        assert was in body
        body = body.replace(was, now, 1)
    made = sample.with_name("planted.xml")
    made.write_bytes(body)
    return made


def line_of(table: Path, text: str) -> int:
    return next(n for n, line in enumerate(table.read_text().splitlines(), 1) if text in line)


def test_all_three_planted_parts_are_named_with_place_and_line(samspel: Run, planted: Path, tables: Path) -> None:
    table = tables / "flat-xml/table.yaml"
    area, needs, person = (line_of(table, each) for each in ("area: {from", "needs: {from", "identity: Personnr"))
    outcome = samspel("mapping", "test", table, planted)
    assert outcome.code == 1
    lines = outcome.text.splitlines()
    assert lines[0] == f"{planted.as_posix()}: FAILED (read, understand all)"
    assert any("SIP221" in each and "/Behov/Rad[1]/Omrade" in each and f"line {area}]" in each for each in lines)
    assert any(
        "SIP222" in each and "/Insatser/Insats[1]/BehovNr" in each and f"line {needs}]" in each for each in lines
    )
    assert f"    ? /SIPExport/Klient/Skonummer (nearest rule: line {person})" in lines
    assert "1 sample: 0 passed, 1 failed" in outcome.err
    swedish = samspel("mapping", "test", table, planted, "--lang", "sv")
    assert f"rad {area}]" in swedish.text
    assert "tabellen säger inget om" in swedish.text


def test_what_is_the_same_on_many_rows_is_told_once_on_the_screen_and_whole_in_reports(
    samspel: Run, tables: Path
) -> None:
    table, sample = tables / "rows-csv/table.yaml", tables / "rows-csv/samples/report.csv"
    text = sample.read_text("utf-8-sig")
    text = text.replace("Insatsstatus", "Annan rubrik").replace("Från", "Fr.o.m.")
    sample.write_text(text, "utf-8-sig")
    rows = orjson.loads(samspel("mapping", "test", table, "--json").out)["reading"]["account"]["not_understood"]
    there = [each["path"] for each in rows if each["path"].endswith("/Annan rubrik")]
    assert len(there) > 2
    lines = samspel("mapping", "test", table).text.splitlines()
    (told,) = (each for each in lines if "Annan rubrik" in each)
    assert told.startswith(f"    ? {there[0]} and {len(there) - 1} more like it")


@pytest.mark.parametrize("option", ["--json", "--junit"])
def test_reports_for_machines_name_all_three_and_hold_no_value(
    samspel: Run, planted: Path, tables: Path, tmp_path: Path, option: str
) -> None:
    report = tmp_path / "report.xml"
    options = [option, report] if option == "--junit" else [option]
    outcome = samspel("mapping", "test", tables / "flat-xml/table.yaml", planted, *options)
    body = report.read_bytes() if option == "--junit" else outcome.out
    assert outcome.code == 1
    for each in (b"SIP221", b"SIP222", b"/SIPExport/Klient/Skonummer"):
        assert each in body
    for value in ("Åsa", "19900222-2397", "Sömn", "Testsson", "Exempelgatan"):
        assert value in planted.read_bytes().decode("iso-8859-1")
        assert value.encode() not in body
    assert b"199002222397" not in body


def test_junit_has_one_case_for_each_sample_and_step(samspel: Run, planted: Path, tables: Path, tmp_path: Path) -> None:
    report = tmp_path / "report.xml"
    samspel("mapping", "test", tables / "flat-xml/table.yaml", "--junit", report)
    suite = etree.fromstring(report.read_bytes()).find("testsuite")
    cases = {(Path(each.get("classname")).name, each.get("name")): each for each in suite}
    steps = {"read", "understood", "warnings", "written-back", "read-again", "golden", "fhir", "law"}
    assert set(cases) == {(name, step) for name in ("established.xml", planted.name) for step in steps}
    failed = {key for key, case in cases.items() if case.find("failure") is not None}
    assert failed == {(planted.name, "read"), (planted.name, "understood")}
    assert suite.get("failures") == "2"


@pytest.mark.parametrize("name", ["flat-xml", "nested-json", "rows-csv"])
def test_the_examples_pass_from_a_table_alone_a_folder_and_a_pattern(samspel: Run, tables: Path, name: str) -> None:
    table = tables / name / "table.yaml"
    for given in ((), (tables / name,), (tables / name / "samples" / "*",)):
        outcome = samspel("mapping", "test", table, *given, "--json")
        assert outcome.code == 0, outcome.text
        told = orjson.loads(outcome.out)
        assert (told["passed"], told["golden"]) == (True, [])


def test_the_budget_of_the_table_decides_what_fails(samspel: Run, tables: Path) -> None:
    table, sample = tables / "flat-xml/table.yaml", tables / "flat-xml/samples/established.xml"
    sample.write_bytes(sample.read_bytes().replace(b"<Tolk>", b"<Skonummer>44</Skonummer><Tolk>"))
    assert samspel("mapping", "test", table).code == 1
    table.write_text(table.read_text().replace("not_understood: 0", "not_understood: 1"))
    assert samspel("mapping", "test", table).code == 0
    table.write_text(table.read_text().replace("not_understood: 1", "not_understood: 1, warnings: 0"))
    assert samspel("mapping", "test", table).code == 1


def test_what_the_law_misses_in_a_sample_is_told_as_check_tells_it(samspel: Run, tables: Path) -> None:
    table, sample = tables / "flat-xml/table.yaml", tables / "flat-xml/samples/established.xml"
    sample.write_bytes(sample.read_bytes().replace(b"<Huvudansvar>1</Huvudansvar>", b""))
    outcome = samspel("mapping", "test", table)
    assert outcome.code == 1
    assert "SIP313" in outcome.text
    assert "the law" in outcome.text.splitlines()[0]
    told = samspel("check", "--table", table, sample, "--json").json["findings"]
    law = samspel("mapping", "test", table, "--json").json["law"]
    assert {each["code"] for each in told} <= {each["code"] for each in law}


def test_a_golden_file_is_compared_with_and_written_anew_only_when_asked(samspel: Run, tables: Path) -> None:
    folder = tables / "nested-json"
    golden = folder / "golden/active.json"
    right = golden.read_bytes()
    golden.write_bytes(
        right.replace(b'"en"', b'"sv"') if b'"en"' in right else right.replace(b"established", b"closed")
    )
    changed = golden.read_bytes()
    assert changed != right
    outcome = samspel("mapping", "test", folder / "table.yaml")
    assert outcome.code == 1
    assert "differs from the golden file" in outcome.text
    assert golden.read_bytes() == changed
    outcome = samspel("mapping", "test", folder / "table.yaml", "--update-golden")
    assert (outcome.code, golden.read_bytes()) == (0, right)
    assert "golden file written to golden/active.json" in outcome.err
    assert "unchanged" in samspel("mapping", "test", folder / "table.yaml", "--update-golden").err


def test_golden_files_may_lie_elsewhere(samspel: Run, tables: Path, tmp_path: Path) -> None:
    table, elsewhere = tables / "rows-csv/table.yaml", tmp_path / "facit"
    assert "no golden file" in samspel("mapping", "test", table, "--golden", elsewhere).text
    samspel("mapping", "test", table, "--golden", elsewhere, "--update-golden")
    made = elsewhere / "report.json"
    assert made.read_bytes() == (tables / "rows-csv/golden/report.json").read_bytes()


def test_a_table_with_faults_is_told_at_its_lines_and_nothing_is_tried(samspel: Run, tables: Path) -> None:
    table = tables / "flat-xml/table.yaml"
    table.write_text(table.read_text().replace("established_on:", "etablished_on:"))
    outcome = samspel("mapping", "test", table)
    assert (outcome.code, outcome.out) == (2, b"")
    assert f"SIP261 error table.yaml, line {line_of(table, 'etablished_on')}" in outcome.err
    assert "established_on?" in outcome.err
    assert samspel("mapping", "test", tables / "none.yaml").code == 2
    assert samspel("mapping", "test", table, tables / "no-such-sample.xml").code == 2


def test_a_sample_that_is_no_such_document_is_named_and_the_others_are_tried(samspel: Run, tables: Path) -> None:
    folder = tables / "flat-xml"
    (folder / "samples/other.xml").write_bytes(b"<Annat/>")
    outcome = samspel("mapping", "test", folder / "table.yaml")
    assert outcome.code == 2
    assert "established.xml: passed" in outcome.text
    assert "SIP229" in outcome.text


def test_watching_does_it_again_for_each_change_and_only_then(tmp_path: Path) -> None:
    file, done = tmp_path / "table.yaml", []
    steps = iter([lambda: None, lambda: file.write_text("a"), lambda: None, lambda: file.write_text("ab"), file.unlink])

    def wait() -> None:
        step = next(steps, None)
        if step is None:
            raise KeyboardInterrupt
        step()

    watch(lambda: done.append(file.exists()), lambda: [file], wait)
    assert done == [False, True, True, False]


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to one process there")
def test_a_watched_table_is_tried_again_when_it_is_saved_and_ctrl_c_ends_it(tables: Path) -> None:
    table = tables / "rows-csv/table.yaml"
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    command = [sys.executable, "-c", f"{heard}from gateway.cli import main; main()", "mapping", "test", str(table)]
    command += ["--watch", "--lang", "en"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as run:
        assert run.stdout is not None
        assert b"passed" in run.stdout.readline()
        table.write_text(table.read_text().replace("  Rapportdatum:", "  Annat:"))
        found = b""
        while b"FAILED" not in found:
            found = run.stdout.readline()
            assert found, "it ended"
        while run.poll() is None:
            run.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                run.wait(3)
        assert run.returncode == 0
