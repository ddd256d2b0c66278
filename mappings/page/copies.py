"""Who got a copy and when, and who did not and why: the ledger in words for the person."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from mappings.page.names import Names
from mappings.page.reader import Reader
from mappings.page.rows import LedgerRow, newest_first
from mappings.page.wording import capital, say_instant
from schemas.identifiers import PERSON
from schemas.states import CopyState


class Group(Enum):
    """Where on the page a recipient stands."""

    GOT = "got"
    SOON = "soon"
    NOT = "not"


_TEXTS: dict[CopyState, tuple[Group, str]] = {
    CopyState.RECORDED: (Group.GOT, "Har fått planen och sparat den i sin journal."),
    CopyState.HANDED_OVER: (Group.GOT, "Har fått planen. Vi väntar på besked om att den är sparad."),
    CopyState.RECEIVED: (Group.GOT, "Har fått planen men inte sparat den i sin journal än."),
    CopyState.FORWARDED: (Group.GOT, "Har fått planen och skickat den vidare till rätt enhet hos sig."),
    CopyState.AWAITING_REGISTRATION: (Group.GOT, "Har fått planen. De måste skriva in {about} hos sig först."),
    CopyState.PREPARED: (Group.SOON, "Planen är klar att skickas."),
    CopyState.SENT: (Group.SOON, "Planen är på väg."),
    CopyState.MADE: (Group.SOON, "Planen är klar och väntar på att lämnas över."),
    CopyState.AWAITING_CONSENT: (Group.SOON, "Har inte fått planen. Det behövs ett ja först."),
    CopyState.PARKED: (Group.SOON, "Har inte fått planen än. Något behöver redas ut först."),
    CopyState.WITHHELD: (Group.NOT, "Har inte fått planen. {withheld}"),
    CopyState.REJECTED: (Group.NOT, "Kunde inte ta emot planen. {Coordinator} ska ta hand om det."),
    CopyState.MISDIRECTED: (Group.NOT, "Säger att planen inte är till dem. {Coordinator} ska reda ut det."),
    CopyState.SUPERSEDED: (Group.NOT, "Fick inte den här versionen, för det kom en nyare."),
    CopyState.WITHDRAWN: (Group.NOT, "Får inte planen längre. Samtycket är taget tillbaka."),
    CopyState.ENDED: (Group.NOT, "Är inte med i planen längre."),
    CopyState.DECLINED: (Group.NOT, "Ville inte ha planen."),
}
_HANDED_TO_PEOPLE = "Har fått planen."
_THIS_PAGE = (Group.GOT, "Får planen med den här sidan.")
_HOLDS = frozenset({CopyState.RECORDED, CopyState.HANDED_OVER, CopyState.RECEIVED, CopyState.FORWARDED})

_NOT_IN_CONSENT = "Det ingår inte i {consent}."
_NOT_ALL_SAID_YES = "Alla som ska säga ja har inte gjort det än."
_PROTECTED = "Det beror på skyddade personuppgifter."
_EIGHTEEN = "{You} har fyllt 18 år."
_WITHHELD = {
    "SIP500": "Det finns inget samtycke till planen.",
    "SIP501": "Samtycket gäller bara kallelsen till mötet.",
    "SIP502": "Svaret blev nej.",
    "SIP503": "Samtycket är taget tillbaka.",
    "SIP504": "Samtycket är taget tillbaka för dem.",
    "SIP505": "Samtycket har gått ut.",
    "SIP506": _NOT_IN_CONSENT,
    "SIP507": _NOT_IN_CONSENT,
    "SIP510": _NOT_ALL_SAID_YES,
    "SIP511": _NOT_ALL_SAID_YES,
    "SIP512": _EIGHTEEN,
    "SIP513": _NOT_ALL_SAID_YES,
    "SIP515": _NOT_ALL_SAID_YES,
    "SIP522": _NOT_IN_CONSENT,
    "SIP523": _EIGHTEEN,
    "SIP525": _PROTECTED,
    "SIP526": _NOT_IN_CONSENT,
    "SIP532": _PROTECTED,
    "SIP546": _NOT_IN_CONSENT,
}
"""Codes of withheld copies that a sentence can tell; the coordinator explains all others."""

_WITHHELD_OTHERWISE = "Fråga {coordinator} om du undrar varför."


@dataclass(frozen=True, slots=True)
class CopyLine:
    """One recipient in words."""

    group: Group
    name: str
    text: str
    since: str
    late: bool
    older: str


def copy_lines(names: Names, reader: Reader, rows: Iterable[LedgerRow]) -> tuple[CopyLine, ...]:
    """One line per recipient of this plan, by its newest row; rows of other plans are left out."""
    of_plan = newest_first(tuple(row for row in rows if row.plan_id == names.plan.plan_id))
    recipients = dict.fromkeys(row.recipient for row in reversed(of_plan))
    lines = [_line(names, reader, tuple(row for row in of_plan if row.recipient == each)) for each in recipients]
    return tuple(sorted(lines, key=lambda line: list(Group).index(line.group)))


def _line(names: Names, reader: Reader, rows: tuple[LedgerRow, ...]) -> CopyLine:
    newest = rows[0]
    group, text = _TEXTS[newest.state]
    if newest.recipient == names.reader and newest.state is CopyState.MADE:
        group, text = _THIS_PAGE
    elif not newest.to_organisation and newest.state in {CopyState.HANDED_OVER, CopyState.RECORDED}:
        text = _HANDED_TO_PEOPLE
    older = next((row for row in rows[1:] if row.state in _HOLDS), None) if group is not Group.GOT else None
    return CopyLine(
        group=group,
        name=_name(names, newest),
        text=text.format_map(_words(reader, newest)),
        since=say_instant(newest.since),
        late=newest.late,
        older=say_instant(older.since) if older else "",
    )


def _words(reader: Reader, row: LedgerRow) -> dict[str, str]:
    consent = "ditt samtycke" if reader.own and not reader.child else "samtycket"
    words = {
        "You": reader.You,
        "about": reader.about,
        "consent": consent,
        "coordinator": reader.coordinator,
        "Coordinator": capital(reader.coordinator),
    }
    words["withheld"] = _WITHHELD.get(row.reason or "", _WITHHELD_OTHERWISE).format_map(words)
    return words


def _name(names: Names, row: LedgerRow) -> str:
    if row.recipient == names.reader or row.recipient == PERSON:
        return capital(names.say(row.recipient) or "")
    if row.to_organisation:
        return row.recipient_name or names.organisation_name(row.recipient) or "En verksamhet"
    guardian = next((each for each in names.plan.guardians if each.id == row.recipient), None)
    if guardian is not None and not guardian.protection:
        return guardian.name.full
    reads_as_guardian = any(each.id == names.reader for each in names.plan.guardians)
    return "Den andra vårdnadshavaren" if reads_as_guardian else "En vårdnadshavare"
