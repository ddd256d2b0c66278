"""The examination: the table of checks, and how one is made whatever happened in those before it."""

from __future__ import annotations

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
from schemas.errors import Rejected, SamspelError
from schemas.findings import Finding, finding

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


def examine(patient: Patient) -> Iterator[Result]:
    """Every check, one after another."""
    away: set[str] = set()
    for row in CHECKS:
        lacking = next((each for each in row.needs if each in away), None)
        if lacking is not None:
            yield Result(row.check, {}, (finding("SIP902", part=lacking),))
            away.add(row.check)
            continue
        try:
            seen, findings = row.examine(patient)
            yield Result(row.check, seen, tuple(findings))
        except SamspelError as error:
            away.add(row.check)
            yield Result(row.check, {}, said_by(error))
        except Exception as defect:  # noqa: BLE001 - a defect in one check must not hide what the others see
            away.add(row.check)
            yield Result(row.check, {"defect": type(defect).__name__}, (finding("SIP989"),))


_SPOKEN = frozenset(code for code, row in CATALOGUE.items() if "{" not in row.en)
"""Codes whose texts need no words."""


def said_by(error: SamspelError) -> tuple[Finding, ...]:
    """What an error says, as findings."""
    found = error.findings if isinstance(error, Rejected) else ()
    return found or (finding(error.code if error.code in _SPOKEN else "SIP950"),)
