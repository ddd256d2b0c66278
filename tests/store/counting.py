"""What a store is asked while somebody looks: transactions that write and are committed, and statements."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import sqlalchemy as sa

from gateway.store.parts.part import Part
from gateway.store.sql import READING, SqlStore


@dataclass
class Counted:
    """So many since it began. A statement that is run for many rows at once is one."""

    commits: int = 0
    statements: int = 0


@contextmanager
def counted(store: SqlStore) -> Iterator[Counted]:
    """Count on every connection of this store, in this process."""
    count, engine = Counted(), store._engine

    def committed(connection: sa.Connection) -> None:
        count.commits += not connection.get_execution_options().get(READING, False)

    originals = Part._run, Part._run_for_each

    def counting(original):
        def run(part, *arguments):
            count.statements += part._connection.engine.pool is engine.pool
            return original(part, *arguments)

        return run

    sa.event.listen(engine, "commit", committed)
    Part._run, Part._run_for_each = map(counting, originals)  # type: ignore[method-assign, assignment]
    try:
        yield count
    finally:
        Part._run, Part._run_for_each = originals  # type: ignore[method-assign]
        sa.event.remove(engine, "commit", committed)
