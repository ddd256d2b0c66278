"""Measures: `python -m tests.bench [PART …] [--quick|--full] [--json FILE] [--page]`; or says where the time goes:
`python -m tests.bench profile PART`.

With `--page` the run is kept as docs/performance.json, and docs/performance.md is drawn from it: a run of every part,
since the page says that its numbers are of one run.
"""

from __future__ import annotations

import argparse
import signal
import sys
import time
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from gateway.cli import look_seldom
from tests.bench import machine, page, targets
from tests.bench.figures import FULL, QUICK, USUAL, Size
from tests.bench.parts import NEED_SERVICES, PARTS, run_part
from tests.bench.profiling import profile
from tests.bench.services import NOTHING, Services, started


def main(arguments: list[str] | None = None) -> None:
    """Measure what is asked for; progress goes to stderr, tables to stdout."""
    wanted = sys.argv[1:] if arguments is None else arguments
    if wanted[:1] == ["profile"]:
        profile(*wanted[1:])
        return
    told = _parser().parse_args(wanted)
    unknown = set(told.parts) - PARTS.keys()
    if unknown:
        sys.exit(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    if told.page and told.parts:
        sys.exit("--page keeps a run of every part: leave out the names of parts, or --page")
    size = QUICK if told.quick else FULL if told.full else USUAL
    names = [each for each in PARTS if each in told.parts or not told.parts]
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # so that what was started is ended too
    with ExitStack() as around:
        wants_services = not told.embedded and NEED_SERVICES & set(names)
        services = around.enter_context(started()) if wants_services else NOTHING
        run = measured(names, size, services, told.json and Path(told.json))
    if told.page:
        page.keep(run)
    print("\n".join(page.tables(run)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument("--quick", action="store_true", help="as little as possible: whether it runs at all")
    how_much.add_argument("--full", action="store_true", help="a million stored copies, more documents, longer")
    parser.add_argument("--embedded", action="store_true", help="start no RabbitMQ and no PostgreSQL")
    parser.add_argument("--json", metavar="FILE", help="write what was measured there too")
    parser.add_argument(
        "--page", action="store_true", help="keep a run of every part, and draw docs/performance.md from it"
    )
    return parser


def measured(names: list[str], size: Size, services: Services, file: Path | None = None) -> dict[str, Any]:
    """The run as plain data; written to the file after each part, so that a long one can be looked at."""
    run: dict[str, Any] = {
        "at": datetime.now(UTC).date().isoformat(),
        "size": size.as_json(),
        "machine": machine.described(services),
        "parts": {},
        "targets": [],
    }
    for name in names:
        began, before = time.monotonic(), machine.load()
        print(f"measuring: {name} …", file=sys.stderr, flush=True)
        part = run_part(name, size, services).as_json()
        lasted = round(time.monotonic() - began, 1)
        run["parts"][name] = part | {"seconds": lasted, "load": f"{before}–{machine.load()}"}
        run["targets"] = targets.judged(run["parts"])
        if file is not None:
            page.write(run, file)
    return run


if __name__ == "__main__":
    look_seldom()  # as every command of ours does
    main()
