"""`samspel demo` plays to its end, with the outcomes that it is there to show."""

from __future__ import annotations

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
    assert "Readable names in them: no" in played.text or "A name or number in them: no" in played.text
    assert (folder / "mina-planer.html").is_file()
    assert max(len(line) for line in played.text.splitlines() if "samspel-demo" not in line) <= 80
    assert "201305012385" not in (folder / "samspel.log").read_text(encoding="utf-8")
    assert "Testsson" not in (folder / "samspel.log").read_text(encoding="utf-8")


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
