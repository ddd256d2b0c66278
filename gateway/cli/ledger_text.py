"""The ledger as text for a terminal of 80 columns: who holds which version, how we know, and what is late."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator
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
_NO_BREAK = "\u00a0"
_EVIDENCE = {
    Evidence.SYSTEM_RECEIPT: ("journalsystemets kvittens", "the journal system's receipt"),
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
        lines += ["", f"{plan_id} · version {version}"]
        shown = sorted(copies, key=lambda row: (_order(row), row.copy_id.recipient))
        column = 2 + max(len(_word(voice, row.state)) for row in shown)
        for row in shown:
            lines += _copy_lines(voice, row, names(row.copy_id.recipient), now, column)
    return lines[1:] or [voice.choose("Liggaren är tom.", "The ledger is empty.")]


def _order(row: CopyRow) -> int:
    return 0 if row.state is CopyState.RECORDED else 1 if COPY_STATES[row.state].final else 2


def _word(voice: Voice, state: CopyState) -> str:
    return voice.choose(COPY_STATES[state].sv, state.value)


def _copy_lines(voice: Voice, row: CopyRow, name: str, now: datetime, column: int) -> Iterator[str]:
    """The state and the name on one line; when, how we know and why below, within the width."""
    margin = " " * (column + 2)
    yield f"  {_word(voice, row.state):<{column}}{name[: WIDTH - column - 2]}"
    said = f"{_NO_BREAK}· ".join((local(row.since), *_facts(voice, row, now)))
    wrapped = textwrap.wrap(
        said, WIDTH, initial_indent=margin, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
    yield from (line.replace(_NO_BREAK, " ") for line in wrapped)


def _facts(voice: Voice, row: CopyRow, now: datetime) -> Iterator[str]:
    if row.entry_id is not None:
        recorded = row.state is CopyState.RECORDED
        what = voice.choose("anteckning" if recorded else "hur:", "entry" if recorded else "how:")
        yield f"{what} {row.entry_id}"
    if row.evidence is not None:
        yield _evidence(voice, Evidence(row.evidence), row.told_by)
    if row.deadline is not None and not COPY_STATES[row.state].final:
        late = row.deadline <= now
        words = voice.choose("försenad sedan" if late else "väntas före", "late since" if late else "expected before")
        yield f"{words} {local(row.deadline)}"
    if row.redacted and row.state is not CopyState.WITHHELD:
        yield voice.choose("delar hölls inne", "parts were left out")
    if row.reason is not None:
        yield f"{row.reason} {reason_text(voice, row.reason)}"


def _evidence(voice: Voice, evidence: Evidence, told_by: str | None) -> str:
    """How we know. Who confirmed at another organisation is written in that organisation's ledger, not told to us."""
    if evidence is Evidence.PERSON_CONFIRMED:
        return voice.choose(f"bekräftat av {told_by or 'en person där'}", f"confirmed by {told_by or 'a person there'}")
    return voice.choose(*_EVIDENCE[evidence])


def reason_text(voice: Voice, code: str) -> str:
    """The first sentence of a code's text; nothing for a code that the catalogue does not know."""
    known = CATALOGUE.get(code)
    if known is None:
        return ""
    return voice.choose(known.sv, known.en).partition(". ")[0].rstrip(".")


def local(at: datetime) -> str:
    """A time as clocks in Sweden show it."""
    return at.astimezone(STOCKHOLM).strftime("%Y-%m-%d %H:%M")
