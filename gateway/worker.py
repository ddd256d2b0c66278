"""The worker: takes documents and receipts from journals, messages from the broker, and claimed work, one after
another.

Theory of operation. Work is claimed by stream with a lease; what is done by others meanwhile is seen as a lost fence
and left alone. Unavailable → tried again later, growing, with jitter. Anything that is neither Rejected nor
Unavailable is a defect: three tries, then parked with the frames of ours. One journal system or one broker that is
away stops nobody else.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from gateway.broker.protocol import Delivery
from gateway.exchange.audit_chain import close_audit
from gateway.exchange.confirmations import take_confirmations
from gateway.exchange.defects import give_up
from gateway.exchange.hand_out import hand_out
from gateway.exchange.parked import drain_dead_letters
from gateway.exchange.parking import frames_of
from gateway.exchange.parts import Parts
from gateway.exchange.prepare import prepare
from gateway.exchange.receive import receive
from gateway.exchange.record import record
from gateway.exchange.send import send
from gateway.exchange.take import take
from gateway.exchange.telling import tell
from gateway.logs import Event
from gateway.rules.retry import TRIES_OF_A_DEFECT, wait_before
from gateway.store.protocol import FenceLost
from gateway.store.rows import Claim, WorkKind
from schemas.errors import Rejected, SamspelError, StoreUnavailable, Unavailable
from schemas.messages import CopyId

ROUNDS_AT_MOST = 10_000
"""More rounds than this without coming to rest is a defect, and says so."""


def _record(parts: Parts, claim: Claim) -> None:
    """A copy for this organisation's journal, or a page for people at its home."""
    if CopyId.parse(claim.work.subject).recipient != claim.stream.organisation:
        hand_out(parts, claim)
    else:
        record(parts, claim)


HANDLERS: dict[WorkKind, Callable[[Parts, Claim], None]] = {
    WorkKind.PREPARE: prepare,
    WorkKind.SEND: send,
    WorkKind.RECORD: _record,
    WorkKind.TELL: tell,
}


class Worker:
    """One worker over the parts. Several may run over one real store; the embedded default has one process."""

    def __init__(self, parts: Parts, name: str = "worker") -> None:
        self._parts = parts
        self._tries: dict[str, Counter[str]] = {}
        self._name = f"{name}-{parts.new_id().removeprefix('urn:uuid:')[:8]}"

    def run(self, stop: threading.Event) -> None:
        """Work until `stop` is set; looks for new things every `poll`. A store that is away is waited for."""
        idle = 0
        while not stop.is_set():
            try:
                busy = self.round(stop.is_set)
                if not busy:
                    self._close_audit()
                idle = 0
            except Exception as error:  # noqa: BLE001 - the worker goes on, whatever happened in one round
                idle += 1
                busy = 0
                if isinstance(error, StoreUnavailable):
                    self._parts.log(Event.TRIED_AGAIN_LATER, code=error.code, attempt=idle)
                else:
                    self._defect(None, error)
                stop.wait(wait_before(idle, self._parts.chance()))
            if not busy:
                stop.wait(self._parts.times.poll.total_seconds())

    def _close_audit(self) -> None:
        for organisation in self._parts.hosted:
            while close_audit(self._parts, organisation):
                pass

    def run_until_idle(self) -> int:
        """Do everything that is due now, and what follows from it; how many things. Waits for nothing."""
        done = 0
        for _ in range(ROUNDS_AT_MOST):
            busy = self.round(lambda: False)
            if not busy:
                self._close_audit()
                return done
            done += busy
        raise RuntimeError("the worker does not come to rest")

    def round(self, stopped: Callable[[], bool]) -> int:
        """One round: journals, broker, and all work that is due; how many things were done."""
        done = sum(self._from_journal(organisation) for organisation in self._parts.hosted)
        done += self._from_broker(stopped)
        while not stopped() and self._one_work():
            done += 1
        return done

    def _from_journal(self, organisation: str) -> int:
        done, tries = 0, self._tries.setdefault(organisation, Counter())
        for what in (partial(take, tries=tries), take_confirmations):
            try:
                done += what(self._parts, organisation)
            except StoreUnavailable:
                raise
            except SamspelError as away:
                self._parts.log(Event.TRIED_AGAIN_LATER, organisation=organisation, code=away.code)
            except Exception as error:  # noqa: BLE001 - one defective journal system must not stop the others
                self._defect(organisation, error)
        return done

    def _from_broker(self, stopped: Callable[[], bool]) -> int:
        parts = self._parts
        keys = [entry.routing_key for entry in parts.directory.all() if entry.id in parts.journals]

        def handle(delivery: Delivery) -> None:
            receive(parts, delivery)

        try:
            done = parts.broker.deliver([key for key in keys if key], handle, stop=stopped)
            return done + drain_dead_letters(parts)
        except StoreUnavailable:
            raise
        except Unavailable as away:
            parts.log(Event.TRIED_AGAIN_LATER, code=away.code)
        except Exception as error:  # noqa: BLE001 - the message stays in the queue, and is set aside after some tries
            self._defect(None, error)
            return 1
        return 0

    def _one_work(self) -> bool:
        parts = self._parts
        claim = parts.store.claim(
            parts.hosted, tuple(WorkKind), owner=self._name, now=parts.clock(), lease=parts.times.lease
        )
        if claim is None:
            return False
        try:
            HANDLERS[claim.work.kind](parts, claim)
        except FenceLost:
            parts.log(Event.LEASE_LOST, organisation=claim.stream.organisation, kind=claim.work.kind.value)
        except Unavailable as away:
            self._later(claim, away)
        except Rejected as refused:  # trying again will not help: a person must look
            give_up(parts, claim, refused.code)
        except Exception as error:  # noqa: BLE001 - a defect of ours or of an adapter: tried again, then parked
            self._defect(claim.stream.organisation, error)
            if claim.work.attempts + 1 >= TRIES_OF_A_DEFECT:
                give_up(parts, claim, "SIP640", frames_of(error))
            else:
                self._postpone(claim)
        return True

    def _later(self, claim: Claim, away: Unavailable) -> None:
        attempt = claim.work.attempts + 1
        organisation = claim.stream.organisation
        self._parts.log(Event.TRIED_AGAIN_LATER, organisation=organisation, code=away.code, attempt=attempt)
        self._postpone(claim)

    def _postpone(self, claim: Claim) -> None:
        wait = timedelta(seconds=wait_before(claim.work.attempts + 1, self._parts.chance()))
        try:
            with self._parts.store.transaction() as tx:
                tx.postpone(claim, self._parts.clock() + wait)
        except FenceLost:
            self._parts.log(Event.LEASE_LOST, organisation=claim.stream.organisation)

    def _defect(self, organisation: str | None, error: BaseException) -> None:
        self._parts.log(Event.DEFECT, organisation=organisation, code="SIP640", frames=frames_of(error)[:400])


def run_until_idle(parts: Parts) -> int:
    """Do everything that is due now, and what follows from it; how many things were done."""
    return Worker(parts).run_until_idle()
