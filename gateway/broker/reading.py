"""Reading the queues of a thread: fetched while anything waits, by true consumers when nothing does.

Theory of operation. What waits already is fetched message by message (`basic_get`), control before copies, one
organisation after another from a random start, and `nothing waits` is the broker's word. Those that come for the first
time are taken some at a time, where the caller can (`AT_ONCE`); one that has come before is handled alone, after its
company: so a message that kills its reader makes the others count once, and then counts alone. When nothing waits and
there is time left, every queue gets a consumer; then messages come by themselves, some of each queue ahead of being
handled (`prefetch`), since a queue writes an acknowledgement to disk before it sends the next one. A reader that was
killed begins by fetching again, so a neighbour that was in hand with the killer is handled before that can happen
twice. A copy that came by itself is handed out after control of the same organisation: its control queue has been seen
empty since the copy came. The handler runs on this thread, outside pika; its message is acknowledged when it has
returned. When it raises, the channel is closed, which returns everything in hand to the head of its queue and counts.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta

from gateway.broker.amqp import Channel, Connection, Refused, Taken
from gateway.broker.protocol import DELIVERY_LIMIT, Delivery, Queue, all_taken
from gateway.broker.topology import parts_of, queue_name
from schemas.errors import BrokerUnavailable

TURN = 20
"""Messages of one organisation in a row while others wait: receiving takes milliseconds, so a turn is short."""

IN_HAND = 64
"""Messages of all queues in hand at most, where there are few queues: some megabytes."""

PREFETCH = 8
"""Messages of one queue in hand at most: an acknowledgement takes as long on the disk as handling a few."""

AT_ONCE = 16
"""Messages that are taken together at most."""

BYTES_AT_ONCE = 1024 * 1024
"""Of bodies that are taken together, more or less: a larger message ends its company."""

Together = Callable[[Sequence[Delivery]], None]

STOP_IS_SEEN = 0.25  # seconds between two looks at `stop` while nothing comes
RETURNED_WITHIN = 0.5  # seconds until a message given back lies in its queue again; usually one millisecond
CONTROL_ARRIVES = 1.0  # seconds to wait for a control message that the broker says is there, before reading a copy
ASKED_AGAIN = timedelta(minutes=1)
"""How often queues that are missing or not ours are tried again while the others are read."""


class Reader:
    """The consumer of one thread, on a connection of its own (one that publishes can be blocked, this one not)."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._connection: Connection | None = None
        self._channel: Channel | None = None
        self._in_hand: list[Taken] = []
        self._together: Together | None = None
        self._after_control: set[int] = set()
        self._subscribed: tuple[str, ...] | None = None
        self._refused: dict[str, Refused] = {}
        self._ask_again = 0.0
        self._lost_a_consumer = False

    def deliver(
        self,
        routing_keys: Sequence[str],
        handle: Callable[[Delivery], None],
        stop: Callable[[], bool],
        wait: timedelta,
        together: Together | None = None,
    ) -> int:
        """See `gateway.broker.protocol.Broker.deliver`."""
        self._together = together
        keys = tuple(dict.fromkeys(routing_keys))
        if not keys:
            return 0
        try:
            return self._deliver(keys, handle, stop, wait)
        except BaseException:
            self.let_go()
            raise

    @property
    def left_out(self) -> dict[str, str]:
        """Routing key → code, of those whose queues are missing or not ours."""
        return {key: refused.code for key, refused in self._refused.items()}

    def _deliver(
        self, keys: tuple[str, ...], handle: Callable[[Delivery], None], stop: Callable[[], bool], wait: timedelta
    ) -> int:
        number = 0
        if self._must_begin_anew(keys, wait):
            self.let_go()
            self._refused.clear()
            number += self._fetch(keys, handle, stop)
            if len(self._refused) == len(keys):
                raise next(iter(self._refused.values()))
        if wait and not stop():
            self._subscribe(keys)
            number += self._listen(handle, stop, wait)
        if stop() or self._lost_a_consumer:
            self.let_go()
        return number

    def _must_begin_anew(self, keys: tuple[str, ...], wait: timedelta) -> bool:
        impatient = bool(self._refused) and time.monotonic() > self._ask_again
        connected = self._connection is not None and self._connection.is_open
        return not connected or not wait or self._subscribed != keys or impatient

    def _fetch(self, keys: tuple[str, ...], handle: Callable[[Delivery], None], stop: Callable[[], bool]) -> int:
        """Hand out one by one until a whole round finds nothing; nobody gets more than a turn while others wait."""
        start = random.SystemRandom().randrange(len(keys))
        order, total, found = keys[start:] + keys[:start], 0, 1
        while found:
            found = 0
            for key in order:
                until = found + TURN
                while found < until:
                    if stop():
                        return total + found
                    some = self._some(lambda key=key: self._next(key))  # type: ignore[misc]
                    if not some:
                        break
                    self._hand_all(some, handle)
                    found += len(some)
            total += found
        return total

    def _next(self, key: str) -> Taken | None:
        """The next message of an organisation. Queues that are missing or not ours are left out, not in the way."""
        if key in self._refused:
            return None
        try:
            for queue in Queue:
                name = queue_name(key, queue)
                if self._open().ready(name) and (taken := self._open().get(name)) is not None:
                    return taken
        except Refused as refused:
            self._refuse(key, refused)
        return None

    def _subscribe(self, keys: tuple[str, ...]) -> None:
        """A consumer on every queue. A refusal closes the channel, so all begin again without that organisation."""
        while self._subscribed != keys:
            self._close_channel()
            channel = self._open(prefetch(keys))
            for key in keys:
                if key not in self._refused and not self._consume(channel, key):
                    break
            else:
                self._subscribed = keys

    def _consume(self, channel: Channel, key: str) -> bool:
        try:
            for queue in Queue:
                channel.consume(queue_name(key, queue), self._in_hand.append, self._gone)
        except Refused as refused:
            self._refuse(key, refused)
            return False
        return True

    def _refuse(self, key: str, refused: Refused) -> None:
        self._refused[key] = refused
        self._ask_again = time.monotonic() + ASKED_AGAIN.total_seconds()

    def _gone(self) -> None:
        self._lost_a_consumer = True

    def _listen(self, handle: Callable[[Delivery], None], stop: Callable[[], bool], wait: timedelta) -> int:
        """Hand out what comes by itself, until nothing has come for `wait`."""
        number, until = 0, time.monotonic() + wait.total_seconds()
        while not stop() and not self._lost_a_consumer:
            self._pump(0)
            if some := self._some(self._best):
                self._hand_all(some, handle)
                number += len(some)
                until = time.monotonic() + wait.total_seconds()
                continue
            left = until - time.monotonic()
            if left <= 0:
                break
            self._pump(min(left, STOP_IS_SEEN))
        return number

    def _best(self) -> Taken | None:
        """What is handed out next of what has come: control first, also control that is still on its way."""
        if self._in_hand and not any(_is_control(each) for each in self._in_hand):
            first = self._in_hand[0]
            if first.tag not in self._after_control:
                self._await_control_of(first)
        best = next((each for each in self._in_hand if _is_control(each)), next(iter(self._in_hand), None))
        if best is not None:
            self._in_hand.remove(best)
            self._after_control.discard(best.tag)
        return best

    def _await_control_of(self, copy: Taken) -> None:
        routing_key, _ = parts_of(copy.queue)
        control = queue_name(routing_key, Queue.CONTROL)
        until = time.monotonic() + CONTROL_ARRIVES
        self._pump(0)
        self._after_control.update(each.tag for each in self._in_hand if each.queue == copy.queue)
        while time.monotonic() < until and not any(each.queue == control for each in self._in_hand):
            if not self._open().ready(control):
                self._pump(0)  # it may have been on its way to us when it was counted
                return
            self._pump(0.01)

    def _some(self, next_: Callable[[], Taken | None]) -> list[Taken]:
        """What is handed out next: one, or some that come for the first time, where they are taken together."""
        some: list[Taken] = []
        size = 0
        while (taken := next_()) is not None:
            some.append(taken)
            size += len(taken.body)
            if self._together is None or taken.count or len(some) >= AT_ONCE or size >= BYTES_AT_ONCE:
                break
        return some

    def _hand_all(self, some: list[Taken], handle: Callable[[Delivery], None]) -> None:
        """Those that are new together, when that is wanted and goes well; else, and one that is not new, alone."""
        new = [each for each in some if not each.count]
        came_on = self._channel
        if self._together is not None and all_taken(self._together, [_delivery(each) for each in new]):
            for each in new:
                self._acknowledge(came_on, each)
            some = [each for each in some if each.count]
        for each in some:
            self._hand(each, handle)

    def _hand(self, taken: Taken, handle: Callable[[Delivery], None]) -> None:
        came_on = self._channel
        try:
            handle(_delivery(taken))
        except BaseException:
            self.let_go()
            with suppress(BrokerUnavailable):
                self._wait_until_returned(taken)
            raise
        self._acknowledge(came_on, taken)

    def _acknowledge(self, came_on: Channel | None, taken: Taken) -> None:
        if came_on is None or not came_on.is_open:  # its number means another message, or none, on any other channel
            raise BrokerUnavailable("the connection to the broker is lost")
        came_on.acknowledge(taken.tag)

    def _wait_until_returned(self, taken: Taken) -> None:
        """The broker returns what was in hand a moment after the channel is closed: whoever reads next finds it."""
        until = time.monotonic() + RETURNED_WITHIN
        while taken.count + 1 < DELIVERY_LIMIT and time.monotonic() < until:
            if self._open().ready(taken.queue) > taken.left:
                return
            self._pump(0.002)

    def _pump(self, seconds: float) -> None:
        if self._connection is not None:
            self._connection.pump(seconds)

    def _open(self, in_hand: int = 1) -> Channel:
        if self._connection is None or not self._connection.is_open:
            self._close_channel()
            self._connection = self._connect()
        if self._channel is None or not self._channel.is_open:
            self._channel = self._connection.channel(prefetch=in_hand)
        return self._channel

    def let_go(self) -> None:
        """End the consumers and give back what is in hand; the connection stays."""
        self._close_channel()
        if self._connection is not None and not self._connection.is_open:
            self._connection = None

    def _close_channel(self) -> None:
        channel, self._channel, self._subscribed = self._channel, None, None
        self._in_hand.clear()
        self._after_control.clear()
        self._lost_a_consumer = False
        if channel is not None:
            channel.close()
        self._in_hand.clear()

    def close(self) -> None:
        """Give back the connection. Twice is once."""
        connection, self._connection = self._connection, None
        self._close_channel()
        if connection is not None:
            connection.close()


def prefetch(keys: Sequence[str]) -> int:
    """Messages of each queue in hand when so many organisations are read."""
    return max(1, min(PREFETCH, IN_HAND // (len(Queue) * len(keys))))


def _delivery(taken: Taken) -> Delivery:
    routing_key, queue = parts_of(taken.queue)
    return Delivery(routing_key, queue, taken.envelope_id, taken.body, taken.count)


def _is_control(taken: Taken) -> bool:
    return parts_of(taken.queue)[1] is Queue.CONTROL
