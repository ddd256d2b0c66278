"""What a list of what is parked shall hold, as conditions: its subject tells what it is about, and what that names.

Theory of operation. A parked row has no columns for its copy, message or counterpart. Its subject says them, in these
shapes: `COPY`; `COPY#MESSAGE` (another content of it came); `COPY#what` (a fork, sent again, something to tell);
`receipt#COPY`; `again:COPY#MESSAGE`; `MESSAGE`; `PLAN` and `PLAN#MESSAGE` or `PLAN#ORG` (an offer, a report);
`UUID/VERSION` (a version that was lost); the token of a document. A message leads on to its inbox row, a copy to its
row in the ledger or among the holdings. `detail` is an organisation where the row is about what that one has said, or
is to be told. What could not be opened (`dead-letter:`, `unopened:`, `delivery:`) says nothing of the kind.

Texts are compared by their beginning or end, as they are: LIKE would read `_` and `%` in an id, and SQLite's asks for
no case.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from gateway.store.rows import WantedParked
from gateway.store.tables import copies, holdings, inbox, parked, plans
from schemas.messages import MessageKind

_URN = "urn:uuid:"
_PLAN_ID = len(_URN) + 36
_Condition = sa.ColumnElement[bool]

_subject = parked.c.subject
_here = parked.c.organisation


def parked_wanted(wanted: WantedParked) -> list[_Condition]:
    """Conditions on what is parked that all must hold."""
    said = _plain(wanted)
    if wanted.plan_id is not None:
        said.append(_of_plan(wanted.plan_id))
    if wanted.copy_id is not None:
        said.append(_of_copy(wanted.copy_id))
    if wanted.message_id is not None:
        said.append(_of_message(wanted.message_id))
    if wanted.counterpart is not None:
        said.append(_with(wanted.counterpart))
    return said


def _plain(wanted: WantedParked) -> list[_Condition]:
    """Those that a column answers."""
    said: list[_Condition] = []
    if wanted.resolved is not None:
        said.append(parked.c.resolved_at.is_not(None) if wanted.resolved else parked.c.resolved_at.is_(None))
    for name in ("organisation", "direction", "kind", "reason", "subject"):
        value = getattr(wanted, name)
        if value is not None:
            said.append(parked.c[name] == value)
    if wanted.parked_from is not None:
        said.append(parked.c.parked_at >= wanted.parked_from)
    if wanted.parked_until is not None:
        said.append(parked.c.parked_at <= wanted.parked_until)
    if wanted.after is not None:
        said.append(parked.c.id > wanted.after)
    if wanted.up_to is not None:
        said.append(parked.c.id <= wanted.up_to)
    return said


def _of_plan(plan_id: str) -> _Condition:
    """A copy or version of the plan, what is about one of them or the plan itself, a message about its copy."""
    bare = plan_id.removeprefix(_URN)
    begins = [_begins(_subject, f"{plan_id}#"), _begins(_bare(), f"{bare}/")]
    return sa.or_(_subject == plan_id, *begins, _came(_begins(inbox.c.copy_id, f"{bare}/")))


def _of_copy(copy_id: str) -> _Condition:
    """What names the copy, and a message that is about it."""
    return sa.or_(_names(sa.literal(copy_id, sa.String)), _came(inbox.c.copy_id == copy_id))


def _of_message(message_id: str) -> _Condition:
    """The message itself, what it brought, and the copy that went or came with it, at present or before."""
    ours, theirs = (
        sa.exists().where(table.c.organisation == _here, table.c.message_id == message_id, *_is_of(table))
        for table in (copies, holdings)
    )
    before = sa.exists().where(
        inbox.c.organisation == _here,
        inbox.c.message_id == message_id,
        inbox.c.kind == MessageKind.PLAN,
        _names(inbox.c.copy_id),
    )
    return sa.or_(_subject == message_id, _ends(f"#{message_id}"), ours, theirs, before)


def _with(counterpart: str) -> _Condition:
    """Whom the copy is for, who sent it, who sent the message, or whom what is parked is about."""
    theirs = _contains(_subject, f"/{counterpart}/")
    for_them = sa.and_(theirs, sa.or_(parked.c.direction == "out", _here != counterpart))
    sender = holdings.c.sender.concat("")  # said so that no index is of it: who has sent us much is no way to one copy
    held = sa.exists().where(holdings.c.organisation == _here, sender == counterpart, *_is_of(holdings))
    plan_of_another = sa.and_(  # `PLAN#ORG`: an id of an organisation is nowhere else right after a plan's
        _begins(_subject, _URN), _from(_subject, _PLAN_ID + 1) == f"#{counterpart}"
    )
    lacking = sa.and_(  # a copy for us that never came, of a plan of theirs
        _ends("#reconcile"),
        _contains(_subject, sa.literal("/", sa.String).concat(_here).concat("/")),
        sa.exists().where(plans.c.organisation == _here, plans.c.plan_id == _plan(), plans.c.home == counterpart),
    )
    return sa.or_(
        for_them, held, _came(inbox.c.sender == counterpart), parked.c.detail == counterpart, plan_of_another, lacking
    )


def _came(about: _Condition) -> _Condition:
    """The message that is the subject, or that its end names, came here, and that is so of it."""
    tail = _from(_subject, sa.func.length(_subject) - _PLAN_ID + 1)
    return sa.exists().where(inbox.c.organisation == _here, inbox.c.message_id.in_((_subject, tail)), about)


def _is_of(table: sa.Table) -> tuple[_Condition, _Condition]:
    """The row of `copies` or `holdings` is of the copy that the subject names; the plan first: it has an index."""
    bare = sa.func.replace(table.c.plan_id, _URN, "", type_=sa.String)
    version, kind = (sa.cast(table.c[name], sa.String) for name in ("version", "kind"))
    written = bare.concat("/").concat(version).concat("/").concat(table.c.recipient).concat("/").concat(kind)
    return table.c.plan_id == _plan(), _names(written)


def _names(copy_id: sa.ColumnElement[Any]) -> _Condition:
    """The subject names that copy, written form: alone, or with `#` and something after it."""
    until = _bare().concat("#")
    return sa.func.substr(until, 1, sa.func.length(copy_id) + 1, type_=sa.String) == copy_id.concat("#")


def _bare() -> sa.ColumnElement[str]:
    """The subject without what it begins with before its copy."""
    without = sa.func.replace(_subject, "receipt#", "", type_=sa.String)
    return sa.func.replace(without, "again:", "", type_=sa.String)


def _plan() -> sa.ColumnElement[str]:
    """The plan of the copy that the subject names."""
    return sa.literal(_URN, sa.String).concat(sa.func.substr(_bare(), 1, 36, type_=sa.String))


def _begins(text: sa.ColumnElement[Any], with_: str) -> _Condition:
    return sa.func.substr(text, 1, len(with_), type_=sa.String) == with_


def _ends(with_: str) -> _Condition:
    return _from(_subject, sa.func.length(_subject) - len(with_) + 1) == with_


def _contains(text: sa.ColumnElement[Any], part: str | sa.ColumnElement[str]) -> _Condition:
    return sa.func.replace(text, part, "", type_=sa.String) != text


def _from(text: sa.ColumnElement[Any], place: int | sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    return sa.func.substr(text, place, type_=sa.String)
