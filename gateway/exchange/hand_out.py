"""Hand out: the printable page of the person's or a guardian's own copy, put where the home's staff fetch it.

The page says who has got a copy so far. It is put there once: as soon as no copy of the version is on its way any
more, at the latest after `page_waits`. From then on it has a deadline, by which somebody should have handed it over.
Consent is asked right before; and of a guardian's page once more on the day when a consent ends or the child comes of
age: a page that may not be given any more is taken back, and made anew if anything may go.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from adapters.journal import PageToHandOut
from gateway.exchange.asking_again import asked_next, hold_back, no_longer
from gateway.exchange.locked import Purpose, unlock_frozen
from gateway.exchange.parts import Parts
from gateway.exchange.phases import Phases, alone
from gateway.exchange.steps import Step
from gateway.exchange.telling import name_of
from gateway.logs import Event
from gateway.rules.consent_givers import swedish_day
from gateway.store.protocol import Transaction
from gateway.store.rows import Claim, CopyRow
from mappings import fhir
from mappings.page import LedgerRow, page_for_person
from schemas.messages import CopyId, Evidence
from schemas.sip.document import SipDocument
from schemas.states import COPY_STATES, CopyState


def hand_out(parts: Parts, claim: Claim) -> None:
    """Put the page there. Twice is once. Raises `JournalUnavailable`."""
    alone(parts, handing_out(parts, claim))


def handing_out(parts: Parts, claim: Claim) -> Phases:
    """The same in phases: consent is asked and what the page says is read, it is put there, and that is written."""
    page: _Page | None = yield partial(_may_be_put_out, parts, claim)
    if page is None:
        return
    if page.row.deadline is None:
        _put_out(parts, page)
    yield partial(_has_been_put_out, parts, claim, page.row.copy_id)


@dataclass(frozen=True, slots=True)
class _Page:
    """What a page is made of: its copy, everybody's, the one before it, and what guardians are called in it."""

    row: CopyRow
    rows: Sequence[CopyRow]
    previous: CopyRow | None
    names: Mapping[str, str]


def _may_be_put_out(parts: Parts, claim: Claim, tx: Transaction) -> _Page | None:
    """The page, if it may be given now; else it is held back, and the work done."""
    organisation, copy_id = claim.stream.organisation, CopyId.parse(claim.work.subject)
    tx.guard(claim)
    row = tx.copy(organisation, copy_id)
    if row is None or row.state is not CopyState.MADE or row.frozen is None:
        tx.finish(claim)
        return None
    why = no_longer(tx, parts, row)
    if why is not None:
        hold_back(tx, parts, row, why)
        tx.finish(claim)
        return None
    rows = tx.copies(organisation, copy_id.plan_id)
    before = _previous(rows, copy_id)
    previous = tx.copy(organisation, before) if before else None
    return _Page(row, rows, previous, tx.aliases(organisation, copy_id.plan_id, copy_id.recipient))


def _put_out(parts: Parts, page: _Page) -> None:
    row, copy_id, previous, names = page.row, page.row.copy_id, page.previous, page.names
    body = page_for_person(
        document_in(parts, row),
        [_as_named(ledger_row(parts, each), names) for each in page.rows if each.copy_id.version <= copy_id.version],
        made_on=swedish_day(parts.clock()),
        previous=document_in(parts, previous) if previous is not None and previous.frozen is not None else None,
        reader=names.get(copy_id.recipient, copy_id.recipient),
    )
    parts.at(Step.HAND_OUT_BEFORE)
    parts.journals[row.organisation].hand_out(PageToHandOut(copy_id, body, row.content_hash or "", row.since))
    parts.at(Step.HAND_OUT_AFTER)
    parts.known.forget(row.organisation, Purpose.FROZEN, str(copy_id), row.frozen or b"")
    parts.log(Event.PAGE_PUT_OUT, organisation=row.organisation, copy_id=str(copy_id))


def _has_been_put_out(parts: Parts, claim: Claim, copy_id: CopyId, tx: Transaction) -> None:
    """It has a deadline from now; and it is looked at again on the day when time alone may end it."""
    now, again = tx.copy(claim.stream.organisation, copy_id), None
    if now is not None and now.state is CopyState.MADE:
        deadline = now.deadline or parts.clock() + parts.times.confirm_within
        tx.put_copy(replace(now, deadline=deadline))
        again = asked_next(tx, parts, now)
    if again is None:
        tx.finish(claim)
    else:
        tx.postpone(claim, again)


def document_in(parts: Parts, row: CopyRow) -> SipDocument:
    """The document of a frozen copy in the ledger."""
    sealed = row.frozen or b""

    def read() -> SipDocument:
        frozen = unlock_frozen(parts.vault(row.organisation), sealed, row.copy_id)
        return fhir.copy_as_checked(frozen, row.content_hash or "").document  # it was checked when it was frozen

    return parts.known.read(row.organisation, Purpose.FROZEN, str(row.copy_id), sealed, read)


def _as_named(row: LedgerRow, names: Mapping[str, str]) -> LedgerRow:
    """The row with a guardian called as the reader's own copy calls them."""
    return replace(row, recipient=names.get(row.recipient, row.recipient))


def _previous(rows: Sequence[CopyRow], copy_id: CopyId) -> CopyId | None:
    """The copy of the same reader before this one."""
    before = [
        row.copy_id
        for row in rows
        if row.copy_id.recipient == copy_id.recipient and row.copy_id.version < copy_id.version
    ]
    return max(before, key=lambda each: each.version, default=None)


def ledger_row(parts: Parts, row: CopyRow, *, now: datetime | None = None, follow_up: str | None = None) -> LedgerRow:
    """A ledger row as the pages show it."""
    entry = parts.directory.find(row.copy_id.recipient)
    final = COPY_STATES[row.state].final
    return LedgerRow(
        row.copy_id.plan_id,
        row.copy_id.version,
        row.copy_id.recipient,
        row.state,
        row.since,
        entry.name if entry else name_of(parts, row.copy_id.recipient),
        Evidence(row.evidence) if row.evidence else None,
        row.entry_id,
        row.reason,
        late=bool(row.deadline and now and row.deadline <= now and not final),
        next_follow_up=follow_up,
    )
