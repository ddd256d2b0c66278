"""Asks the oracle once more about a world that a run has kept: `python -m tests.faults.judge_again FOLDER`.

For when the oracle was wrong and has been mended: hours of faults need not be played again to know what they have
shown. The databases are started where they lie, and ended; journals, logs and what was accepted are read as they are.
What only a living world tells (metrics, what was written on messages) was searched when the run ended.
Ends with 0 when nothing is wrong, else with 1.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.faults.cast import GATEWAYS, hosted_at
from tests.faults.driver import allowed_by, apart
from tests.faults.every_fault import FAULTS, waves_of
from tests.faults.oracle import judge
from tests.faults.reading import Reading
from tests.faults.seeing import exposed_in, logs_in, seen
from tests.faults.services import Database
from tests.faults.setting_up import Site
from tests.faults.verdict import Verdict


def judged_again(folder: Path) -> Verdict:
    """The verdict about everything that still lies there."""
    sites = {name: Site(name, folder / "gateways" / name, hosted_at(name)) for name in GATEWAYS}
    gateways = {name: [each.id for each in site.organisations] for name, site in sites.items()}
    database = Database.kept(folder / "database")
    try:
        found = seen(folder / "accepted.jsonl", gateways, Reading(sites, database).ask, folder / "journals")
    finally:
        database.stop()
    logs = logs_in(folder)
    found.exposed += exposed_in(logs)
    found.searched = {"logs": len(logs)}
    return judge(found, _may_end())


def _may_end() -> dict[str, dict[str, str]]:
    """What each fault allows, with those that were played beside it: every fault, in its wave."""
    background, waves = apart(waves_of(list(FAULTS)))
    return {name: allowed_by([name, *wave]) for wave in (background, *waves) for name in wave}


def main(arguments: list[str]) -> int:
    """Say what is wrong, and the last line."""
    verdict = judged_again(Path(arguments[0]).resolve())
    for each in verdict.offences:
        print(f"{each.kind.value.upper()} {each.batch} {each.about}: {each.says}")
    print(verdict.last_line)
    return 0 if verdict.clean else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
