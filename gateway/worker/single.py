"""One thread that does everything that is due, one thing after another, and then ends: for commands and tests."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial

from gateway.broker.protocol import Delivery
from gateway.exchange.audit_chain import close_audit
from gateway.exchange.late import report_late
from gateway.exchange.parked import drain_dead_letters
from gateway.exchange.parts import Parts
from gateway.exchange.receive import receive, receive_together
from gateway.exchange.unopened import open_waiting
from gateway.logs import Event
from gateway.store.rows import WorkKind
from gateway.worker.batch import Batch
from gateway.worker.looking import look
from gateway.worker.work import say_defect
from schemas.errors import StoreUnavailable, Unavailable

ROUNDS_AT_MOST = 10_000
"""More rounds than this without coming to rest is a defect, and says so."""


class Worker:
    """Everything that is due now. Raises StoreUnavailable when the store is away; waits for nothing else."""

    def __init__(self, parts: Parts, name: str = "worker") -> None:
        self._parts = parts
        self._tries: dict[str, Counter[str]] = {}
        self._unopened: dict[int, int] = {}
        self._name = f"{name}-{parts.new_id().removeprefix('urn:uuid:')[:8]}"

    def run_until_idle(self) -> int:
        """Do everything that is due now, and what follows from it; how many things. Waits for nothing."""
        done = 0
        for _ in range(ROUNDS_AT_MOST):
            busy = self.round(lambda: False) or self._late() or open_waiting(self._parts, self._unopened)
            if not busy:
                self._close_audit()
                return done
            done += busy
        raise RuntimeError("the worker does not come to rest")

    def round(self, stopped: Callable[[], bool]) -> int:
        """One round: journals, broker, and all work that is due; how many things were done."""
        done = sum(self._from_journal(organisation) for organisation in self._parts.hosted)
        done += self._from_broker(stopped)
        while not stopped() and (worked := Batch(self._parts, self._name).work(self._parts.hosted, tuple(WorkKind))):
            done += len(worked)
        return done

    def _from_journal(self, organisation: str) -> int:
        return look(self._parts, organisation, self._tries.setdefault(organisation, Counter())).taken

    def _from_broker(self, stopped: Callable[[], bool]) -> int:
        parts = self._parts
        keys = [entry.routing_key for entry in parts.directory.all() if entry.id in parts.journals]

        def handle(delivery: Delivery) -> None:
            receive(parts, delivery)

        try:
            done = parts.broker.deliver(
                [key for key in keys if key], handle, stop=stopped, together=partial(receive_together, parts)
            )
            return done + drain_dead_letters(parts)
        except StoreUnavailable:
            raise
        except Unavailable as away:
            parts.log(Event.TRIED_AGAIN_LATER, code=away.code)
        except Exception as error:  # noqa: BLE001 - the message stays in the queue, and is set aside after some tries
            say_defect(parts, None, error)
            return 1
        return 0

    def _late(self) -> int:
        return sum(report_late(self._parts, organisation) for organisation in self._parts.hosted)

    def _close_audit(self) -> None:
        for organisation in self._parts.hosted:
            while close_audit(self._parts, organisation):
                pass


def run_until_idle(parts: Parts) -> int:
    """Do everything that is due now, and what follows from it; how many things were done."""
    return Worker(parts).run_until_idle()
