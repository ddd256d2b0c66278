"""The embedded broker: durable queues in a file of their own, for a gateway that runs by itself.

Theory of operation. A message is taken in one short transaction that raises its count and hides it for a while
(`HIDDEN`), handled outside any transaction, and deleted when the handler has returned. What the handler raises frees
the message at once; a crash frees it when the program starts again (see `queue_file.py`). So it is handed out at least
once, to one consumer at a time as long as the handler is done within `HIDDEN`. A message that has been handed out
`DELIVERY_LIMIT` times and still lies there is a dead letter.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from gateway.broker.protocol import DELIVERY_LIMIT, MAX_BODY, NO_WAIT, Delivery, Outgoing, Queue, TooLarge, Unroutable
from gateway.broker.queue_file import QueueFile
from schemas.errors import BrokerUnavailable

HIDDEN = timedelta(minutes=5)
"""How long a message is hidden while it is handled. Receiving is seconds; only a consumer that hangs takes longer."""

LOOKS_AGAIN = timedelta(milliseconds=50)
"""How often a reader that waits looks into the file: a query of microseconds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
_MINE = "routing_key IN (SELECT value FROM json_each(:keys)) AND free_at <= :now"
_NEXT = f"SELECT id FROM messages WHERE queue = :queue AND count < :limit AND {_MINE} ORDER BY id LIMIT 1"  # noqa: S608
_DEAD = f"SELECT id FROM messages WHERE id > :after AND count >= :limit AND {_MINE} ORDER BY id LIMIT 1"  # noqa: S608
_READ = "SELECT id, routing_key, queue, envelope_id, body, count FROM messages WHERE id = ?"
_HIDE = "UPDATE messages SET count = count + 1, free_at = ? WHERE id = ?"
_FREE = "UPDATE messages SET free_at = 0 WHERE id = ? AND count = ?"
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
    ) -> int:
        """Hand out what waits, control first, oldest first; how many were acknowledged. Looks again within `wait`."""
        acknowledged, patient_until = 0, time.monotonic() + wait.total_seconds()
        while not stop():
            taken = self._take(routing_keys)
            if taken is None:
                if time.monotonic() >= patient_until:
                    break
                time.sleep(LOOKS_AGAIN.total_seconds())
                continue
            patient_until = time.monotonic() + wait.total_seconds()
            number, delivery = taken
            try:
                handle(delivery)
            except BaseException:
                with contextlib.suppress(BrokerUnavailable):  # then it is free when its time runs out
                    self._free(number, delivery)
                raise
            acknowledged += self._acknowledge(number)
        return acknowledged

    def left_out(self) -> dict[str, str]:
        """Nobody: the file is ours."""
        return {}

    def dead_letters(self, routing_keys: Sequence[str]) -> Iterator[Delivery]:
        """Messages handed out `DELIVERY_LIMIT` times in vain, oldest first, one at a time."""
        after = 0
        while True:
            with self._file.transaction() as connection:
                found = _read(connection, _DEAD, routing_keys, now=self._ticks(), after=after)
            if found is None:
                return
            after, delivery = found
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

    def _take(self, routing_keys: Sequence[str]) -> tuple[int, Delivery] | None:
        now = self._ticks()
        with self._file.transaction() as connection:
            for queue in Queue:
                if found := _read(connection, _NEXT, routing_keys, now=now, queue=queue.value):
                    connection.execute(_HIDE, (now + self._hidden // _TICK, found[0]))
                    return found
        return None

    def _free(self, number: int, delivery: Delivery) -> None:
        """Free it, unless its time ran out and another has taken it meanwhile (then the count is higher)."""
        with self._file.transaction() as connection:
            connection.execute(_FREE, (number, delivery.count + 1))

    def _acknowledge(self, number: int) -> int:
        """Delete it, also when another has taken it meanwhile: it has been handled."""
        with self._file.transaction() as connection:
            return connection.execute("DELETE FROM messages WHERE id = ?", (number,)).rowcount

    def _ticks(self) -> int:
        return (self._clock() - _EPOCH) // _TICK


def _read(
    connection: sqlite3.Connection, find: str, routing_keys: Sequence[str], **values: str | int
) -> tuple[int, Delivery] | None:
    """The message that `find` names, with its number; only that one's body is read."""
    keys = json.dumps(list(routing_keys))
    found = connection.execute(find, {"keys": keys, "limit": DELIVERY_LIMIT, **values}).fetchone()
    if found is None:
        return None
    number, routing_key, queue, envelope_id, body, count = connection.execute(_READ, found).fetchone()
    return number, Delivery(routing_key, Queue(queue), envelope_id, body, count)
