"""The table of a fault run, for the terminal and for docs/reliability.md; drawn from the same summary.

    python -m tests.faults.report SUMMARY.json ... [--into docs/reliability.md]

A summary is one JSON object: `kind` (`faults-short`, `faults-long` or `planted`), `command`, `seed`, `commit`, and
`rows`, each with what its columns name; `last_line`. `--into` puts each table between the marks of its kind:
`<!-- faults-short -->` and `<!-- /faults-short -->`.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults.verdict import Kind, Verdict

COLUMNS = (
    "attempted",
    "accepted",
    "copies",
    "recorded",
    "handed-over",
    "withheld",
    "parked",
    "withdrawn",
    "superseded",
    "rejected",
    "lost",
    "duplicated",
    "out-of-order",
    "leaked",
    "home-does-not-know",
    "recovery",
)
"""Of a fault run; a row has besides `fault` (what happened) and whatever else the run wants to say."""
PLANTED = ("planted", "with it", "reported as", "without it")
_ZERO = {"recovery": "–"}


def row_of(fault: str, verdict: Verdict, batch: str, recovery: float | None) -> dict[str, Any]:
    """One fault's row: `recovery` is the time, in seconds, from when it was put right until its plans were at rest."""
    counts = verdict.of(batch)
    told: dict[str, Any] = {"fault": fault, **{name: counts[name] for name in COLUMNS if name != "recovery"}}
    others = {kind.value: counts[kind.value] for kind in Kind if kind.value not in COLUMNS and counts[kind.value]}
    lied = {"journal-lied": counts["journal-lied"]} if counts["journal-lied"] else {}
    return {**told, "recovery": None if recovery is None else round(recovery, 1), **others, **lied}


def total_of(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The last row: sums, and the longest recovery."""
    names = dict.fromkeys(name for row in rows for name in row if name not in ("fault", "recovery"))
    sums = {name: sum(row.get(name) or 0 for row in rows) for name in names}
    longest = max((row["recovery"] for row in rows if row.get("recovery") is not None), default=None)
    return {"fault": "all", **sums, "recovery": longest}


def table(rows: Sequence[Mapping[str, Any]], first: str = "fault", columns: Sequence[str] = COLUMNS) -> str:
    """A Markdown table; columns that are empty or 0 in every row, but for those that must be named, are left out."""
    named = {"attempted", "accepted", "copies", "recorded", *(each.value for each in Kind)} & set(columns)
    more = dict.fromkeys(name for row in rows for name in row if name not in (first, *columns))
    shown = [name for name in (*columns, *more) if name in named or any(row.get(name) for row in rows)]
    lines = [f"| {first} | {' | '.join(shown)} |", f"|---|{'---|' * len(shown)}"]
    lines += [f"| {row[first]} | {' | '.join(_said(name, row.get(name)) for name in shown)} |" for row in rows]
    return "\n".join(lines)


def page_part(summary: Mapping[str, Any]) -> str:
    """What stands in the page for one run: the command that repeats it, the table, the last line."""
    if summary["kind"] == "planted":
        body = table(summary["rows"], "planted", PLANTED[1:])
    else:
        body = table([*summary["rows"], total_of(summary["rows"])])
    said = [f"`{summary['command']}`"]
    said += [f"commit {summary['commit'][:12]}"] if summary.get("commit") else []
    said += [str(summary["took"])] if summary.get("took") else []
    return f"{', '.join(said)}:\n\n{body}\n\n```\n{summary['last_line']}\n```"


def put_into(page: str, summary: Mapping[str, Any]) -> str:
    """The page with the table of that kind drawn anew. Raises ValueError when the page has no place for it."""
    kind = re.escape(summary["kind"])
    place = re.compile(rf"(<!-- {kind} -->\n).*?(\n<!-- /{kind} -->)", re.DOTALL)
    if not place.search(page):
        raise ValueError(f"no place for {summary['kind']}")
    return place.sub(lambda found: f"{found[1]}{page_part(summary)}{found[2]}", page)


def _said(name: str, value: Any) -> str:
    if value is None:
        return _ZERO.get(name, "")
    if name == "recovery":
        return f"{value} s"
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else str(value)


def main(arguments: Iterable[str]) -> int:
    """Print the parts, or put them into a page."""
    words = list(arguments)
    page = Path(words[words.index("--into") + 1]) if "--into" in words else None
    files = [each for each in words if each != "--into" and (page is None or each != str(page))]
    for file in files:
        summary = json.loads(Path(file).read_text(encoding="utf-8"))
        if page is None:
            print(page_part(summary))
        else:
            page.write_text(put_into(page.read_text(encoding="utf-8"), summary), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
