"""How long something takes: the best of several tries, since the machine's other work only ever adds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import NamedTuple


class Measure(NamedTuple):
    """One line of the table: what, seconds, and the seconds of what it is compared with."""

    what: str
    seconds: float
    compared_with: str = ""
    plain: float | None = None

    @property
    def ratio(self) -> float | None:
        return None if not self.plain else self.seconds / self.plain


def best_of(tries: int, action: Callable[[], object]) -> float:
    """Seconds of the quickest of some tries."""
    return min(_once(action) for _ in range(tries))


def per_call(action: Callable[[], object], *, within: float = 0.5) -> float:
    """Seconds per call, of the best of three rounds that together take about `within` seconds."""
    first = max(_once(action), 1e-7)
    calls = max(1, int(within / 3 / first))

    def round_of_calls() -> None:
        for _ in range(calls):
            action()

    return best_of(3, round_of_calls) / calls


def _once(action: Callable[[], object]) -> float:
    before = time.perf_counter()
    action()
    return time.perf_counter() - before


def table(measures: list[Measure]) -> str:
    """The measures as lines of at most 100 columns."""
    lines = [f"{'what':<44} {'time':>10} {'ratio':>8}  compared with", "-" * 96]
    for each in measures:
        ratio = "" if each.ratio is None else f"{each.ratio:.1f} x"
        plain = "" if each.plain is None else f"{each.compared_with} ({_said(each.plain)})"
        lines.append(f"{each.what:<44} {_said(each.seconds):>10} {ratio:>8}  {plain}")
    return "\n".join(lines)


def _said(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.2f} s"
    if seconds >= 0.001:
        return f"{seconds * 1000:.1f} ms"
    return f"{seconds * 1_000_000:.1f} us"
