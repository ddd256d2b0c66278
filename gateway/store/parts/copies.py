"""The home's ledger of copies: moves as the state table allows, frozen bodies, aliases per recipient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from gateway.store.parts.part import Part, all_but, columns_of, is_copy, with_copy_id
from gateway.store.parts.wanted import copies_wanted
from gateway.store.protocol import ANY_COPY
from gateway.store.rows import CopyRow, Wanted
from gateway.store.tables import aliases, copies
from gateway.store.turns import Touched
from schemas.messages import CopyId
from schemas.states import COPY_MOVES, CopyState


class CopiesPart(Part):
    """See `Transaction`."""

    def copy(self, organisation: str, copy_id: CopyId) -> CopyRow | None:
        self._touch(Touched.PLAN, organisation, copy_id.plan_id)
        found = self._first(sa.select(copies).where(is_copy(copies, organisation, copy_id)))
        return CopyRow(**with_copy_id(found)) if found else None

    def copies(self, organisation: str, plan_id: str) -> Sequence[CopyRow]:
        self._touch(Touched.PLAN, organisation, plan_id)
        of_plan = sa.and_(copies.c.organisation == organisation, copies.c.plan_id == plan_id)
        order = (copies.c.version, copies.c.recipient, copies.c.kind)
        return self._listed(all_but(copies, "frozen").where(of_plan).order_by(*order))

    def put_copy(self, row: CopyRow) -> None:
        self._touch(Touched.PLAN, row.organisation, row.copy_id.plan_id)
        here = is_copy(copies, row.organisation, row.copy_id)
        was = self._first(
            sa.select(copies.c.state, copies.c.content_hash, copies.c.frozen).where(here).with_for_update()
        )
        values = columns_of(row)
        if was:
            _refuse_other_move(was["state"], row.state)
            values |= _frozen_stays(was, row)
        self._put(copies, values)

    def drop_body(self, organisation: str, copy_id: CopyId) -> None:
        self._touch(Touched.PLAN, organisation, copy_id.plan_id)
        self._run(sa.update(copies).where(is_copy(copies, organisation, copy_id)).values(frozen=None))

    def unfreeze(self, organisation: str, copy_id: CopyId) -> None:
        self._touch(Touched.PLAN, organisation, copy_id.plan_id)
        here = is_copy(copies, organisation, copy_id)
        was = self._first(sa.select(copies.c.first_sent_at, copies.c.state).where(here).with_for_update())
        if was and was["first_sent_at"] is not None and was["state"] is not CopyState.WITHDRAWN:
            raise ValueError("a copy that may have left stays frozen")
        self._run(sa.update(copies).where(here).values(frozen=None, content_hash=None, message_id=None))

    def ledger(self, organisation: str, wanted: Wanted = ANY_COPY) -> Sequence[CopyRow]:
        which = copies_wanted(copies, organisation, wanted, copies.c.recipient)
        newest_first = (copies.c.since.desc(), copies.c.version.desc(), copies.c.plan_id, copies.c.recipient)
        return self._listed(all_but(copies, "frozen").where(*which).order_by(*newest_first).limit(wanted.limit))

    def aliases(self, organisation: str, plan_id: str, recipient: str) -> Mapping[str, str]:
        self._touch(Touched.PLAN, organisation, plan_id)
        mine = sa.and_(aliases.c.organisation == organisation, aliases.c.plan_id == plan_id)
        wanted = sa.select(aliases.c.element_id, aliases.c.alias).where(mine, aliases.c.recipient == recipient)
        return {found["element_id"]: found["alias"] for found in self._all(wanted)}

    def add_aliases(self, organisation: str, plan_id: str, recipient: str, aliases: Mapping[str, str]) -> None:
        self._touch(Touched.PLAN, organisation, plan_id)
        whose = {"organisation": organisation, "plan_id": plan_id, "recipient": recipient}
        for element_id, alias in aliases.items():
            self._add(_ALIASES, {**whose, "element_id": element_id, "alias": alias})

    def _listed(self, statement: sa.Select[Any]) -> list[CopyRow]:
        return [CopyRow(**with_copy_id(found)) for found in self._all(statement)]


_ALIASES = aliases


def _refuse_other_move(was: CopyState, now: CopyState) -> None:
    if now is not was and now not in COPY_MOVES[was]:
        raise ValueError(f"a copy does not move from {was} to {now}")


def _frozen_stays(was: Mapping[str, Any], row: CopyRow) -> dict[str, Any]:
    """What to write of the body: once frozen, what is kept stays, also for a row from a list and after `drop_body`."""
    if was["content_hash"] is None and was["frozen"] is None:
        return {}
    if was["content_hash"] not in (None, row.content_hash):
        raise ValueError("the content hash of a frozen copy does not change")
    if None not in (was["frozen"], row.frozen) and was["frozen"] != row.frozen:
        raise ValueError("the body of a frozen copy does not change")
    return {"frozen": was["frozen"]}
