"""What an organisation holds of others: copies received, and every message that came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import sqlalchemy as sa

from gateway.store.parts.part import Part, all_but, columns_of, is_copy, with_copy_id
from gateway.store.parts.wanted import copies_wanted
from gateway.store.protocol import ANY_COPY
from gateway.store.rows import HoldingRow, InboxRow, Wanted
from gateway.store.tables import holdings, inbox
from gateway.store.turns import Touched
from schemas.messages import CopyId
from schemas.states import CopyState


class HoldingsPart(Part):
    """See `Transaction`."""

    def holding(self, organisation: str, copy_id: CopyId) -> HoldingRow | None:
        self._touch(Touched.PLAN, organisation, copy_id.plan_id)
        found = self._first(sa.select(holdings).where(is_copy(holdings, organisation, copy_id)))
        return HoldingRow(**with_copy_id(found)) if found else None

    def holdings(self, organisation: str, plan_id: str | None = None) -> Sequence[HoldingRow]:
        wanted = all_but(holdings, "body").where(holdings.c.organisation == organisation)
        if plan_id is not None:
            self._touch(Touched.PLAN, organisation, plan_id)
            wanted = wanted.where(holdings.c.plan_id == plan_id)
        order = (holdings.c.plan_id, holdings.c.version, holdings.c.recipient, holdings.c.kind)
        return [HoldingRow(**with_copy_id(found), body=b"") for found in self._all(wanted.order_by(*order))]

    def received(self, organisation: str, wanted: Wanted = ANY_COPY) -> Sequence[HoldingRow]:
        which = copies_wanted(holdings, organisation, wanted, holdings.c.sender)
        foreign = holdings.c.sender != holdings.c.organisation
        newest_first = (holdings.c.since.desc(), holdings.c.version.desc(), holdings.c.plan_id)
        listed = all_but(holdings, "body").where(*which, foreign).order_by(*newest_first).limit(wanted.limit)
        return [HoldingRow(**with_copy_id(found), body=b"") for found in self._all(listed)]

    def holding_of_entry(self, organisation: str, entry_id: str) -> HoldingRow | None:
        mine = sa.and_(holdings.c.organisation == organisation, holdings.c.entry_id == entry_id)
        newest_first = (holdings.c.version.desc(), holdings.c.plan_id)
        found = self._first(all_but(holdings, "body").where(mine).order_by(*newest_first).limit(1))
        return HoldingRow(**with_copy_id(found), body=b"") if found else None

    def put_holding(self, row: HoldingRow) -> None:
        self._touch(Touched.PLAN, row.organisation, row.copy_id.plan_id)
        here = is_copy(holdings, row.organisation, row.copy_id)
        kept = (holdings.c.content_hash, holdings.c.body, holdings.c.state)
        was = self._first(sa.select(*kept).where(here).with_for_update())
        if was and was["content_hash"] != row.content_hash and was["state"] is not CopyState.WITHDRAWN:
            raise ValueError("the content hash of a copy does not change")
        if not row.body:
            if not was:
                raise ValueError("a copy that is held has a body")
            row = replace(row, body=was["body"])  # a row from a list: the body that is kept stays
        self._put(holdings, columns_of(row))

    def inbox(self, organisation: str, message_id: str) -> InboxRow | None:
        self._touch(Touched.MESSAGE, organisation, message_id)
        mine = sa.and_(inbox.c.organisation == organisation, inbox.c.message_id == message_id)
        found = self._first(sa.select(inbox).where(mine))
        return InboxRow(**found) if found else None

    def put_inbox(self, row: InboxRow) -> None:
        self._touch(Touched.MESSAGE, row.organisation, row.message_id)
        self._put(inbox, columns_of(row))
