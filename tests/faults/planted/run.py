"""Runs every planted fault, with it and without it, and says whether the oracle reports it for what it is.

Theory of operation. One world; first every scenario without its fault, in which the oracle may find nothing, then each
with it, in which it must find what the fault does. What it finds is what is new in its verdict since the scenario
before. A fault that is not reported, or reported as something else, fails the run; so does a scenario that is not clean
without its fault.
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
from pathlib import Path
from typing import Any

from tests.faults.planted.scenarios import SCENARIOS, Scenario
from tests.faults.planted.stage import Stage
from tests.faults.report import PLANTED, table
from tests.faults.verdict import Offence
from tests.faults.world import World

COMMAND = "python -m tests.faults --planted"


def main(arguments: list[str]) -> int:
    """One run; 0 when six of six are reported."""
    asked = _arguments(arguments)
    chosen = [each for each in SCENARIOS if not asked.only or each.fault in asked.only]
    folder = Path(asked.keep or tempfile.mkdtemp(prefix="samspel-planted-")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))  # then everything is ended, too
    began = time.monotonic()
    with World(folder, 0) as world:
        world.start()
        _say(f"the world is up after {time.monotonic() - began:.0f} s")
        rows, ok = played(world, chosen)
    last = f"{sum(ok)} of {len(chosen)} planted faults reported, for what they are"
    told = {"command": COMMAND, "seconds": round(time.monotonic() - began, 1), "rows": rows, "last_line": last}
    if asked.json:
        asked.json.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    _say(table(rows, "planted", PLANTED))
    if all(ok) and not asked.keep:
        shutil.rmtree(folder, ignore_errors=True)
    elif not all(ok):
        _say(f"kept: {folder}")
    _say(f"{last} ({told['seconds']} s)")
    return 0 if all(ok) else 1


def played(world: World, chosen: list[Scenario]) -> tuple[list[dict[str, Any]], list[bool]]:
    """Every scenario without its fault, then with it: the rows of the table, and whether each is as it must be."""
    known: list[Offence] = []
    without = {each.fault: _play(world, each, known, planted=False) for each in chosen}
    with_it = {each.fault: _play(world, each, known, planted=True) for each in chosen}
    rows, ok = [], []
    for each in chosen:
        (found, broken), (clean, also) = with_it[each.fault], without[each.fault]
        reported = [one for one in found if one.kind is each.found]
        ok.append(bool(reported) and not clean and not also)
        rows.append(
            {
                "planted": each.says,
                "with it": _counted(found) or broken or "nothing",
                "reported as": f"{each.found.value}: {reported[0].says}" if reported else "NOT REPORTED",
                "without it": _counted(clean) or also or "nothing",
            }
        )
    return rows, ok


def _play(world: World, scenario: Scenario, known: list[Offence], *, planted: bool) -> tuple[list[Offence], str]:
    """What the oracle finds, and why the scenario could not be played to its end, if so."""
    began, broken = time.monotonic(), ""
    stage = Stage(world, scenario.fault, planted=planted)
    try:
        scenario.act(stage)
        stage.rest()
    except (TimeoutError, AssertionError, subprocess.SubprocessError) as error:
        broken = f"broken off: {error}"
    finally:
        stage.close()
        stage.clear()
    found = stage.offences(known)
    known += found
    said = "with it" if planted else "without it"
    _say(f"{scenario.fault} {said}: {_counted(found) or 'nothing'} {broken} ({time.monotonic() - began:.1f} s)")
    for each in found[:5]:
        _say(f"    {each.kind.value} {each.about}: {each.says}")
    return found, broken


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
