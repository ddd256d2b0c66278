"""What a run says: a row for each fault, what is wrong with which copy, and the last line."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.faults.driver import Played
from tests.faults.oracle import judge
from tests.faults.seeing import see
from tests.faults.verdict import Kind
from tests.faults.world import World

COLUMNS = (
    ("attempted", "attempted"),
    ("accepted", "accepted"),
    ("copies", "copies"),
    ("recorded", "recorded"),
    ("handed-over", "handed over"),
    ("withheld", "withheld"),
    ("rejected", "rejected"),
    ("superseded", "superseded"),
    ("withdrawn", "withdrawn"),
    ("parked", "parked"),
    ("lost", "lost"),
    ("duplicated", "duplicated"),
    ("out-of-order", "out of order"),
    ("leaked", "leaked"),
)
SHOWN = 20  # offences


def summary(world: World, played: Sequence[Played], seed: int) -> dict[str, Any]:
    """Ask the oracle; everything that is to be told, as JSON."""
    verdict = judge(see(world), {each.name: each.may_end for each in played})
    rows = []
    for each in played:
        counts = verdict.of(each.name)
        rows.append(
            {
                "fault": each.name,
                "says": each.fault.says,
                "wave": each.wave,
                **{name: counts[name] for name, _ in COLUMNS},
                **{kind.value: counts[kind.value] for kind in Kind},
                "as-the-fault-says": counts["as-the-fault-says"],
                "journal-lied": counts["journal-lied"],
                "recovery_seconds": None if each.recovery is None else round(each.recovery, 1),
                "proof": each.proof,
                "wrong": each.wrong,
            }
        )
    return {"seed": seed, "rows": rows, **verdict.as_json(), "folder": str(world.folder)}


def tell(told: Mapping[str, Any], say: Callable[[str], None]) -> bool:
    """Say it for people; whether all is well (a fault that did not happen is not)."""
    heads = ["fault", "wave", *(head for _, head in COLUMNS), "recovery s"]
    lines = [
        [row["fault"], str(row["wave"]), *(str(row[name]) for name, _ in COLUMNS), _recovery(row)]
        for row in told["rows"]
    ]
    total = ["all", "", *(str(told["total"].get(name, 0)) for name, _ in COLUMNS), ""]
    widths = [max(len(line[place]) for line in (heads, *lines, total)) for place in range(len(heads))]
    for line in (heads, *lines, total):
        cells = [each.rjust(width) for each, width in zip(line[1:], widths[1:], strict=True)]
        say("  ".join([line[0].ljust(widths[0]), *cells]))
    for row in told["rows"]:
        say(f"{row['fault']}: {row['says']}. {row['proof'] or 'NOT PROVED'}")
        for wrong in row["wrong"]:
            say(f"  WRONG: {wrong}")
    for each in told["offences"][:SHOWN]:
        say(f"{each['kind'].upper()} {each['batch']} {each['about']}: {each['says']}")
    if len(told["offences"]) > SHOWN:
        say(f"... and {len(told['offences']) - SHOWN} more")
    unsearched = [what for what, count in told["searched"].items() if not count]
    for each in unsearched:
        say(f"WRONG: no {each} were searched for what nobody may read there")
    return bool(told["clean"]) and not unsearched and not any(row["wrong"] for row in told["rows"])


def _recovery(row: Mapping[str, Any]) -> str:
    return "-" if row["recovery_seconds"] is None else f"{row['recovery_seconds']:.1f}"
