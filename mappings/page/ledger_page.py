"""*Mina planer*: one static page per organisation, with ids and states only; nothing about people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mappings.page.rendering import render
from mappings.page.rows import LedgerRow
from mappings.page.wording import capital, say_instant, say_when, short_number
from mappings.swedish import sv
from schemas.dates import starts
from schemas.identifiers import PERSON
from schemas.states import COPY_STATES, CopyState

_NOTHING_TO_DO = frozenset(
    {CopyState.RECORDED, CopyState.SUPERSEDED, CopyState.WITHDRAWN, CopyState.ENDED, CopyState.DECLINED}
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One row as the table shows it."""

    plan_id: str
    plan: str
    version: int
    recipient: str
    state: str
    since: str
    evidence: str
    entry: str
    follow_up: str
    late: bool


def ledger_page(rows: Iterable[LedgerRow], organisation_name: str, made_at: datetime) -> bytes:
    """The page as UTF-8 HTML that stands alone: late first, then not recorded, recorded, done; next follow-ups last.

    A row stands in exactly one of the tables. Recipients are shown by id, never by name (people as *den enskilde*
    and *vårdnadshavare*). The same input gives the same bytes.
    """
    ordered = sorted(rows, key=lambda row: (row.since, row.plan_id, row.version, row.recipient))
    late = [row for row in ordered if row.late]
    rest = [row for row in ordered if not row.late]
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
        tables=[(key, title, text, [_line(row) for row in group]) for key, title, text, group in tables],
        follow_ups=_follow_ups(ordered),
        plans=len({row.plan_id for row in ordered}),
    )


def _line(row: LedgerRow) -> _Line:
    return _Line(
        plan_id=row.plan_id.removeprefix("urn:uuid:"),
        plan=short_number(row.plan_id) or "",
        version=row.version,
        recipient=_recipient(row),
        state=capital(COPY_STATES[row.state].sv),
        since=say_instant(row.since),
        evidence=capital(sv(row.evidence)) if row.evidence else "",
        entry=row.entry_id or "",
        follow_up=say_when(row.next_follow_up) if row.next_follow_up else "",
        late=row.late,
    )


def _recipient(row: LedgerRow) -> str:
    if row.to_organisation:
        return row.recipient
    return "den enskilde" if row.recipient == PERSON else "vårdnadshavare"


def _follow_ups(rows: list[LedgerRow]) -> list[tuple[str, str]]:
    newest: dict[str, LedgerRow] = {}
    for row in rows:
        if row.next_follow_up and row.version >= (newest[row.plan_id].version if row.plan_id in newest else 0):
            newest[row.plan_id] = row
    dated = sorted((row.next_follow_up or "", plan) for plan, row in newest.items())
    dated.sort(key=lambda each: starts(each[0]))
    return [(short_number(plan) or "", say_when(on)) for on, plan in dated]
