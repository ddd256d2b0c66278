"""What a copy takes on the disk of PostgreSQL: the demo's plan goes all the way, then its rows are kept many times.

`python -m tests.bench.storing` makes a database of its own on the server that SAMSPEL_TEST_POSTGRESQL names.
"""

from __future__ import annotations

import os
import tempfile
from collections import Counter
from pathlib import Path

import sqlalchemy as sa

from adapters.journal import HandedIn
from gateway.bootstrap import open_gateway
from gateway.cli.init import make_folder
from gateway.demo.cast import CAST
from gateway.exchange.accept import accept
from gateway.logs import silent
from gateway.store.columns import METADATA
from gateway.worker import run_until_idle
from tests.bench.documents import sip_xml
from tests.store.databases import another, migrated, migrating_engine

TIMES = 10_000
_SIZES = "SELECT pg_total_relation_size(:name), pg_table_size(:name)"


def main() -> None:
    """Fill, measure, print."""
    with tempfile.TemporaryDirectory() as made:
        rows = _rows_of_one_plan(Path(made) / "gateway")
    copies = len(rows["copies"])
    each = TIMES // copies
    print(f"one plan to {copies} recipients, {each:,} times: {each * copies:,} copies\n")
    with another(os.environ["SAMSPEL_TEST_POSTGRESQL"]) as url:
        engine = migrating_engine(migrated(url))
        total: Counter[str] = Counter()
        with engine.begin() as connection:
            for number in range(each):
                for name, found in rows.items():
                    if found:
                        connection.execute(sa.insert(METADATA.tables[name]), [_another(row, number) for row in found])
            print(
                "| table | rows for each copy | bytes of a row | with indexes | for each copy |\n|---|---|---|---|---|"
            )
            for name, found in rows.items():
                if found:
                    whole, table = connection.execute(sa.text(_SIZES), {"name": name}).one()
                    count = each * len(found)
                    total["copies"] += whole
                    told = (f"{len(found) / copies:.1f}", f"{table // count:,}", f"{whole // count:,}")
                    print(f"| {name} | {' | '.join(told)} | {whole // (each * copies):,} |")
        print(f"| all | | | | {total['copies'] // (each * copies):,} |")
        engine.dispose()


def _rows_of_one_plan(folder: Path) -> dict[str, list[dict[str, object]]]:
    """Table → rows, after the plan has been recorded by everybody."""
    make_folder(folder, [(each.id, each.kind, each.name) for each in CAST], quiet="PT0S")
    with open_gateway(folder, log=silent) as gateway:
        accept(gateway.parts, CAST[0].id, HandedIn("bench", sip_xml()))
        run_until_idle(gateway.parts)
    engine = sa.create_engine(f"sqlite:///{folder / 'data' / 'samspel.db'}")
    with engine.connect() as connection:
        found = {
            table.name: [dict(row) for row in connection.execute(sa.select(table)).mappings()]
            for table in METADATA.sorted_tables
            if "organisation" in table.c and table.name not in ("turns", "key_rings", "audit_batches")
        }
    engine.dispose()
    return found


def _another(row: dict[str, object], number: int) -> dict[str, object]:
    """The same row of another organisation, with bytes as random as sealed ones are."""
    values = {name: os.urandom(len(value)) if isinstance(value, bytes) else value for name, value in row.items()}
    values["organisation"] = f"{row['organisation']}-{number}"
    values.pop("id", None)
    return {**values, "batch": None} if "batch" in values else values


if __name__ == "__main__":
    main()
