"""One claimed piece of work: done, tried again later, or parked. Whatever it raises ends here.

Unavailable → tried again later, growing, with jitter. Rejected → a person must look. Anything else is a defect: three
tries, then parked with the frames of ours. A lost fence means that another has the stream: nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from gateway.exchange.defects import give_up
from gateway.exchange.hand_out import hand_out
from gateway.exchange.parking import copy_in, frames_of
from gateway.exchange.parts import Parts
from gateway.exchange.prepare import prepare
from gateway.exchange.record import record
from gateway.exchange.send import send
from gateway.exchange.telling import tell
from gateway.logs import Event
from gateway.rules.retry import TRIES_OF_A_DEFECT, wait_before
from gateway.store.protocol import FenceLost
from gateway.store.rows import Claim, WorkKind
from schemas.errors import Rejected, Unavailable
from schemas.messages import CopyId


def _record(parts: Parts, claim: Claim) -> None:
    """A copy for this organisation's journal, or a page for people at its home."""
    if CopyId.parse(claim.work.subject).recipient != claim.stream.organisation:
        hand_out(parts, claim)
    else:
        record(parts, claim)


HANDLERS: dict[WorkKind, Callable[[Parts, Claim], None]] = {
    WorkKind.PREPARE: prepare,
    WorkKind.SEND: send,
    WorkKind.ANSWER: send,
    WorkKind.RECORD: _record,
    WorkKind.TELL: tell,
}


def work_on(parts: Parts, claim: Claim) -> Exception | None:
    """Do what was claimed. Gives what went wrong, dealt with already; None when all is well.

    Raises only StoreUnavailable, when not even the trying-again could be written: the lease then runs out, or is given
    back by its owner.
    """
    try:
        return _worked_on(parts, claim)
    except FenceLost as lost:
        parts.log(Event.LEASE_LOST, **_about(claim), kind=claim.work.kind.value, code=lost.code)
        return lost


def _worked_on(parts: Parts, claim: Claim) -> Exception | None:
    try:
        HANDLERS[claim.work.kind](parts, claim)
    except FenceLost:
        raise
    except Unavailable as away:
        attempt = claim.work.attempts + 1
        parts.log(Event.TRIED_AGAIN_LATER, **_about(claim), code=away.code, kind=claim.work.kind.value, attempt=attempt)
        _postpone(parts, claim)
        return away
    except Rejected as refused:  # trying again will not help: a person must look
        give_up(parts, claim, refused.code)
        return refused
    except Exception as error:  # noqa: BLE001 - a defect of ours or of an adapter: tried again, then parked
        say_defect(parts, claim.stream.organisation, error, copy_in(claim.work.subject))
        if claim.work.defects + 1 >= TRIES_OF_A_DEFECT:
            give_up(parts, claim, "SIP640", frames_of(error))
        else:
            _postpone(parts, claim, defect=True)
        return error
    return None


def _postpone(parts: Parts, claim: Claim, *, defect: bool = False) -> None:
    tried = claim.work.defects if defect else claim.work.attempts
    wait = timedelta(seconds=wait_before(tried + 1, parts.chance()))
    with parts.store.transaction() as tx:
        tx.postpone(claim, parts.clock() + wait, defect=defect)


def _about(claim: Claim) -> dict[str, str | None]:
    """Whose work it is, with whom, and about which copy."""
    stream = claim.stream
    return {
        "organisation": stream.organisation,
        "counterpart": stream.counterpart,
        "copy_id": copy_in(claim.work.subject),
    }


def say_defect(parts: Parts, organisation: str | None, error: BaseException, copy_id: str | None = None) -> None:
    """Log a defect: where it happened, never what it says."""
    frames = frames_of(error)[:400]
    parts.log(Event.DEFECT, organisation=organisation, copy_id=copy_id, code="SIP640", frames=frames)
