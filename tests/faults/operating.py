"""What an operator does beside a run: the program's own commands, and a look into the logs."""

from __future__ import annotations

import os
import subprocess
import time

from schemas.errors import Unavailable
from tests.faults.cast import BY_ID, NEAR
from tests.faults.processes import ROOT, SAMSPEL
from tests.faults.setting_up import pull as pull_of
from tests.faults.world import BOUND, World

TRIES_AGAIN = 0.5
EACH = 180.0  # seconds for one command, on a busy computer


def samspel(world: World, gateway: str, *arguments: str) -> str:
    """Run a command of the program at a gateway, again while what it needs is away; what it says."""
    command = [*SAMSPEL, *arguments, "--data", str(world.sites[gateway].folder), "--lang", "en"]
    end = time.monotonic() + BOUND
    while True:
        done = subprocess.run(
            command, cwd=ROOT, env=dict(os.environ), capture_output=True, text=True, timeout=EACH, check=False
        )
        if done.returncode == 0:
            return done.stdout
        if time.monotonic() > end:
            raise RuntimeError(f"{' '.join(arguments)}: {done.returncode} {done.stderr}")
        time.sleep(TRIES_AGAIN)


def ask_partners(world: World, home: str) -> str:
    """A home asks all whom it has shared ordinary plans with what became of them; what the command says."""
    partners = [word for each in NEAR if each != home for word in ("--with", each)]
    return samspel(world, BY_ID[home].gateway, "reconcile", "--since", "PT1H", "--as", home, *partners)


def pull(world: World, gateway: str) -> None:
    """Let a gateway take over the directory, again while its database is away."""
    end = time.monotonic() + BOUND
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
