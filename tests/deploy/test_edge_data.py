"""docs/deploy/edge_data.py: an edge's back-up is one moment of it, and comes back whole or not at all."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import tarfile
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from gateway.store.sqlite import open_sqlite
from tests.deploy.compose import ROOT

SCRIPT = (ROOT / "docs" / "deploy" / "edge_data.py").read_text(encoding="utf-8")


def ran(word: str, folder: Path, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """As `docker compose exec` runs it: all of it stands after -c."""
    return subprocess.run([sys.executable, "-c", SCRIPT, word, folder], input=stdin, capture_output=True, check=False)


def noted(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "samspel.db")) as connection:
        return [plan for (plan,) in connection.execute("SELECT plan_id FROM plans ORDER BY plan_id")]


def note(folder: Path, plan: str) -> None:
    with closing(sqlite3.connect(folder / "samspel.db")) as connection:
        connection.execute("INSERT INTO plans (organisation, plan_id, home) VALUES ('home', ?, 'home')", (plan,))
        connection.commit()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "keys").mkdir(parents=True)
    (folder / "keys" / "home.keys.json").write_text("first")
    open_sqlite(folder / "samspel.db").close()
    note(folder, "plan-1")
    return folder


def test_what_was_saved_under_a_running_edge_comes_back(data: Path) -> None:
    store = open_sqlite(data / "samspel.db")
    note(data, "plan-2")  # it lies in the log beside the database, whose checkpoint has not come
    saved = ran("save", data)
    assert saved.returncode == 0, saved.stderr
    note(data, "plan-3")
    store.close()
    (data / "samspel.db-wal").write_bytes(b"of another database")
    assert ran("restore", data, saved.stdout).returncode == 0
    assert noted(data) == ["plan-1", "plan-2"]
    assert (data / "samspel.db").stat().st_mode & 0o077 == 0
    assert {each.name for each in data.iterdir()} == {"samspel.db", "keys"}


def test_it_does_not_come_back_among_the_keys_of_another_gateway(data: Path, tmp_path: Path) -> None:
    (data / "keys" / "salt").write_bytes(b"ours")
    saved, other = ran("save", data).stdout, tmp_path / "other"
    (other / "keys").mkdir(parents=True)
    (other / "keys" / "salt").write_bytes(b"theirs")
    open_sqlite(other / "samspel.db").close()
    note(other, "plan-9")
    refused = ran("restore", other, saved)
    assert (refused.returncode, b"move the folder keys away" in refused.stderr) == (1, True)
    assert noted(other) == ["plan-9"]
    (other / "keys" / "salt").write_bytes(b"ours")
    assert ran("restore", other, saved).returncode == 0
    assert noted(other) == ["plan-1"]


def test_it_comes_back_on_a_machine_that_has_nothing(data: Path, tmp_path: Path) -> None:
    saved = ran("save", data).stdout
    (tmp_path / "new").mkdir()
    assert ran("restore", tmp_path / "new", saved).returncode == 0
    assert noted(tmp_path / "new") == ["plan-1"]
    keys = tmp_path / "new" / "keys"
    assert (keys / "home.keys.json").read_text() == "first"
    assert [each.stat().st_mode & 0o077 for each in (keys, *keys.iterdir())] == [0, 0]


def test_keys_that_are_there_are_not_made_older(data: Path) -> None:
    saved = ran("save", data).stdout
    (data / "keys" / "home.keys.json").write_text("rotated")
    assert ran("restore", data, saved).returncode == 0
    assert (data / "keys" / "home.keys.json").read_text() == "rotated"


def test_nothing_is_replaced_under_a_running_edge(data: Path) -> None:
    saved = ran("save", data).stdout
    note(data, "plan-2")
    program = "import sys, pathlib; from gateway.store.sqlite import open_sqlite; "
    program += "store = open_sqlite(pathlib.Path(sys.argv[1])); print('open', flush=True); sys.stdin.readline()"
    command = [sys.executable, "-c", program, str(data / "samspel.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        refused = ran("restore", data, saved)
        process.communicate("\n", timeout=30)
    assert refused.returncode == 1
    assert b"stop it first" in refused.stderr
    assert noted(data) == ["plan-1", "plan-2"]


def test_a_broken_database_is_replaced_and_what_is_no_back_up_replaces_nothing(data: Path) -> None:
    saved = ran("save", data).stdout
    (data / "samspel.db").write_bytes(b"broken " * 1000)
    other = BytesIO()
    with tarfile.open(fileobj=other, mode="w") as tar:
        tar.add(ROOT / "LICENSE", "LICENSE")
    for wrong in (b"", b"no tar", other.getvalue()):
        assert ran("restore", data, wrong).returncode == 1
        assert (data / "samspel.db").read_bytes().startswith(b"broken")
    assert ran("restore", data, saved).returncode == 0
    assert noted(data) == ["plan-1"]
