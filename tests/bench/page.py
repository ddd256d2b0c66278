"""Draws docs/performance.md from a run: `python -m tests.bench.page FILE`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.bench.parts import PARTS
from tests.bench.targets import COLUMNS, said
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
    missed = [row[0] for row in run["targets"] if row[-1] != "yes"]
    for what in missed:
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
    figures = [(each["what"], said(each["value"], each["unit"]), each["note"]) for each in part["figures"]]
    if figures:
        yield from table(("what", "measured", ""), figures)
    yield f"\n`python -m tests.bench {name}` · {part['seconds']:,.0f} s · load of the machine {part['load']}"


def table(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Lines of a table in Markdown."""
    yield f"| {' | '.join(columns)} |"
    yield f"|{'---|' * len(columns)}"
    for row in rows:
        yield f"| {' | '.join(str(cell).replace('|', chr(92) + '|') for cell in row)} |"


def main() -> None:
    """Draw the page from a file that `--json` has written, and keep that file beside it."""
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else DATA
    body = file.read_text(encoding="utf-8")
    DATA.write_text(body, encoding="utf-8")
    PAGE.write_text(drawn(json.loads(body)), encoding="utf-8")


if __name__ == "__main__":
    main()
