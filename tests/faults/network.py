"""A network of ours on loopback: whoever talks to a service talks to a link in front of it, which can be disturbed.

Theory of operation. All links live on one thread with an event loop; they are told what to do from any other thread.
A link is a port; whoever connects there gets a *pair* of connections, the second one to the service. Between the two,
pieces of bytes go in order, each not before it is *due*: that is how delay, jitter and a thin line are made, without
one piece waiting for the delay of the one before.

What can go wrong, as it looks from the ends:

- `cut`: everything that is open is reset (RST), whoever connects is reset too.
- `swallow`: bytes are taken and thrown away, both ways or one (the service works and its answers are lost: half-open).
  Nobody is told; no FIN, no RST. A stream with a hole in it is of no use to anybody, so when the link is mended such
  pairs are reset, as a firewall does with connections that it has forgotten.
- `hold`: bytes wait, and go on when the link is mended, as TCP does over a short break.
- `slow`: delay with jitter, and at most so many bytes a second.

A kernel answers for us: keepalives and TCP_USER_TIMEOUT never see a link that swallows, only what the programs say to
each other does. So what is swallowed here is harder than a real network that is silent. Everything is counted, so that
a fault can prove that it has happened.
"""

from __future__ import annotations

import asyncio
import random
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from copy import deepcopy
from typing import Any, TypeVar

from tests.faults.pairs import BOTH, CALM, PIECE, Counts, Direction, Pair, State, Weather, reset

__all__ = ["BOTH", "CALM", "Counts", "Direction", "Link", "Network", "Weather"]

BOUND = 60.0  # seconds; what the links are told is done in milliseconds, on a computer that has time

_Of = TypeVar("_Of")


class Link:
    """One way to one service. `port` is where whoever uses it connects; made by `Network.link`."""

    def __init__(self, network: Network, name: str, target: tuple[str, int], chance: random.Random) -> None:
        self.name, self.port = name, 0
        self._network, self._state = network, State(target, chance)
        self._pairs: set[Pair] = set()
        self._server: asyncio.Server | None = None

    @property
    def weather(self) -> Weather:
        """How it is now."""
        return self._state.weather

    def cut(self) -> int:
        """Reset everything, and whoever comes; how many connections were open."""
        return self._tell(lambda: self._becomes(Weather(is_cut=True)))

    def swallow(self, directions: frozenset[Direction] = BOTH) -> int:
        """Lose the bytes of these directions, and tell nobody; how many connections are open."""
        return self._tell(lambda: self._becomes(Weather(swallows=directions)))

    def hold(self) -> int:
        """Keep all bytes back until the link is mended; how many connections are open."""
        return self._tell(lambda: self._becomes(Weather(holds=True)))

    def slow(self, delay: float, jitter: float = 0.0, rate: float | None = None) -> int:
        """Each piece comes `delay` seconds late, give or take `jitter`, and at most `rate` bytes a second get through.

        How many connections are open.
        """
        return self._tell(lambda: self._becomes(Weather(delay=delay, jitter=jitter, rate=rate)))

    def mend(self) -> int:
        """All is well again; how many connections had lost bytes, and were reset. Twice is once."""
        return self._tell(self._mend)

    def counts(self) -> Counts:
        """What it has done so far."""
        return self._tell(lambda: deepcopy(self._state.counts))

    @property
    def open(self) -> int:
        """How many connections go through it now."""
        return self._tell(lambda: len(self._pairs))

    # on the thread of the network
    def _tell(self, what: Callable[[], _Of]) -> _Of:
        async def told() -> _Of:
            return what()

        return self._network.run(told())

    def _becomes(self, weather: Weather) -> int:
        self._state.becomes(weather)
        found = len(self._pairs)
        if weather.is_cut:
            for pair in list(self._pairs):
                pair.reset()
        return found

    def _mend(self) -> int:
        lost = [pair for pair in self._pairs if pair.lost]
        self._state.becomes(CALM)
        for pair in lost:
            pair.reset()
        return len(lost)

    async def listen(self) -> None:
        """Take in whoever comes; called once, by the network."""
        self._server = await asyncio.start_server(self._taken, "127.0.0.1", 0, limit=PIECE)
        self.port = self._server.sockets[0].getsockname()[1]

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.weather.is_cut:
            self._state.counts.refused += 1
            reset(writer)
            return
        self._state.counts.taken += 1
        pair = Pair(self._state, reader, writer)
        self._pairs.add(pair)
        try:
            await pair.run()
        finally:
            self._pairs.discard(pair)

    async def end(self) -> None:
        """Take in nobody any more, and reset what is open; called by the network."""
        if self._server is not None:
            self._server.close()
        for pair in list(self._pairs):
            pair.reset()


class Network:
    """All links, on a thread of their own. Use it in a `with`, or close it."""

    def __init__(self, seed: int | str = 0) -> None:
        self._seed = seed
        self._links: list[Link] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="network", daemon=True)
        self._thread.start()

    def link(self, name: str, port: int, host: str = "127.0.0.1") -> Link:
        """A new link to what listens there (now or later): connect to its `port` instead."""
        made = Link(self, name, (host, port), random.Random(f"{self._seed}/{name}"))
        self.run(made.listen())
        self._links.append(made)
        return made

    @property
    def links(self) -> tuple[Link, ...]:
        """All of them."""
        return tuple(self._links)

    def run(self, what: Coroutine[Any, Any, _Of]) -> _Of:
        """Have something done on the thread of the links."""
        done: Future[_Of] = asyncio.run_coroutine_threadsafe(what, self._loop)
        return done.result(BOUND)

    def close(self) -> None:
        """Reset everything, and end. Twice is once."""
        if self._loop.is_closed():
            return
        for link in self._links:
            self.run(link.end())
        self.run(_all_over())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(BOUND)
        self._loop.close()

    def __enter__(self) -> Network:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


async def _all_over() -> None:
    """Whatever still runs here is told to end, and has ended."""
    others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
