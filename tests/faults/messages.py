"""What can go wrong with messages on their way: repeated, late, in another order, poisoned; queues full or missing.

All of it is done to the real messages of the run, sealed as they are, through the broker that carries them.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from gateway.broker.protocol import Queue
from gateway.broker.topology import Arguments, queue_arguments, queue_name
from tests.faults.postman import Letter, Postman

HUGE = 12 * 2**20
"""Bytes: far more than any message of ours, and under what a broker takes."""


class Tap:
    """Sees every message that is sent to some queues, without being in the way."""

    def __init__(self, postman: Postman, exchange: str, queues: Iterable[str]) -> None:
        self._postman, self._exchange = postman, exchange
        self.queues = tuple(queues)
        self.queue = postman.make_tap(exchange, self.queues)
        self.seen: list[Letter] = []

    def look(self) -> list[Letter]:
        """What has been sent since the last look, oldest first."""
        found = self._postman.take(self.queue)
        self.seen += found
        return found

    def close(self) -> None:
        """See no more. Twice is once."""
        self._postman.delete(self.queue)


def repeat(postman: Postman, letters: Sequence[Letter], times: int, chance: random.Random) -> int:
    """Put the same bytes into the same queues again, each so often, in any order; how many were put."""
    again = [each for each in letters for _ in range(times)]
    chance.shuffle(again)
    return postman.put(again)


@dataclass
class HeldBack:
    """Some queues get nothing for a while: what is sent to them is confirmed, and comes later in another order.

    `hold`, then `release`; the sender notices nothing.
    """

    postman: Postman
    exchange: str
    queues: tuple[str, ...]
    held: list[Letter] = field(default_factory=list)
    _tap: Tap | None = None

    def hold(self) -> None:
        """From now on everything waits with us. The tap comes first: nothing is unroutable in between."""
        self._tap = Tap(self.postman, self.exchange, self.queues)
        for each in self.queues:
            self.postman.unbind(self.exchange, each)

    @property
    def waiting(self) -> int:
        """How many wait with us."""
        return self.postman.waiting(self._tap.queue) if self._tap is not None else 0

    def release(self, chance: random.Random) -> int:
        """Let everything go, shuffled, those that come meanwhile before them; how many pairs of one queue are turned.

        Some are, when any queue has two: what a shuffle has left as it was goes the other way round. Twice is once.
        """
        came = list(enumerate(self._let_come()))
        shuffled = chance.sample(came, len(came))
        for order in (shuffled, came[::-1]):
            turned = _turned([(letter.queue, place) for place, letter in order])
            if turned:
                break
        self._put([letter for _, letter in order])
        return turned

    def release_after(self, before: Callable[[Letter], list[Letter]]) -> int:
        """Let everything go in its order, and put before each what is made of it; how many were put so. Twice is once.

        What comes meanwhile comes first.
        """
        held = self._let_come()
        self._put([letter for each in held for letter in (*before(each), each)])
        return sum(len(before(each)) for each in held)

    def _let_come(self) -> list[Letter]:
        """Bound as before; what was held until now."""
        if self._tap is None:
            return []
        for each in self.queues:
            self.postman.bind(self.exchange, each)
        self.held += self._tap.look()
        return self.held

    def _put(self, letters: list[Letter]) -> None:
        if self._tap is not None:
            self.postman.put(letters)
            self._tap.close()
            self._tap = None


def _turned(order: Sequence[tuple[str, int]]) -> int:
    """How many pairs of one queue stand in another order than they came in."""
    return sum(
        one[0] == other[0] and one[1] > other[1] for place, one in enumerate(order) for other in order[place + 1 :]
    )


def _some_id(chance: random.Random) -> str:
    return f"urn:uuid:00000000-0000-4000-8000-{chance.randbytes(6).hex()}"


def poisons(letter: Letter, others: Sequence[str], chance: random.Random) -> list[Letter]:
    """One of each kind for the queue of a real message, made from that message; `others` are queues of others."""
    body, queue = letter.body, letter.queue
    flipped = bytearray(body)
    flipped[chance.randrange(len(body) // 2, len(body))] ^= 1
    name = _some_id(chance)
    return [
        Letter(queue, chance.randbytes(2000), name),
        Letter(queue, b"", name),
        Letter(queue, b'{"resourceType": "Bundle", "type": "message"}', name, content_type="application/fhir+json"),
        Letter(queue, b"." * HUGE, name),
        Letter(queue, body[: chance.randrange(1, len(body))], letter.message_id),
        Letter(queue, bytes(flipped), letter.message_id),
        *(replace(letter, queue=each) for each in others),
    ]


def forged_headers(letter: Letter, chance: random.Random) -> list[Letter]:
    """A real message, sealed and signed as it is, with something else written on it: what is signed counts."""
    other = _some_id(chance)
    return [
        replace(letter, message_id=other),
        replace(letter, message_id=None),
        replace(letter, message_id="\x00" * 200),
        replace(letter, content_type="text/plain", headers={"x-delivery-count": 1000, "x-death": "never"}),
    ]


def rubbish(queue: str, number: int, chance: random.Random) -> list[Letter]:
    """So many messages that are none."""
    return [Letter(queue, chance.randbytes(200), f"urn:uuid:rubbish-{place}") for place in range(number)]


@dataclass(frozen=True)
class Inbox:
    """The two queues of an organisation."""

    routing_key: str

    @property
    def copies(self) -> str:
        return queue_name(self.routing_key, Queue.COPIES)

    @property
    def control(self) -> str:
        return queue_name(self.routing_key, Queue.CONTROL)

    @property
    def both(self) -> tuple[str, str]:
        return self.copies, self.control

    def arguments(self, exchange: str) -> dict[str, Arguments]:
        """What each queue was made with."""
        return {queue_name(self.routing_key, each): queue_arguments(exchange, each) for each in Queue}
