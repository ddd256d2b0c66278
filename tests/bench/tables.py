"""Reading through a mapping table, beside the reader that was written by hand.

Theory of operation. A table that mirrors SIP XML (`tests/tables/mirror.py`) reads the very documents that our own
reader reads, and says the same of them: the same bytes, the same plan, every reference looked up. The examples show
what tables of other shapes cost.
"""

from __future__ import annotations

from mappings.sip_xml import read_sip_xml
from tests.bench.documents import plan_xml
from tests.bench.figures import Measured, Size, cpu_seconds
from tests.tables.examples import ALL_SAMPLES, example
from tests.tables.mirror import mirror

TIMES = 5
"""Of each document in a round."""
DOCUMENTS = 10


def measured(size: Size) -> Measured:
    """Milliseconds of one core, and how many times the hand-written reader's that is."""
    found, table = Measured(), mirror()
    bodies = [plan_xml(number) for number in range(min(size.documents, DOCUMENTS))]
    if not all(table.read(body).valid for body in bodies):
        raise ValueError("the table does not read the documents of the bench")
    actions = {
        "hand": lambda: [read_sip_xml(body) for body in bodies for _ in range(TIMES)],
        "table": lambda: [table.read(body) for body in bodies for _ in range(TIMES)],
    }
    for name, sample in ALL_SAMPLES:
        example_of, body = example(name), sample.read_bytes()
        actions[name] = lambda example_of=example_of, body=body: [example_of.read(body) for _ in range(TIMES)]
    took = cpu_seconds(actions, rounds=size.rounds)
    each = 1000 / (TIMES * len(bodies))
    note = f"{len(bodies[0]):,} bytes"
    found.add("table-hand", "SIP XML, by the hand-written reader", each * took["hand"], "ms", note)
    found.add("table-table", "the same documents, through a table", each * took["table"], "ms", note)
    found.add("table-to-hand", "through a table, to by hand", took["table"] / took["hand"], "times")
    for name, sample in ALL_SAMPLES:
        said = f"example {name}, {sample.name}"
        found.add(f"table-{name}", said, 1000 * took[name] / TIMES, "ms", f"{sample.stat().st_size:,} bytes")
    return found
