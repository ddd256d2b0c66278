"""`make fuzz`: every reader under hostile corpora, mutated golden bodies and a coverage-guided fuzzer, for a while.

The last line counts what went wrong; anything but noughts ends with 1. What broke a reader is kept in `fuzz-findings/`:
`python -m tests.fuzz --replay FILE` shows it again, and it belongs in `tests/fuzz/regressions/` once it is mended.
When the run ends without that line, what ended it lies there too, as `TARGET-reading-PROCESS`.
"""

from __future__ import annotations

import argparse
import os
import random
import secrets
import sys
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from tests.fuzz.guards import SCRATCH, SECRET_FILE, SECRET_IN_FILE, Guards, Listener, Offence, Target
from tests.fuzz.guided import guided
from tests.fuzz.material import hostile_files
from tests.fuzz.mutations import HOSTILE_ADDRESSES, mutated
from tests.fuzz.targets import BY_NAME, TARGETS
from tests.fuzz.watchdog import ended_at_last

FINDINGS = Path("fuzz-findings")
_KINDS = {"crash": "crashes", "hang": "hangs", "memory": "over-memory", "access": "accesses", "echo": "echoes"}


class Row(NamedTuple):
    """One line of the table."""

    target: str
    way: str
    bodies: int
    seconds: float
    note: str


class Run:
    """One bounded run: its guards, what it has counted, and where it keeps what it found."""

    def __init__(self, findings: Path) -> None:
        self.guards, self.listener, self.findings = Guards(), Listener(), findings
        self.counted: Counter[str] = Counter()
        SCRATCH.mkdir(exist_ok=True)
        SECRET_FILE.parent.mkdir(exist_ok=True)
        SECRET_FILE.write_text(SECRET_IN_FILE, encoding="utf-8")
        HOSTILE_ADDRESSES[:] = [SECRET_FILE.as_uri(), f"http://127.0.0.1:{self.listener.port}/x"]

    def over(self, target: Target, way: str, bodies: Iterable[bytes]) -> Row:
        """Give every body to the target, and keep those that break something."""
        began, count, self.guards.slowest = perf_counter(), 0, 0.0
        self.findings.mkdir(parents=True, exist_ok=True)
        for body in bodies:
            count += 1
            with self._watching(target, body):
                offences = self.guards.judge(target, body)
            if asked := self.listener.asked():
                offences.append(Offence("access", f"a loopback port was asked {asked} times"))
            if offences:
                self._keep(target, body, offences)
        return Row(target.name, way, count, perf_counter() - began, f"slowest {self.guards.slowest * 1000:.0f} ms")

    def guided(self, target: Target, seconds: int, seed: int) -> Row:
        """Let the coverage-guided fuzzer look for bodies."""
        began = perf_counter()
        found = guided(target.name, seconds, seed, self.findings)
        for path in found.artifacts:
            body = path.read_bytes()
            with self._watching(target, body):
                again = self.guards.judge(target, body)
            self._count(target, path, again or [Offence("hang", found.said or "see the file")])
        return Row(target.name, "guided", found.runs, perf_counter() - began, f"{found.covered} branches")

    def _watching(self, target: Target, body: bytes) -> AbstractContextManager[None]:
        return ended_at_last(self.findings / f"{target.name}-reading-{os.getpid()}", body)

    def _keep(self, target: Target, body: bytes, offences: list[Offence]) -> None:
        path = self.findings / f"{target.name}-{offences[0].kind}-{abs(hash(body)):x}"[:60]
        path.write_bytes(body)
        self._count(target, path, offences)

    def _count(self, target: Target, path: Path, offences: list[Offence]) -> None:
        for each in offences:
            self.counted[each.kind] += 1
            print(f"  {each.kind} in {target.name}: {each.detail} ({path})", file=sys.stderr)


def main() -> int:
    """Run what was asked for; gives the exit code."""
    given = _arguments()
    run = Run(given.findings)
    if given.replay:
        body, name = given.replay.read_bytes(), given.replay.name
        for target in given.targets or TARGETS:
            run.over(target, "replay", [body])
        print(name, _last_line(run.counted))
        return int(bool(run.counted))
    print(f"seed {given.seed}")
    chance = random.Random(given.seed)
    for target in given.targets or TARGETS:
        _warm(target)
        files = (path.read_bytes() for path in hostile_files())
        _say(run.over(target, "corpora", files))
        _say(run.over(target, "mutated", _mutations(target, chance, given.seconds)))
        _say(run.guided(target, given.seconds, chance.randrange(1, 2**31)))
    if not hostile_files():
        print("no hostile corpora here: set SAMSPEL_SHARED to the folder that holds them", file=sys.stderr)
    print(_last_line(run.counted))
    return int(bool(run.counted) or (given.require_corpora and not hostile_files()))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("targets", nargs="*", type=lambda name: BY_NAME[name], help=" ".join(BY_NAME))
    parser.add_argument("--seconds", type=int, default=10, help="per target and way of looking")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(2**31))
    parser.add_argument("--findings", type=Path, default=FINDINGS)
    parser.add_argument("--replay", type=Path)
    parser.add_argument("--require-corpora", action="store_true")
    return parser.parse_args()


def _warm(target: Target) -> None:
    for body in target.seeds():  # what is imported late is imported before anybody watches
        target.run(body)


def _mutations(target: Target, chance: random.Random, seconds: int) -> Iterable[bytes]:
    seeds, end = list(target.seeds()), perf_counter() + seconds
    while perf_counter() < end:
        yield mutated(chance.choice(seeds), target.text, chance)


def _say(row: Row) -> None:
    print(f"{row.target:<18} {row.way:<8} {row.bodies:>8} bodies {row.seconds:>6.1f} s   {row.note}", flush=True)


def _last_line(counted: Counter[str]) -> str:
    return " ".join(f"{plural} {counted[kind]}" for kind, plural in _KINDS.items())


if __name__ == "__main__":
    sys.exit(main())
