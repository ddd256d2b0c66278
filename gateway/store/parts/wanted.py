"""What a list shall hold, as conditions on the tables: copies sent (`copies`) and received (`holdings`), and parked."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.store.parts.part import is_copy
from gateway.store.rows import Wanted, WantedParked
from gateway.store.tables import holdings, inbox, is_open, parked

_URN = "urn:uuid:"


def copies_wanted(
    table: sa.Table, organisation: str, wanted: Wanted, counterpart: sa.ColumnElement[str]
) -> list[sa.ColumnElement[bool]]:
    """Conditions that all must hold; `counterpart` is the column of whom the copy went to or came from."""
    said = [table.c.organisation == organisation]
    if wanted.copy_id is not None:
        said.append(is_copy(table, organisation, wanted.copy_id))
    for column, value in ((table.c.plan_id, wanted.plan_id), (table.c.message_id, wanted.message_id)):
        if value is not None:
            said.append(column == value)
    if wanted.counterpart is not None:
        said.append(counterpart == wanted.counterpart)
    if wanted.states:
        said.append(table.c.state.in_(sorted(wanted.states)))
    if wanted.late_at is not None:
        said += [table.c.deadline <= wanted.late_at, is_open(table)]
        if wanted.late_unreported:
            said.append(table.c.late_since.is_(None))
    if wanted.since_from is not None:
        said.append(table.c.since >= wanted.since_from)
    if wanted.since_until is not None:
        said.append(table.c.since <= wanted.since_until)
    return said


def parked_wanted(wanted: WantedParked) -> list[sa.ColumnElement[bool]]:
    """Conditions on what is parked that all must hold."""
    said: list[sa.ColumnElement[bool]] = [
        parked.c.resolved_at.is_not(None) if wanted.resolved else parked.c.resolved_at.is_(None)
    ]
    for name in ("organisation", "direction", "kind", "reason", "subject"):
        value = getattr(wanted, name)
        if value is not None:
            said.append(parked.c[name] == value)
    if wanted.parked_from is not None:
        said.append(parked.c.parked_at >= wanted.parked_from)
    if wanted.parked_until is not None:
        said.append(parked.c.parked_at <= wanted.parked_until)
    if wanted.plan_id is not None:
        said.append(_of_plan(wanted.plan_id))
    if wanted.counterpart is not None:
        said.append(_with(wanted.counterpart))
    return said


def _of_plan(plan_id: str) -> sa.ColumnElement[bool]:
    """A copy of the plan (`PLAN/1/..`), a receipt for one, or what is said of the plan itself (`urn:uuid:PLAN#..`)."""
    bare, subject = plan_id.removeprefix(_URN), parked.c.subject
    begins = [subject.startswith(text, autoescape=True) for text in (f"{bare}/", f"receipt#{bare}/", f"{plan_id}#")]
    return sa.or_(subject == plan_id, *begins)


def _with(counterpart: str) -> sa.ColumnElement[bool]:
    """Out: whom the copy is for. In: from whom the copy that is held here, or the message, came."""
    subject, here = parked.c.subject, parked.c.organisation
    bare = sa.func.replace(holdings.c.plan_id, _URN, "")
    version = sa.cast(holdings.c.version, sa.String)
    kind = sa.cast(holdings.c.kind, sa.String)
    copy_id = bare.concat("/").concat(version).concat("/").concat(holdings.c.recipient).concat("/").concat(kind)
    held = sa.and_(holdings.c.organisation == here, holdings.c.sender == counterpart, subject.startswith(copy_id))
    came = sa.and_(inbox.c.organisation == here, inbox.c.message_id == subject, inbox.c.sender == counterpart)
    return sa.or_(
        sa.and_(parked.c.direction == "out", subject.contains(f"/{counterpart}/", autoescape=True)),
        sa.and_(parked.c.direction == "in", sa.or_(sa.exists().where(held), sa.exists().where(came))),
    )
