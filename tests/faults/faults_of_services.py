"""The broker and the database: killed and started again, or away for long."""

from __future__ import annotations

import time
from random import Random
from typing import ClassVar

from gateway.broker.protocol import DELIVERY_LIMIT, Queue
from gateway.broker.topology import dead_queue, queue_name
from gateway.rules.retry import FIRST_WAIT
from tests.faults.cast import EDGE_C, FAR_AWAY
from tests.faults.fault import Fault, NotInjected
from tests.faults.faults_of_messages import EXCHANGE
from tests.faults.load import Batch
from tests.faults.messages import Tap, repeat
from tests.faults.world import World

MESSAGES = 1000
MOST = 0.9
"""Of those: some may just be in the hand of who tries, and gives them back."""


class _ServiceKilled(Fault):
    """One of the two services dies in the middle of everything, and is started again after a while."""

    service: str

    def __init__(self) -> None:
        self._down_at = self._up_at = 0.0

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        service = getattr(world, self.service)
        service.kill()
        self._down_at = time.monotonic()
        world.until(lambda: not service.answers, "nobody answers there", seconds=10.0)

    def lasts(self, chance: Random) -> float:
        return chance.uniform(1.0, 20.0 if self.long else 4.0)

    def heal(self, world: World) -> None:
        if self._down_at and not self._up_at:
            getattr(world, self.service).start_again()
            self._up_at = time.monotonic()

    def proof(self, world: World, batch: Batch) -> str:
        if not self._up_at:
            raise NotInjected("it was never down")
        return f"down for {self._up_at - self._down_at:.1f} s"


class BrokerKilled(_ServiceKilled):
    """kill -9 of the node; it comes back with what its disk holds."""

    name, says, service = "broker-killed", "kill -9 of RabbitMQ, started again", "broker"


class DatabaseKilled(_ServiceKilled):
    """Immediate stop, as the loss of power; the hub and two edges lose it at once."""

    name, says, service = "database-killed", "PostgreSQL stopped at once, started again", "database"


class DatabaseAway(Fault):
    """One gateway's database is away for longer than all deliveries of a message would take, one every retry, while
    messages wait for it, at least a thousand: its copies, then each of them again and again. None may become a dead
    letter."""

    name, says = "database-away", "a gateway's database is away longer than delivery limit x retry"
    first = True
    ordinary = False
    waits_for_all = True
    background = True
    shape: ClassVar = {"recipients": (FAR_AWAY,), "each": 1}
    share = 3.0

    def __init__(self) -> None:
        self._cut_at = self._mended_at = 0.0
        self._waited = 0
        self._queue = ""
        self._tap: Tap | None = None

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        with world.opened(EDGE_C) as gateway:
            entry = gateway.parts.directory.find(FAR_AWAY)
            assert entry is not None
            assert entry.routing_key is not None
            self._queue = queue_name(entry.routing_key, Queue.COPIES)
        self._tap = Tap(world.postman, EXCHANGE, (self._queue,))
        world.links[EDGE_C, "database"].cut()
        self._cut_at = time.monotonic()

    def lasts(self, chance: Random) -> float:
        return DELIVERY_LIMIT * FIRST_WAIT + 5

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        waits = len(batch.plan_ids)
        world.until(lambda: world.postman.waiting(self._queue) >= waits, "all copies wait at the broker")
        if self._tap is not None and self._tap.look():
            again = -(-max(0, MESSAGES - world.postman.waiting(self._queue)) // len(self._tap.seen))
            repeat(world.postman, self._tap.seen, again, chance)
        left = self._cut_at + self.lasts(chance) - time.monotonic()
        world.pause(max(0.0, left))
        self._waited = world.postman.waiting(self._queue)

    def heal(self, world: World) -> None:
        if self._cut_at and not self._mended_at:
            world.links[EDGE_C, "database"].mend()
            self._mended_at = time.monotonic()
        if self._tap is not None:
            self._tap.close()

    def proof(self, world: World, batch: Batch) -> str:
        turned_away = world.links[EDGE_C, "database"].counts().refused
        if not turned_away or self._waited < max(MESSAGES * MOST, len(batch.plan_ids)):
            raise NotInjected(f"{self._waited} waited")
        dead = world.postman.waiting(dead_queue(EDGE_C))
        parked = [row for row in world.reading.parked() if row[0] == FAR_AWAY]
        if dead or parked:
            raise AssertionError(f"{dead} dead letters, {len(parked)} parked")
        return f"{self._waited} messages waited, away for {self._mended_at - self._cut_at:.0f} s, no dead letter"
