"""The ledger as text for a terminal of 80 columns: who holds which version, how we know, and what is late."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING

from gateway.cli.voice import Voice
from mappings.page.rows import Coming
from schemas.catalogue import CATALOGUE
from schemas.dates import STOCKHOLM
from schemas.identifiers import PERSON, is_hsa_id
from schemas.messages import Evidence
from schemas.states import COPY_STATES, CopyState

if TYPE_CHECKING:
    from gateway.directory.entries import Directory
    from gateway.exchange.lists import Lists
    from gateway.store.rows import CopyRow, HoldingRow

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


def lists_lines(voice: Voice, shown: Sequence[Lists], names: Names, now: datetime, *, ids: bool) -> list[str]:
    """Lines of each organisation's lists: what is sent, received and coming; headed where there are several."""
    lines: list[str] = []
    for each in shown:
        some = _one_organisation(voice, each, names, now, ids=ids)
        if some and len(shown) > 1:
            some = [f"== {names(each.organisation)} ({each.organisation})"[:WIDTH], *some]
        lines += ["", *some] if lines and some else some
    return lines or [voice.choose("Liggaren är tom.", "The ledger is empty.")]


def _one_organisation(voice: Voice, each: Lists, names: Names, now: datetime, *, ids: bool) -> list[str]:
    groups = [
        ledger_lines(voice, each.sent, names, now, ids=ids),
        _received_lines(voice, each, names, now, ids=ids),
        _coming_lines(voice, each),
    ]
    lines: list[str] = []
    for group in filter(None, groups):
        lines += ["", *group] if lines else group
    return lines


def ledger_lines(voice: Voice, rows: Iterable[CopyRow], names: Names, now: datetime, *, ids: bool = False) -> list[str]:
    """Lines of copies sent: a heading per plan and version (newest first), one or more lines per copy."""
    ordered = sorted(rows, key=lambda row: (row.copy_id.plan_id, -row.copy_id.version))
    lines: list[str] = []
    for (plan_id, version), copies in groupby(ordered, key=lambda row: (row.copy_id.plan_id, row.copy_id.version)):
        lines += ["", f"{plan_id} · version {version}"]
        shown = sorted(copies, key=lambda row: (_order(row), row.copy_id.recipient))
        column = 2 + max(len(_word(voice, row.state)) for row in shown)
        for row in shown:
            facts = list(_facts(voice, row, now))
            lines += _copy_lines(voice, row, names(row.copy_id.recipient), facts, column)
            lines += _id_line(voice, row, column) if ids or row.state is CopyState.MADE else []
    return lines[1:]


def _received_lines(voice: Voice, each: Lists, names: Names, now: datetime, *, ids: bool) -> list[str]:
    """Copies of others' plans. Who must still confirm one finds its id here."""
    if not each.received:
        return []
    lines, dates = [voice.choose("Mottagna kopior", "Received copies")], dict(each.follow_ups)
    ordered = sorted(each.received, key=lambda row: (row.copy_id.plan_id, -row.copy_id.version))
    column = 2 + max(len(_word(voice, row.state)) for row in ordered)
    for (plan_id, version), rows in groupby(ordered, key=lambda row: (row.copy_id.plan_id, row.copy_id.version)):
        lines.append(f"{plan_id} · version {version}")
        for row in rows:
            on = dates.pop(plan_id, None)  # what the newest version says, beside that one alone
            facts = [*_facts(voice, row, now), *([voice.choose(f"uppföljning {on}", f"follow-up {on}")] if on else [])]
            sender = voice.choose(f"från {names(row.sender)}", f"from {names(row.sender)}")
            lines += _copy_lines(voice, row, sender, facts, column)
            lines += _id_line(voice, row, column) if ids or not COPY_STATES[row.state].final else []
    return lines


def _id_line(voice: Voice, row: CopyRow | HoldingRow, column: int) -> list[str]:
    said = f"{voice.choose('kopia', 'copy')} {row.copy_id}"
    return [f"{'':{max(0, min(column + 2, WIDTH - len(said)))}}{said}"]


def _coming_lines(voice: Voice, each: Lists) -> list[str]:
    """What somebody should do in time. A birthday is personal data: it is said to be soon, not when."""
    lines = [voice.choose("På gång", "Coming up")] if each.coming else []
    for one in each.coming:
        lines.append(f"  {one.plan_id}")
        if one.coming is Coming.CONSENT_ENDS:
            sv = f"samtycket går ut {one.on}: fråga om det ska förlängas"
            en = f"the consent ends {one.on}: ask whether to prolong it"
        else:
            sv = "barnet fyller snart 18 år: då behövs ett eget samtycke"
            en = "the child soon turns 18: its own consent is needed then"
        lines.append(f"    {one.finding.code} {voice.choose(sv, en)}")
    return lines


def _order(row: CopyRow) -> int:
    return 0 if row.state is CopyState.RECORDED else 1 if COPY_STATES[row.state].final else 2


def _word(voice: Voice, state: CopyState) -> str:
    return voice.choose(COPY_STATES[state].sv, state.value)


def _copy_lines(voice: Voice, row: CopyRow | HoldingRow, name: str, facts: Iterable[str], column: int) -> Iterator[str]:
    """The state and the name on one line; when, how we know and why below, within the width."""
    margin = " " * (column + 2)
    yield f"  {_word(voice, row.state):<{column}}{name[: WIDTH - column - 2]}"
    said = f"{_NO_BREAK}· ".join((local(row.since), *facts))
    wrapped = textwrap.wrap(
        said, WIDTH, initial_indent=margin, subsequent_indent=margin, break_long_words=False, break_on_hyphens=False
    )
    yield from (line.replace(_NO_BREAK, " ") for line in wrapped)


def _facts(voice: Voice, row: CopyRow | HoldingRow, now: datetime) -> Iterator[str]:
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
