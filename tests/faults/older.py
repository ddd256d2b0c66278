"""A program of the version before: `python -m tests.faults.older -- samspel arguments…`.

What is truthful about it. Two message versions exist, 0.9 (N-1) and 0.9.1 (N), which differ by their number and by the
kinds that N has more; so a program that *writes and reads nothing but 0.9* is, to its partners, the program before. It
is today's code with that one difference: older code is not at hand where only the newest state is checked out. In the
same way a database *at the schema before* is one that today's steps have taken back (`samspel migrate --to 0001`), with
what waits in it; the programs of that time had no other.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from schemas.messages import PREVIOUS_MESSAGE_VERSION

SPEAKS = (PREVIOUS_MESSAGE_VERSION,)


def become_older() -> None:
    """Let every gateway that this process opens speak the older version alone."""
    from gateway.bootstrap import opening, written

    measured = opening.measured
    vars(opening)["measured"] = lambda plain, name: measured(replace(plain, speaks=SPEAKS), name)
    vars(written)["READABLE_MESSAGE_VERSIONS"] = SPEAKS


def main(dashes: str, *arguments: str) -> None:
    """Run `samspel` with arguments, as the program before."""
    assert dashes == "--"
    become_older()
    sys.argv = ["samspel", *arguments]
    from gateway.cli import main as samspel

    samspel()


if __name__ == "__main__":
    main(*sys.argv[1:])
