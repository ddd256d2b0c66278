"""What is aimed at, and whether a run reaches it."""

from __future__ import annotations

from typing import Any, NamedTuple


class Target(NamedTuple):
    """A figure of a run must be `at_least` or `at_most` this. `then` is what is aimed at after that."""

    key: str
    what: str
    at_least: float | None = None
    at_most: float | None = None
    unit: str = ""
    then: str = ""

    @property
    def said(self) -> str:
        """The limit in words."""
        limit = f"≥ {self.at_least:g}" if self.at_least is not None else f"≤ {self.at_most:g}"
        return f"{limit} {self.unit}".strip() + (f" (then {self.then})" if self.then else "")

    def met(self, value: float) -> bool:
        """Whether a figure reaches it."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)


TARGETS = (
    Target("copies-to-floor-embedded", "copies recorded, to the floor, embedded", at_least=0.25, unit="times"),
    Target("copies-to-floor-real", "copies recorded, to the floor, real", at_least=0.25, unit="times"),
    Target("commits-embedded", "commits for a copy, embedded", at_most=5),
    Target("commits-real", "commits for a copy, real", at_most=5),
    Target("p95-embedded", "arrival to recorded at 15 plans/s, p95, embedded", at_most=100, unit="ms"),
    Target("p95-real", "arrival to recorded at 15 plans/s, p95, real", at_most=100, unit="ms"),
    Target("growth-embedded", "a copy with many stored, to one with few, SQLite", at_most=1.2, unit="times"),
    Target("growth-real", "a copy with many stored, to one with few, PostgreSQL", at_most=1.2, unit="times"),
    Target("ours-to-floor", "translation with every gate, to its floor", at_least=0.25, unit="times", then="≥ 0.32"),
    Target("ours-to-peer", "… to the unchecked peer", at_least=2.5, unit="times", then="≥ 3.3"),
    Target("bad-let-through", "of twelve bad documents, let through unsaid", at_most=0),
    Target("table-to-hand", "reading through a table, to the hand-written reader", at_most=3, unit="times"),
    Target("start-convert", "cold start of `convert`", at_most=0.35, unit="s"),
    Target("memory-embedded", "peak memory of a worker, embedded", at_most=150, unit="MB"),
    Target("memory-real", "peak memory of a worker, real", at_most=150, unit="MB"),
)

COLUMNS = ("target", "aim", "measured", "met")
MISSED = "**no**"
NO_FIGURE = {"value": None, "note": "the run gave no figure"}


def judged(parts: dict[str, Any]) -> list[tuple[str, ...]]:
    """A row for each target; the reason where these parts have no figure for it."""
    figures = {each["key"]: each for part in parts.values() for each in part["figures"]}
    return [_row(target, figures.get(target.key, NO_FIGURE)) for target in TARGETS]


def _row(target: Target, figure: dict[str, Any]) -> tuple[str, ...]:
    value = figure["value"]
    if value is None:
        return (target.what, target.said, "not measured", figure["note"])
    return (target.what, target.said, said_of(figure), "yes" if target.met(value) else MISSED)


def said_of(figure: dict[str, Any]) -> str:
    """The value of a figure with its unit."""
    return "≥ " * figure.get("at_least", False) + said(figure["value"], figure["unit"])


def said(value: float | None, unit: str) -> str:
    """A number with its unit: three digits that count, thousands apart."""
    if value is None:
        return "–"
    digits = 0 if abs(value) >= 100 or value == int(value) else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f} {unit}".strip()
