"""The ledger as text for a terminal of 80 columns: who holds which version, how we know, and what is late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from gateway.cli.voice import Voice
from schemas.catalogue import CATALOGUE
from schemas.dates import STOCKHOLM
from schemas.identifiers import PERSON, is_hsa_id
from schemas.messages import Evidence
from schemas.states import COPY_STATES, CopyState

if TYPE_CHECKING:
    from gateway.directory.entries import Directory
    from gateway.store.rows import CopyRow

WIDTH = 80
_STATE = 24
_TIME = 17
_EVIDENCE = {
    Evidence.SYSTEM_RECEIPT: ("journalsystemets kvittens", "the journal system's receipt"),
    Evidence.PERSON_CONFIRMED: ("bekräftat av {by}", "confirmed by {by}"),
    Evidence.HANDED_IN: ("planen skrevs här", "the plan was written here"),
}

Names = Callable[[str], str]
"""Recipient's id → what to call it."""


def names_in(voice: Voice, directory: Directory) -> Names:
    """What recipients are called: organisations as the directory says, people by what they are and their element id."""

    def name(recipient: str) -> str:
        known = directory.find(recipient)
        if known is not None:
            return known.name
        if recipient == PERSON:
            return voice.choose("den enskilde", "the person")
        if is_hsa_id(recipient) or recipient[:10].isdigit():
            return recipient
        return voice.choose(f"vårdnadshavare {recipient}", f"guardian {recipient}")

    return name


def ledger_lines(voice: Voice, rows: Iterable[CopyRow], names: Names, now: datetime) -> list[str]:
    """Lines of the ledger: a heading per plan and version (newest first), one or more lines per copy."""
    ordered = sorted(rows, key=lambda row: (row.copy_id.plan_id, -row.copy_id.version))
    lines: list[str] = []
    for (plan_id, version), copies in groupby(ordered, key=lambda row: (row.copy_id.plan_id, row.copy_id.version)):
        lines += ["", f"{plan_id} · {voice.choose('version', 'version')} {version}"]
        for row in sorted(copies, key=lambda row: (_order(row), row.copy_id.recipient)):
            lines += _copy_lines(voice, row, names, now)
    return lines[1:] or [voice.choose("Liggaren är tom.", "The ledger is empty.")]


def _order(row: CopyRow) -> int:
    return 0 if row.state is CopyState.RECORDED else 1 if COPY_STATES[row.state].final else 2


def _copy_lines(voice: Voice, row: CopyRow, names: Names, now: datetime) -> list[str]:
    state = voice.choose(COPY_STATES[row.state].sv, row.state.value)
    name = names(row.copy_id.recipient)
    room = WIDTH - 2 - _STATE - _TIME
    lines = [f"  {state[: _STATE - 1]:<{_STATE}}{name[: room - 1]:<{room}}{local(row.since):>{_TIME}}"]
    lines += [f"  {'':<{_STATE}}{line}" for line in _why(voice, row, now)]
    return lines


def _why(voice: Voice, row: CopyRow, now: datetime) -> Sequence[str]:
    said = []
    if row.entry_id is not None:
        said.append(voice.choose(f"journalanteckning {row.entry_id}", f"entry {row.entry_id}"))
    if row.evidence is not None:
        sv, en = _EVIDENCE[Evidence(row.evidence)]
        said.append(voice.choose(sv, en).format(by=row.told_by or "?"))
    if row.deadline is not None and not COPY_STATES[row.state].final:
        late = row.deadline <= now
        words = voice.choose("försenad sedan" if late else "väntas före", "late since" if late else "expected before")
        said.append(f"{words} {local(row.deadline)}")
    if row.redacted and row.state is not CopyState.WITHHELD:
        said.append(voice.choose("delar hölls inne", "parts were left out"))
    if row.reason is not None:
        said += _wrapped(f"{row.reason} {reason_text(voice, row.reason)}")
    return said


def reason_text(voice: Voice, code: str) -> str:
    """The first sentence of a code's text; nothing for a code that the catalogue does not know."""
    known = CATALOGUE.get(code)
    if known is None:
        return ""
    return voice.choose(known.sv, known.en).partition(". ")[0].rstrip(".")


def _wrapped(text: str) -> list[str]:
    room, lines = WIDTH - 2 - _STATE, [""]
    for word in text.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > room:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def local(at: datetime) -> str:
    """A time as clocks in Sweden show it."""
    return at.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")
