"""What happens to the bytes of one connection on its way through a link (`network.py` says why it is made so)."""

from __future__ import annotations

import asyncio
import random
import socket
import struct
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

PIECE = 2**16  # bytes read at a time
IN_FLIGHT = 64  # pieces of one direction that wait to be due: past that the sender feels it


class Direction(StrEnum):
    """Which way bytes go."""

    THERE = "there"  # to the service
    BACK = "back"


BOTH = frozenset(Direction)


@dataclass(frozen=True, slots=True)
class Weather:
    """How a link is just now. `swallows`: directions in which bytes are lost; `rate`: bytes a second at most."""

    is_cut: bool = False
    swallows: frozenset[Direction] = frozenset()
    holds: bool = False
    delay: float = 0.0
    jitter: float = 0.0
    rate: float | None = None


CALM = Weather()


@dataclass(slots=True)
class Counts:
    """What a link has done since it was made. Bytes by direction; connections taken in, reset, and turned away."""

    taken: int = 0
    reset: int = 0
    refused: int = 0
    carried: Counter[Direction] = field(default_factory=Counter)
    swallowed: Counter[Direction] = field(default_factory=Counter)
    held: Counter[Direction] = field(default_factory=Counter)
    slowed: Counter[Direction] = field(default_factory=Counter)


class State:
    """How a link is now, and what it has done; shared by its pairs, on the thread of the network."""

    def __init__(self, target: tuple[str, int], chance: random.Random) -> None:
        self.target = target
        self.weather = CALM
        self.counts = Counts()
        self.lets_on = asyncio.Event()
        self.lets_on.set()
        self._chance = chance

    def becomes(self, weather: Weather) -> None:
        """From now on it is like that."""
        self.weather = weather
        (self.lets_on.clear if weather.holds else self.lets_on.set)()

    def due(self, before: float, size: int) -> float:
        """When a piece may go that has come now, after another that is due at `before`."""
        now, weather = asyncio.get_running_loop().time(), self.weather
        late = max(0.0, weather.delay + self._chance.uniform(-weather.jitter, weather.jitter))
        line = size / weather.rate if weather.rate else 0.0
        return max(now + late, before + line)


class Pair:
    """One connection that was taken in, and the one to the service that belongs to it."""

    def __init__(self, state: State, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.lost = False
        self._state, self._reader, self._writers = state, reader, [writer]
        self._tasks: list[asyncio.Task[None]] = []
        self._over = False

    async def run(self) -> None:
        """Until both ends have said all, or one of them is gone."""
        if Direction.THERE in self._state.weather.swallows:
            await self._nobody_there()
            return
        try:
            from_service, to_service = await asyncio.open_connection(*self._state.target, limit=PIECE)
        except OSError:
            self.reset()
            return
        self._writers.append(to_service)
        if self._over:  # it was cut while the service was asked
            reset(to_service)
            return
        there = Lane(self, self._state, self._reader, to_service, Direction.THERE)
        back = Lane(self, self._state, from_service, self._writers[0], Direction.BACK)
        self._tasks = [asyncio.ensure_future(each) for lane in (there, back) for each in (lane.read(), lane.write())]
        done, running = await asyncio.wait(self._tasks, return_when=asyncio.FIRST_EXCEPTION)
        if running or any(each.cancelled() or each.exception() for each in done):
            self.reset()
        self._close()

    async def _nobody_there(self) -> None:
        """The service does not hear that somebody has come; who came is told nothing."""
        self.lost = True
        with suppress(OSError):
            while piece := await self._reader.read(PIECE):
                self._state.counts.swallowed[Direction.THERE] += len(piece)
        self._close()

    def reset(self) -> None:
        """RST to both ends, whatever was on its way. Twice is once."""
        if self._over:
            return
        self._over = True
        self._state.counts.reset += 1
        for writer in self._writers:
            reset(writer)
        for task in self._tasks:
            task.cancel()

    def _close(self) -> None:
        self._over = True
        for writer in self._writers:
            writer.close()


class Lane:
    """One direction of a pair: what is read waits until it is due, and is written then."""

    def __init__(
        self, pair: Pair, state: State, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, way: Direction
    ) -> None:
        self._pair, self._state, self._reader, self._writer, self._way = pair, state, reader, writer, way
        self._waiting: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(IN_FLIGHT)

    async def read(self) -> None:
        """Until its end says no more, which is a piece of nothing."""
        due = 0.0
        while piece := await self._reader.read(PIECE):
            if self._swallows():
                self._swallowed(piece)
                continue
            due = self._state.due(due, len(piece))
            await self._waiting.put((due, piece))
        await self._waiting.put((due, b""))

    async def write(self) -> None:
        """What is due, in order. What is on its way when the link begins to swallow is lost too."""
        clock, counts = asyncio.get_running_loop().time, self._state.counts
        while True:
            due, piece = await self._waiting.get()
            if due > clock():
                counts.slowed[self._way] += len(piece)
                await asyncio.sleep(due - clock())
            if not self._state.lets_on.is_set():
                counts.held[self._way] += len(piece)
                await self._state.lets_on.wait()
            if self._swallows():
                self._swallowed(piece)
            elif piece:
                self._writer.write(piece)
                await self._writer.drain()
                counts.carried[self._way] += len(piece)
            elif self._writer.can_write_eof():
                self._writer.write_eof()
            if not piece:
                return

    def _swallows(self) -> bool:
        """One who has lost bytes gets none on the other way either: what follows a hole means nothing."""
        swallows = self._state.weather.swallows
        return self._way in swallows or (self._pair.lost and bool(swallows))

    def _swallowed(self, piece: bytes) -> None:
        self._pair.lost = True
        self._state.counts.swallowed[self._way] += len(piece)


def reset(writer: asyncio.StreamWriter) -> None:
    """Close at once with RST: nothing that waits is sent."""
    plain = writer.get_extra_info("socket")
    if plain is not None:
        with suppress(OSError):
            plain.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()
