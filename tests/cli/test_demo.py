"""`samspel demo` plays to its end, with the outcomes that it is there to show."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import orjson
import pytest

from tests.cli.commands import Outcome

HOME = "TSTNMT2120000142-SOC"
Run = Callable[..., Outcome]


def ledger_of(samspel: Run, folder: Path) -> dict[tuple[int, str], dict]:
    lines = samspel("ledger", "--json", "--as", HOME, "--data", folder).out.splitlines()
    rows = [orjson.loads(line) for line in lines]
    return {(int(row["copy_id"].split("/")[1]), row["recipient"].rpartition("-")[2]): row for row in rows}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "samspel-demo"


def test_the_demo_ends_by_itself_with_every_outcome_that_it_shows(samspel: Run, folder: Path) -> None:
    played = samspel("demo")
    assert played.code == 0, played.err
    rows = ledger_of(samspel, folder)
    assert (rows[1, "BUP"]["state"], rows[1, "BUP"]["evidence"]) == ("recorded", "system-receipt")
    assert (rows[1, "SKOLA"]["state"], rows[1, "SKOLA"]["evidence"]) == ("recorded", "person-confirmed")
    assert rows[1, "EMI"]["state"] == "handed-over"
    assert (rows[2, "HAB"]["state"], rows[2, "HAB"]["reason"]) == ("withheld", "SIP506")
    assert (rows[2, "FAM"]["state"], rows[2, "FAM"]["reason"]) == ("withdrawn", "SIP623")
    assert rows[1, "FAM"]["state"] == "recorded", "what was recorded before the withdrawal stays"
    assert "A name or number in them: no" in played.text
    assert "Before the copy to Exempel" in played.text
    first_ledger = played.text[played.text.index("--state recorded") : played.text.index("4. Each records")]
    assert "Exempelby socialtjänst, barn och familj" in first_ledger, "the home's own record is there from the start"
    assert (folder / "mina-planer.html").is_file()
    assert max(len(line) for line in played.text.splitlines()) <= 80
    for page in ("page-child.html", "page-guardian-1.html", "page-guardian-2.html"):
        assert f"samspel-demo/{page}" in played.text.replace("\\", "/")
        assert "Testsson" in (folder / page).read_text(encoding="utf-8")
    assert "201305012385" not in (folder / "samspel.log").read_text(encoding="utf-8")
    assert "Testsson" not in (folder / "samspel.log").read_text(encoding="utf-8")


def test_what_the_demo_shows_can_be_typed_as_it_stands(samspel: Run, folder: Path) -> None:
    """Once `PLAN` is set. What was done already may be refused as that, never as a mistake in typing."""
    played = samspel("demo").text
    plan = re.search(r"^\$ PLAN=(\S+)$", played, re.MULTILINE)
    assert plan is not None
    shown = re.findall(r"^\$ samspel ((?:.*\\\n)*.*)$", played, re.MULTILINE)
    commands = [shlex.split(each.replace("\\\n", " ").replace("$PLAN", plan[1])) for each in shown]
    assert [each[0] for each in commands] == ["init", "check", "ledger", *["confirm"] * 2, "consent", *["ledger"] * 2]
    for each in commands[1:]:
        typed = samspel(*each)
        assert typed.code in ({0, 1} if each[0] in ("confirm", "consent") else {0}), (each, typed.err)
        assert "Usage" not in typed.err
    for each in commands[2:]:
        assert "--data samspel-demo --as TSTNMT" in " ".join(each)


def test_the_demo_takes_no_language_that_it_does_not_speak(samspel: Run, folder: Path) -> None:
    assert samspel("demo", "--lang", "sv").code == 2
    assert not folder.exists()


def test_a_second_demo_replaces_the_first(samspel: Run, folder: Path) -> None:
    (folder / "left").mkdir(parents=True)
    (folder / ".made-by-samspel-demo").touch()
    assert samspel("demo").code == 0
    assert not (folder / "left").exists()


def test_a_folder_that_no_demo_made_is_left_alone(samspel: Run, folder: Path) -> None:
    folder.mkdir()
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    refused = samspel("demo")
    assert refused.code == 1
    assert "SIP983" in refused.err
    assert [path.name for path in folder.iterdir()] == ["mine.txt"]
