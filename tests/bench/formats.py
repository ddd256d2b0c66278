"""Reading each format, and writing it, for the demo's plan: which has something of almost everything."""

from __future__ import annotations

from mappings.formats import read, write
from mappings.reading import Format
from tests.bench.documents import sip_json
from tests.bench.figures import Measured, Size, cpu_seconds

TIMES = 5
"""Of each in a round."""


def measured(size: Size) -> Measured:
    """Milliseconds of one core."""
    document = read(sip_json()).document
    if document is None:
        raise ValueError("the plan of the bench is not readable")
    found, bodies = Measured(), {form: write(document, form).body for form in Format}
    actions = {f"read {form}": (lambda body=body: [read(body) for _ in range(TIMES)]) for form, body in bodies.items()}
    actions |= {f"write {form}": (lambda form=form: [write(document, form) for _ in range(TIMES)]) for form in Format}
    for what, seconds in cpu_seconds(actions, rounds=size.rounds).items():
        form = Format(what.partition(" ")[2])
        found.add(
            f"format-{what.replace(' ', '-')}", what, 1000 * seconds / TIMES, "ms", f"{len(bodies[form]):,} bytes"
        )
    return found
