"""What a copy costs when few and when many are stored already.

Theory of operation. A few plans go all the way; their rows are then copied in the database itself, under other plan ids
that lie scattered among each other, until there are as many copies of others as wanted. Bodies are cut to some bytes in
the copies, as retention does with settled ones (a million with bodies would be hundreds of gigabytes), and few plans
keep the names of their parts. They are spread over two years that have passed, deadlines too; what was open then is
said to have been reported. Then both gateways, with few and with many, take turns with new plans.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from gateway.exchange.parts import Parts
from gateway.store.columns import METADATA, TICK, Instant
from gateway.store.tables import OPEN
from tests.bench.copies import one_round
from tests.bench.documents import RECIPIENTS
from tests.bench.figures import Measured, Size
from tests.bench.services import Services
from tests.bench.world import folder_on, open_with, store_url

ROUNDS = 4
SEEDS = 4  # plans whose rows are copied, at most
BODY = 64  # bytes
LEFT_OUT = frozenset({"work", "turns", "key_rings", "directories", "compatibility", "audit_batches", "parked"})
OWN_IDS = frozenset(
    {"message_id", "envelope_id", "copy_id", "subject", "token", "digest", "source_plan_id", "entry_id", "alias"}
)
"""Texts that are made different by the number of the copy at their end; plan ids get it in front."""
NAMED = 20
"""Every so many-th plan keeps its names for the parts of it: a hundred rows for each recipient."""
DAYS = 730
"""Over which they are spread."""
_IS_OPEN = "o.state IN ({})".format(", ".join(f"'{state.value}'" for state in OPEN))


def measured(size: Size, services: Services) -> Measured:
    """Seconds for a copy with few and with many stored, and how many times more that is."""
    found, seeds = Measured(), min(SEEDS, size.growth_plans)
    for kind in services.kinds:
        with tempfile.TemporaryDirectory() as made, ExitStack() as around:
            gateways, numbers, took = [], itertools.count(), []
            for copies in size.stored:
                folder = around.enter_context(folder_on(kind, Path(made), services))
                with open_with(folder) as parts:
                    one_round(parts, seeds, numbers)
                began = time.perf_counter()
                fill(store_url(folder), copies, seeds)
                took.append(time.perf_counter() - began)
                gateways.append(around.enter_context(open_with(folder)))
            _compare(kind, size, gateways, numbers, took, found)
    if services.why_not:
        found.absent("growth-real", "the same on PostgreSQL", services.why_not)
    return found


def _compare(
    kind: str, size: Size, gateways: list[Parts], numbers: itertools.count[int], took: list[float], found: Measured
) -> None:
    for parts in gateways:
        one_round(parts, size.warm_up, numbers)
    wall, cpu = [float("inf")] * len(gateways), [float("inf")] * len(gateways)
    for _ in range(min(size.rounds, ROUNDS)):
        for place, parts in enumerate(gateways):
            before = time.process_time()
            done = one_round(parts, size.growth_plans, numbers)
            wall[place] = min(wall[place], done.whole / done.copies)
            cpu[place] = min(cpu[place], (time.process_time() - before) / done.copies)
    for copies, seconds, processor, filled in zip(size.stored, wall, cpu, took, strict=True):
        note = f"processor {1000 * processor:.1f} ms; filled in {filled:.0f} s"
        found.add(f"copy-at-{copies}-{kind}", f"{kind}: a copy, {copies:,} stored", 1000 * seconds, "ms", note)
    what = f"{kind}: a copy at {size.stored[-1]:,} stored, to one at {size.stored[0]:,}"
    found.add(f"growth-{kind}", what, wall[-1] / wall[0], "times", f"processor {cpu[-1] / cpu[0]:.2f} times")


def fill(url: sa.URL, copies: int, seeds: int) -> None:
    """Copy the rows of the plans that are there, which are `seeds`, until that many copies of others are stored."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    times = max(0, -(-copies // (seeds * len(RECIPIENTS))) - 1)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "sqlite":
            for each in ("synchronous = OFF", "cache_size = -400000", "temp_store = MEMORY"):
                connection.exec_driver_sql(f"PRAGMA {each}")
            connection.exec_driver_sql("BEGIN")
        for table in METADATA.sorted_tables:
            if table.name not in LEFT_OUT:
                connection.execute(sa.text(_copied(table, engine.dialect.name, times)))
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("VACUUM ANALYZE" if engine.dialect.name != "sqlite" else "ANALYZE")
    engine.dispose()


def _copied(table: sa.Table, dialect: str, times: int) -> str:
    """INSERT of every row of the table so many times more, under other names."""
    columns = [column for column in table.c if not (column.name == "id" and column.primary_key)]
    names = ", ".join(f'"{column.name}"' for column in columns)
    values = ", ".join(_value(column, dialect) for column in columns)
    numbers = (
        f"(WITH RECURSIVE n(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {times}) SELECT n FROM n) AS n"
        if dialect == "sqlite"
        else f"generate_series(1, {times}) AS n(n)"
    )
    some = f"n.n % {NAMED} = 0 AND " if table.name == "aliases" else ""
    return f'INSERT INTO "{table.name}" ({names}) SELECT {values} FROM "{table.name}" AS o, {numbers} WHERE {some}n.n <= {times}'  # noqa: E501


def _value(column: sa.Column[object], dialect: str) -> str:
    name = f'o."{column.name}"'
    scattered = "(n.n * 2654435761) % 4294967296"
    front = (
        f"printf('%08x', {scattered})"
        if dialect == "sqlite"
        else "lpad(to_hex((CAST(n.n AS bigint) * 2654435761) % 4294967296), 8, '0')"
    )
    if column.name == "plan_id":
        return f"substr({name}, 1, 9) || {front} || substr({name}, 18)"
    if column.name in OWN_IDS:
        return f"{name} || '-' || n.n"
    if column.name == "late_since":
        return f"CASE WHEN o.deadline IS NOT NULL AND {_IS_OPEN} THEN {_earlier('o.deadline')} END"
    if isinstance(column.type, Instant):
        return _earlier(name)
    if isinstance(column.type, sa.LargeBinary) and column.name not in ("detail", "decision"):
        return f"substr({name}, 1, {BODY})" if dialect == "sqlite" else f"substring({name} from 1 for {BODY})"
    return name


def _earlier(instant: str) -> str:
    """Some days before, other ones for each copy of a plan."""
    return f"{instant} - (1 + n.n % {DAYS}) * {timedelta(days=1) // TICK}"
