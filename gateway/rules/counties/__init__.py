"""County profiles: what a county's routine asks of a plan, as tables (TOML). The law is in the rules, not here.

A profile says which checks it makes, on whose word, and which it raises from a warning to an error for plans that are
made there; never for plans received (SIP.md §3). It holds the time limits, who may initiate, and the county's settings.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from schemas.codes import OrganisationKind, PlanKind, RequesterKind


@dataclass(frozen=True, slots=True)
class Asked:
    """One check that the county makes: on whose word, and whether it refuses a plan made there."""

    source: str
    refuses: bool = False


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A limit: from which event, how long, in which days, whether it is a duty, and what must have happened."""

    id: str
    start: tuple[str, ...]
    days: int
    working_days: bool
    duty: bool
    done: str
    source: str


@dataclass(frozen=True, slots=True)
class Initiators:
    """Who may initiate a plan; those in `within_ages` only for persons whose age is within `ages`."""

    kinds: frozenset[OrganisationKind]
    requesters: frozenset[RequesterKind]
    source: str
    within_ages: frozenset[OrganisationKind] = frozenset()
    ages: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class CountyProfile:
    """One county's routine."""

    id: str
    name: str
    source: str
    plan_kinds: frozenset[PlanKind]
    checks: Mapping[str, Asked]
    limits: tuple[TimeLimit, ...]
    initiators: Initiators | None
    unable_allowed: bool = False
    children_only: bool = False
    notes: tuple[str, ...] = field(default=())


COUNTIES = ("riks", "halland-barn", "hjo-lsip", "varmland", "norrkoping-ostergotland", "gavleborg")
"""The profiles that there are. `riks` is what holds everywhere; the others hold it too."""

NATIONAL = "riks"


@cache
def county(name: str) -> CountyProfile:
    """The profile of that name, with what holds everywhere. Raises KeyError when there is none."""
    if name not in COUNTIES:
        raise KeyError(name)
    own = _table(name)
    return _profile(own if name == NATIONAL else _with_national(own, _table(NATIONAL)))


def _table(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text("utf-8"))


def _with_national(own: dict[str, Any], national: dict[str, Any]) -> dict[str, Any]:
    merged = {**own, "checks": {**national.get("checks", {}), **own.get("checks", {})}}
    taken = {each["id"] for each in own.get("limits", [])}
    merged["limits"] = [
        *own.get("limits", []),
        *(each for each in national.get("limits", []) if each["id"] not in taken),
    ]
    merged.setdefault("initiators", national.get("initiators"))
    return merged


def _profile(table: dict[str, Any]) -> CountyProfile:
    return CountyProfile(
        id=table["id"],
        name=table["name"],
        source=table["source"],
        plan_kinds=frozenset(PlanKind(each) for each in table["plan_kinds"]),
        checks={name: _asked(each, table["source"]) for name, each in table["checks"].items()},
        limits=tuple(_limit(each) for each in table["limits"]),
        initiators=_initiators(table.get("initiators")),
        unable_allowed=table.get("unable_allowed", False),
        children_only=table.get("children_only", False),
        notes=tuple(table.get("notes", ())),
    )


def _asked(row: dict[str, Any], source: str) -> Asked:
    return Asked(source=row.get("source", source), refuses=row.get("refuses", False))


def _limit(row: dict[str, Any]) -> TimeLimit:
    return TimeLimit(
        id=row["id"],
        start=tuple(row["start"]),
        days=row["days"],
        working_days=row.get("working_days", False),
        duty=row["duty"],
        done=row["done"],
        source=row["source"],
    )


def _initiators(row: dict[str, Any] | None) -> Initiators | None:
    if row is None:
        return None
    ages = row.get("ages")
    return Initiators(
        kinds=frozenset(OrganisationKind(each) for each in row["kinds"]),
        requesters=frozenset(RequesterKind(each) for each in row["requesters"]),
        source=row["source"],
        within_ages=frozenset(OrganisationKind(each) for each in row.get("within_ages", ())),
        ages=(ages[0], ages[1]) if ages else None,
    )
