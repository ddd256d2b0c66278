"""What people decide about a plan, and what retention does, while its messages are queued."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import ClassVar

from gateway.exchange.retention import cull
from schemas.errors import Unavailable
from tests.faults.cast import EDGE_A, GATEWAYS, HOME_A, HUB, HUB_HOME, hosted_at
from tests.faults.fault import Fault, NotInjected
from tests.faults.load import Batch
from tests.faults.world import World

_AT_A = tuple(each.id for each in hosted_at(EDGE_A))
_ALSO_HUB = tuple(each.id for each in hosted_at(HUB) if each.id != HUB_HOME)
SENT = "SELECT plan_id, recipient, first_sent_at FROM copies"
"""When a copy has left its home, if it has."""


class _WhileQueued(Fault):
    """Edge A is down, and what is for it waits at the broker; at the home something is decided; then it comes back."""

    first = True
    ordinary = False
    waits_for_all = True
    shape: ClassVar = {"homes": (HUB_HOME,), "recipients": _AT_A + _ALSO_HUB[:1], "each": 3}

    def __init__(self) -> None:
        self._queued: set[tuple[str, str]] = set()
        self._holds = False

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        world.processes[EDGE_A].hold()
        self._holds = True

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        world.until(lambda: self._all_sent(world, batch), "what is for the edge has been sent")
        decided = batch.plans if chance.random() < 0.3 else chance.sample(batch.plans, max(1, len(batch.plans) // 2))
        for planned in decided:
            if planned.name in batch.accepted:
                self._decide(world, batch, planned)
                self._queued |= {(batch.plan_id(planned), each) for each in planned.recipients if each in _AT_A}

    def _decide(self, world: World, batch: Batch, planned: object) -> None:
        raise NotImplementedError

    def _all_sent(self, world: World, batch: Batch) -> bool:
        wanted = {
            (batch.plan_id(each), one) for each in batch.plans if each.name in batch.accepted for one in each.recipients
        }
        rows = world.reading.ask(HUB, SENT, batch.plan_ids)
        return all(
            sent is not None for plan, recipient, sent in rows if recipient in _AT_A and (plan, recipient) in wanted
        )

    def heal(self, world: World) -> None:
        if self._holds:
            self._holds = False
            world.processes[EDGE_A].release()

    def proof(self, world: World, batch: Batch) -> str:
        if not self._queued:
            raise NotInjected("nothing was queued")
        recorded = {
            (plan, recipient)
            for plan, _, recipient, state, _ in world.reading.copies(HUB, batch.plan_ids)
            if state == "recorded"
        }
        if self._queued & recorded:
            raise AssertionError(f"{len(self._queued & recorded)} copies were recorded that had been taken back before")
        return f"{len(self._queued)} copies were queued when it was decided"


class ConsentWithdrawn(_WhileQueued):
    """The person takes the consent back."""

    name, says = "consent-withdrawn", "consent withdrawn while the copies are queued"

    def _decide(self, world: World, batch: Batch, planned: object) -> None:
        world.load.withdraw(batch, planned)  # type: ignore[arg-type]


class PlanNullified(_WhileQueued):
    """The home finds that the plan is wrong."""

    name, says = "plan-nullified", "a plan nullified while its copies are queued"

    def _decide(self, world: World, batch: Batch, planned: object) -> None:
        world.load.nullify(batch, planned)  # type: ignore[arg-type]


class Retention(Fault):
    """Bodies that have rested for a second are taken away by everybody, again and again, while messages are queued."""

    name, says = "retention", "retention (a second) while messages are queued"
    first = True
    waits_for_all = True
    shape: ClassVar = {"recipients": _AT_A + _ALSO_HUB, "homes": (HUB_HOME, HOME_A)}
    rounds = 5

    def __init__(self) -> None:
        self._gone, self._queued = 0, 0
        self._holds = False

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        world.processes["receiver"].hold()
        self._holds = True

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        for _ in range(self.rounds):
            world.pause(chance.uniform(0.1, 0.8))
            self._queued = max(self._queued, self._waiting(world, batch))
            self._gone += sum(_cull(world, each) for each in GATEWAYS)

    def heal(self, world: World) -> None:
        if self._holds:
            self._holds = False
            world.processes["receiver"].release()

    def _waiting(self, world: World, batch: Batch) -> int:
        """Copies of the batch that have been sent to those whose receiver stands, and lie in their queues."""
        ledgers = [row for gateway in GATEWAYS for row in world.reading.copies(gateway, batch.plan_ids)]
        return sum(state == "sent" and recipient in _ALSO_HUB for _plan, _version, recipient, state, _why in ledgers)

    def proof(self, world: World, batch: Batch) -> str:
        if not self._gone or not self._queued:
            raise NotInjected(f"{self._gone} bodies taken away, {self._queued} copies queued")
        return f"{self._gone} bodies taken away while {self._queued} copies were queued"


def _cull(world: World, gateway: str) -> int:
    """How many are gone there; none while its database is away."""
    with suppress(Unavailable), world.opened(gateway) as opened:
        return sum(cull(opened.parts, each) for each in opened.parts.hosted)
    return 0
