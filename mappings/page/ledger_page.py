"""*Mina planer*: one static page per organisation, with ids, organisations and states; nothing about people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mappings.page.rendering import render
from mappings.page.rows import AnnouncementRow, Coming, Direction, LedgerRow
from mappings.page.wording import capital, say_day, say_instant, say_when, short_number
from mappings.swedish import sv
from schemas.dates import starts
from schemas.findings import finding
from schemas.identifiers import PERSON
from schemas.states import COPY_STATES, CopyState

_NOTHING_TO_DO = frozenset(
    {CopyState.RECORDED, CopyState.SUPERSEDED, CopyState.WITHDRAWN, CopyState.ENDED, CopyState.DECLINED}
)
_PEOPLE = {CopyState.HANDED_OVER: "Överlämnad", CopyState.RECORDED: "Överlämnad", CopyState.MADE: "Inte överlämnad än"}
"""How the state of a person's or guardian's copy is said; they have no journal."""

_COMING = {
    Coming.CONSENT_ENDS: "Samtycket går ut den {on}. Fråga om det ska förlängas.",
    Coming.CHILD_SOON_ADULT: "Barnet fyller snart 18 år. Då behövs ett eget samtycke.",
}
"""A birthday is personal data: the page says *soon*, not when."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row as the table shows it. `who` is who got the copy, or who sent it."""

    plan_id: str
    plan: str
    version: int
    who: str
    who_id: str
    state: str
    since: str
    evidence: str
    entry: str
    why: str
    late: bool


def ledger_page(
    rows: Iterable[LedgerRow],
    organisation_name: str,
    made_at: datetime,
    announcements: Iterable[AnnouncementRow] = (),
) -> bytes:
    """The page as UTF-8 HTML that stands alone: what is coming, late first, then not recorded, recorded, done.

    A row stands in exactly one of the tables: copies to people and received copies have tables of their own.
    Organisations are shown by name, people only as *den enskilde* and *vårdnadshavare*. Next follow-ups come last.
    The same input gives the same bytes.
    """
    ordered = sorted(rows, key=lambda row: (row.since, row.plan_id, row.version, row.recipient))
    received = [row for row in ordered if row.direction is Direction.RECEIVED]
    people = [row for row in ordered if row.direction is Direction.SENT and not row.to_organisation]
    sent = [row for row in ordered if row.direction is Direction.SENT and row.to_organisation]
    late, rest = [row for row in sent if row.late], [row for row in sent if not row.late]
    tables = (
        ("sena", "Sena", "Det här har tagit längre tid än det ska.", late),
        ("vantar", "Inte journalförda än", "", [row for row in rest if row.state not in _NOTHING_TO_DO]),
        ("klara", "Journalförda", "", [row for row in rest if row.state is CopyState.RECORDED]),
        ("avslutade", "Övriga", "", [row for row in rest if row.state in _NOTHING_TO_DO - {CopyState.RECORDED}]),
    )
    return render(
        "ledger.html",
        organisation_name=organisation_name,
        made_at=made_at,
        coming=_coming(announcements),
        tables=[(key, title, text, [_line(row) for row in group]) for key, title, text, group in tables],
        people=[_line(row) for row in people],
        received=[_line(row) for row in received],
        follow_ups=_follow_ups(ordered),
        plans=len({row.plan_id for row in ordered}),
    )


def _line(row: LedgerRow) -> _Line:
    who, who_id = _who(row)
    state = COPY_STATES[row.state].sv if row.to_organisation else _PEOPLE.get(row.state, COPY_STATES[row.state].sv)
    return _Line(
        plan_id=row.plan_id.removeprefix("urn:uuid:"),
        plan=short_number(row.plan_id) or "",
        version=row.version,
        who=who,
        who_id=who_id,
        state=capital(state),
        since=say_instant(row.since),
        evidence=capital(sv(row.evidence)) if row.evidence else "",
        entry=row.entry_id or "",
        why=_why(row.reason),
        late=row.late,
    )


def _why(reason: str | None) -> str:
    """What the code says and what to do about it; the code itself when its text needs words that the row has not."""
    try:
        return finding(reason).sv if reason else ""
    except KeyError:
        return reason or ""


def _who(row: LedgerRow) -> tuple[str, str]:
    """Name and id; an organisation without a known name is its id."""
    if row.direction is Direction.RECEIVED:
        return row.sender_name or row.sender or "Okänd avsändare", row.sender or ""
    if row.to_organisation:
        return row.recipient_name or row.recipient, row.recipient
    return "Den enskilde" if row.recipient == PERSON else "Vårdnadshavare", ""


def _coming(announcements: Iterable[AnnouncementRow]) -> list[tuple[str, str]]:
    ordered = sorted(announcements, key=lambda each: (each.on, each.plan_id, each.coming))
    return [(short_number(each.plan_id) or "", _COMING[each.coming].format(on=say_day(each.on))) for each in ordered]


def _follow_ups(rows: list[LedgerRow]) -> list[tuple[str, str]]:
    newest: dict[str, LedgerRow] = {}
    for row in rows:
        if row.next_follow_up and row.version >= (newest[row.plan_id].version if row.plan_id in newest else 0):
            newest[row.plan_id] = row
    dated = sorted((row.next_follow_up or "", plan) for plan, row in newest.items())
    dated.sort(key=lambda each: starts(each[0]))
    return [(short_number(plan) or "", say_when(on)) for on, plan in dated]
