"""What happens to queues: full, unbound, deleted with what was in them; and a broker whose disk is full."""

from __future__ import annotations

import subprocess
from random import Random
from typing import ClassVar

from gateway.broker.protocol import Queue
from tests.faults.cast import EDGE_A, EDGE_B, HOMES, HUB, HUB_HOME, NEAR, WITHOUT_QUEUE, hosted_at
from tests.faults.fault import Fault, NotInjected
from tests.faults.faults_of_messages import EXCHANGE, TRAFFIC, inboxes
from tests.faults.load import Batch
from tests.faults.operating import ask_partners, in_logs, let_go_on
from tests.faults.world import World

FULL, SHORT_OF_DISK, UNROUTABLE = "SIP665", "SIP666", "SIP620"


class QueueFull(Fault):
    """Nobody reads them just now, and they hold one message at most: who sends keeps the rest and tries again."""

    name, says = "queue-full", "queues of the hub hold one message at most, and nobody reads them"
    first = waits_for_all = True
    shape: ClassVar = {"recipients": tuple(each.id for each in hosted_at(HUB))}
    AT_MOST = 1

    def __init__(self) -> None:
        self._before = 0
        self._policy = ""

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._before, self._policy = in_logs(world, FULL), f"full-{chance.randrange(10**6)}"
        found = inboxes(world)
        keys = "|".join(found[each.id].routing_key.replace("-", "[-]") for each in hosted_at(HUB))
        for each in world.processes.of("receiver", HUB):
            each.hold()
        world.postman.limit(self._policy, rf"^({keys})[.]({'|'.join(Queue)})$", self.AT_MOST)

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        world.until(lambda: in_logs(world, FULL) > self._before, "somebody finds a queue full")

    def heal(self, world: World) -> None:
        if self._policy:
            world.postman.unlimit(self._policy)
            for each in world.processes.of("receiver", HUB):
                each.release()

    def proof(self, world: World, batch: Batch) -> str:
        refused = in_logs(world, FULL) - self._before
        if not refused:
            raise NotInjected("no queue was full")
        return f"{refused} times a queue was found full"


class QueueUnbound(Fault):
    """An organisation cannot be reached: what is for it comes back and is parked, until an operator lets it go on."""

    name, says = (
        "queue-unbound",
        "a recipient without a queue: copies come back, are parked, and replayed by an operator",
    )
    first, waits_for_all = True, True
    ordinary = False  # what is taken back meanwhile is not parked
    shape: ClassVar = {"homes": HOMES[1:], "recipients": (*NEAR[:2], WITHOUT_QUEUE), "each": 3}

    def __init__(self) -> None:
        self._queues: tuple[str, ...] = ()
        self._parked = 0

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._queues = inboxes(world)[WITHOUT_QUEUE].both
        for each in self._queues:
            world.postman.unbind(EXCHANGE, each)

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        """Until all that is for it has come back."""
        wanted = {
            (batch.plan_id(each), told.version)
            for each in batch.plans
            if WITHOUT_QUEUE in each.recipients
            for told in batch.accepted.get(each.name, ())
        }
        world.until(lambda: self._came_back(world, batch) >= wanted, "what comes back is parked")

    def _came_back(self, world: World, batch: Batch) -> set[tuple[str, int]]:
        return {
            (plan_id, version)
            for gateway in (HUB, EDGE_A, EDGE_B)
            for plan_id, version, recipient, _state, reason in world.reading.copies(gateway, batch.plan_ids)
            if recipient == WITHOUT_QUEUE and reason == UNROUTABLE
        }

    def heal(self, world: World) -> None:
        queues, self._queues = self._queues, ()
        if not queues:
            return
        for each in queues:
            world.postman.bind(EXCHANGE, each)

    def afterwards(self, world: World) -> None:
        self._parked += let_go_on(world, UNROUTABLE, (HUB, EDGE_A, EDGE_B))

    def proof(self, world: World, batch: Batch) -> str:
        if not self._parked:
            raise NotInjected("nothing came back")
        return f"{self._parked} came back and were parked, all let go on"


class QueueDeleted(Fault):
    """What the broker had promised to keep is gone: copies are sent again when no answer comes, and what was told to
    their homes is asked for by `samspel reconcile`. What was sent to a queue in the moment that it was not there came
    back and is parked (SIP620), until an operator lets it go on."""

    name, says = (
        "queue-deleted",
        "queues deleted with what was in them, made again as they were; what came back is replayed, partners are asked",
    )
    first = waits_for_all = True
    ordinary = False  # a withdrawal that the broker loses reaches nobody before the partners are asked
    shape: ClassVar = {"recipients": tuple(each.id for each in hosted_at(HUB))}

    def __init__(self) -> None:
        self._gone = self._parked = 0
        self._batch: Batch | None = None
        self._asked = ""

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._batch = batch
        for each in world.processes.of("receiver", HUB):
            each.hold()

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        found, postman = inboxes(world), world.postman
        hub = [each.id for each in hosted_at(HUB)]
        copies = sum(len(each.recipients) for each in batch.plans if each.name in batch.accepted)
        world.until(lambda: sum(postman.waiting(found[each].copies) for each in hub) >= copies, "all copies wait")
        for victim in hub:
            for queue, arguments in found[victim].arguments(EXCHANGE).items():
                self._gone += postman.delete(queue)
                postman.declare(queue, arguments)
                postman.bind(EXCHANGE, queue)
        for each in world.processes.of("receiver", HUB):
            each.release()

    def heal(self, world: World) -> None:
        if self._batch is not None:
            for each in world.processes.of("receiver", HUB):
                each.release()

    def afterwards(self, world: World) -> None:
        """What is sent again by itself has been, and then partners are asked for what only they know."""
        batch, self._batch = self._batch, None
        if batch is None:
            return
        batch.handed_in.wait(TRAFFIC)
        self._parked = let_go_on(world, UNROUTABLE)
        world.pause(world.answer_within + 3.0)  # then a copy without an answer has been sent again
        self._asked = ask_partners(world, HUB_HOME)

    def proof(self, world: World, batch: Batch) -> str:
        if not self._gone or not self._asked:
            raise NotInjected("the queues were empty")
        return f"{self._gone} messages deleted with their queues, {self._parked} came back and were let go on"


class BrokerShortOfDisk(Fault):
    """The broker says that its disk is full, and takes nothing more until it has room."""

    name, says = "broker-disk-full", "the broker's disk alarm: it takes nothing more"
    first = waits_for_all = True
    LIMITS: ClassVar = {True: "99999GB", False: "50MB"}  # what `rabbitmqctl` knows as units

    def __init__(self) -> None:
        self._before = 0
        self._alarmed = False
        self._begun = False

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._before, self._begun = in_logs(world, SHORT_OF_DISK), True
        self._limit(world, full=True)
        world.until(lambda: self._has_alarm(world), "the broker's alarm", TRAFFIC)
        self._alarmed = True

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        world.until(lambda: in_logs(world, SHORT_OF_DISK) > self._before, "somebody finds the broker so")

    def heal(self, world: World) -> None:
        if self._begun:
            self._begun = False
            self._limit(world, full=False)

    def _limit(self, world: World, *, full: bool) -> None:
        world.until(lambda: _controlled(world, "set_disk_free_limit", self.LIMITS[full]) is not None, "rabbitmqctl")

    def _has_alarm(self, world: World) -> bool:
        told = _controlled(world, "eval", "rabbit_alarm:get_alarms().")
        return told is not None and "disk" in told

    def proof(self, world: World, batch: Batch) -> str:
        found = in_logs(world, SHORT_OF_DISK) - self._before
        if not self._alarmed or not found or self._has_alarm(world):
            raise NotInjected(f"alarm {self._alarmed}, seen {found} times")
        return f"the broker's alarm was on; {found} times somebody found it so"


def _controlled(world: World, *words: str) -> str | None:
    """What `rabbitmqctl` says; None while the node is away."""
    try:
        return world.broker.control(*words)
    except (OSError, ValueError, RuntimeError, subprocess.CalledProcessError):
        return None


OF_QUEUES = (QueueFull, QueueUnbound, QueueDeleted, BrokerShortOfDisk)
