"""`samspel audit`: the root to note, and whether the chain is whole."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from tests.cli.commands import HOME, REGION, Run


def root_of(samspel: Run, organisation: str) -> str:
    lines = samspel("audit", "root", "--as", organisation).text.splitlines()
    return lines[-1].split()[-1]


def test_the_root_of_each_organisation_is_shown_and_stays_while_nothing_happens(samspel: Run, plan: str) -> None:
    shown = samspel("audit", "root")
    assert shown.code == 0
    assert {line.split()[0] for line in shown.text.splitlines()} >= {HOME, REGION}
    assert samspel("audit", "root").text == shown.text


def test_a_whole_chain_is_said_to_be_whole(samspel: Run, plan: str) -> None:
    noted = root_of(samspel, HOME)
    checked = samspel("audit", "check", "--as", HOME, "--newest", noted)
    assert checked.code == 0
    assert f"{HOME}: the chain is whole" in checked.text


def test_a_changed_row_and_a_chain_that_was_cut_off_are_found(samspel: Run, plan: str, data: Path) -> None:
    noted = root_of(samspel, HOME)
    with sqlite3.connect(data / "data" / "samspel.db") as database:
        database.execute("UPDATE audit SET event = 'nothing' WHERE id = (SELECT min(id) FROM audit)")
    database.close()
    changed = samspel("audit", "check")
    assert changed.code == 1
    assert "SIP72" in changed.text + changed.err
    with sqlite3.connect(data / "data" / "samspel.db") as database:
        database.execute("UPDATE audit SET batch = NULL WHERE organisation = ?", (HOME,))
        database.execute("DELETE FROM audit_batches WHERE organisation = ?", (HOME,))
    database.close()
    cut = samspel("audit", "check", "--as", HOME, "--newest", noted)
    assert cut.code == 1
