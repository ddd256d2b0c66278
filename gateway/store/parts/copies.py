"""The home's ledger of copies: moves as the state table allows, frozen bodies, aliases per recipient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gateway.store.kept import Kept
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
_COPY = Kept(select_as(CopyRow, copies).where(_HERE))
_LISTED = select_as(CopyRow, copies, frozen=sa.null())
_IN_ORDER = (copies.c.version, copies.c.recipient, copies.c.kind)
_OF_PLAN = Kept(_LISTED.where(is_row(copies, "organisation", "plan_id")).order_by(*_IN_ORDER))
_SAME_BODY = copies.c.frozen == sa.bindparam("frozen")
_WAS = Kept(
    sa.select(copies.c.state, copies.c.content_hash, copies.c.frozen.is_not(None), _SAME_BODY)
    .where(_HERE)
    .with_for_update()
)
_INSERT = Kept(sa.insert(copies))
_UPDATE = sa.update(copies).where(is_row(copies, *_KEY, its=ITS))
_MOVE = Kept(_UPDATE)
_DROP_BODY = Kept(_UPDATE.values(frozen=None))
_UNFREEZE = Kept(_UPDATE.values(frozen=None, content_hash=None, message_id=None))
_MAY_HAVE_LEFT = Kept(sa.select(copies.c.first_sent_at, copies.c.state).where(_HERE).with_for_update())
_ALIASES = Kept(
    sa.select(aliases.c.element_id, aliases.c.alias).where(is_row(aliases, "organisation", "plan_id", "recipient"))
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
        state, *frozen = was
        _refuse_other_move(state, row.state)
        if _frozen_before(row, *frozen):
            del values["frozen"]
        self._run(_MOVE, _of_it(key) | {name: value for name, value in values.items() if name not in key})

    def drop_body(self, organisation: str, copy_id: CopyId) -> None:
        self._touch(Touched.PLAN, organisation, copy_id.plan_id)
        self._run(_DROP_BODY, _of_it(_key(organisation, copy_id)))

    def unfreeze(self, organisation: str, copy_id: CopyId) -> None:
        self._touch(Touched.PLAN, organisation, copy_id.plan_id)
        key = _key(organisation, copy_id)
        first_sent_at, state = self._one(_MAY_HAVE_LEFT, **key) or (None, None)
        if first_sent_at is not None and state is not CopyState.WITHDRAWN:
            raise ValueError("a copy that may have left stays frozen")
        self._run(_UNFREEZE, _of_it(key))

    def ledger(self, organisation: str, wanted: Wanted = ANY_COPY) -> Sequence[CopyRow]:
        which = copies_wanted(copies, organisation, wanted, copies.c.recipient)
        newest_first = (copies.c.since.desc(), copies.c.version.desc(), copies.c.plan_id, copies.c.recipient)
        listed = self._many(_LISTED.where(*which).order_by(*newest_first).limit(wanted.limit))
        return [of_copy(CopyRow, found) for found in listed]

    def aliases(self, organisation: str, plan_id: str, recipient: str) -> Mapping[str, str]:
        self._touch(Touched.PLAN, organisation, plan_id)
        return dict(self._many(_ALIASES, organisation=organisation, plan_id=plan_id, recipient=recipient))

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


def _frozen_before(row: CopyRow, content_hash: str | None, has_body: bool, same_body: bool) -> bool:
    """Whether it was frozen before: its body stays as it is, also for a row from a list and after `drop_body`."""
    if content_hash is None and not has_body:
        return False
    if content_hash not in (None, row.content_hash):
        raise ValueError("the content hash of a frozen copy does not change")
    if has_body and row.frozen is not None and not same_body:
        raise ValueError("the body of a frozen copy does not change")
    return True
