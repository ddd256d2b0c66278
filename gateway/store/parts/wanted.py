"""What a list shall hold, as conditions on the tables: copies sent (`copies`) and received (`holdings`)."""

from __future__ import annotations

import sqlalchemy as sa

from gateway.store.parts.part import is_copy
from gateway.store.rows import Wanted
from gateway.store.tables import is_open


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
