"""`samspel practise`: a journal system to try a gateway with."""

from __future__ import annotations

from pathlib import Path

from tests.cli.commands import HOME, PLAN, REGION, SCHOOL, Run, states


def test_the_practice_systems_record_what_lies_there_and_the_home_knows_it_then(samspel: Run, plan: str) -> None:
    practised = samspel("practise", "--once")
    assert practised.code == 0
    assert "2 new entries" in practised.text
    samspel("send", "-", "--from", HOME, stdin=PLAN)  # the same document: its work takes the receipts too
    assert states(samspel)[REGION] == states(samspel)[SCHOOL] == "recorded"


def test_only_the_named_organisations_practise(samspel: Run, plan: str) -> None:
    assert "1 new entries" in samspel("practise", REGION, "--once").text
    samspel("send", "-", "--from", HOME, stdin=PLAN)
    assert states(samspel)[SCHOOL] == "handed-over"


def test_a_folder_that_has_gone_is_said_and_stops_no_other_system(samspel: Run, plan: str, data: Path) -> None:
    gone = data / "journals" / REGION
    gone.rename(gone.with_name("elsewhere"))
    gone.touch()
    practised = samspel("practise", "--once")
    assert f"{REGION}: no such folder" in practised.err
    assert "1 new entries" in practised.text


def test_an_organisation_that_is_not_in_the_settings_and_a_folder_without_gateway_are_told(
    samspel: Run, data: Path, tmp_path: Path
) -> None:
    assert "SIP995" in samspel("practise", "TSTNMT2120000001-X", "--once").err
    assert "SIP988" in samspel("practise", "--once", "--data", tmp_path / "nowhere").err
