"""What happens between two that talk: ways that are cut, silent, one-way, slow, or come and go."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random

from tests.faults.cast import EDGE_A, EDGE_B, HUB
from tests.faults.fault import Fault, NotInjected
from tests.faults.load import Batch
from tests.faults.network import BOTH, CALM, Counts, Direction, Link
from tests.faults.world import World

TRAFFIC = 180.0  # seconds until the batch must be on its way
FELT_WITHIN = 30.0
"""Seconds, besides those that are drawn, until something has come to each link that it happens to: between two
heartbeats an edge that has nothing to do may say nothing for so long as some faults last."""
OPEN_WITHIN = 90.0  # seconds: longer than anybody leaves the broker alone
LOOKS_EVERY = 0.05  # seconds
LONGER = 4  # times, in the long form


class _OfLinks(Fault):
    """Something happens to some of the links, for a while."""

    seconds = (3.0, 6.0)

    def __init__(self) -> None:
        self._before: list[tuple[Link, Counts]] = []

    def links(self, world: World, chance: Random) -> list[Link]:
        """Those that it happens to."""
        raise NotImplementedError

    def disturb(self, link: Link) -> None:
        """What happens."""
        raise NotImplementedError

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        batch.first_accepted.wait(TRAFFIC)
        self._before = [(each, each.counts()) for each in self.links(world, chance)]
        for link, _ in self._before:
            self.disturb(link)

    def lasts(self, chance: Random) -> float:
        return chance.uniform(*self.seconds) * (LONGER if self.long else 1)

    def heal(self, world: World) -> None:
        """Each link has felt it before it is mended. Twice is once."""
        disturbed = [each for each in self._before if each[0].weather != CALM]
        try:
            with suppress(TimeoutError):
                world.until(lambda: all(self.felt(*each) for each in disturbed), "each link feels it", FELT_WITHIN)
        finally:
            for link, _ in disturbed:
                link.mend()

    def felt(self, link: Link, before: Counts) -> bool:
        """Whether something has come to a link since it began."""
        raise NotImplementedError

    def more(self, of: Callable[[Counts], int]) -> int:
        """How much of something there is since it began, over all its links. Raises NotInjected when one had none."""
        found = [of(link.counts()) - of(before) for link, before in self._before]
        if not found or min(found) < 1 or any(link.weather != CALM for link, _ in self._before):
            raise NotInjected(f"{self.name}: {found}")
        return sum(found)


def _kb(number: int) -> str:
    return f"{number} bytes" if number < 1000 else f"{number / 1000:,.1f} kB"


class _Cut(_OfLinks):
    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        """Each when something is open on it: whoever was cut off before leaves a broker alone for half a minute."""
        batch.first_accepted.wait(TRAFFIC)
        self._before = [(each, each.counts()) for each in self.links(world, chance)]
        whole, end = [link for link, _ in self._before], world.now() + OPEN_WITHIN
        while whole and world.now() < end:
            whole = [link for link in whole if not link.open or not link.cut()]
            world.pause(LOOKS_EVERY)

    def disturb(self, link: Link) -> None:
        link.cut()

    def felt(self, link: Link, before: Counts) -> bool:
        """What was open is reset at once, when it is cut."""
        return True

    def proof(self, world: World, batch: Batch) -> str:
        return f"{self.more(lambda counts: counts.reset)} connections reset, {self._refused()} turned away"

    def _refused(self) -> int:
        return sum(link.counts().refused - before.refused for link, before in self._before)


class BrokerCut(_Cut):
    """Everybody's way to the broker, at the same moment."""

    name, says = "network-cut-broker", "all ways to the broker cut (RST), gateways and broker go on"

    def links(self, world: World, chance: Random) -> list[Link]:
        return [world.links[each, "broker"] for each in (HUB, EDGE_A, EDGE_B)]


class DatabaseCut(_Cut):
    """The way between a gateway and its database."""

    name, says = "network-cut-database", "the way to the database cut (RST) in the middle of transactions"

    def links(self, world: World, chance: Random) -> list[Link]:
        return [world.links[each, "database"] for each in (HUB, EDGE_A)]


class Flapping(_Cut):
    """Comes and goes, at both: what was just opened is cut again."""

    name, says = "network-flapping", "ways to broker and database come and go, twice a second"
    TIMES = (6, 12)

    def links(self, world: World, chance: Random) -> list[Link]:
        edge = chance.choice((EDGE_A, EDGE_B))
        return [world.links[HUB, "broker"], world.links[HUB, "database"], world.links[edge, "broker"]]

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        batch.first_accepted.wait(TRAFFIC)
        self._before = [(each, each.counts()) for each in self.links(world, chance)]
        times, end = chance.randint(*self.TIMES), world.now() + OPEN_WITHIN
        while times > 0 or (world.now() < end and not self._all_reset()):
            times -= 1
            for link, _ in self._before:
                link.cut()
            world.pause(chance.uniform(0.05, 0.3))
            for link, _ in self._before:
                link.mend()
            world.pause(chance.uniform(0.1, 0.8))

    def _all_reset(self) -> bool:
        return all(link.counts().reset > before.reset for link, before in self._before)

    def lasts(self, chance: Random) -> float:
        return 0.0


class _Swallowed(_OfLinks):
    directions = BOTH

    def disturb(self, link: Link) -> None:
        link.swallow(self.directions)

    def felt(self, link: Link, before: Counts) -> bool:
        now = link.counts().swallowed
        if self.directions == BOTH:
            return now.total() > before.swallowed.total()
        return all(now[each] > before.swallowed[each] for each in self.directions)

    def proof(self, world: World, batch: Batch) -> str:
        lost = self.more(lambda counts: counts.swallowed.total())
        if self.directions != BOTH and any(
            not link.counts().swallowed[each] for link, _ in self._before for each in self.directions
        ):
            raise NotInjected("nothing was lost on that way")
        return f"{_kb(lost)} swallowed"


class BrokerSilent(_Swallowed):
    """Longer than two heartbeats: nobody is told, everybody has to find out."""

    name, says = "network-silent-broker", "nothing gets through to the broker and nobody is told, past two heartbeats"
    seconds = (9.0, 13.0)

    def links(self, world: World, chance: Random) -> list[Link]:
        return [world.links[each, "broker"] for each in (HUB, chance.choice((EDGE_A, EDGE_B)))]


class DatabaseSilent(_Swallowed):
    """Shorter than a kernel needs to find out; then the ways are reset, as by a firewall that has forgotten them."""

    name, says = "network-silent-database", "nothing gets through to the database and nobody is told"
    seconds = (5.0, 9.0)

    def links(self, world: World, chance: Random) -> list[Link]:
        return [world.links[HUB, "database"]]


class ConfirmsLost(_Swallowed):
    """The message lies in the queue, and who has sent it never hears so; deliveries get lost too."""

    name, says = (
        "network-one-way-broker",
        "what the broker answers is lost: messages lie in queues, confirms never come",
    )
    directions = frozenset({Direction.BACK})
    seconds = (5.0, 10.0)

    def links(self, world: World, chance: Random) -> list[Link]:
        return [world.links[each, "broker"] for each in (HUB, EDGE_A, EDGE_B)]


class CommitsLost(_Swallowed):
    """The transaction is committed, and who has asked for it never hears so."""

    name, says = "network-one-way-database", "what the database answers is lost: commits are done, nobody hears of them"
    directions = frozenset({Direction.BACK})
    seconds = (3.0, 7.0)

    def links(self, world: World, chance: Random) -> list[Link]:
        return [world.links[each, "database"] for each in (HUB, EDGE_A)]


class Held(_OfLinks):
    """A break as TCP gets over: everything comes, late."""

    name, says = "network-held", "ways to broker and database stand still, then everything comes at once"
    seconds = (3.0, 8.0)

    def links(self, world: World, chance: Random) -> list[Link]:
        return [world.links[HUB, "broker"], world.links[EDGE_A, "database"], world.links[EDGE_B, "broker"]]

    def disturb(self, link: Link) -> None:
        link.hold()

    def felt(self, link: Link, before: Counts) -> bool:
        return link.counts().held.total() > before.held.total()

    def proof(self, world: World, batch: Batch) -> str:
        return f"{_kb(self.more(lambda counts: counts.held.total()))} held back"


class Slow(_OfLinks):
    """A bad line all the time: nothing breaks, all is slow."""

    name, says = "network-slow", "delay of 40 ms with jitter to broker and database, 2 MB/s"
    first = True
    seconds = (6.0, 10.0)

    def links(self, world: World, chance: Random) -> list[Link]:
        return [world.links[EDGE_A, "broker"], world.links[EDGE_A, "database"], world.links[EDGE_B, "broker"]]

    def disturb(self, link: Link) -> None:
        link.slow(delay=0.04, jitter=0.03, rate=2_000_000)

    def felt(self, link: Link, before: Counts) -> bool:
        return link.counts().slowed.total() > before.slowed.total()

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._before = [(each, each.counts()) for each in self.links(world, chance)]
        for link, _ in self._before:
            self.disturb(link)

    def proof(self, world: World, batch: Batch) -> str:
        return f"{_kb(self.more(lambda counts: counts.slowed.total()))} came late"


OF_NETWORK = (
    BrokerCut,
    DatabaseCut,
    Flapping,
    BrokerSilent,
    DatabaseSilent,
    ConfirmsLost,
    CommitsLost,
    Held,
    Slow,
)
