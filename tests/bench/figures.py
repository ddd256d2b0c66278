"""What is measured, and how: figures with a name, tables, and the best of several rounds that take turns.

Theory of operation. The machine's other work only ever adds, so the quickest round is the nearest to what the code
costs; what is compared takes turns within the same rounds, so that a busy minute is nobody's alone. Work of one thread
is measured by the processor time of this process, waiting (for disk, broker, database) by the clock.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, NamedTuple

ROUNDS = 5


class Figure(NamedTuple):
    """One number. `key` is what targets and the page know it by; None when it was not measured, and the note why."""

    key: str
    what: str
    value: float | None
    unit: str
    note: str = ""
    at_least: bool = False
    """The value is a lower bound: some of what it is taken from had not ended."""


class Table(NamedTuple):
    """What is more than one number."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]


@dataclass
class Measured:
    """What one part of a run gave."""

    figures: list[Figure] = field(default_factory=list)
    tables: list[Table] = field(default_factory=list)

    def add(
        self, key: str, what: str, value: float | None, unit: str, note: str = "", *, at_least: bool = False
    ) -> None:
        """One figure more."""
        self.figures.append(Figure(key, what, value, unit, note, at_least))

    def absent(self, key: str, what: str, why: str) -> None:
        """Something that could not be measured here."""
        self.figures.append(Figure(key, what, None, "", why))

    def as_json(self) -> dict[str, Any]:
        """Plain data for the file that `--json` writes."""
        return {
            "figures": [each._asdict() for each in self.figures],
            "tables": [each._asdict() for each in self.tables],
        }


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    name: str
    documents: int = 50
    rounds: int = ROUNDS
    starts: int = 9
    warm_up: int = 2
    plans: int = 40
    steady_seconds: float = 30.0
    rates: tuple[int, ...] = (5, 15, 30, 45, 60)
    rate_seconds: float = 10.0
    stored: tuple[int, ...] = (1_000, 100_000)
    growth_plans: int = 12
    directory: int = 10_000
    sessions: tuple[int, ...] = (4, 311)

    def as_json(self) -> dict[str, Any]:
        """Plain data."""
        return asdict(self)


QUICK = Size("quick", 2, 1, 1, 0, 1, 0.4, (15,), 1.0, (6, 60), 1, 50, (4, 5))
USUAL = Size("usual")
FULL = Size("full", 200, 9, 15, 2, 200, 60.0, (5, 15, 30, 45, 60, 90), 20.0, (1_000, 1_000_000), 40)


def cpu_seconds(actions: Mapping[str, Callable[[], object]], *, rounds: int = ROUNDS) -> dict[str, float]:
    """Name → processor seconds of the quickest of some rounds, in which the actions take turns; one more to warm up."""
    for action in actions.values():
        action()
    best: dict[str, float] = {}
    for _ in range(rounds):
        for name, action in actions.items():
            before = time.process_time()
            action()
            best[name] = min(best.get(name, float("inf")), time.process_time() - before)
    return best


def cpu_seconds_of_each(
    actions: Mapping[str, Callable[[int], object]], count: int, *, rounds: int = ROUNDS
) -> dict[str, float]:
    """Name → processor seconds of all `count` of them, each at its quickest of some rounds.

    The actions take turns, each with all of them in a row, as a program that does only this would.
    """
    best = {name: [float("inf")] * count for name in actions}
    for _ in range(rounds + 1):
        for name, action in actions.items():
            for number in range(count):
                before = time.process_time()
                action(number)
                best[name][number] = min(best[name][number], time.process_time() - before)
    return {name: sum(seconds) for name, seconds in best.items()}


def percentile(values: Sequence[float], share: float) -> float:
    """The value that this share of all stays at or below (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, max(0, -(-len(ranked) * int(share * 1000) // 1000) - 1))]


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return percentile(values, 0.5)
