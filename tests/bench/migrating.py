"""How long a migration keeps others waiting: a million copies and a million holdings, read and written meanwhile.

`python -m tests.bench.migrating` makes a database of its own on the server that SAMSPEL_TEST_POSTGRESQL names, fills it
at schema 0001, takes every step from there to the newest up, down and up again while other connections work, prints a
table, and takes the database away.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

import psycopg
import sqlalchemy as sa

from gateway.store.migrations import every_step, migrate, migrate_down
from tests.store.databases import another, migrating_engine

ROWS = 1_000_000
PLANS = 250_000
ORGANISATIONS = 300
BODY = 200  # bytes: enough for what is measured, since no step reads or writes bodies
AT_REST = 10  # seconds of the same traffic without any migration, to compare with

_FILL = (
    f"""INSERT INTO plans (organisation, plan_id, home) SELECT 'org-' || n % {ORGANISATIONS}, 'plan-' || n,
        'org-' || n % {ORGANISATIONS} FROM generate_series(0, {PLANS - 1}) n""",
    f"""INSERT INTO copies (organisation, plan_id, version, recipient, kind, state, since, message_id, content_hash,
        frozen, deadline) SELECT 'org-' || n % {PLANS} % {ORGANISATIONS}, 'plan-' || n % {PLANS}, 1 + n / {PLANS},
        'region', 'plan', (ARRAY['recorded', 'recorded', 'sent', 'withheld'])[1 + n % 4], 1000000 * n::bigint,
        'message-' || n, 'sha256:' || n, decode(repeat('ab', {BODY}), 'hex'), 1000000 * n::bigint
        FROM generate_series(0, {ROWS - 1}) n""",
    f"""INSERT INTO holdings (organisation, plan_id, version, recipient, kind, sender, state, since, message_id,
        content_hash, body, redacted, received_at) SELECT 'org-' || n % {ORGANISATIONS}, 'plan-' || n % {PLANS},
        1 + n / {PLANS}, 'region', 'plan', 'other', (ARRAY['recorded', 'recorded', 'received', 'parked'])[1 + n % 4],
        1000000 * n::bigint, 'message-' || n, 'sha256:' || n, decode(repeat('ab', {BODY}), 'hex'), true,
        1000000 * n::bigint FROM generate_series(0, {ROWS - 1}) n""",
)
_TRAFFIC = tuple(
    statement.format(table=table)
    for table in ("copies", "holdings")
    for statement in (
        "SELECT state FROM {table} WHERE organisation = %(organisation)s AND plan_id = %(plan)s",
        """UPDATE {table} SET state = 'recorded' WHERE organisation = %(organisation)s AND plan_id = %(plan)s
           AND version = 1""",
    )
)


@dataclass
class Waits:
    """What others saw: how long each statement took."""

    seconds: list[float] = field(default_factory=list)

    def row(self, what: str, duration: float) -> str:
        """One line of the table."""
        ranked = sorted(self.seconds)
        middle, late = ranked[len(ranked) // 2], ranked[int(len(ranked) * 0.999)]
        times = " | ".join(f"{1000 * each:.1f} ms" for each in (middle, late, ranked[-1]))
        return f"| {what} | {duration:.1f} s | {len(ranked):,} | {times} |"


@contextmanager
def traffic(url: str) -> Iterator[Waits]:
    """Two connections that read and write, one statement after another, until the block ends."""
    waits, stop = Waits(), threading.Event()

    def work(seed: int) -> None:
        chance = random.Random(seed)
        with psycopg.connect(url, autocommit=True) as connection:
            while not stop.is_set():
                number = chance.randrange(PLANS)
                said = {"organisation": f"org-{number % ORGANISATIONS}", "plan": f"plan-{number}"}
                statement = chance.choice(_TRAFFIC)
                began = time.perf_counter()
                connection.execute(statement, said)
                waits.seconds.append(time.perf_counter() - began)

    with ThreadPoolExecutor(2) as threads:
        working = [threads.submit(work, seed) for seed in range(2)]
        try:
            yield waits
        finally:
            stop.set()
    for each in working:
        each.result()


def measured(url: str, what: str, do: Callable[[], object]) -> str:
    """Do it under traffic; a line of the table."""
    with traffic(url) as waits:
        began = time.perf_counter()
        do()
        duration = time.perf_counter() - began
    return waits.row(what, duration)


def measured_steps(url: str, engine: sa.Engine) -> Iterator[str]:
    """Every step that there is, each up, down and up again: a line of the table for each."""
    for older, newer in pairwise(every_step()):
        for what, do, to in (
            (f"{older} → {newer}", migrate, newer),
            (f"{newer} → {older}", migrate_down, older),
            (f"{older} → {newer} again", migrate, newer),
        ):
            yield measured(url, what, partial(do, engine, to))


def main() -> None:
    """Fill, measure, print."""
    with another(os.environ["SAMSPEL_TEST_POSTGRESQL"]) as url:
        engine = migrating_engine(url)
        migrate(engine, next(iter(every_step())))
        print(f"filling {ROWS:,} copies and {ROWS:,} holdings …", file=sys.stderr)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for statement in _FILL:
                connection.exec_driver_sql(statement.replace("%", "%%"))
            connection.execute(sa.text("VACUUM ANALYZE"))
        print("| what | duration | statements of others | median | 99.9 % | longest |\n|---|---|---|---|---|---|")
        print(measured(url, "nothing: the same traffic alone", lambda: time.sleep(AT_REST)))
        for line in measured_steps(url, engine):
            print(line, flush=True)
        engine.dispose()


if __name__ == "__main__":
    main()
