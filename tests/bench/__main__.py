"""Print the table of measures."""

from __future__ import annotations

import sys

from tests.bench import exchanging, hostile, reading, starting
from tests.bench.timing import Measure, table


def main() -> None:
    """Measure everything; what is measured is told on stderr while it runs, the table goes to stdout."""
    measured: list[Measure] = []
    for part in (starting, reading, exchanging, hostile):
        print(f"measuring: {part.__name__.rpartition('.')[2]} …", file=sys.stderr)
        measured += part.measures()
    print(table(measured))


if __name__ == "__main__":
    main()
