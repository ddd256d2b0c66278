"""Saving writes one file: the one that the workbench was started with, and nobody's change is lost."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest

from gateway.workbench.desk import Desk
from gateway.workbench.saving import Changed, TableFile, read_table, save_table
from schemas.findings import Finding
from tests.workbench.asking import client, form


def mark_of(desk: Desk) -> str:
    read = desk.read_table()
    assert isinstance(read, TableFile)
    return read.mark


def test_save_writes_the_text_and_gives_the_new_mark(flat: Desk) -> None:
    text = form(flat)["table"] + "# mine å\n"
    answer = client(flat).post("save", data=form(flat, table=text, mark=mark_of(flat)))
    assert answer.status_code == 200
    assert answer.headers["hx-trigger"] == "table-saved"
    assert flat.table.read_text("utf-8") == text
    assert f'value="{mark_of(flat)}"' in answer.text
    assert [each.name for each in flat.table.parent.iterdir()] == ["table.yaml"]


def test_a_file_that_has_changed_is_not_written_over_without_a_word(flat: Desk) -> None:
    mark = mark_of(flat)
    flat.table.write_text("somebody else's", "utf-8")
    answer = client(flat).post("save", data=form(flat, table="mine", mark=mark))
    assert answer.status_code == 409
    assert "har ändrats" in answer.text
    assert flat.table.read_text("utf-8") == "somebody else's"
    assert client(flat).post("save", data=form(flat, table="mine", mark=mark, anyway="1")).status_code == 200
    assert flat.table.read_text("utf-8") == "mine"


def test_a_file_that_has_gone_or_come_meanwhile_has_changed(tmp_path: Path) -> None:
    table = tmp_path / "t.yaml"
    assert read_table(table) == TableFile("", "")
    table.write_bytes(b"x")
    assert save_table(table, "mine", "") == Changed()
    mark = read_table(table).mark
    table.unlink()
    assert save_table(table, "mine", mark) == Changed()
    assert not table.exists()


def test_a_table_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    desk = Desk(tmp_path / "new.yaml", [])
    assert client(desk).post("save", data={"table": "a: b\n", "mark": ""}).status_code == 200
    assert desk.table.read_bytes() == b"a: b\n"


def test_without_a_file_nothing_is_written(tmp_path: Path) -> None:
    answer = client(Desk()).post("save", data={"table": "a: b\n", "mark": "", "anyway": "1"})
    assert answer.status_code == 409
    assert "samspel workbench" in answer.text


def test_a_name_in_the_request_changes_no_file(flat: Desk, tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    client(flat).post("save", data=form(flat, mark=mark_of(flat), file=str(other), path=str(other)))
    assert not other.exists()


def test_line_ends_and_byte_order_mark_stay(tmp_path: Path) -> None:
    table = tmp_path / "t.yaml"
    table.write_bytes(b"\xef\xbb\xbfa: 1\r\nb: 2\r\n")
    read = read_table(table)
    assert read.text == "a: 1\nb: 2\n"
    save_table(table, read.text + "c: 3\n", read.mark)
    assert table.read_bytes() == b"\xef\xbb\xbfa: 1\r\nb: 2\r\nc: 3\r\n"


@pytest.mark.skipif(sys.platform == "win32", reason="rights of POSIX")
def test_rights_and_links_stay(tmp_path: Path) -> None:
    table, link = tmp_path / "t.yaml", tmp_path / "link.yaml"
    table.write_bytes(b"a: 1\n")
    table.chmod(0o640)
    link.symlink_to(table)
    save_table(link, "b: 2\n", read_table(link).mark)
    assert link.is_symlink()
    assert table.read_bytes() == b"b: 2\n"
    assert stat.S_IMODE(table.stat().st_mode) == 0o640


def test_a_save_that_fails_leaves_the_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = tmp_path / "t.yaml"
    table.write_bytes(b"a: 1\n")

    def full(_: int) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(os, "fsync", full)
    told = save_table(table, "b: 2\n", None)
    assert isinstance(told, Finding)
    assert told.code == "SIP981"
    assert table.read_bytes() == b"a: 1\n"
    assert [each.name for each in tmp_path.iterdir()] == ["t.yaml"]


@pytest.mark.parametrize(("body", "code"), [(b"a: \xe5\n", "SIP260")])
def test_a_table_that_is_no_text_is_told_and_not_written_over(tmp_path: Path, body: bytes, code: str) -> None:
    table = tmp_path / "t.yaml"
    table.write_bytes(body)
    read = read_table(table)
    assert isinstance(read, Finding)
    assert read.code == code
    assert "UTF-8" in client(Desk(table)).get("").text
    assert client(Desk(table)).post("save", data={"table": "mine", "mark": ""}).status_code == 409
    assert table.read_bytes() == body
