"""`python -m gateway.doctor.alive`: a health check for containers; needs no shell and no other module of ours.

Ends with 0 when every file named was touched within the time and every URL (of this machine) answers with 200.
"""

from __future__ import annotations

import argparse
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 4.0  # seconds; less than the time-out that an engine gives a health check
FRESH = 30.0  # seconds; a worker touches its file every second


def main(arguments: Sequence[str] | None = None) -> int:
    """Look at everything that was named; 1 and a sentence for the first that is not well."""
    said = argparse.ArgumentParser(prog="alive", description=__doc__)
    said.add_argument("--file", type=Path, action="append", default=[], help="touched while all is well")
    said.add_argument("--within", type=float, default=FRESH, help="seconds since it was touched")
    said.add_argument("--url", action="append", default=[], help="answers with 200 while all is well")
    given = said.parse_args(arguments)
    trouble = [*(_old(each, given.within) for each in given.file), *(_silent(each) for each in given.url)]
    for each in filter(None, trouble):
        print(each, file=sys.stderr)
        return 1
    return 0


def _old(file: Path, within: float) -> str | None:
    try:
        age = time.time() - file.stat().st_mtime
    except OSError:
        return f"{file}: not there"
    return None if age <= within else f"{file}: {age:.0f} s old"


def _silent(url: str) -> str | None:
    if not url.startswith("http://127.0.0.1:"):
        return f"{url}: not on this machine"
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE):  # noqa: S310 - loopback only, see above
            return None
    except urllib.error.HTTPError as answer:
        return f"{url}: {answer.code}"
    except OSError as away:
        return f"{url}: {type(away).__name__}"


if __name__ == "__main__":
    sys.exit(main())
