"""The pytest plugin in an integrator's own repository."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

import gateway.cli.mapping_spoken
import gateway.rules.report  # noqa: F401
import mappings.fhir  # noqa: F401
from tests.tables.examples import FOLDER

pytest_plugins = ["pytester"]
STEPS = 8


@pytest.fixture
def repository(pytester: pytest.Pytester) -> pytest.Pytester:
    """Somebody's repository, with a table of its own and one sample."""
    shutil.copytree(FOLDER / "rows-csv", pytester.path / "mappings/report")
    pytester.makeini("[pytest]\nsamspel_tables = mappings/\ntestpaths = tests\n")
    pytester.mkdir("tests").joinpath("test_own.py").write_text("def test_own():\n    pass\n")
    return pytester


def run(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_inprocess("-p", "no:samspel", "-p", "gateway.cli.mapping_pytest", "-v", *arguments)


def test_a_folder_of_tables_becomes_tests_beside_the_other_tests(repository: pytest.Pytester) -> None:
    result = run(repository)
    result.assert_outcomes(passed=2 + STEPS)
    result.stdout.fnmatch_lines(["mappings/report/table.yaml::golden?report.csv? PASSED*"])
    run(repository, "tests").assert_outcomes(passed=1)


def test_what_is_not_carried_fails_its_step_with_place_and_line_and_without_values(repository: pytest.Pytester) -> None:
    sample = repository.path / "mappings/report/samples/report.csv"
    text = sample.read_text("utf-8-sig")
    assert "Planerad" in text
    sample.write_text(text.replace("Planerad", "Avbruten", 1).replace("Samtyckesdatum", "Samtyckesdag"), "utf-8-sig")
    result = run(repository)
    outcomes = result.parseoutcomes()
    assert outcomes["failed"] == 2, outcomes
    assert outcomes["skipped"] == 5
    result.stdout.fnmatch_lines(["*SIP221*Insatsstatus*line *", "*? /row*Samtyckesdag*"])
    assert "Avbruten" not in result.stdout.str()


def test_a_table_with_faults_fails_as_one_test_with_its_lines(repository: pytest.Pytester) -> None:
    table = repository.path / "mappings/report/table.yaml"
    table.write_text(table.read_text("utf-8").replace("established_on:", "etablished_on:", 1), "utf-8")
    result = run(repository, "mappings")
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*SIP261*table.yaml, line *"])


def test_golden_files_are_written_when_asked(repository: pytest.Pytester) -> None:
    golden = repository.path / "mappings/report/golden/report.json"
    right = golden.read_bytes()
    golden.unlink()
    assert run(repository, "mappings").parseoutcomes()["skipped"] == 1
    run(repository, "mappings", "--samspel-update-golden").assert_outcomes(passed=1 + STEPS)
    assert golden.read_bytes() == right


def test_unused_it_loads_nothing_of_ours() -> None:
    heavy = "('mappings', 'schemas', 'adapters', 'lxml', 'pydantic', 'typer')"
    script = f"import sys, gateway.cli.mapping_pytest; print([n for n in sys.modules if n.split('.')[0] in {heavy}])"
    ended = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert ended.stdout.strip() == "[]"
