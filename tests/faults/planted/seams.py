"""The planted faults: each changes one thing in the program of the process that it is called in, and nothing else.

They take hold of functions and methods that the design names (claiming, the handler of a delivery, asking for consent),
wherever they have been imported to. A name that is gone raises: a fault that is not planted would prove nothing. Where
a fault is a moment between two things that a kill must hit, the moment is made long enough to be hit (`MOMENT`).
"""

from __future__ import annotations

import importlib
import inspect
import os
import pkgutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from queue import SimpleQueue
from types import ModuleType
from typing import Any

import sqlalchemy as sa

MOMENT = 1.5  # seconds
SLOW_FIRST = "PLANTED_SLOW_FIRST"
"""In the environment: so many seconds the journal systems take for the first version of a plan."""


def nothing() -> None:
    """The program as it is; with a slow journal system, where the environment says so."""
    from adapters.file_drop import FileDrop

    seconds, straight = float(os.environ.get(SLOW_FIRST, "0")), FileDrop.record

    def record(drop: FileDrop, copied: Any) -> Any:
        if copied.copy_id.version == 1:
            time.sleep(seconds)
        return straight(drop, copied)

    if seconds:
        FileDrop.record = record  # type: ignore[method-assign]


def acknowledged_early() -> None:
    """The broker is acknowledged when a message has come, and the inbox is committed later."""
    from gateway.exchange import receive as receiving

    waiting: SimpleQueue[tuple[float, Any, Any]] = SimpleQueue()
    straight, straight_together = receiving.receive, receiving.receive_together

    def take() -> None:
        while True:
            due, parts, delivery = waiting.get()
            time.sleep(max(0.0, due - time.monotonic()))
            with suppress(Exception):  # whatever keeps it from being committed: the broker has it no more
                straight(parts, delivery)

    def acknowledged(parts: Any, delivery: Any) -> None:
        waiting.put((time.monotonic() + MOMENT, parts, delivery))

    def together(parts: Any, deliveries: Any) -> None:
        for each in deliveries:
            acknowledged(parts, each)

    _everywhere(straight, acknowledged)
    _everywhere(straight_together, together)
    threading.Thread(target=take, daemon=True).start()


def outbox_outside() -> None:
    """A version is committed; what is to be prepared for its recipients is written afterwards, by itself."""
    from gateway.store.rows import WorkKind
    from gateway.store.sql import SqlStore, SqlTransaction

    _takes(SqlTransaction.add_work, "stream", "kind", "version", "subject", "due_at", "body")
    at_once, straight = SqlTransaction.add_work, SqlStore.transaction
    later = threading.local()

    def add_work(tx: Any, stream: Any, kind: Any, *rest: Any, **more: Any) -> None:
        if kind is WorkKind.PREPARE:
            later.work.append((stream, kind, *rest))
        else:
            at_once(tx, stream, kind, *rest, **more)

    @contextmanager
    def transaction(store: Any) -> Iterator[Any]:
        later.work = []
        with straight(store) as tx:
            yield tx
        work, later.work = later.work, []
        if work:
            time.sleep(MOMENT)
            with straight(store) as tx:
                for each in work:
                    at_once(tx, *each)

    SqlTransaction.add_work = add_work  # type: ignore[method-assign]
    SqlStore.transaction = transaction  # type: ignore[assignment,method-assign]


def message_id_only() -> None:
    """A copy is known again by its message alone: the same copy in another message is recorded once more."""
    from adapters.file_drop import FileDrop
    from adapters.file_drop.incoming import Incoming
    from gateway.exchange import copies_received
    from schemas.states import CopyState

    _has(copies_received, "_TRY_AGAIN")
    _has(FileDrop, "find")
    _has(Incoming, "_before")
    copies_received._TRY_AGAIN = frozenset(CopyState)
    FileDrop.find = lambda *_: None  # type: ignore[assignment,method-assign]
    Incoming._before = lambda *_: None  # type: ignore[assignment,method-assign]


def claimed_by_row() -> None:
    """Who claims takes a piece of work, whoever else works in its stream; there are no fences."""
    from gateway.store.sql import SqlTransaction
    from gateway.store.tables import streams, work

    straight = SqlTransaction.claim_batch
    _takes(straight, "organisations", "kinds", "owner", "now", "lease", "limit")
    lease = timedelta(minutes=5)

    def claim_batch(tx: Any, organisations: Any, kinds: Any, *, now: Any, limit: int, **rest: Any) -> Any:
        del limit
        tx._connection.execute(sa.update(streams).values(owner=None, until=None))
        claims = straight(tx, organisations, kinds, now=now, limit=1, **rest)[:1]
        for each in claims:
            tx._connection.execute(sa.update(work).where(work.c.id == each.work.id).values(due_at=now + lease))
        return claims

    def finish(tx: Any, claim: Any) -> None:
        tx.flush()
        tx._connection.execute(sa.delete(work).where(work.c.id == claim.work.id))
        tx._settled.add(claim.work.id)

    def postpone(tx: Any, claim: Any, due_at: Any, *, defect: bool = False) -> None:
        del defect
        again = {"due_at": due_at, "attempts": work.c.attempts + 1}
        tx._connection.execute(sa.update(work).where(work.c.id == claim.work.id).values(**again))
        tx._settled.add(claim.work.id)

    _has(SqlTransaction, "_settle")  # fills `_settled`, which a batch asks whether a piece is done
    for name, one in (("finish", finish), ("postpone", postpone), ("guard", lambda *_: None)):
        _has(SqlTransaction, name)
        setattr(SqlTransaction, name, one)
    SqlTransaction.claim_batch = claim_batch  # type: ignore[assignment,method-assign]


def slow_and_claimed_by_row() -> None:
    """The same, with a slow journal system where the environment says so."""
    nothing()
    claimed_by_row()


def nacked_without_store() -> None:
    """The store is not asked before a message is taken, and while it is away every message is given back at once."""
    from gateway.broker.protocol import Delivery
    from gateway.broker.reading import Reader
    from gateway.broker.topology import parts_of
    from gateway.worker.receiver import Receiver
    from schemas.errors import StoreUnavailable

    _has(Reader, "_hand")
    _has(Receiver, "_check_store")
    _takes(Reader._hand, "taken", "handle")

    def hand(reader: Any, taken: Any, handle: Callable[[Delivery], None]) -> None:
        channel = reader._channel
        try:
            handle(Delivery(*parts_of(taken.queue), taken.envelope_id, taken.body, taken.count))
        except Exception as error:
            if not isinstance(error.__cause__ or error, StoreUnavailable):
                raise
            channel._channel.basic_nack(taken.tag, requeue=True)
        else:
            channel.acknowledge(taken.tag)

    Reader._hand = hand  # type: ignore[method-assign]
    Receiver._check_store = lambda _: None  # type: ignore[method-assign]


def asked_once() -> None:
    """Consent is asked when a copy is prepared, and never again: not when it is sent, not when it is recorded."""
    from gateway.exchange.asking_again import no_longer
    from gateway.exchange.copies_received import what_ended

    _everywhere(no_longer, lambda *_: None)
    _everywhere(what_ended, lambda *_: None)


PLANTED: dict[str, Callable[[], None]] = {
    "nothing": nothing,
    "acknowledged-early": acknowledged_early,
    "outbox-outside": outbox_outside,
    "message-id-only": message_id_only,
    "claimed-by-row": slow_and_claimed_by_row,
    "nacked-without-store": nacked_without_store,
    "asked-once": asked_once,
}


def _everywhere(straight: Callable[..., Any], other: Callable[..., Any]) -> None:
    """Put another function in the place of one, in every module of the gateway that has it."""
    places = [
        (module, name) for module in _modules() for name, value in list(vars(module).items()) if value is straight
    ]
    assert len(places) > 1, f"{straight.__name__} is used by nobody"
    for module, name in places:
        setattr(module, name, other)


def _modules() -> list[ModuleType]:
    import gateway.exchange
    import gateway.worker

    for package in (gateway.exchange, gateway.worker):
        for each in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            importlib.import_module(each.name)
    return [module for name, module in sys.modules.items() if name.startswith("gateway.")]


def _takes(what: Callable[..., Any], *names: str) -> None:
    """Raises when it is called with something else by now."""
    found = list(inspect.signature(what).parameters)[1:]
    if found != list(names):
        raise AttributeError(f"{what.__qualname__} takes {found}: plant the fault anew")


def _has(what: object, name: str) -> None:
    if not hasattr(what, name):
        raise AttributeError(f"{name} is gone: plant the fault elsewhere")
