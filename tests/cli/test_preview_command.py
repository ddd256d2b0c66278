"""`samspel preview`: exactly what goes and what stays, by the gate that the plan would meet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.commands import HOME, PLAN, REGION, SCHOOL, Run


def test_preview_of_a_plan_shows_what_would_go_and_what_would_stay(samspel: Run, plan: str) -> None:
    shown = samspel("preview", plan, "--for", SCHOOL)
    assert shown.code == 0
    sent, _, stays = shown.text.partition("WOULD STAY")
    assert "Anpassat schema" in sent
    assert "Huvudvärk" not in shown.text
    assert "/plan/needs/1" in stays


def test_preview_of_a_file_needs_no_gateway(samspel: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.xml"
    file.write_bytes(PLAN)
    shown = samspel("preview", file, "--for", "TSTNMT2321000156-HAB", "--json")
    assert (shown.code, shown.json["document"]) == (1, None)
    assert "SIP506" in shown.json["decision"]["missing"]
    assert samspel("preview", file, "--for", "person", "--to", "sip-xml").out.startswith(b"<?xml")


def test_preview_of_a_file_that_would_be_refused_says_why_and_shows_nothing(samspel: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.xml"
    file.write_bytes(re.sub(rb"<LeadHuvudman>[^<]*</LeadHuvudman>", b"", PLAN))
    shown = samspel("preview", file, "--for", "person")
    assert (shown.code, shown.out) == (1, b"")
    assert " error " in shown.err
    sent = samspel("preview", file, "--for", "person", "--json")
    assert (sent.code, sent.out) == (1, b"")


def test_preview_of_a_file_for_an_organisation_here_asks_its_gateway(samspel: Run, plan: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.xml"
    file.write_bytes(PLAN)
    assert samspel("preview", file, "--for", SCHOOL, "--as", HOME).code == 0
    echo = samspel("preview", file, "--for", SCHOOL, "--as", REGION)
    assert (echo.code, echo.out) == (1, b"")
    assert "SIP608" in echo.err or "SIP604" in echo.err


@pytest.mark.parametrize(("name", "code"), [("plan.xml", "SIP980"), ("no/such", "SIP980"), ("plan", "SIP992")])
def test_preview_of_what_is_not_there_is_about_the_file_not_the_gateway(
    samspel: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    told = samspel("preview", name, "--for", "person")
    assert told.code == 2
    assert code in told.err


def test_preview_shows_every_field_that_is_sent_in_the_language_that_is_spoken(samspel: Run, plan: str) -> None:
    english = samspel("preview", plan, "--for", SCHOOL)
    assert "status: planned" in english.text
    swedish = samspel("--lang", "sv", "preview", plan, "--for", SCHOOL).text
    assert "status: planerat" in swedish
    assert "ansvarig huvudman:" in swedish
    assert "responsible_huvudman" not in swedish
    assert "unclassified" not in swedish.partition("STANNAR")[2]


def test_preview_of_a_protected_plan_without_a_gateway_says_that_the_directory_is_not_known(
    samspel: Run, tmp_path: Path
) -> None:
    samples = Path(__file__).parents[1] / "samples" / "05-protected-identity"
    shown = samspel("preview", samples / "1-called.xml", "--for", "TSTNMT2220000315-BUP1")
    assert "SIP549" in shown.err
    assert "SIP606" not in shown.err
    assert shown.code == 0, shown.err
