"""A hub in three processes and two edges, set up by the page, exchange plans of twelve organisations.

One organisation's journal system is dead and one is slow: all others get everything, and what the dead one does not
get is seen.
"""

from __future__ import annotations

import json
import stat
import sys
import tempfile
import urllib.request
from collections import Counter
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.platform.cast import DEAD, HOMES, HUB, PERSON, PLAYERS, SLOW, plan
from tests.platform.page import ROOT, Platform, environment, until
from tests.services import postgresql as own_postgresql
from tests.services import rabbitmq as own_rabbitmq
from tests.services.ports import free_port, is_listening

PLANS = 2
GATEWAY = {each.id: each.gateway for each in PLAYERS}
NOT_YET = {"sent", "received"}
"""States in which a copy stands at home while its recipient has not recorded it."""


def _five_free_ports():
    """The first of five ports in a row that nobody listens on."""
    while True:
        first = free_port()
        if first < 65000 and not any(is_listening(first + each) for each in range(5)):
            return first


@contextmanager
def services():
    """A broker and a database of its own, that the page may do with as it says; ended afterwards."""
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        told = []
        for service in (own_rabbitmq, own_postgresql):
            where = folder / service.__name__.rpartition(".")[2]
            told.append(service.start(where))
            running.callback(service.stop, where)
        yield told


@pytest.fixture(scope="module")
def platform(tmp_path_factory, rabbitmq, postgresql):
    """The page, followed on services of its own; ends what it started."""
    folder = tmp_path_factory.mktemp("platform")
    with services() as (broker, store):
        yield from _followed(folder, broker, store)


def _followed(folder, broker, store):
    followed = Platform(
        folder,
        environment(
            BROKER=broker["SAMSPEL_TEST_RABBITMQ"],
            ADMIN=broker["SAMSPEL_TEST_RABBITMQ_MANAGEMENT"],
            SAMSPEL_BROKER_ADMIN_PASSWORD=broker["SAMSPEL_TEST_RABBITMQ_PASSWORD"],
            STORE=store["SAMSPEL_TEST_POSTGRESQL"].removesuffix("/postgres"),
            METRICS_PORT=str(_five_free_ports()),
            SLOW_JOURNAL=SLOW,
            SLOW_SECONDS="3",
        ),
    )
    try:
        followed.set_up_and_start(between=_dead_and_slow(followed))
        _hand_in(followed)
        yield followed
    finally:
        if (folder / "running").exists():
            followed.stop()


def _dead_and_slow(followed: Platform) -> str:
    """From here `samspel` is one whose slow journal is slow; the dead one's folder goes; late is after seconds."""
    shim = followed.folder / "bin" / "samspel"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m tests.platform.slow_journal "$@"\n')
    shim.chmod(shim.stat().st_mode | stat.S_IXUSR)
    return f"""
        PATH={shim.parent}:$PATH
        rm -r hub/journals/{DEAD}
        touch hub/journals/{DEAD}
        for each in hub edge-a edge-b; do printf '[times]\\nconfirm_within = "PT20S"\\n' >> $each/samspel.toml; done
    """


def _hand_in(followed: Platform) -> None:
    """Every home exports its plans; the page has handed in the first of the first home."""
    for home in HOMES:
        out = followed.folder / GATEWAY[home] / "journals" / home / "out"
        out.mkdir(parents=True, exist_ok=True)
        for number in range(1, PLANS + 1):
            if (home, number) != (HOMES[0], 1):
                (out / f"plan-{number}.new").write_bytes(plan(home, number))
                (out / f"plan-{number}.new").rename(out / f"plan-{number}.json.ready")


@pytest.fixture(scope="module")
def rows(platform):
    """The copies of every home's plans, once the living have recorded theirs (or it took too long)."""

    def of_homes():
        return [row for home in HOMES for row in platform.ledger(GATEWAY[home], "--as", home) if "sender" not in row]

    def settled():
        found = Counter(row["state"] for row in of_homes() if row["recipient"] in GATEWAY and row["recipient"] != DEAD)
        return found == {"recorded": PLANS * len(HOMES) * (len(PLAYERS) - 1)}

    until(settled, 420)
    return of_homes()


def test_the_page_names_the_organisations_of_the_plan_and_hands_in_one_that_is_like_the_others():
    shown = json.loads((ROOT / "docs" / "deploy" / "platform-plan.json").read_text(encoding="utf-8"))
    assert shown == json.loads(plan(HOMES[0], 1))


@pytest.mark.timeout(900)
def test_every_living_organisation_has_recorded_every_copy(rows):
    states = {(row["plan_id"], row["recipient"]): row["state"] for row in rows}
    assert len({plan_id for plan_id, _ in states}) == PLANS * len(HOMES)
    for (_, recipient), state in states.items():
        if recipient == DEAD:
            assert state in NOT_YET
        elif recipient in GATEWAY:
            assert state == "recorded", recipient
        else:
            assert (recipient, state) == ("person", "made")


def test_each_journal_has_one_entry_for_each_copy_with_the_content_that_the_home_sent(platform, rows):
    for player in PLAYERS:
        theirs = [row for row in rows if row["recipient"] == player.id and row["state"] == "recorded"]
        sent = {row["copy_id"]: row["content_hash"] for row in theirs}
        entries = platform.journal(player.gateway, player.id)
        written = {entry["copy_id"]: entry["content_hash"] for entry in entries}
        assert len(written) == len(entries)
        own = {copy_id: sent[copy_id] for copy_id in sent.keys() - written.keys()}
        assert {copy_id: sent[copy_id] for copy_id in written} == written
        assert len(own) == (PLANS if player.id in HOMES else 0)  # the home's own was in its journal before


def _told_late(platform):
    """Copy id → how often its home was told that nobody has recorded it."""
    lines = (json.loads(line) for line in platform.logs().splitlines() if '"event": "copy-late"' in line)
    return Counter(line["copy_id"] for line in lines)


def test_what_the_dead_one_has_not_recorded_in_time_is_told_at_home_once(platform, rows):
    def late():
        return [row for row in platform.ledger(HUB, "--as", HOMES[0], "--late") if "sender" not in row]

    assert {row["recipient"] for row in late()} == {DEAD, "person"}  # nobody has handed over the person's page either
    theirs = {row["copy_id"] for row in rows if row["recipient"] == DEAD}
    assert until(lambda: theirs <= _told_late(platform).keys(), 150)
    assert set(_told_late(platform).values()) == {1}


def test_doctor_and_metrics_name_the_dead_one(platform, rows):
    seen = platform.samspel("doctor", "--data", HUB)
    assert seen.returncode == 1
    assert "journals=8 reached=7" in seen.stdout
    assert f"/organisation/{[each.id for each in PLAYERS if each.gateway == HUB].index(DEAD)}" in seen.stdout
    with urllib.request.urlopen(f"http://127.0.0.1:{platform.environment['METRICS_PORT']}/metrics") as answer:
        lines = answer.read().decode().splitlines()
    waiting = {line for line in lines if "oldest_unrecorded" in line and DEAD in line}
    assert waiting, "no age of what waits for the dead one"
    assert all(float(line.split()[-1]) > 0 for line in waiting)


def test_it_stops_when_told_and_neither_lost_anything_nor_said_what_nobody_should_read(platform, rows):
    platform.stop()
    logs = platform.logs()
    assert [line for line in logs.splitlines() if '"event": "defect"' in line] == []
    for private in (PERSON, PERSON[2:], "Tolvan", "Testsson", "Sova hela", "Behov nummer", "Insats från"):
        assert private not in logs
    hub = platform.environment["STORE"] + "/hub"
    with psycopg.connect(hub) as connection:
        assert connection.execute("SELECT count(*) FROM parked WHERE resolved_at IS NULL").fetchone() == (0,)
        assert connection.execute("SELECT count(*) FROM streams WHERE owner IS NOT NULL").fetchone() == (0,)
