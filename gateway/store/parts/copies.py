"""The home's ledger of copies: moves as the state table allows, frozen bodies, aliases per recipient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gateway.store.parts.part import COPY_KEY, ITS, Part, columns_of, is_row, of_copy, select_as
from gateway.store.parts.wanted import copies_wanted
from gateway.store.protocol import ANY_COPY
from gateway.store.rows import CopyRow, Wanted
from gateway.store.tables import aliases, copies
from gateway.store.turns import Touched
from schemas.messages import CopyId
from schemas.states import COPY_MOVES, CopyState

_KEY = ("organisation", *COPY_KEY)
_HERE = is_row(copies, *_KEY)
_HERE_UPDATED = is_row(copies, *_KEY, its=ITS)
_COPY = select_as(CopyRow, copies).where(_HERE)
_LISTED = select_as(CopyRow, copies, frozen=sa.null())
_OF_PLAN = _LISTED.where(is_row(copies, "organisation", "plan_id")).order_by(
    copies.c.version, copies.c.recipient, copies.c.kind
)
_WAS = (
    sa.select(
        copies.c.state,
        copies.c.content_hash,
        copies.c.frozen.is_not(None).label("has_body"),
        (copies.c.frozen == sa.bindparam("frozen")).label("same_body"),
    )
    .where(_HERE)
    .with_for_update()
)
_INSERT = sa.insert(copies)
_MOVE = sa.update(copies).where(_HERE_UPDATED)
_DROP_BODY = sa.update(copies).where(_HERE_UPDATED).values(frozen=None)
_MAY_HAVE_LEFT = sa.select(copies.c.first_sent_at, copies.c.state).where(_HERE).with_for_update()
_UNFREEZE = sa.update(copies).where(_HERE_UPDATED).values(frozen=None, content_hash=None, message_id=None)
_ALIASES = sa.select(aliases.c.element_id, aliases.c.alias).where(
    is_row(aliases, "organisation", "plan_id", "recipient")
)


class CopiesPart(Part):
    """See `Transaction`."""

    def copy(self, organisation: str, copy_id: CopyId) -> CopyRow | None:
        self._touch(Touched.PLAN, organisation, copy_id.plan_id)
        found = self._one(_COPY, **_key(organisation, copy_id))
        return of_copy(CopyRow, found) if found else None

    def copies(self, organisation: str, plan_id: str) -> Sequence[CopyRow]:
        self._touch(Touched.PLAN, organisation, plan_id)
        return [of_copy(CopyRow, found) for found in self._many(_OF_PLAN, organisation=organisation, plan_id=plan_id)]

    def put_copy(self, row: CopyRow) -> None:
        """The body is written once: a row that moves is long, and its body is most of it."""
        self._touch(Touched.PLAN, row.organisation, row.copy_id.plan_id)
        key, values = _key(row.organisation, row.copy_id), columns_of(row)
        was = self._one(_WAS, **key, frozen=row.frozen)
        if was is None:
            self._run(_INSERT, values)
            return
        _refuse_other_move(was.state, row.state)
        if _frozen_before(was, row):
            del values["frozen"]
        self._run(_MOVE, _of_it(key) | {name: value for name, value in values.items() if name not in key})

    def drop_body(self, organisation: str, copy_id: CopyId) -> None:
        self._touch(Touched.PLAN, organisation, copy_id.plan_id)
        self._run(_DROP_BODY, _of_it(_key(organisation, copy_id)))

    def unfreeze(self, organisation: str, copy_id: CopyId) -> None:
        self._touch(Touched.PLAN, organisation, copy_id.plan_id)
        key = _key(organisation, copy_id)
        was = self._one(_MAY_HAVE_LEFT, **key)
        if was and was.first_sent_at is not None and was.state is not CopyState.WITHDRAWN:
            raise ValueError("a copy that may have left stays frozen")
        self._run(_UNFREEZE, _of_it(key))

    def ledger(self, organisation: str, wanted: Wanted = ANY_COPY) -> Sequence[CopyRow]:
        which = copies_wanted(copies, organisation, wanted, copies.c.recipient)
        newest_first = (copies.c.since.desc(), copies.c.version.desc(), copies.c.plan_id, copies.c.recipient)
        listed = self._many(_LISTED.where(*which).order_by(*newest_first).limit(wanted.limit))
        return [of_copy(CopyRow, found) for found in listed]

    def aliases(self, organisation: str, plan_id: str, recipient: str) -> Mapping[str, str]:
        self._touch(Touched.PLAN, organisation, plan_id)
        found = self._many(_ALIASES, organisation=organisation, plan_id=plan_id, recipient=recipient)
        return {each.element_id: each.alias for each in found}

    def add_aliases(self, organisation: str, plan_id: str, recipient: str, aliases: Mapping[str, str]) -> None:
        self._touch(Touched.PLAN, organisation, plan_id)
        whose = {"organisation": organisation, "plan_id": plan_id, "recipient": recipient}
        each = [{**whose, "element_id": element_id, "alias": alias} for element_id, alias in aliases.items()]
        self._add_each(_TABLE_OF_ALIASES, each)


_TABLE_OF_ALIASES = aliases


def _key(organisation: str, copy_id: CopyId) -> dict[str, Any]:
    return {"organisation": organisation, **copy_id._asdict()}


def _of_it(key: Mapping[str, Any]) -> dict[str, Any]:
    return {ITS + name: value for name, value in key.items()}


def _refuse_other_move(was: CopyState, now: CopyState) -> None:
    if now is not was and now not in COPY_MOVES[was]:
        raise ValueError(f"a copy does not move from {was} to {now}")


def _frozen_before(was: sa.Row[Any], row: CopyRow) -> bool:
    """Whether it was frozen before: its body stays as it is, also for a row from a list and after `drop_body`."""
    if was.content_hash is None and not was.has_body:
        return False
    if was.content_hash not in (None, row.content_hash):
        raise ValueError("the content hash of a frozen copy does not change")
    if was.has_body and row.frozen is not None and not was.same_body:
        raise ValueError("the body of a frozen copy does not change")
    return True
