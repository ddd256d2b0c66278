"""Runs every planted fault, with it and without it, and says whether the oracle reports it for what it is.

Theory of operation. One world. The scenarios of one edge are played one after another, those of different edges at the
same time: first each without its fault, in which the oracle may find nothing, then each with it, in which it must find
what the fault does. What it finds is what is new in its verdict about the plans of the scenario, and about its edge. A
fault that is not reported, or reported as something else, fails the run; so does a scenario that is not clean without
its fault, and whatever else is found when all is over.
"""

from __future__ import annotations

import argparse
import json
import shutil
import signal
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.faults.faults_of_messages import EXCHANGE, near_queues
from tests.faults.messages import Tap
from tests.faults.oracle import judge
from tests.faults.planted.scenarios import SCENARIOS, Scenario
from tests.faults.planted.stage import Plain, Stage, is_at
from tests.faults.report import PLANTED, table
from tests.faults.seeing import see
from tests.faults.verdict import Offence, Verdict
from tests.faults.world import BrokenOff, World

COMMAND = "python -m tests.faults --planted"


def main(arguments: list[str]) -> int:
    """One run; 0 when six of six are reported."""
    asked = _arguments(arguments)
    chosen = [each for each in SCENARIOS if not asked.only or each.fault in asked.only]
    folder = Path(asked.keep or tempfile.mkdtemp(prefix="samspel-planted-")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # then everything is ended, too
    began = time.monotonic()
    try:
        with World(folder, 0) as world:
            world.start()
            _say(f"the world is up after {time.monotonic() - began:.0f} s")
            tap = Tap(world.postman, EXCHANGE, near_queues(world))  # what is written on messages is searched, too
            plays = played(world, chosen)
            tap.look()
            verdict = judge(see(world))
    except (KeyboardInterrupt, BrokenOff):
        _say("broken off")
        return 130
    ok = _tell(chosen, plays, verdict, time.monotonic() - began, asked.json)
    if ok and not asked.keep:
        shutil.rmtree(folder, ignore_errors=True)
    elif not ok:
        _say(f"kept: {folder}")
    return 0 if ok else 1


def _tell(
    chosen: Sequence[Scenario], plays: Mapping[str, Play], verdict: Verdict, took: float, file: Path | None
) -> bool:
    """Say it, and write it into the file if there is one; whether all is as it must be."""
    left = _left(verdict.offences, chosen, plays)
    rows, ok = _rows(chosen, plays)
    last = f"{sum(ok)} of {len(chosen)} planted faults reported, for what they are"
    last += f"; besides them {_counted(left)}" if left else ""
    told = {
        "command": COMMAND,
        "seconds": round(took, 1),
        "rows": rows,
        "last_line": last,
        "played": {name: round(each.seconds, 1) for name, each in plays.items()},
        "searched": verdict.searched,
    }
    if file:
        file.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _say(table(rows, "planted", PLANTED))
    _say(f"searched for plan content and the person: {verdict.searched}")
    _say(f"{last} ({took:.1f} s)")
    return all(ok) and not left and all(verdict.searched.values())


@dataclass(frozen=True, slots=True)
class Play:
    """What the oracle has found, why the scenario could not be played to its end, if so, and how long it took."""

    found: list[Offence]
    broken: str
    seconds: float


def played(world: World, chosen: Sequence[Scenario]) -> dict[str, Play]:
    """Every scenario without its fault, then with it, by the name of its batch."""
    edges = {each.edge: [one for one in chosen if one.edge == each.edge] for each in chosen}
    with ThreadPoolExecutor(len(edges)) as pool:
        waiting = [pool.submit(_played_at, world, edge, some) for edge, some in edges.items()]
        try:
            return {name: play for each in waiting for name, play in each.result().items()}
        except BaseException:
            world.break_off()
            world.load.close()
            raise


def _played_at(world: World, edge: str, chosen: Sequence[Scenario]) -> dict[str, Play]:
    """Those of one edge, one after another."""
    known: list[Offence] = []
    plain: dict[str, Plain] = {}
    plays = {}
    for planted in (False, True):
        for each in chosen:
            stage = Stage(world, each.fault, planted=planted, plain=plain)
            plays[stage.name] = play = _play(stage, each, known)
            known += play.found
    return plays


def _play(stage: Stage, scenario: Scenario, known: Sequence[Offence]) -> Play:
    began, broken = time.monotonic(), ""
    try:
        scenario.act(stage)
        stage.rest()
    except (TimeoutError, AssertionError, subprocess.SubprocessError) as error:
        broken = f"broken off: {error}"
    finally:
        stage.close()
        stage.clear()
    found = stage.offences(scenario.edge, known)
    seconds = time.monotonic() - began
    _say(f"{stage.name}: {_counted(found) or 'nothing'} {broken} ({seconds:.1f} s)")
    for each in found[:5]:
        _say(f"    {each.kind.value} {each.about}: {each.says}")
    return Play(found, broken, seconds)


def _left(offences: Sequence[Offence], chosen: Sequence[Scenario], plays: Mapping[str, Play]) -> list[Offence]:
    """What is found when all is over and is of no planted fault: in the logs, at the hub, in a batch without fault."""
    known = [each for play in plays.values() for each in play.found]
    planted = {f"{each.fault}-with" for each in chosen}
    edges = {each.edge for each in chosen}
    left = []
    for each in offences:
        at_edge = each.batch == "-" and any(is_at(edge, each) for edge in edges)
        if each not in known and each.batch not in planted and not at_edge:
            _say(f"BESIDES: {each.kind.value} {each.batch} {each.about}: {each.says}")
            left.append(each)
    return left


def _rows(chosen: Sequence[Scenario], plays: Mapping[str, Play]) -> tuple[list[dict[str, Any]], list[bool]]:
    """The rows of the table, and whether each is as it must be."""
    rows, ok = [], []
    for each in chosen:
        with_it, without = plays[f"{each.fault}-with"], plays[f"{each.fault}-without"]
        reported = [one for one in with_it.found if one.kind is each.found]
        ok.append(bool(reported) and not without.found and not without.broken)
        rows.append(
            {
                "planted": each.says,
                "with it": _counted(with_it.found) or with_it.broken or "nothing",
                "reported as": f"{each.found.value}: {reported[0].says}" if reported else "NOT REPORTED",
                "without it": _counted(without.found) or without.broken or "nothing",
            }
        )
    return rows, ok


def _counted(found: list[Offence]) -> str:
    counts = Counter(each.kind.value for each in found)
    return ", ".join(f"{kind} {count}" for kind, count in sorted(counts.items()))


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog=COMMAND, description=__doc__)
    names = [each.fault for each in SCENARIOS]
    parser.add_argument("--only", nargs="+", metavar="FAULT", choices=names, help=", ".join(names))
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where everything lies, and stays")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the table for machines")
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    print(line, flush=True)
