"""`python -m tests.faults.planted NAME ...` is `samspel ...` with a fault; without NAME, all are run and judged."""

from __future__ import annotations

import sys

from tests.faults.planted.seams import PLANTED

if __name__ == "__main__":
    if len(sys.argv) > 1 and not sys.argv[1].startswith("-"):
        plant = PLANTED[sys.argv.pop(1)]
        from gateway.cli import main as samspel

        plant()
        samspel()
    from tests.faults.planted.run import main

    sys.exit(main(sys.argv[1:]))
