"""Consent asked again about a copy that is frozen: when it is sent, when its page is put out, when that is confirmed,
and whenever consent has changed.

What never left is frozen anew and narrower under its copy id, since nobody has seen the first; so is a page. A copy
that may have left is judged when it is sent.
"""

from __future__ import annotations

from datetime import datetime

from gateway.exchange.decisions import asked_for, consents_of, plan_of, reaches_less, reason_of
from gateway.exchange.ledger_moves import stop
from gateway.exchange.parts import Parts
from gateway.logs import Event
from gateway.rules.deadlines import of_age_on
from gateway.rules.recipients import Disposition
from gateway.store.protocol import Transaction
from gateway.store.rows import CopyRow, Stream, WorkKind
from schemas.dates import ends, starts
from schemas.errors import ConsentMissing, NotFound
from schemas.findings import finding
from schemas.identifiers import PERSON
from schemas.messages import CopyId
from schemas.states import CopyState

REACHES_LESS = "SIP533"
"""Consent covers the recipient, but not all that was frozen for it."""

_GOES = frozenset({Disposition.PREPARE, Disposition.MADE})


def is_for_people(tx: Transaction, parts: Parts, home: str, copy_id: CopyId) -> bool:
    """Whether the copy is a page for the person or a guardian of that version of the plan.

    An organisation that has left the directory is an organisation all the same.
    """
    if copy_id.recipient == PERSON:
        return True
    try:
        plan = plan_of(tx, parts, home, copy_id.plan_id, copy_id.version)
    except NotFound:
        return False
    return any(guardian.id == copy_id.recipient for guardian in plan.guardians)


def no_longer(tx: Transaction, parts: Parts, row: CopyRow) -> str | None:
    """The code that says why the copy may not go as it was frozen; None while it may."""
    found = asked_for(tx, parts, row.organisation, row.copy_id)
    if found.disposition not in _GOES:
        return reason_of(found) or REACHES_LESS
    return REACHES_LESS if reaches_less(found.decision, row.decision) else None


def hold_back(tx: Transaction, parts: Parts, row: CopyRow, code: str) -> None:
    """Withhold a copy; one that never left is prepared anew with what may go, one that may have left is not."""
    stream = Stream(row.organisation, row.copy_id.plan_id, row.copy_id.recipient)
    held = stop(tx, parts, row, CopyState.WITHHELD, code if row.first_sent_at is None else "SIP622")
    parts.log(Event.COPY_WITHHELD, organisation=row.organisation, copy_id=str(row.copy_id), code=code)
    if held is not None and row.first_sent_at is None:
        tx.add_work(stream, WorkKind.PREPARE, row.copy_id.version, str(row.copy_id), parts.clock())


def ask_again(tx: Transaction, parts: Parts, home: str, plan_id: str) -> None:
    """Consent has changed: what is frozen and never left, and pages that nobody has got, go only as far as it does."""
    for row in tx.copies(home, plan_id):
        never_left = row.state is CopyState.PREPARED and row.first_sent_at is None
        if row.copy_id.recipient != home and (never_left or row.state is CopyState.MADE):
            why = no_longer(tx, parts, row)
            if why is not None:
                hold_back(tx, parts, row, why)


def check_may_be_given(tx: Transaction, parts: Parts, row: CopyRow) -> None:
    """Raises ConsentMissing when nobody may hand this page to the person or guardian now.

    One that only a person can decide about (a protected guardian's) is given by hand: that is the decision.
    """
    found = asked_for(tx, parts, row.organisation, row.copy_id)
    if row.state is CopyState.PARKED and found.disposition is Disposition.PARKED:
        return
    why = None if found.disposition in _GOES else reason_of(found) or REACHES_LESS
    if why is None and row.state is CopyState.MADE:
        why = no_longer(tx, parts, row)
    if why is not None:
        raise ConsentMissing(findings=(finding(why),))


def asked_next(tx: Transaction, parts: Parts, row: CopyRow) -> datetime | None:
    """When time alone can end a guardian's page: at the end of a consent, or when the child comes of age."""
    copy_id = row.copy_id
    if copy_id.recipient == PERSON:
        return None
    plan = plan_of(tx, parts, row.organisation, copy_id.plan_id, copy_id.version)
    consents = consents_of(tx, parts, row.organisation, copy_id.plan_id)
    times = [ends(each.valid_until) for each in consents if each.valid_until is not None]
    of_age = of_age_on(plan)
    times += [] if of_age is None else [starts(of_age.isoformat())]
    return min((each for each in times if each > parts.clock()), default=None)
