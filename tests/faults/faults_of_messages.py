"""What happens to messages on their way: repeated at once and late, in another order, poisoned, with forged headers."""

from __future__ import annotations

import time
from contextlib import suppress
from random import Random
from typing import ClassVar

import psycopg

from gateway.directory.signed import read_signed
from gateway.exchange.parked_in_bulk import discard_all
from tests.faults.cast import GATEWAYS, NEAR
from tests.faults.fault import Fault, NotInjected
from tests.faults.load import Batch
from tests.faults.messages import HeldBack, Inbox, Tap, forged_headers, poisons, repeat, rubbish
from tests.faults.operating import in_logs
from tests.faults.postman import Letter
from tests.faults.world import World

EXCHANGE = "samspel"
TRAFFIC = 180.0  # seconds until the batch must be on its way
KEPT = 300  # messages of a tap that are kept, to be repeated late
TIMES = 2  # how often a message is repeated at once
LOOKS = 0.3  # seconds between two looks


def inboxes(world: World) -> dict[str, Inbox]:
    """Everybody's queues, as the signed directory says."""
    signed = read_signed((world.folder / "gateways" / "signed.json").read_bytes())
    return {each.id: Inbox(each.routing_key) for each in signed.entries if each.routing_key}


def near_queues(world: World) -> tuple[str, ...]:
    """Both queues of all who take part in ordinary plans."""
    found = inboxes(world)
    return tuple(queue for each in NEAR for queue in found[each].both)


class Repeated(Fault):
    """Every message comes again, some at once and in another order, some when all has long been answered."""

    name, says = "messages-repeated", "messages come again: at once, shuffled, and when all is answered"

    def __init__(self) -> None:
        self._tap: Tap | None = None
        self._seen: list[Letter] = []
        self._batch: Batch | None = None
        self._at_once = self._late = self._known = 0

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._batch, self._known = batch, in_logs(world, "message-seen-before")
        postman = world.postman
        self._tap = Tap(postman, EXCHANGE, near_queues(world))
        end = time.monotonic() + TRAFFIC
        while time.monotonic() < end and not (batch.handed_in.is_set() and self._at_once):
            new = self._tap.look()
            self._at_once += repeat(postman, new, TIMES, chance)
            self._seen = (self._seen + new)[:KEPT]
            world.pause(LOOKS)

    def afterwards(self, world: World) -> None:
        """Once more, when all is answered."""
        tap, batch, self._tap = self._tap, self._batch, None
        if tap is None or batch is None:
            return
        with suppress(TimeoutError, psycopg.OperationalError):
            world.until(lambda: not world.reading.unrest(batch.plan_ids), "all is answered", 30)
        self._late = repeat(world.postman, self._seen, 1, Random(len(self._seen)))
        tap.close()

    def proof(self, world: World, batch: Batch) -> str:
        known = in_logs(world, "message-seen-before") - self._known
        if not (self._at_once and self._late and known):
            raise NotInjected(f"{self._at_once} at once, {self._late} late, {known} known again")
        return f"{self._at_once} came again at once, {self._late} late; {known} times one was known again"


def held_back(world: World, batch: Batch, chance: Random) -> HeldBack:
    """What is sent to three of those that the batch is for, from now on."""
    found = inboxes(world)
    queues = tuple(queue for each in chance.sample(concerned(batch), 3) for queue in found[each].both)
    held = HeldBack(world.postman, EXCHANGE, queues)
    held.hold()
    return held


def concerned(batch: Batch) -> list[str]:
    """Homes and recipients of a batch."""
    return sorted({each for planned in batch.plans for each in (planned.home, *planned.recipients)})


class _Held(Fault):
    """What is sent to some is held back from before the first plan on, until so much waits; then something is done."""

    first = waits_for_all = True
    at_least: ClassVar[int]

    def __init__(self) -> None:
        self.held: HeldBack | None = None
        self.chance = Random(0)

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self.chance = chance
        self.held = held_back(world, batch, chance)

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        held = self.held
        if held is not None:
            with suppress(TimeoutError):
                world.until(lambda: held.waiting >= self.at_least, "messages are held back", TRAFFIC)


class Reordered(_Held):
    """Everything to some organisations waits, and then comes in any order: copies, withdrawals, answers."""

    name, says = "messages-reordered", "messages to three organisations held back, then let go shuffled"
    at_least = 7
    """More than the three have queues: so one has two."""

    def __init__(self) -> None:
        super().__init__()
        self._turned = 0

    def heal(self, world: World) -> None:
        if self.held is not None:
            self._turned += self.held.release(self.chance)

    def proof(self, world: World, batch: Batch) -> str:
        if self.held is None or not self._turned:
            raise NotInjected("nothing was turned")
        return f"{len(self.held.held)} held back, {self._turned} pairs turned"


class _Refused(Fault):
    """Messages that nobody can take lie among the others; each of them is seen afterwards."""

    def __init__(self) -> None:
        self._put: list[Letter] = []
        self._parked = 0

    def put(self, world: World, letters: list[Letter]) -> None:
        """Put them among the others."""
        self._put += letters
        world.postman.put(letters)

    def proof(self, world: World, batch: Batch) -> str:
        different = len({(each.queue, each.body) for each in self._put})
        with suppress(TimeoutError):
            world.until(lambda: parked_deliveries(world) - self._parked >= different, "all is refused", TRAFFIC)
        found = parked_deliveries(world) - self._parked
        if not self._put or found < different:
            raise NotInjected(f"{different} put, {found} parked")
        discard_deliveries(world)
        return f"{len(self._put)} put into queues, {found} parked whole as refused, discarded by an operator"


def parked_deliveries(world: World) -> int:
    """How many messages are parked whole, at everybody's."""
    asked = "SELECT count(*) FROM parked WHERE kind = 'delivery'"
    return sum(world.reading.ask(each, asked)[0][0] for each in GATEWAYS)


def discard_deliveries(world: World) -> None:
    """An operator has looked at what is parked whole as refused, and does nothing more about it.

    Dead letters (SIP641) and what met a defect of ours (SIP640) stay: no fault explains them.
    """
    refused = "kind = 'delivery' AND resolved_at IS NULL AND reason NOT IN ('SIP640', 'SIP641')"
    asked = f"SELECT id FROM parked WHERE {refused}"
    for gateway in GATEWAYS:
        numbers = [number for (number,) in world.reading.ask(gateway, asked)]
        if numbers:
            with world.opened(gateway) as opened:
                discard_all(opened.parts, numbers)


class Poisoned(_Refused):
    """Random bytes, nothing, FHIR that nobody has sealed, 12 MiB, a message cut off, one bit turned, another's post."""

    name, says = "messages-poisoned", "poison: random, empty, huge, cut off, one bit turned, sealed for another"
    first = waits_for_all = True
    VICTIMS = 3

    def __init__(self) -> None:
        super().__init__()
        self._taps: dict[str, Tap] = {}

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        """All post to some is looked at, from the first plan on: of that the poison is made."""
        self._parked = parked_deliveries(world)
        found = inboxes(world)
        for victim in chance.sample(concerned(batch), self.VICTIMS):
            self._taps[victim] = Tap(world.postman, EXCHANGE, found[victim].both)

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        found = inboxes(world)
        for victim, tap in self._taps.items():
            world.until(lambda tap=tap: bool(tap.look() or tap.seen), "a message to somebody", TRAFFIC)  # type: ignore[misc]
            others = [found[each].copies for each in chance.sample([e for e in NEAR if e != victim], 2)]
            self.put(world, poisons(chance.choice(tap.seen), others, chance))

    def heal(self, world: World) -> None:
        while self._taps:
            self._taps.popitem()[1].close()


class Flooded(_Refused):
    """A queue that is read first is full of rubbish, and what is meant waits behind it."""

    name, says = "messages-flooded", "200 messages of rubbish in the queues that are read first"
    NUMBER = 200

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._parked = parked_deliveries(world)
        batch.first_accepted.wait(TRAFFIC)
        found = inboxes(world)
        for victim in chance.sample(NEAR, 2):
            self.put(world, rubbish(found[victim].control, self.NUMBER // 2, chance))


class Forged(_Held):
    """Before each real message comes the same with something else written on it. What is signed counts, and what is
    written on it can be no reason to refuse the real one that comes after."""

    name, says = "messages-forged-headers", "before each message the same one with forged AMQP headers"
    at_least = 3

    def __init__(self) -> None:
        super().__init__()
        self._put = 0

    def heal(self, world: World) -> None:
        if self.held is not None:
            self._put += self.held.release_after(lambda letter: forged_headers(letter, self.chance))

    def proof(self, world: World, batch: Batch) -> str:
        if not self._put:
            raise NotInjected("nothing was put before anything")
        discard_deliveries(world)
        return f"{self._put} forged, each before the real one"


OF_MESSAGES = (Repeated, Reordered, Poisoned, Flooded, Forged)
