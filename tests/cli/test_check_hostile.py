"""Every hostile and foreign file goes through `samspel check`: 0, 1 or 2, quickly, and never a traceback."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.commands import Outcome, in_its_own_process
from tests.shared_material import shared, shared_files

pytestmark = [pytest.mark.corpora, pytest.mark.timeout(120)]

FOLDERS = ("6-hostile", "4-careplans", "2-medcom", "5-sweden")
_ROOT = Path(os.environ.get("SAMSPEL_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "corpora"
_FILES = [path for name in FOLDERS if (_ROOT / name).exists() for path in shared_files("corpora", name)]
_FILES += sorted(
    path for kind in ("careplan", "consent", "goal", "careteam") for path in _ROOT.glob(f"1-fhir-r4/examples-*/{kind}*")
)
EVERY_FILE = pytest.mark.parametrize(
    "path", _FILES or [None], ids=[str(path.relative_to(_ROOT)) for path in _FILES] or ["absent"]
)
SUMMARY = {"mapped", "ignored", "not_understood"}


@EVERY_FILE
def test_every_foreign_file_gets_a_truthful_report(samspel: Callable[..., Outcome], path: Path | None) -> None:
    path = path or shared("corpora", FOLDERS[0])
    outcome = samspel("check", "--json", path)
    assert outcome.code in {0, 1, 2}
    assert "Traceback" not in outcome.err
    report = outcome.json
    assert report["valid"] is (outcome.code == 0)
    assert report["account"]["summary"].keys() == SUMMARY
    for name in SUMMARY:
        assert len(report["account"][name]) == report["account"]["summary"][name]
    assert report["valid"] or report["findings"], "a refusal says why"
    for finding in report["findings"]:
        assert finding.keys() >= {"severity", "code", "path", "sv", "en"}
        assert finding["code"] != "SIP989"
        assert finding["sv"] != finding["en"]


def test_the_worst_files_end_as_well_in_a_process_of_their_own() -> None:
    largest = sorted(shared_files("corpora", "6-hostile"), key=lambda path: -path.stat().st_size)[:3]
    deepest = [path for path in shared_files("corpora", "6-hostile") if "nested" in path.name or "100000" in path.name]
    for path in [*largest, *deepest][:8]:
        outcome = in_its_own_process("check", path)
        assert outcome.code in {0, 1, 2}, path.name
        assert "Traceback" not in outcome.err


def test_all_hostile_files_at_once_are_all_told_of(samspel: Callable[..., Outcome]) -> None:
    files = shared_files("corpora", "6-hostile", "JSONTestSuite")[:40]
    outcome = samspel("check", "--json", *files)
    assert len(outcome.out.splitlines()) == len(files)
    assert outcome.code == 2
