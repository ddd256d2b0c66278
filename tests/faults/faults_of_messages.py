"""What happens to messages on their way: repeated at once and late, in another order, poisoned, with forged headers."""

from __future__ import annotations

import time
from contextlib import suppress
from random import Random

import psycopg

from gateway.directory.signed import read_signed
from tests.faults.cast import GATEWAYS, NEAR
from tests.faults.fault import Fault, NotInjected
from tests.faults.load import Batch
from tests.faults.messages import HeldBack, Inbox, Tap, forged_headers, poisons, repeat, rubbish
from tests.faults.operating import in_logs, samspel
from tests.faults.postman import Letter
from tests.faults.world import World

EXCHANGE = "samspel"
TRAFFIC = 60.0  # seconds until the batch must be on its way
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

    def heal(self, world: World) -> None:
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


def held_back(world: World, batch: Batch, chance: Random, at_least: int) -> HeldBack:
    """What is sent to three of those that the batch is for, from now on; returns when so many messages are held."""
    concerned = sorted({each for planned in batch.plans for each in (planned.home, *planned.recipients)})
    found = inboxes(world)
    queues = tuple(queue for each in chance.sample(concerned, 3) for queue in found[each].both)
    held = HeldBack(world.postman, EXCHANGE, queues)
    held.hold()
    with suppress(TimeoutError):
        world.until(lambda: held.waiting >= at_least, "messages are held back", TRAFFIC)
    return held


class Reordered(Fault):
    """Everything to some organisations waits, and then comes in any order: copies, withdrawals, answers."""

    name, says = "messages-reordered", "messages to three organisations held back, then let go shuffled"

    def __init__(self) -> None:
        self._held: HeldBack | None = None
        self._chance = Random(0)
        self._turned = 0

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._chance = chance
        self._held = held_back(world, batch, chance, at_least=8)

    def lasts(self, chance: Random, *, long: bool) -> float:
        return chance.uniform(1.0, 6.0)

    def heal(self, world: World) -> None:
        if self._held is not None:
            self._turned += self._held.release(self._chance)

    def proof(self, world: World, batch: Batch) -> str:
        if self._held is None or not self._turned:
            raise NotInjected("nothing was turned")
        return f"{len(self._held.held)} held back, {self._turned} pairs turned"


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
    """An operator has looked at what is parked whole, and does nothing more about it."""
    asked = "SELECT DISTINCT reason FROM parked WHERE kind = 'delivery' AND resolved_at IS NULL"
    for gateway in GATEWAYS:
        for (reason,) in world.reading.ask(gateway, asked):
            samspel(world, gateway, "parked", "discard", "--reason", reason, "--yes")


class Poisoned(_Refused):
    """Random bytes, nothing, FHIR that nobody has sealed, 12 MiB, a message cut off, one bit turned, another's post."""

    name, says = "messages-poisoned", "poison: random, empty, huge, cut off, one bit turned, sealed for another"

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._parked = parked_deliveries(world)
        batch.first_accepted.wait(TRAFFIC)
        found = inboxes(world)
        for victim in chance.sample(NEAR, 3):
            tap = Tap(world.postman, EXCHANGE, found[victim].both)
            try:
                world.until(lambda tap=tap: bool(tap.look()), "a message to somebody", TRAFFIC)
                others = [found[each].copies for each in chance.sample([e for e in NEAR if e != victim], 2)]
                self.put(world, poisons(chance.choice(tap.seen), others, chance))
            finally:
                tap.close()


class Flooded(_Refused):
    """A queue that is read first is full of rubbish, and what is meant waits behind it."""

    name, says = "messages-flooded", "400 messages of rubbish in the queues that are read first"
    NUMBER = 400

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._parked = parked_deliveries(world)
        batch.first_accepted.wait(TRAFFIC)
        found = inboxes(world)
        for victim in chance.sample(NEAR, 2):
            self.put(world, rubbish(found[victim].control, self.NUMBER // 2, chance))


class Forged(Fault):
    """Before each real message comes the same with something else written on it. What is signed counts, and what is
    written on it can be no reason to refuse the real one that comes after."""

    name, says = "messages-forged-headers", "before each message the same one with forged AMQP headers"

    def __init__(self) -> None:
        self._held: HeldBack | None = None
        self._put = 0

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._held = held_back(world, batch, chance, at_least=3)

    def lasts(self, chance: Random, *, long: bool) -> float:
        return chance.uniform(0.0, 3.0)

    def heal(self, world: World) -> None:
        if self._held is not None:
            self._put += self._held.release_after(forged_headers)

    def proof(self, world: World, batch: Batch) -> str:
        if not self._put:
            raise NotInjected("nothing was put before anything")
        return f"{self._put} forged, each before the real one"


OF_MESSAGES = (Repeated, Reordered, Poisoned, Flooded, Forged)
