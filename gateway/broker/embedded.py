"""The embedded broker: durable queues in a file of their own, for a gateway that runs by itself.

Theory of operation. Messages are taken in one short transaction that raises their count and hides them for a while
(`HIDDEN`), handled outside any transaction, one after another, and deleted when the handler has returned. Each of the
two is a transaction on the disk, so some messages are taken together, and deleted together; what the handler raises
frees at once what has not been handled; a crash frees all when the program starts again (see `queue_file.py`). So a
message is handed out at least once, to one consumer at a time as long as the handlers are done within `HIDDEN`. A
message that has been handed out `DELIVERY_LIMIT` times and still lies there is a dead letter. Only messages that are
new are taken together: one that kills its reader takes its neighbours along once, and then counts alone. And never more
than half of what waits is taken, so that another consumer finds something too.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.broker.protocol import (
    DELIVERY_LIMIT,
    MAX_BODY,
    NO_WAIT,
    Delivery,
    Outgoing,
    Queue,
    TooLarge,
    Unroutable,
    all_taken,
)
from gateway.broker.queue_file import QueueFile
from schemas.errors import BrokerUnavailable

HIDDEN = timedelta(minutes=5)
"""How long a message is hidden while it is handled. Receiving is seconds; only a consumer that hangs takes longer."""

AT_ONCE = 16
"""Messages taken together at most: a sixteenth of a disk write for each is little enough."""

BYTES_AT_ONCE = 1024 * 1024
"""Of bodies that are taken together; a larger message is taken alone."""

LOOKS_AGAIN = timedelta(milliseconds=50)
"""How often a reader that waits looks into the file: a query of microseconds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_MINE = "routing_key IN (SELECT value FROM json_each(:keys)) AND free_at <= :now"
_NEXT = (
    f"SELECT id, count, length(body) FROM messages WHERE queue = :queue AND count < :limit AND {_MINE}"  # noqa: S608
    " ORDER BY id LIMIT :at_most"
)
_DEAD = f"SELECT id FROM messages WHERE id > :after AND count >= :limit AND {_MINE} ORDER BY id LIMIT 1"  # noqa: S608
_READ = "SELECT id, routing_key, queue, envelope_id, body, count FROM messages WHERE id = ?"
_HIDE = "UPDATE messages SET count = count + 1, free_at = ? WHERE id = ?"
_DELETE = "DELETE FROM messages WHERE id = ?"
_FREE = "UPDATE messages SET free_at = 0, count = ? WHERE id = ? AND count = ?"
_PUT = "INSERT INTO messages (routing_key, queue, envelope_id, body) VALUES (?, ?, ?, ?)"
_DISCARD = "DELETE FROM messages WHERE routing_key = ? AND queue = ? AND envelope_id = ? AND body = ? AND count >= ?"
_DEPTH = "SELECT count(*) FROM messages WHERE queue = ? AND routing_key = ? AND (count < ? OR free_at > ?)"


def _now() -> datetime:
    return datetime.now(UTC)


class EmbeddedBroker:
    """See `gateway.broker.protocol.Broker`. Safe to use from several threads."""

    def __init__(self, path: Path, *, clock: Callable[[], datetime] = _now, hidden: timedelta = HIDDEN) -> None:
        self._clock = clock
        self._hidden = hidden
        self._file = QueueFile(path)
        self._came, self._published = threading.Condition(), 0

    def declare(self, routing_key: str) -> None:
        """Make the two queues of an organisation. Twice is the same as once."""
        with self._file.transaction() as connection:
            connection.execute("INSERT INTO queues VALUES (?) ON CONFLICT DO NOTHING", (routing_key,))

    def publish(self, message: Outgoing) -> None:
        """Publish; it lies durably in the queue when this returns. Raises `Unroutable` and `TooLarge`."""
        if len(message.body) > MAX_BODY:
            raise TooLarge(f"a message holds at most {MAX_BODY} bytes")
        columns = (message.routing_key, message.queue.value, message.envelope_id, message.body)
        with self._file.transaction() as connection:
            known = connection.execute("SELECT 1 FROM queues WHERE routing_key = ?", columns[:1]).fetchone()
            if known is None:
                raise Unroutable
            connection.execute(_PUT, columns)
        with self._came:
            self._published += 1
            self._came.notify_all()

    def check(self) -> None:
        """Raise `BrokerUnavailable` unless the file can be used."""
        with self._file.transaction() as connection:
            connection.execute("SELECT 1 FROM queues LIMIT 1")

    def deliver(
        self,
        routing_keys: Sequence[str],
        handle: Callable[[Delivery], None],
        *,
        stop: Callable[[], bool],
        wait: timedelta = NO_WAIT,
        together: Callable[[Sequence[Delivery]], None] | None = None,
    ) -> int:
        """Hand out what waits, control first, oldest first; how many were acknowledged. Looks again within `wait`."""
        acknowledged, patient_until = 0, time.monotonic() + wait.total_seconds()
        while not stop():
            heard = self._published
            taken = self._take(routing_keys)
            if not taken:
                if time.monotonic() >= patient_until:
                    break
                with self._came:  # rung by this process; what others publish is found when it looks again
                    self._came.wait_for(lambda heard=heard: self._published != heard, LOOKS_AGAIN.total_seconds())  # type: ignore[misc]
                continue
            acknowledged += self._hand_out(taken, handle, stop, together)
            patient_until = time.monotonic() + wait.total_seconds()
        return acknowledged

    def _hand_out(
        self,
        taken: list[tuple[int, Delivery]],
        handle: Callable[[Delivery], None],
        stop: Callable[[], bool],
        together: Callable[[Sequence[Delivery]], None] | None,
    ) -> int:
        """Hand out what was taken until told to stop; the rest is free again. How many were acknowledged."""
        handled = 0
        try:
            if together is not None and all_taken(together, [delivery for _, delivery in taken]):
                handled = len(taken)
            for _, delivery in taken[handled:]:
                if handled and stop():
                    break
                handle(delivery)
                handled += 1
        except BaseException:
            with contextlib.suppress(BrokerUnavailable):  # then it is free when its time runs out
                self._done_with(taken, handled, failed=1)
            raise
        return self._done_with(taken, handled)

    def left_out(self) -> dict[str, str]:
        """Nobody: the file is ours."""
        return {}

    def dead_letters(self, routing_keys: Sequence[str]) -> Iterator[Delivery]:
        """Messages handed out `DELIVERY_LIMIT` times in vain, oldest first, one at a time."""
        after = 0
        while True:
            with self._file.transaction() as connection:
                asked = {"keys": json.dumps(list(routing_keys)), "limit": DELIVERY_LIMIT, "now": self._ticks()}
                found = connection.execute(_DEAD, {**asked, "after": after}).fetchone()
                dead = None if found is None else _read(connection, found[0])
            if dead is None:
                return
            after, delivery = dead
            yield delivery

    def discard_dead_letter(self, delivery: Delivery) -> None:
        """Take it away, and whatever is the same message byte for byte. Twice is once."""
        same = (delivery.routing_key, delivery.queue.value, delivery.envelope_id, delivery.body)
        with self._file.transaction() as connection:
            connection.execute(_DISCARD, (*same, DELIVERY_LIMIT))

    def depth(self, routing_key: str, queue: Queue) -> int:
        """How many messages are not acknowledged, those being handled among them, dead letters not."""
        with self._file.transaction() as connection:
            wanted = (queue.value, routing_key, DELIVERY_LIMIT, self._ticks())
            return int(connection.execute(_DEPTH, wanted).fetchone()[0])

    def close(self) -> None:
        """Give back the file. Twice is once."""
        self._file.close()

    def _take(self, routing_keys: Sequence[str]) -> list[tuple[int, Delivery]]:
        now = self._ticks()
        asked = {"keys": json.dumps(list(routing_keys)), "limit": DELIVERY_LIMIT, "now": now, "at_most": 2 * AT_ONCE}
        with self._file.transaction() as connection:
            for queue in Queue:
                waiting = connection.execute(_NEXT, {**asked, "queue": queue.value}).fetchall()
                numbers = _together(waiting)
                if numbers:
                    until = now + self._hidden // _TICK
                    found = [_read(connection, number) for number in numbers]
                    connection.executemany(_HIDE, [(until, number) for number in numbers])
                    return found
        return []

    def _done_with(self, taken: list[tuple[int, Delivery]], handled: int, *, failed: int = 0) -> int:
        """Delete what was handled, also when another has taken it meanwhile; how many were there. Free the rest.

        It counts for what failed only. What ran out of its time and was taken by another is not freed: then the count
        is higher.
        """
        left = [
            (delivery.count + (place < failed), number, delivery.count + 1)
            for place, (number, delivery) in enumerate(taken[handled:])
        ]
        with self._file.transaction() as connection:
            connection.executemany(_FREE, left)
            return sum(connection.execute(_DELETE, (number,)).rowcount for number, _ in taken[:handled])

    def _ticks(self) -> int:
        return (self._clock() - _EPOCH) // _TICK


def _together(waiting: list[tuple[int, int, int]]) -> list[int]:
    """Which of those that wait (number, count, size) are taken: the first, and new ones of moderate size after it."""
    numbers: list[int] = []
    size = 0
    for number, count, length in waiting[: max(1, len(waiting) // 2)]:
        size += length
        if numbers and (count or size > BYTES_AT_ONCE):
            break
        numbers.append(number)
        if count:
            break
    return numbers


def _read(connection: sqlite3.Connection, number: int) -> tuple[int, Delivery]:
    found, routing_key, queue, envelope_id, body, count = connection.execute(_READ, (number,)).fetchone()
    return found, Delivery(routing_key, Queue(queue), envelope_id, body, count)
