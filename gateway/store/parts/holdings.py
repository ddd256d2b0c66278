"""What an organisation holds of others: copies received, and every message that came."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from gateway.store.kept import Kept
from gateway.store.parts.part import COPY_KEY, ITS, Part, columns_of, is_row, of_copy, select_as
from gateway.store.parts.wanted import copies_wanted
from gateway.store.protocol import ANY_COPY
from gateway.store.rows import HoldingRow, InboxRow, Wanted
from gateway.store.tables import holdings, inbox
from gateway.store.turns import Touched
from schemas.messages import CopyId
from schemas.states import CopyState

_KEY = ("organisation", *COPY_KEY)
_HERE = is_row(holdings, *_KEY)
_HOLDING = Kept(select_as(HoldingRow, holdings).where(_HERE))
_LISTED = select_as(HoldingRow, holdings, body=sa.literal(b"", sa.LargeBinary))
_IN_ORDER = (holdings.c.plan_id, holdings.c.version, holdings.c.recipient, holdings.c.kind)
_OF_ALL = Kept(_LISTED.where(is_row(holdings, "organisation")).order_by(*_IN_ORDER))
_OF_PLAN = Kept(_LISTED.where(is_row(holdings, "organisation", "plan_id")).order_by(*_IN_ORDER))
_OF_ENTRY = Kept(
    _LISTED.where(is_row(holdings, "organisation", "entry_id"))
    .order_by(holdings.c.version.desc(), holdings.c.plan_id)
    .limit(1)
)
_SAME_BODY = holdings.c.body == sa.bindparam("body")
_WAS = Kept(sa.select(holdings.c.state, holdings.c.content_hash, _SAME_BODY).where(_HERE).with_for_update())
_INSERT = Kept(sa.insert(holdings))
_MOVE = Kept(sa.update(holdings).where(is_row(holdings, *_KEY, its=ITS)))
_INBOX = Kept(select_as(InboxRow, inbox).where(is_row(inbox, "organisation", "message_id")))


class HoldingsPart(Part):
    """See `Transaction`."""

    def holding(self, organisation: str, copy_id: CopyId) -> HoldingRow | None:
        self._touch(Touched.PLAN, organisation, copy_id.plan_id)
        found = self._one(_HOLDING, organisation=organisation, **copy_id._asdict())
        return of_copy(HoldingRow, found) if found else None

    def holdings(self, organisation: str, plan_id: str | None = None) -> Sequence[HoldingRow]:
        if plan_id is None:
            held = self._many(_OF_ALL, organisation=organisation)
        else:
            self._touch(Touched.PLAN, organisation, plan_id)
            held = self._many(_OF_PLAN, organisation=organisation, plan_id=plan_id)
        return [of_copy(HoldingRow, found) for found in held]

    def received(self, organisation: str, wanted: Wanted = ANY_COPY) -> Sequence[HoldingRow]:
        which = copies_wanted(holdings, organisation, wanted, holdings.c.sender)
        foreign = holdings.c.sender != holdings.c.organisation
        newest_first = (holdings.c.since.desc(), holdings.c.version.desc(), holdings.c.plan_id)
        listed = _LISTED.where(*which, foreign).order_by(*newest_first).limit(wanted.limit)
        return [of_copy(HoldingRow, found) for found in self._many(listed)]

    def holding_of_entry(self, organisation: str, entry_id: str) -> HoldingRow | None:
        found = self._one(_OF_ENTRY, organisation=organisation, entry_id=entry_id)
        return of_copy(HoldingRow, found) if found else None

    def put_holding(self, row: HoldingRow) -> None:
        """A body that is there already is not written once more: it is most of the row."""
        self._touch(Touched.PLAN, row.organisation, row.copy_id.plan_id)
        key, values = {"organisation": row.organisation, **row.copy_id._asdict()}, columns_of(row)
        was = self._one(_WAS, **key, body=row.body)
        if was is None:
            if not row.body:
                raise ValueError("a copy that is held has a body")
            self._run(_INSERT, values)
            return
        state, content_hash, same_body = was
        if content_hash != row.content_hash and state is not CopyState.WITHDRAWN:
            raise ValueError("the content hash of a copy does not change")
        if not row.body or same_body:  # a row from a list: the body that is kept stays
            del values["body"]
        its = {ITS + name: value for name, value in key.items()}
        self._run(_MOVE, its | {name: value for name, value in values.items() if name not in key})

    def inbox(self, organisation: str, message_id: str) -> InboxRow | None:
        self._touch(Touched.MESSAGE, organisation, message_id)
        found = self._one(_INBOX, organisation=organisation, message_id=message_id)
        return InboxRow(*found) if found else None

    def put_inbox(self, row: InboxRow) -> None:
        self._touch(Touched.MESSAGE, row.organisation, row.message_id)
        self._put(inbox, columns_of(row))
