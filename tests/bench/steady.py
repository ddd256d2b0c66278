"""From a plan's arrival to its copies in the journals: plans come at set times, whether or not the last is done.

Theory of operation. Arrivals are scheduled before the run (every 1/rate seconds), and each copy's time counts from the
scheduled arrival, so that a stall delays what came meanwhile and is seen (no coordinated omission). A copy is there
when the transaction that records it has been committed. One process works: the threads of a pool with the settings as
they are delivered, and beside them the threads that hand in, as a request to the HTTP interface does. Journals are
immediate. The curve ends at the rate that it cannot follow, but the rate of the target is always run. A copy that is
not recorded in the end counts with the time that it had waited: what depends on it is said as a lower bound.
"""

from __future__ import annotations

import itertools
import os
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from adapters.journal import HandedIn
from gateway.exchange.accept import accept
from gateway.exchange.parts import Parts
from gateway.exchange.steps import Step
from gateway.logs import Event, Fact
from gateway.worker import Role, WorkerPool
from schemas.messages import CopyId
from tests.bench.documents import HOME, RECIPIENTS, plan_xml
from tests.bench.figures import Measured, Size, Table, percentile
from tests.bench.services import Services
from tests.bench.world import parts_on

RATE = 15
HANDING_IN = 4  # threads
PATIENCE = 20.0  # seconds after the last arrival, for what is not recorded yet
FOLLOWS = 0.95  # of the copies within the patience, and of the rate
SHARES = {"p50": 0.5, "p95": 0.95, "p99": 0.99}


@dataclass
class Watch:
    """When each copy was recorded, by the gateway's own log and steps; `at` is by the clock of `time.perf_counter`."""

    at: dict[tuple[str, str], float] = field(default_factory=dict)
    _last: threading.local = field(default_factory=threading.local)

    def log(self, event: Event, **facts: Fact) -> None:
        """A copy is about to be recorded: its time now, unless its commit is seen after it."""
        if event is Event.COPY_RECORDED:
            copy_id = CopyId.parse(str(facts["copy_id"]))
            self._last.key = (copy_id.plan_id, copy_id.recipient)
            self.at[self._last.key] = time.perf_counter()

    def fault(self, step: Step) -> None:
        """It has been committed."""
        if step is Step.RECORD_AFTER_COMMIT and (key := getattr(self._last, "key", None)) is not None:
            self.at[key] = time.perf_counter()
            self._last.key = None


@dataclass
class Run:
    """What a run at one rate gave: seconds of each copy that was recorded, and those that each other had waited."""

    rate: float
    arrived: int
    seconds: list[float]
    lasted: float
    waited: list[float] = field(default_factory=list)

    @classmethod
    def of(
        cls, rate: float, arrivals: dict[str, float], recorded: dict[tuple[str, str], float], began: float, ended: float
    ) -> Run:
        """From when each plan was to arrive, when each copy was recorded, and when nobody waited any longer."""
        keys = [(plan_id, recipient) for plan_id in arrivals for recipient in RECIPIENTS]
        seconds = [recorded[key] - arrivals[key[0]] for key in keys if key in recorded]
        waited = [ended - arrivals[key[0]] for key in keys if key not in recorded]
        lasted = max((recorded[key] for key in keys if key in recorded), default=ended) - began
        return cls(rate, len(arrivals), seconds, lasted, waited)

    @property
    def expected(self) -> int:
        """Copies."""
        return self.arrived * len(RECIPIENTS)

    @property
    def follows(self) -> bool:
        """Whether the gateway kept up."""
        return len(self.seconds) >= FOLLOWS * self.expected and self.lasted * self.rate * FOLLOWS <= self.arrived + 1

    def row(self, kind: str) -> tuple[str, ...]:
        """A row of the curve."""
        done = f"{len(self.seconds) / self.lasted:.1f}"
        times = [f"{'≥ ' * self.open_at(share)}{1000 * self.within(share):,.0f}" for share in SHARES.values()]
        return (kind, f"{self.rate:g}", done, *times, f"{len(self.waited):,}", "yes" if self.follows else "no")

    def within(self, share: float) -> float:
        """Seconds within which this share of all copies was recorded; at least so many where `open_at` says so."""
        return percentile([*self.seconds, *self.waited], share)

    def open_at(self, share: float) -> bool:
        """Whether copies that were not recorded may make that time longer."""
        return self.within(share) >= min(self.waited, default=float("inf"))


def measured(size: Size, services: Services) -> Measured:
    """p50, p95 and p99 at a steady 15 plans a second, and the curve of rising rates up to saturation."""
    found = Measured()
    rows: list[tuple[str, ...]] = []
    with tempfile.TemporaryDirectory() as made:
        for kind in services.kinds:
            follows = True
            for rate in sorted({RATE, *size.rates}):
                if not follows and rate != RATE:
                    continue
                seconds = size.steady_seconds if rate == RATE else size.rate_seconds
                run = at_rate(kind, Path(made), services, rate, seconds, 4 * size.warm_up)
                rows.append(run.row(kind))
                follows = follows and run.follows
                if rate == RATE:
                    _say(kind, run, found)
    columns = ("parts", "plans/s", "copies/s", "p50 ms", "p95 ms", "p99 ms", "not recorded", "follows")
    found.tables.append(Table("From arrival to recorded, at rising rates", columns, rows))
    if services.why_not:
        found.absent("p95-real", "the same on RabbitMQ and PostgreSQL", services.why_not)
    return found


def _say(kind: str, run: Run, found: Measured) -> None:
    missing = f"{len(run.waited):,} of {run.expected:,} copies not recorded, which count with what they had waited"
    copies = missing if run.waited else f"{run.expected:,} copies"
    note = f"{copies}; load of the machine {os.getloadavg()[0]:.1f}"
    for name, share in SHARES.items():
        what = f"{kind}: arrival to recorded at {run.rate:g} plans/s, {name}"
        found.add(f"{name}-{kind}", what, 1000 * run.within(share), "ms", note, at_least=run.open_at(share))


def at_rate(kind: str, made: Path, services: Services, rate: float, seconds: float, warm_up: int) -> Run:
    """One run on a gateway of its own."""
    watch, numbers = Watch(), itertools.count()
    bodies = [plan_xml(next(numbers)) for _ in range(warm_up + max(1, int(rate * seconds)))]
    with parts_on(kind, made, services, log=watch.log, fault=watch.fault) as parts, working(parts) as wake:
        arrivals = _hand_in(parts, wake, bodies[:warm_up], RATE, "warm")
        _wait_for(watch, arrivals, time.perf_counter() + PATIENCE)
        began = time.perf_counter()
        arrivals = _hand_in(parts, wake, bodies[warm_up:], rate, "run")
        _wait_for(watch, arrivals, time.perf_counter() + PATIENCE)
        ended, recorded = time.perf_counter(), dict(watch.at)
    return Run.of(rate, arrivals, recorded, began, ended)


@contextmanager
def working(parts: Parts) -> Iterator[Callable[[], None]]:
    """A pool with all roles works meanwhile. Gives what wakes it."""
    stop = threading.Event()
    pool = WorkerPool(parts, frozenset(Role))
    running = threading.Thread(target=pool.run, args=(stop,))
    running.start()
    try:
        yield pool.wake
    finally:
        stop.set()
        running.join()


def _hand_in(parts: Parts, wake: Callable[[], None], bodies: list[bytes], rate: float, name: str) -> dict[str, float]:
    """Plan id → when it was to arrive. Whoever hands in wakes the pool, as a request to the HTTP interface does."""
    began = time.perf_counter() + 0.05

    def one(number: int) -> tuple[str, float]:
        due = began + number / rate
        time.sleep(max(0.0, due - time.perf_counter()))
        answer = accept(parts, HOME, HandedIn(f"{name}-{number}", bodies[number]))
        wake()
        assert answer.plan_id is not None, answer.findings
        return answer.plan_id, due

    with ThreadPoolExecutor(HANDING_IN) as handing_in:
        return dict(handing_in.map(one, range(len(bodies))))


def _wait_for(watch: Watch, arrivals: dict[str, float], until: float) -> None:
    keys = [(plan_id, recipient) for plan_id in arrivals for recipient in RECIPIENTS]
    while time.perf_counter() < until and not all(key in watch.at for key in keys):
        time.sleep(0.02)
