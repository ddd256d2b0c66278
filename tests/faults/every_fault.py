"""All faults, and which of them happen at the same time in the short form."""

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
    ("relay-killed", "serve-killed", "recorder-killed"),
    ("broker-killed", "edge-b-killed", "journals-slow"),
    ("two-relays", "consent-withdrawn", "plan-nullified"),
    ("database-killed", "receiver-killed", "journals-killed"),
    ("edge-a-killed", "retention"),
    ("journals-lying", "journals-failing", "answers-disturbed"),
    *AROUND_WAVES,
)
"""Faults of one wave are at the same processes at the same time. Not together: what counts on a process that another
would kill (`two-relays`), what leaves copies in other states and what does not (journals that lie)."""


_LONGER = "takes longer than the short form has: an operator asks partners, migrates or starts everything anew"
_UNPROVED = "has not been seen to its end in the short form on a computer with much to do"
ONLY_LONG: dict[str, str] = {
    "clock-forward": _LONGER,
    "queue-deleted": _LONGER,
    "queue-unbound": _LONGER,
    "rolling-upgrade": _LONGER,
    "schema-upgrade": _LONGER,
    "broker-disk-full": _UNPROVED,
    "clock-of-one-machine": _UNPROVED,
    "disk-full": _UNPROVED,
    "messages-flooded": _UNPROVED,
    "messages-forged-headers": _UNPROVED,
    "messages-poisoned": _UNPROVED,
    "messages-reordered": _UNPROVED,
    "messages-repeated": _UNPROVED,
    "network-held": _UNPROVED,
    "network-silent-database": _UNPROVED,
}
"""Faults that happen in the long form alone → why. Said beneath the table of each short run. One that has been seen to
end well in the short form, on several seeds, is taken off this list."""


def in_form(*, long: bool) -> list[str]:
    """What happens when nothing is chosen."""
    return [each for each in FAULTS if long or each not in ONLY_LONG]


def waves_of(chosen: list[str], *, together: bool) -> list[list[str]]:
    """The chosen faults in waves: those of the table, or each by itself; what stands in no wave comes last, alone."""
    found = [[each for each in wave if each in chosen] for wave in WAVES] if together else []
    placed = {each for wave in found for each in wave}
    return [wave for wave in found if wave] + [[each] for each in FAULTS if each in chosen and each not in placed]
