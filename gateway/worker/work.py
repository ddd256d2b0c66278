"""What is to be done for each kind of work, and what becomes of it when that raises.

Unavailable → tried again later, growing, with jitter. Rejected → a person must look. Anything else is a defect: three
tries, then parked with the frames of ours. A lost fence means that another has the stream: nothing is written.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from gateway.exchange.defects import give_up
from gateway.exchange.hand_out import handing_out
from gateway.exchange.parking import copy_in, frames_of
from gateway.exchange.parts import Parts
from gateway.exchange.phases import Phases, alone
from gateway.exchange.prepare import preparing
from gateway.exchange.record import recording
from gateway.exchange.send import sending
from gateway.exchange.telling import telling
from gateway.logs import Event
from gateway.rules.retry import TRIES_OF_A_DEFECT, wait_before
from gateway.store.protocol import FenceLost
from gateway.store.rows import Claim, WorkKind
from schemas.errors import Rejected, Unavailable
from schemas.messages import CopyId


def _recording(parts: Parts, claim: Claim) -> Phases:
    """A copy for this organisation's journal, or a page for people at its home."""
    if CopyId.parse(claim.work.subject).recipient != claim.stream.organisation:
        return handing_out(parts, claim)
    return recording(parts, claim)


PHASES: dict[WorkKind, Callable[[Parts, Claim], Phases]] = {
    WorkKind.PREPARE: preparing,
    WorkKind.SEND: sending,
    WorkKind.ANSWER: sending,
    WorkKind.RECORD: _recording,
    WorkKind.TELL: telling,
}


def do(parts: Parts, claim: Claim) -> None:
    """Do what was claimed, alone. Raises what it raises."""
    alone(parts, PHASES[claim.work.kind](parts, claim))


def work_on(parts: Parts, claim: Claim) -> Exception | None:
    """Do what was claimed, alone. Gives what went wrong, dealt with already; None when all is well.

    Raises only StoreUnavailable, when not even the trying-again could be written: the lease then runs out, or is given
    back by its owner.
    """
    try:
        do(parts, claim)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is dealt with
        deal_with(parts, claim, error)
        return error
    return None


def deal_with(parts: Parts, claim: Claim, error: Exception) -> None:
    """Write what becomes of work that has raised. Raises StoreUnavailable."""
    try:
        _deal_with(parts, claim, error)
    except FenceLost as lost:
        parts.log(Event.LEASE_LOST, **_about(claim), kind=claim.work.kind.value, code=lost.code)


def _deal_with(parts: Parts, claim: Claim, error: Exception) -> None:
    if isinstance(error, FenceLost):
        raise error
    if isinstance(error, Unavailable):
        attempt, kind = claim.work.attempts + 1, claim.work.kind.value
        parts.log(Event.TRIED_AGAIN_LATER, **_about(claim), code=error.code, kind=kind, attempt=attempt)
        _postpone(parts, claim)
    elif isinstance(error, Rejected):  # trying again will not help: a person must look
        give_up(parts, claim, error.code)
    else:  # a defect of ours or of an adapter: tried again, then parked
        say_defect(parts, claim.stream.organisation, error, copy_in(claim.work.subject))
        if claim.work.defects + 1 >= TRIES_OF_A_DEFECT:
            give_up(parts, claim, "SIP640", frames_of(error))
        else:
            _postpone(parts, claim, defect=True)


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
