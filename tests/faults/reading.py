"""What the stores of all gateways say, asked straight from the databases: is everything at rest, and what is not.

At rest: each copy that a home has accepted stands in a state that nothing moves any more, what the recipients hold does
too, and no work is left for those plans at anybody's. What still lies in queues the stores do not know: at the end of
each wave the driver waits for that too.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import closing
from typing import Any

import psycopg

from schemas.states import COPY_STATES, CopyState
from tests.faults.services import Database
from tests.faults.setting_up import Site

RESTS = frozenset(
    {state.value for state, row in COPY_STATES.items() if row.final}
    | {each.value for each in (CopyState.WITHHELD, CopyState.PARKED, CopyState.MADE)}
)
"""States in which a copy stays until a person does something."""
_MOVES = (
    "SELECT plan_id, what, state FROM (SELECT plan_id, 'copy' AS what, state FROM copies"
    " UNION ALL SELECT plan_id, 'held', state FROM holdings UNION ALL SELECT plan_id, 'work', kind FROM work) AS moving"
)
"""One question, since it is asked again and again, of every gateway."""


class Reading:
    """Looks into the stores, past the links. Raises psycopg.OperationalError when the database is away."""

    def __init__(self, sites: dict[str, Site], database: Database) -> None:
        self._sites, self._database = sites, database

    def copies(self, gateway: str, plan_ids: Collection[str]) -> list[tuple[str, int, str, str, str | None]]:
        """Copies in the ledger of those hosted there: plan id, version, recipient, state, reason."""
        return self.ask(gateway, "SELECT plan_id, version, recipient, state, reason FROM copies", plan_ids)

    def unrest(self, plan_ids: dict[str, str], *, also: Collection[str] = ()) -> Counter[str]:
        """What is not at rest, by what it is; empty when all is. `also`: states that count as rest here."""
        found: Counter[str] = Counter()
        for gateway in self._sites:
            for _id, what, state in self.ask(gateway, _MOVES, plan_ids):
                found[f"{what} {state}"] += what == "work" or (state not in RESTS and state not in also)
        return +found

    def parked(self) -> list[tuple[str, str, str, str | None, str]]:
        """What waits for a person, anywhere: organisation, direction, kind, what it is about, reason."""
        asked = "SELECT organisation, direction, kind, subject, reason FROM parked WHERE resolved_at IS NULL"
        return [row for gateway in self._sites for row in self.ask(gateway, asked)]

    def ask(self, gateway: str, question: str, plan_ids: Collection[str] | None = None) -> list[tuple[Any, ...]]:
        """The rows of a question, of those plans (or of all)."""
        wanted = None if plan_ids is None else list(plan_ids)
        return list(self._ask(self._sites[gateway], question, wanted))

    def _ask(self, site: Site, question: str, wanted: list[str] | None) -> Iterator[tuple[Any, ...]]:
        if site.database is not None:
            more, given = ("", []) if wanted is None else (" WHERE plan_id = ANY(%s)", [wanted])
            with psycopg.connect(self._database.url(site.database), autocommit=True, connect_timeout=30) as connection:
                yield from connection.execute(question + more, given).fetchall()
            return
        file = site.folder / "data" / "samspel.db"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=10)) as connection:
            if wanted is None:
                yield from connection.execute(question).fetchall()
            else:
                connection.execute("CREATE TEMP TABLE wanted (id TEXT PRIMARY KEY)")
                connection.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", [(each,) for each in wanted])
                yield from connection.execute(f"{question} WHERE plan_id IN (SELECT id FROM wanted)").fetchall()
