"""Drives a run: wave after wave of faults, each with a batch of its own, until all is at rest.

Theory of operation. Each fault of a wave has a thread that lets it happen, puts it right, and then looks until all of
its batch is at rest, and one that hands the batch in. The time from healing (or from the last plan, if that came later)
until it is at rest is the recovery time; others of the wave may still be there meanwhile. A copy that stands in a state
which only a fault explains, on the way to another (handed over, without an answer), counts as at rest when all of the
wave are healed and nothing has changed for a while. A wave is over when all its batches are at rest; a fault in the
background lasts over many. What goes wrong in a thread ends the run for that fault alone: the table says it.
"""

from __future__ import annotations

import sqlite3
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import psycopg

from tests.faults.every_fault import FAULTS
from tests.faults.fault import Fault, NotInjected
from tests.faults.faults_of_messages import near_queues
from tests.faults.load import PATIENCE, Batch
from tests.faults.world import BrokenOff, World

PLANS = 4
"""Of an ordinary fault in the short form: three copies each, and new versions of some."""
SECONDS_SHORT = 5.0  # over which a batch is handed in
A_SECOND_LONG = 12.0  # plans handed in each second in the long form, of all batches of a wave
AT_ONCE = {False: 4, True: 12}  # documents of a batch that wait for their answers; in the long form more
A_SECOND_BEHIND = 4.0  # of one in the background, beside them
LOOKS_EVERY = 0.4  # seconds, and not for more than an eighth of the time
READ_WITHIN = 120.0  # seconds, what lies in queues when all is at rest
SAYS_EVERY = 20.0  # seconds, how far a wave has come
UNCHANGED = 5.0  # seconds; see above
AT_REST_WITHIN = {False: 360.0, True: 900.0}  # seconds after the last plan and healing; in the long form more


@dataclass
class Played:
    """One fault of a run: what has happened, and how it ended."""

    fault: Fault
    batch: Batch
    wave: int
    may_end: dict[str, str] = field(default_factory=dict)
    """What this fault allows, and those that happen in the same wave: they are at the same queues and journals."""
    healed_at: float = 0.0
    recovery: float | None = None
    proof: str = ""
    wrong: list[str] = field(default_factory=list)
    loads: bool = False
    """Whether its batch is being handed in, or has been."""
    unrest: int = 0
    """How much was not at rest yet, when it was looked at last."""
    healed: threading.Event = field(default_factory=threading.Event)
    beside: list[Played] = field(default_factory=list)
    """Those of its wave, itself among them."""
    thread: threading.Thread | None = None

    @property
    def name(self) -> str:
        """That of the fault."""
        return self.fault.name


def _stands(played: Played) -> str:
    """How far it has come, in a few words."""
    if played.recovery is not None:
        return f"{played.name} at rest"
    said = f"{played.name} {len(played.batch.accepted)} of {len(played.batch.plans)} plans"
    if not played.healed.is_set():
        return said
    return f"{said}, healed" + (f", {played.unrest} not at rest" if played.batch.handed_in.is_set() else "")


def allowed_by(names: Sequence[str]) -> dict[str, str]:
    """States in which a copy may stand when these faults have happened together → all reasons for it."""
    found: dict[str, list[str]] = {}
    for name in dict.fromkeys(names):
        for state, why in FAULTS[name].may_end.items():
            found.setdefault(state, []).append(why)
    return {state: "; ".join(whys) for state, whys in found.items()}


def apart(waves: Sequence[Sequence[str]]) -> tuple[list[str], list[list[str]]]:
    """What lasts over all waves, and the waves without that."""
    background = [each for wave in waves for each in wave if FAULTS[each].background]
    return background, [[each for each in wave if each not in background] for wave in waves]


class Driver:
    """One run in one world. `says` is told what happens, a line at a time."""

    def __init__(self, world: World, *, plans: int, long: bool, says: Callable[[str], None]) -> None:
        self._world, self._plans, self._long, self._says = world, plans, long, says
        self._began = time.monotonic()
        self.played: list[Played] = []

    def run(self, waves: Sequence[Sequence[str]]) -> None:
        """All of it. What a background fault needs to end is waited for last."""
        background, waves = apart(waves)
        behind = self._begin_all(background, 0)
        for number, wave in enumerate(waves, 1):
            if wave:
                self._say(f"wave {number}: {', '.join(wave)}")
                self._end(self._begin_all(wave, number))
        if behind:
            self._say(f"waiting for {', '.join(background)}")
            self._end(behind)

    def heal(self) -> None:
        """Put everything right that still is wrong: the run is broken off."""
        for each in self.played:
            with suppress(Exception):
                each.fault.heal(self._world)

    def _begin_all(self, names: Sequence[str], wave: int) -> list[Played]:
        begun = [self._begin(each, wave, names) for each in names]
        for each in begun:
            each.beside = begun
            assert each.thread is not None
            each.thread.start()
        return begun

    def _begin(self, name: str, wave: int, others: Sequence[str]) -> Played:
        fault, chance = FAULTS[name](), self._world.chance(name)
        fault.long = self._long
        count = max(2, round(self._plans * fault.share))
        batch = self._world.load.batch(name, count, Random(chance.random()), fewer=self._long, **fault.shape)
        played = Played(fault, batch, wave, allowed_by([name, *others]))
        self.played.append(played)
        played.thread = threading.Thread(target=self._play, args=(played, chance), name=name, daemon=True)
        return played

    def _play(self, played: Played, chance: Random) -> None:
        """All of one fault, on its thread."""
        with suppress(BrokenOff):
            try:
                self._happen(played, chance)
            except NotInjected as missing:
                played.wrong.append(f"did not happen: {missing}")
            except Exception as error:  # noqa: BLE001 - said in the table, and the other faults of the wave go on
                played.wrong.append(f"{type(error).__name__}: {error}")
                self._say(traceback.format_exc())
            finally:
                self._healed(played)
            self._rest(played)

    def _happen(self, played: Played, chance: Random) -> None:
        world, fault, batch = self._world, played.fault, played.batch
        seconds = self._seconds(played)
        if fault.first:
            fault.inject(world, batch, chance)
        loading = threading.Thread(target=self._load, args=(played, seconds), name=f"{fault.name}-load", daemon=True)
        played.loads = True
        loading.start()
        if not fault.first:
            batch.first_accepted.wait(PATIENCE)
            world.pause(chance.uniform(0.0, 0.6) * seconds)
            fault.inject(world, batch, chance)
        world.pause(fault.lasts(chance) if not fault.background else 0.0)
        if fault.waits_for_all:
            if not batch.handed_in.wait(seconds + (AT_REST_WITHIN[True] if self._long else PATIENCE)):
                raise NotInjected("not all of its plans were answered in time")
            fault.meanwhile(world, batch, chance)

    def _seconds(self, played: Played) -> float:
        """Over which the batch is handed in."""
        if not self._long:
            return SECONDS_SHORT
        if played.fault.background:
            return len(played.batch.plans) / A_SECOND_BEHIND
        return len(played.batch.plans) * len(played.beside) / A_SECOND_LONG

    def _load(self, played: Played, seconds: float) -> None:
        try:
            at_once = AT_ONCE[self._long]
            self._world.load.run(played.batch, seconds, ordinary=played.fault.ordinary, at_once=at_once)
        except BrokenOff:
            pass
        except Exception as error:  # noqa: BLE001 - as above
            played.wrong.append(f"handing in: {type(error).__name__}: {error}")
            self._say(traceback.format_exc())
        finally:
            played.batch.handed_in.set()

    def _healed(self, played: Played) -> None:
        self._do(played, played.fault.heal)
        played.healed_at = time.monotonic()
        self._do(played, played.fault.afterwards)
        played.healed.set()

    def _do(self, played: Played, step: Callable[[World], None]) -> None:
        try:
            step(self._world)
        except Exception as error:  # noqa: BLE001 - as above
            played.wrong.append(f"{step.__name__}: {type(error).__name__}: {error}")

    def _end(self, wave: Sequence[Played]) -> None:
        said = time.monotonic()
        while any(each.thread is not None and each.thread.is_alive() for each in wave):
            self._world.pause(LOOKS_EVERY / 4)
            if time.monotonic() - said > SAYS_EVERY:
                said = time.monotonic()
                self._say(f"    {'; '.join(map(_stands, wave))}")
        self._let_come(wave)
        for each in wave:
            self._prove(each)
            recovered = "never" if each.recovery is None else f"after {each.recovery:.1f} s"
            self._say(f"  {each.name}: at rest {recovered}; {'; '.join(each.wrong) or each.proof}")

    def _let_come(self, wave: Sequence[Played]) -> None:
        """Wait until everybody has read all messages, and all is at rest after that: one that comes again may come to
        those who had been at rest. What does not come to rest is found by the oracle."""
        world = self._world
        with suppress(TimeoutError):
            world.until(lambda: not any(map(world.postman.waiting, near_queues(world))), "all is read", READ_WITHIN)
            world.pause(LOOKS_EVERY)
            rested = [each for each in wave if each.recovery is not None]
            world.until(lambda: all(self._rests(each) for each in rested), "all is at rest", READ_WITHIN)

    def _rest(self, played: Played) -> None:
        """Wait until all of its batch is handed in, and at rest."""
        batch = played.batch
        while played.loads and not batch.handed_in.is_set():
            self._world.pause(LOOKS_EVERY / 4)
        played.healed_at = max(played.healed_at, batch.handed_in_at)
        since = time.monotonic()
        end, before = since + AT_REST_WITHIN[self._long], None
        while True:
            looked = time.monotonic()
            unrest, now = self._unrest(batch), time.monotonic()
            played.unrest = sum((unrest or {}).values())
            if unrest is not None and not unrest:
                played.recovery = max(0.0, now - played.healed_at)
                return
            if unrest != before or not all(each.healed.is_set() for each in played.beside):
                before, since = unrest, now
            elif unrest is not None and now - since > UNCHANGED and not self._unrest(batch, played.may_end):
                played.recovery = max(0.0, since - played.healed_at)
                return
            if now > end:
                played.wrong.append(f"not at rest: {dict(unrest or {})}")
                return
            self._world.pause(max(LOOKS_EVERY, 7 * (now - looked)))

    def _rests(self, played: Played) -> bool:
        return self._unrest(played.batch, played.may_end) == {}

    def _unrest(self, batch: Batch, also: Sequence[str] | object = ()) -> dict[str, int] | None:
        try:
            return dict(self._world.reading.unrest(batch.plan_ids, also=tuple(also)))  # type: ignore[arg-type]
        except (psycopg.OperationalError, sqlite3.OperationalError):
            return None

    def _prove(self, played: Played) -> None:
        batch = played.batch
        if batch.unanswered or batch.refused:
            first = (batch.unanswered + batch.refused)[0]
            played.wrong.append(f"{len(batch.unanswered)} unanswered, {len(batch.refused)} refused: {first}")
        if played.wrong:
            return
        try:
            played.proof = played.fault.proof(self._world, batch)
        except NotInjected as missing:
            played.wrong.append(f"did not happen: {missing}")
        except Exception as error:  # noqa: BLE001 - as above
            played.wrong.append(f"{type(error).__name__}: {error}")

    def _say(self, line: str) -> None:
        self._says(f"{time.monotonic() - self._began:6.1f} s  {line}")
