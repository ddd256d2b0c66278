"""`python -m tests.faults`: real processes, real faults, and what is true of every copy afterwards.

Ends with 0 when nothing is lost, doubled, out of order or leaked, and every fault has really happened; else with 1, and
the folder with journals, stores and logs is kept.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from tests.faults.driver import PLANS, Driver
from tests.faults.every_fault import FAULTS, ONLY_LONG, in_form, waves_of
from tests.faults.report import commit_here
from tests.faults.table import summary, tell
from tests.faults.world import BrokenOff, World

LONG_PLANS = 10_000


def main(arguments: list[str]) -> int:
    """One run."""
    if "--planted" in arguments:
        from tests.faults.planted.run import main as planted

        return planted([each for each in arguments if each != "--planted"])
    asked = _arguments(arguments)
    seed = asked.seed if asked.seed is not None else random.SystemRandom().randrange(10**9)
    chosen = asked.only or in_form(long=asked.long)
    share = sum(FAULTS[each].share for each in chosen)
    plans = asked.plans or (-(-LONG_PLANS // round(share)) if asked.long else PLANS)
    folder = Path(asked.keep or tempfile.mkdtemp(prefix="samspel-faults-")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    _say(f"seed {seed}: python -m tests.faults --seed {seed}{' --long' if asked.long else ''}")
    began, commit = time.monotonic(), commit_here()
    try:
        told = _run(folder, seed, waves_of(chosen), plans, long=asked.long)
    except (KeyboardInterrupt, BrokenOff):
        _say("broken off")
        return 130
    told["commit"] = commit
    told["seconds"] = round(time.monotonic() - began, 1)
    if asked.plans:
        told["plans"] = asked.plans
    clean = tell(told, _say)
    if not asked.only and not asked.long:
        for name, why in ONLY_LONG.items():
            _say(f"{name}: not in the short form, but in --long: {why}")
    if asked.json:
        asked.json.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if clean and not asked.keep:
        shutil.rmtree(folder, ignore_errors=True)
    elif not clean:
        _say(f"kept: {folder}")
    _say(told["last_line"])
    return 0 if clean else 1


def _run(folder: Path, seed: int, waves: list[list[str]], plans: int, *, long: bool) -> dict[str, object]:
    """The world, the faults, the oracle; everything is ended when this returns."""
    for each in (signal.SIGTERM, signal.SIGINT):  # a shell lets what it starts in the background ignore the second
        signal.signal(each, signal.default_int_handler)
    began = time.monotonic()
    with World(folder, seed, long=long) as world:
        driver = Driver(world, plans=plans, long=long, says=_say)
        try:
            world.start()
            _say(f"the world is up after {time.monotonic() - began:.1f} s")
            driver.run(waves)
        except BaseException:
            world.break_off()
            driver.heal()
            raise
        return summary(world, driver.played, seed)


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--seed", type=int, help="draws everything; default: a new one, which is printed")
    parser.add_argument("--only", nargs="+", metavar="FAULT", choices=sorted(FAULTS), help=", ".join(FAULTS))
    parser.add_argument("--long", action="store_true", help=f"{LONG_PLANS} plans at least")
    parser.add_argument("--plans", type=int, help="of each fault")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where everything lies, and stays")
    parser.add_argument("--json", type=Path, metavar="FILE", help="the table for machines")
    return parser.parse_args(arguments)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
