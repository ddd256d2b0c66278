"""What an operator does beside a run: the program's own commands, and a look into the logs."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

import psycopg

from schemas.errors import Unavailable
from tests.faults.cast import BY_ID, GATEWAYS, NEAR
from tests.faults.processes import ROOT, SAMSPEL
from tests.faults.setting_up import pull as pull_of
from tests.faults.world import World

TRIES_AGAIN = 0.5
EACH = 180.0  # seconds for one command, on a busy computer


def samspel(world: World, gateway: str, *arguments: str) -> str:
    """Run a command of the program at a gateway, again while what it needs is away; what it says."""
    command = [*SAMSPEL, *arguments, "--data", str(world.sites[gateway].folder), "--lang", "en"]
    end = time.monotonic() + world.bound
    while True:
        done = subprocess.run(
            command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=EACH, check=False
        )
        if done.returncode == 0:
            return done.stdout
        if time.monotonic() > end:
            raise RuntimeError(f"{' '.join(arguments)}: {done.returncode} {done.stderr}")
        time.sleep(TRIES_AGAIN)


def let_go_on(world: World, reason: str, gateways: Sequence[str] = GATEWAYS) -> int:
    """When it has been put right, operators let everything go on that is parked for that reason; how many that were.

    Who was sending in that moment may still park what came back: so they wait until that is settled.
    """
    in_hand = {each: _sending(world, each) or set() for each in gateways}
    with suppress(TimeoutError):  # then what is parked later stays parked, and is found
        world.until(lambda: not any(_still(world, each, in_hand[each]) for each in gateways), "sending is settled")
    asked = f"SELECT count(*) FROM parked WHERE resolved_at IS NULL AND reason = '{reason}'"
    found = {each: world.reading.ask(each, asked)[0][0] for each in gateways}
    words = "parked", "replay", "--reason", reason, "--yes"
    with ThreadPoolExecutor(len(gateways)) as pool:  # each gateway has operators of its own
        list(pool.map(lambda each: samspel(world, each, *words), [each for each in found if found[each]]))
    return sum(found.values())


def _still(world: World, gateway: str, in_hand: set[tuple[Any, ...]]) -> bool:
    if not in_hand:
        return False
    now = _sending(world, gateway)
    return now is None or bool(in_hand & now)


def _sending(world: World, gateway: str) -> set[tuple[Any, ...]] | None:
    """Streams that workers of a gateway have in hand, with their fences; None while nobody can be asked."""
    asked = "SELECT organisation, plan_id, counterpart, fence FROM streams WHERE owner IS NOT NULL"
    with suppress(psycopg.OperationalError, sqlite3.OperationalError):
        return set(world.reading.ask(gateway, asked))
    return None


def ask_partners(world: World, home: str) -> str:
    """A home asks all whom it has shared ordinary plans with what became of them; what the command says."""
    partners = [word for each in NEAR if each != home for word in ("--with", each)]
    return samspel(world, BY_ID[home].gateway, "reconcile", "--since", "PT1H", "--as", home, *partners)


def pull(world: World, gateway: str) -> None:
    """Let a gateway take over the directory, again while its database is away."""
    end = time.monotonic() + world.bound
    while True:
        try:
            return pull_of(world.sites[gateway])
        except Unavailable:
            if time.monotonic() > end:
                raise
        world.pause(TRIES_AGAIN)


def in_logs(world: World, word: str, gateway: str | None = None) -> int:
    """How often an event or a code stands in the logs of all processes, or of one gateway's."""
    wanted = f'"{word}"'.encode()
    chosen = list(world.processes) if gateway is None else world.processes.at(gateway)
    return sum(each.log.read_bytes().count(wanted) for each in chosen if each.log.exists())
