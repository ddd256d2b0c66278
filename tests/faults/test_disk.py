"""A small disk is full when it says so, and everything that lay on it lies there still when it is gone."""

import os
import sqlite3
import subprocess
import sys

import pytest

from tests.faults.disk import SmallDisk, limit_files, unlimit_files
from tests.referee.plugin import missing

SIZE = 2**20


@pytest.fixture
def disk(tmp_path):
    if not SmallDisk.is_possible():
        missing("no right to mount a file system")
    data = tmp_path / "data"
    data.mkdir()
    (data / "kept").write_text("before")
    made = SmallDisk(data, SIZE)
    made.mount()
    yield made
    made.unmount()


def test_a_full_disk_says_so_and_has_room_again_when_it_is_emptied(disk):
    assert not disk.is_full
    assert 0 < disk.fill() < SIZE
    assert disk.is_full
    disk.empty()
    disk.empty()
    assert not disk.is_full
    assert (disk.folder / "kept").read_text() == "before"


def test_what_was_written_on_it_is_there_when_it_is_gone(disk):
    (disk.folder / "new").write_text("during")
    disk.fill()
    disk.unmount()
    disk.unmount()
    assert {each.name: each.read_text() for each in disk.folder.iterdir()} == {"kept": "before", "new": "during"}
    assert not disk.folder.is_mount()


def test_sqlite_on_it_fails_while_it_is_full_and_has_what_was_committed(disk):
    with sqlite3.connect(disk.folder / "rows.db", isolation_level=None) as database:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("CREATE TABLE rows (body)")
        database.execute("INSERT INTO rows VALUES (?)", [b"x" * 1000])
        disk.fill()
        with pytest.raises(sqlite3.OperationalError, match="full"):
            database.execute("INSERT INTO rows VALUES (?)", [b"x" * 100_000])
        disk.empty()
        assert database.execute("SELECT count(*) FROM rows").fetchone() == (1,)
        database.execute("INSERT INTO rows VALUES (?)", [b"x" * 100_000])
    database.close()


WRITER = """
import sys
with open(sys.argv[1], "ab", buffering=0) as file:
    for line in sys.stdin:
        try:
            file.write(b"x" * int(line))
            print("written", flush=True)
        except OSError as error:
            print(error.errno, flush=True)
"""


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="POSIX only")
def test_without_rights_the_files_of_a_process_do_not_grow_until_they_may(tmp_path):
    (tmp_path / "rows").write_bytes(b"x" * 5000)
    command = [sys.executable, "-c", WRITER, str(tmp_path / "rows")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:

        def writes(size):
            writer.stdin.write(f"{size}\n")
            writer.stdin.flush()
            return writer.stdout.readline().strip()

        assert writes(1) == "written"
        assert limit_files(writer.pid, tmp_path) == 5001
        assert writes(1).isdigit()
        unlimit_files(writer.pid)
        assert writes(1) == "written"
        writer.stdin.close()
    unlimit_files(writer.pid)
