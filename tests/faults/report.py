"""Draws the tables of docs/reliability.md from what runs have written with `--json`.

    python -m tests.faults.report faults-short=FILE faults-row=FILE,FILE faults-long=FILE planted=FILE \\
        --into docs/reliability.md

Any of the four; each comes between the marks of its kind (`<!-- planted -->` and `<!-- /planted -->`), with the
command that repeats it, the commit that it ran at, and the last line. Without `--into` it is printed. `--machine TEXT`
says what it ran on, and `--commit ID` at which commit, when that is not the present one.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults.verdict import Kind

ALWAYS = ("attempted", "accepted", "copies", "recorded", "lost", "duplicated", "out-of-order", "leaked")
"""Have a column also when they are 0 everywhere."""
SOMETIMES = (
    "handed-over", "withheld", "parked", "withdrawn", "superseded", "rejected", "journal-lied",
    *(kind.value for kind in Kind if kind.value not in ALWAYS),
)  # fmt: skip
RECOVERY = "recovery_seconds"
PLANTED = ("with it", "reported as", "without it")
ROW = "faults-row"
"""Several runs of one commit, one after the other: a line for each."""
KINDS = {"faults-short": "", "faults-long": " --long"}


def table(rows: Sequence[Mapping[str, Any]], first: str, columns: Sequence[str]) -> str:
    """A Markdown table of these columns."""
    heads = [name.removesuffix("_seconds").replace("-", " ") for name in columns]
    lines = [f"| {first} | {' | '.join(heads)} |", f"|---|{'---|' * len(columns)}"]
    lines += [f"| {row[first]} | {' | '.join(_said(name, row.get(name)) for name in columns)} |" for row in rows]
    return "\n".join(lines)


def fault_table(rows: Sequence[Mapping[str, Any]], total: Mapping[str, int]) -> str:
    """Of a fault run: a row for each fault, and their sum; what is 0 everywhere has no column if it need not."""
    more = [name for name in SOMETIMES if total.get(name)]
    columns = [*ALWAYS[:4], *(name for name in more if name not in set(Kind)), *ALWAYS[4:]]
    columns += [*(name for name in more if name in set(Kind)), RECOVERY]
    longest = max((row[RECOVERY] for row in rows if row.get(RECOVERY) is not None), default=None)
    sums = {name: total.get(name, 0) for name in columns if name != RECOVERY}
    return table([*rows, {"fault": "**all**", **sums, RECOVERY: longest}], "fault", columns)


def page_part(kind: str, summary: Mapping[str, Any], commit: str, machine: str = "") -> str:
    """What stands in the page for one run."""
    if kind == "planted":
        command, body = summary["command"], table(summary["rows"], "planted", PLANTED)
    else:
        plans = f" --plans {summary['plans']}" if summary.get("plans") else ""
        command = f"python -m tests.faults --seed {summary['seed']}{KINDS[kind]}{plans}"
        body = fault_table(summary["rows"], summary["total"])
    took = f", {round(summary['seconds'])} s" if summary.get("seconds") else ""
    on = f", on {machine}" if machine else ""
    searched = ", ".join(f"{count} {what}" for what, count in summary.get("searched", {}).items())
    last = f"{summary['last_line']}\nsearched: {searched}" if searched else summary["last_line"]
    return f"`{command}` at commit {commit}{took}{on}:\n\n{body}\n\n```\n{last}\n```"


def row_part(summaries: Sequence[Mapping[str, Any]], machine: str = "") -> str:
    """What stands in the page for several runs. Raises ValueError when they are not of one commit and one command."""
    commits = {each["commit"] for each in summaries}
    plans = {each.get("plans") for each in summaries}
    if len(commits) != 1 or len(plans) != 1:
        raise ValueError("runs of one commit and one command are wanted")
    many = f" --plans {number}" if (number := plans.pop()) else ""
    command = f"python -m tests.faults --seed SEED{many}"
    zero = dict.fromkeys(ALWAYS, 0)
    rows = [
        {"seed": each["seed"], **zero, **each["total"], "took": f"{round(each['seconds'])} s"} for each in summaries
    ]
    sums = {name: sum(row[name] for row in rows) for name in ALWAYS}
    clean = sum(bool(each["clean"]) for each in summaries)
    body = table([*rows, {"seed": "**all**", **sums}], "seed", (*ALWAYS, "took"))
    on = f", on {machine}" if machine else ""
    return f"`{command}` at commit {commits.pop()}{on}:\n\n{body}\n\n{clean} of {len(summaries)} without an offence."


def put_into(page: str, kind: str, part: str) -> str:
    """The page with the table of that kind drawn anew. Raises ValueError when the page has no place for it."""
    place = re.compile(rf"(<!-- {re.escape(kind)} -->\n).*?(\n<!-- /{re.escape(kind)} -->)", re.DOTALL)
    if not place.search(page):
        raise ValueError(f"no place for {kind}")
    return place.sub(lambda found: f"{found[1]}{part}{found[2]}", page)


def _said(name: str, value: Any) -> str:
    if value is None:
        return "–"
    if name == RECOVERY:
        return f"{value:.1f} s"
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else str(value).replace("|", "/")


def commit_here() -> str:
    """The commit that lies here, and whether files differ from it. To be asked when a run begins."""

    def said(*words: str) -> str:
        return subprocess.run(
            ("git", *words), cwd=Path(__file__).parent, capture_output=True, text=True, check=True
        ).stdout.strip()

    return said("rev-parse", "--short=12", "HEAD") + (" with changes" if said("status", "--porcelain", "-uno") else "")


def _option(words: list[str], name: str) -> str:
    """Take an option with its value out of the words; "" when it is not there."""
    if name not in words:
        return ""
    place = words.index(name)
    value = words[place + 1]
    del words[place : place + 2]
    return value


def main(arguments: Sequence[str], commit: str | None = None) -> int:
    """Print the parts, or put them into a page."""
    words = list(arguments)
    into, machine, at = (_option(words, name) for name in ("--into", "--machine", "--commit"))
    page = Path(into) if into else None
    for word in words:
        kind, _, file = word.partition("=")
        if not file:
            continue
        summaries = [json.loads(Path(each).read_text(encoding="utf-8")) for each in file.split(",")]
        if kind == ROW:
            part = row_part(summaries, machine)
        else:
            part = page_part(kind, summaries[0], commit or at or summaries[0]["commit"], machine)
        if page is None:
            print(part)
        else:
            page.write_text(put_into(page.read_text(encoding="utf-8"), kind, part), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
