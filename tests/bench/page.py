"""Draws docs/performance.md from a run: `python -m tests.bench.page FILE`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.parts import PARTS
from tests.bench.targets import COLUMNS, MISSED, judged, said_of
from tests.bench.words import AFTER, BEFORE, HOW, WHY

DOCS = Path(__file__).resolve().parents[2] / "docs"
DATA, PAGE = DOCS / "performance.json", DOCS / "performance.md"


def drawn(run: dict[str, Any]) -> str:
    """The whole page."""
    return "\n".join([BEFORE, *tables(run), "", AFTER])


def tables(run: dict[str, Any]) -> Iterator[str]:
    """The run as tables: targets, the machine, then each part with what is to be known of it."""
    yield "## Targets\n"
    yield from table(COLUMNS, run["targets"])
    for what in [row[0] for row in run["targets"] if row[-1] == MISSED]:
        if what in WHY:
            yield f"\n- *{what}*: {WHY[what]}"
    yield "\n## The machine\n"
    size = run["size"]["name"]
    yield from table(("", ""), [*run["machine"].items(), ("run", f"{run['at']}, {size}")])
    for name, part in run["parts"].items():
        yield f"\n## {PARTS[name]}\n"
        if name in HOW:
            yield HOW[name] + "\n"
        yield from _part(name, part)


def _part(name: str, part: dict[str, Any]) -> Iterator[str]:
    for each in part["tables"]:
        yield from table(each["columns"], each["rows"])
        yield ""
    figures = [(each["what"], said_of(each), each["note"]) for each in part["figures"]]
    if figures:
        yield from table(("what", "measured", ""), figures)
    yield f"\n`python -m tests.bench {name}` · {part['seconds']:,.0f} s · load of the machine {part['load']}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a table in Markdown."""
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |"


def write(run: dict[str, Any], file: Path) -> None:
    """Keep a run."""
    file.write_text(json.dumps(run, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def keep(run: dict[str, Any]) -> None:
    """Make it the run that the page is drawn from, and draw the page."""
    write(run, DATA)
    PAGE.write_text(drawn(run), encoding="utf-8")


def main() -> None:
    """Keep the run of a file that `--json` has written (without one: the run that is kept), by the targets of today."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    run = json.loads(file.read_text(encoding="utf-8"))
    keep(run | {"targets": judged(run["parts"])})


if __name__ == "__main__":
    main()
