"""A gateway on its embedded parts, broken in one way after another: the right code, and the other checks as before."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gateway.bootstrap import now, open_gateway
from gateway.directory.entries import Entry
from gateway.directory.toml_directory import read_directory, write_directory
from gateway.doctor.examine import CHECKS
from gateway.doctor.results import Level
from gateway.security.key_files import FileKeyStore
from gateway.store.rows import ParkedRow, Stream, WorkKind
from schemas.codes import OrganisationKind
from tests.doctor.conftest import HOSTS, Examined, codes

ALL = {row.check for row in CHECKS}
NOBODY = 65534


def faulty(results: dict) -> dict[str, list[str]]:
    return {name: codes(each) for name, each in results.items() if each.level is not Level.OK}


def rewrite(folder: Path, pattern: str, new: str) -> None:
    file = folder / "samspel.toml"
    text, count = re.subn(pattern, new, file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert count == 1
    file.write_text(text, encoding="utf-8")


def test_a_gateway_that_is_well_has_nothing_to_do(folder: Path, examined: Examined) -> None:
    results = examined(folder)
    assert set(results) == ALL
    assert faulty(results) == {}
    assert results["database"].seen["schema"] == results["database"].seen["wanted"]
    assert results["keys"].seen == {"organisations": 2, "generations": 4}
    assert results["journals"].seen == {"journals": 2, "reached": 2, "exported": 0}


def test_an_examination_changes_nothing(folder: Path, examined: Examined) -> None:
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.suffix != ".db-shm"}
    examined(folder)
    assert {path: path.read_bytes() for path in before} == before
    assert {path for path in folder.rglob("*") if path.is_file()} - before.keys() <= set(folder.glob("data/*.db*"))


def test_a_gateway_that_was_never_started_has_warnings_and_nothing_is_made(tmp_path: Path, examined: Examined) -> None:
    from gateway.cli.init import make_folder

    make_folder(tmp_path / "new", HOSTS, quiet="PT0S")
    results = examined(tmp_path / "new")
    assert max(each.level is Level.FAULT for each in results.values()) is False
    assert codes(results["database"]) == ["SIP912"]
    assert not (tmp_path / "new" / "data").exists()


def test_it_says_that_a_process_has_the_folder_and_examines_all_the_same(folder: Path, examined: Examined) -> None:
    assert examined(folder)["folders"].seen["in_use"] == "no"
    with open_gateway(folder, log_stream=sys.stderr):
        results = examined(folder)
    assert results["folders"].seen["in_use"] == "yes"
    assert faulty(results) == {}


def test_settings_that_cannot_be_read_stop_no_check_that_needs_none(folder: Path, examined: Examined) -> None:
    rewrite(folder, r'^data = "data".*$', 'data = "data"\nmisspelt = 1')
    results = examined(folder)
    assert codes(results["settings"]) == ["SIP653"]
    assert results["settings"].findings[0].path == "/misspelt"
    assert codes(results["work"]) == ["SIP902"]
    assert results["versions"].level is Level.OK


def test_secrets_that_others_can_read_are_counted(folder: Path, examined: Examined) -> None:
    for path in (folder / "data" / "keys").glob("*.json"):
        path.chmod(0o644)
    results = examined(folder)
    assert faulty(results) == {"folders": ["SIP905"]}
    assert results["folders"].seen["readable_by_others"] == 2


@contextmanager
def as_nobody() -> Iterator[None]:
    """As a user without rights; root may write anywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.mark.skipif(sys.platform == "win32", reason="no modes there")
def test_folders_that_cannot_be_written_are_faults(folder: Path, examined: Examined) -> None:
    with tempfile.TemporaryDirectory() as public:
        Path(public).chmod(0o755)
        moved = Path(public) / "gateway"
        shutil.copytree(folder, moved)
        for path in (moved, *moved.rglob("*")):
            path.chmod(0o555 if path.is_dir() else 0o444)
        with as_nobody():
            results = examined(moved)
        for path in (moved, *moved.rglob("*")):
            path.chmod(0o700)
    assert "SIP904" in codes(results["folders"])
    assert codes(results["journals"]) == ["SIP927", "SIP927"]
    assert results["settings"].level is Level.OK


@pytest.mark.parametrize(
    ("free", "level", "found"), [(200, Level.FAULT, "SIP917"), (2000, Level.WARNING, "SIP916"), (9000, Level.OK, None)]
)
def test_a_disk_that_fills_is_told_in_time(
    folder: Path, examined: Examined, free: int, level: Level, found: str | None
) -> None:
    results = examined(folder, free=lambda _: free * 1024 * 1024)
    assert results["disk"].level is level
    assert set(codes(results["disk"])) == ({found} if found else set())
    assert results["disk"].seen["free_mib"] == free


def test_a_journal_share_that_is_away_is_named_by_its_place(folder: Path, examined: Examined) -> None:
    shutil.rmtree(folder / "journals" / HOSTS[1][0])
    result = examined(folder)["journals"]
    assert [(each.code, each.path) for each in result.findings] == [("SIP927", "/organisation/1/folder")]


def test_a_mapping_table_that_cannot_be_read_is_named_with_its_line(folder: Path, examined: Examined) -> None:
    settings = folder / "samspel.toml"
    settings.write_text(settings.read_text("utf-8").replace("# table =", "table =", 1), "utf-8")
    (place,) = {each.path for each in examined(folder)["journals"].findings}
    assert place == "/organisation/0/table (journal.yaml)"
    (folder / "journal.yaml").write_text("table: x\nformat: csv\nplan:\n  shoe: Sko\n", "utf-8")
    (found,) = examined(folder)["journals"].findings
    assert (found.code, found.path) == ("SIP261", "/organisation/0/table (journal.yaml, line 4: plan.shoe)")


@pytest.mark.parametrize(("off", "level"), [(1, Level.OK), (5, Level.WARNING), (-45, Level.FAULT)])
def test_a_clock_that_is_off_is_measured(folder: Path, examined: Examined, off: int, level: Level) -> None:
    result = examined(folder, clock=lambda: now() + timedelta(seconds=off))["clock"]
    assert result.level is level
    assert abs(result.seen["seconds_off"] - abs(off)) < 0.5
    assert set(codes(result)) == (set() if level is Level.OK else {"SIP914"})


def test_a_database_of_another_schema_is_told_and_work_is_not_guessed(folder: Path, examined: Examined) -> None:
    with closing(sqlite3.connect(folder / "data" / "samspel.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    assert faulty(examined(folder)) == {"database": ["SIP912"], "work": ["SIP902"]}
    with closing(sqlite3.connect(folder / "data" / "samspel.db")) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    assert codes(examined(folder)["database"]) == ["SIP955"]


def test_a_database_that_is_none_is_away_and_the_broker_still_examined(folder: Path, examined: Examined) -> None:
    for path in (folder / "data").glob("samspel.db*"):
        path.write_bytes(b"this is no database, whatever its name says" * 100)
    results = examined(folder)
    assert codes(results["database"]) == ["SIP952"]
    assert codes(results["clock"]) == codes(results["work"]) == ["SIP902"]
    assert results["broker"].level is Level.OK


def test_a_queue_file_that_is_none_is_away_and_the_database_still_examined(folder: Path, examined: Examined) -> None:
    for path in (folder / "data").glob("broker.db*"):
        path.write_bytes(b"this is no database, whatever its name says" * 100)
    assert faulty(examined(folder)) == {"broker": ["SIP951"]}


def test_a_directory_that_lacks_or_contradicts_us_is_told_for_each_organisation(
    folder: Path, examined: Examined
) -> None:
    first, second = read_directory(folder / "directory.toml").all()
    strangers = FileKeyStore(folder / "elsewhere", now).ring(first.id).public().as_json()
    entries = [Entry(first.id, first.name, first.kind, first.routing_key, keys=tuple(strangers))]
    write_directory(folder / "directory.toml", entries)
    found = {(each.code, each.path) for each in examined(folder)["directory"].findings}
    assert found == {("SIP923", "/organisation/0"), ("SIP657", "/organisation/1")}
    write_directory(folder / "directory.toml", [Entry(first.id, first.name, first.kind), second])
    result = examined(folder)["directory"]
    assert [(each.code, each.path) for each in result.findings] == [("SIP921", "/organisation/0")]


def test_new_keys_that_the_directory_does_not_show_yet_are_a_warning_while_the_old_ones_count(
    folder: Path, examined: Examined
) -> None:
    first, *others = read_directory(folder / "directory.toml").all()
    store = FileKeyStore(folder / "data" / "keys", now)
    old = store.ring(first.id)
    store.replace(old.rotated(now()))
    write_directory(folder / "directory.toml", [replace(first, keys=tuple(old.public().as_json())), *others])
    result = examined(folder)["directory"]
    assert (codes(result), result.level) == (["SIP931"], Level.WARNING)
    store.replace(old.revoked(now()))
    result = examined(folder)["directory"]
    assert (codes(result), result.level) == (["SIP923"], Level.FAULT), "the directory's key signs nothing here any more"


def test_partners_without_keys_or_a_common_version_are_counted(folder: Path, examined: Examined) -> None:
    known = list(read_directory(folder / "directory.toml").all())
    stranger = Entry("TSTNMT2120000142-X", "X", OrganisationKind.CARE_PROVIDER, message_versions=("0.1",))
    write_directory(folder / "directory.toml", [*known, stranger])
    result = examined(folder)["partners"]
    assert codes(result) == ["SIP924", "SIP926"], result
    assert result.seen == {"partners": 1, "unreachable": 1, "other_versions": 1}
    assert codes(result) == ["SIP924", "SIP926"]


def test_keys_that_end_soon_are_told_unless_others_take_over(folder: Path, examined: Examined) -> None:
    keys = FileKeyStore(folder / "data" / "keys", now)
    ring = keys.ring(HOSTS[0][0])
    ending = ring.rotated(now() + timedelta(days=1), timedelta(days=9))
    old = tuple(each for each in ending.generations if each.valid_until)
    assert keys.replace(ending)
    assert codes(examined(folder)["keys"]) == []
    keys.replace(type(ring)(ring.organisation, old, ring.data, ring.index))
    result = examined(folder)["keys"]
    assert [(each.code, each.path, dict(each.words)["days"]) for each in result.findings] == [
        ("SIP925", "/organisation/0", 9)
    ]
    later = examined(folder, clock=lambda: now() + timedelta(days=11))
    assert codes(later["keys"]) == ["SIP714"]


def test_work_that_waits_and_what_is_parked_are_counted(folder: Path, examined: Examined) -> None:
    organisation, since = HOSTS[0][0], now() - timedelta(minutes=40)
    with open_gateway(folder, log_stream=sys.stderr) as gateway, gateway.parts.store.transaction() as tx:
        tx.add_work(Stream(organisation, "urn:uuid:1", "x"), WorkKind.SEND, 1, "subject", since)
        tx.park(ParkedRow(0, organisation, "out", "subject", "SIP601", None, since, "send"))
    result = examined(folder)["work"]
    assert codes(result) == ["SIP928", "SIP929"]
    assert result.seen == {"due": 1, "oldest_due_minutes": 40, "parked": 1, "late": 0}


def test_no_result_says_an_id_or_a_name_of_an_organisation(folder: Path, examined: Examined) -> None:
    shutil.rmtree(folder / "journals")
    shutil.rmtree(folder / "data" / "keys")
    said = str([each.as_json() for each in examined(folder, clock=lambda: datetime(2020, 1, 1, tzinfo=UTC)).values()])
    for organisation, _, name in HOSTS:
        assert organisation not in said
        assert name not in said


def test_an_organisation_that_moves_away_is_told(folder: Path, examined: Examined) -> None:
    with open_gateway(folder, log_stream=sys.stderr) as gateway, gateway.parts.store.transaction() as tx:
        tx.mark_moved_out(HOSTS[1][0], now())
    found = [(each.code, each.path) for each in examined(folder)["directory"].findings]
    assert found == [("SIP698", "/organisation/1")]
