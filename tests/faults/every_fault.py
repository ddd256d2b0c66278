"""All faults, and which of them happen at the same time."""

from __future__ import annotations

from tests.faults.fault import Fault
from tests.faults.faults_around import AROUND, AROUND_WAVES
from tests.faults.faults_of_journals import AnswersDisturbed, JournalsFailing, JournalsLying, JournalsSlow
from tests.faults.faults_of_plans import ConsentWithdrawn, PlanNullified, Retention
from tests.faults.faults_of_processes import KILLS_OF_PROCESSES, TwoRelays
from tests.faults.faults_of_services import BrokerKilled, DatabaseAway, DatabaseKilled

FAULTS: dict[str, type[Fault]] = {
    each.name: each
    for each in (
        *KILLS_OF_PROCESSES,
        TwoRelays,
        BrokerKilled,
        DatabaseKilled,
        DatabaseAway,
        ConsentWithdrawn,
        PlanNullified,
        Retention,
        JournalsSlow,
        JournalsFailing,
        JournalsLying,
        AnswersDisturbed,
        *AROUND,
    )
}
WAVES: tuple[tuple[str, ...], ...] = (
    ("relay-killed", "serve-killed", "recorder-killed", "journals-slow"),
    ("broker-killed", "edge-b-killed", "journals-killed", "messages-flooded"),
    ("two-relays", "consent-withdrawn", "plan-nullified", "clock-back"),
    ("database-killed", "receiver-killed", "edge-a-killed"),
    ("retention", "disk-full", "queue-unbound"),
    ("journals-lying", "journals-failing", "answers-disturbed", "network-slow"),
    *AROUND_WAVES,
)
"""Faults of one wave are at the same processes at the same time. Not together: what counts on a process that another
would kill (`two-relays`), what leaves copies in other states and what does not (journals that lie)."""

ONLY_LONG: dict[str, str] = {}
"""Faults that happen in the long form alone → why. Said beneath the table of each short run."""


def in_form(*, long: bool) -> list[str]:
    """What happens when nothing is chosen."""
    return [each for each in FAULTS if long or each not in ONLY_LONG]


def waves_of(chosen: list[str]) -> list[list[str]]:
    """The chosen faults in the waves of the table; what stands in none comes last, alone."""
    found = [[each for each in wave if each in chosen] for wave in WAVES]
    placed = {each for wave in found for each in wave}
    return [wave for wave in found if wave] + [[each] for each in FAULTS if each in chosen and each not in placed]
