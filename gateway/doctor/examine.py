"""The examination: the table of checks, and how one is made whatever happened in those before it.

Theory of operation. Each check is made on a thread of its own, which is left behind when it does not end in time: a
folder on a server that has gone can hang for ever, and no time-out of ours reaches into it. What a broken database
keeps from being examined is told as that, and not as one more fault.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from gateway.doctor.checks.at_broker import broker
from gateway.doctor.checks.at_database import clock, database, work
from gateway.doctor.checks.of_keys import keys
from gateway.doctor.checks.on_disk import disk, folders, journals
from gateway.doctor.checks.shared import directory, partners
from gateway.doctor.checks.written import settings, versions
from gateway.doctor.patient import Patient
from gateway.doctor.results import Result, Seen
from schemas.catalogue import CATALOGUE
from schemas.errors import Rejected, SamspelError, StoreUnavailable
from schemas.findings import Finding, finding

LONGEST = 60.0
"""Seconds for one check. Database and broker are given up after about ten; a check may ask some times."""

Check = Callable[[Patient], tuple[Seen, list[Finding]]]


@dataclass(frozen=True, slots=True)
class Row:
    """One check, and the checks whose subject it cannot do without."""

    check: str
    examine: Check
    needs: tuple[str, ...] = ()


CHECKS = (
    Row("settings", settings),
    Row("folders", folders, ("settings",)),
    Row("disk", disk, ("settings",)),
    Row("database", database, ("settings",)),
    Row("clock", clock, ("settings", "database")),
    Row("broker", broker, ("settings",)),
    Row("directory", directory, ("settings",)),
    Row("keys", keys, ("settings",)),
    Row("journals", journals, ("settings",)),
    Row("work", work, ("settings", "database")),
    Row("partners", partners, ("settings", "directory")),
    Row("versions", versions),
)
"""In the order in which they are made; each is made, whatever those before it found."""


def examine(patient: Patient, longest: float = LONGEST) -> Iterator[Result]:
    """Every check, one after another, each given up after `longest` seconds."""
    away: set[str] = set()
    for row in CHECKS:
        lacking = next((each for each in row.needs if each in away), None)
        made = (_not_examined(row, lacking), False) if lacking is not None else _made(row, patient, longest, away)
        result, well = made
        if not well:
            away.add(row.check)
        yield result


def _not_examined(row: Row, lacking: str) -> Result:
    return Result(row.check, {}, (finding("SIP902", part=lacking),))


def _made(row: Row, patient: Patient, longest: float, away: set[str]) -> tuple[Result, bool]:
    """What the check found, and whether others can go on from there."""
    try:
        seen, findings = _in_time(row.examine, patient, longest)
    except _Hangs:
        return Result(row.check, {}, (finding("SIP930", seconds=round(longest)),)), False
    except SamspelError as error:
        if isinstance(error, StoreUnavailable) and "database" in away:
            return _not_examined(row, "database"), False
        return Result(row.check, {}, said_by(error)), False
    except Exception as defect:  # noqa: BLE001 - a defect in one check must not hide what the others see
        return Result(row.check, {"defect": type(defect).__name__}, (finding("SIP989"),)), False
    return Result(row.check, seen, tuple(findings)), True


class _Hangs(Exception):
    """A check did not end in time."""


def _in_time(check: Check, patient: Patient, longest: float) -> tuple[Seen, list[Finding]]:
    answer: queue.SimpleQueue[tuple[Seen, list[Finding]] | Exception] = queue.SimpleQueue()

    def ask() -> None:
        try:
            answer.put(check(patient))
        except Exception as error:  # noqa: BLE001 - told by who asked
            answer.put(error)

    threading.Thread(target=ask, name="check", daemon=True).start()
    try:
        found = answer.get(timeout=longest)
    except queue.Empty:
        raise _Hangs from None
    if isinstance(found, Exception):
        raise found
    return found


_SPOKEN = frozenset(code for code, row in CATALOGUE.items() if "{" not in row.en)
"""Codes whose texts need no words."""


def said_by(error: SamspelError) -> tuple[Finding, ...]:
    """What an error says, as findings."""
    found = error.findings if isinstance(error, Rejected) else ()
    return found or (finding(error.code if error.code in _SPOKEN else "SIP950"),)
