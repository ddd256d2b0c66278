"""The load: batches of plans, handed in at their homes while things go wrong, and what is known of each."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import Random

from tests.faults.accepted import AcceptedLog, End
from tests.faults.cast import HOMES, NEAR
from tests.faults.documents import SHARES, Planned
from tests.faults.handing_in import Answered, NotAnswered, Way

PATIENCE = 240.0  # seconds until a home that is away must have answered

NEW_VERSION, THIRD_VERSION, NULLIFIED, WITHDRAWN = 0.25, 0.08, 0.05, 0.05
"""How many of the ordinary plans get a second and a third version, and how many are taken back."""
SIZES = (1, 1, 1, 2, 3)
"""Recipients of a plan where there are to be fewer: it is plans that the long form has many of."""


Act = Callable[["Batch", Planned, Random], None]


@dataclass
class Batch:
    """The plans of one fault. What has been accepted is added while the load runs."""

    name: str
    plans: list[Planned]
    chance: Random
    attempted: int = 0
    accepted: dict[str, list[Answered]] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    ended: set[str] = field(default_factory=set)
    handed_in: threading.Event = field(default_factory=threading.Event)
    first_accepted: threading.Event = field(default_factory=threading.Event)
    handed_in_at: float = 0.0

    @property
    def plan_ids(self) -> dict[str, str]:
        """Plan id → home, of all that was accepted."""
        homes = {each.name: each.home for each in self.plans}
        return {told[0].plan_id: homes[name] for name, told in list(self.accepted.items())}

    def plan_id(self, planned: Planned) -> str:
        """The id that its home gave it."""
        return self.accepted[planned.name][0].plan_id


class Load:
    """Everything that is handed in during a run. `ways`: how documents get to each home."""

    def __init__(self, log: AcceptedLog, ways: dict[str, Way], take_back: Callable[[str, str, datetime], None]) -> None:
        self.batches: dict[str, Batch] = {}
        self._log, self._ways, self._take_back = log, ways, take_back
        self._lock, self._stop = threading.Lock(), threading.Event()
        self._pools: list[ThreadPoolExecutor] = []

    def batch(
        self,
        name: str,
        count: int,
        chance: Random,
        *,
        homes: Sequence[str] = HOMES,
        recipients: Sequence[str] = NEAR,
        each: int = 3,
        fewer: bool = False,
    ) -> Batch:
        """Draw the plans of a fault: `each` recipients, of those that are given; `fewer`: most plans have only one."""
        plans = []
        for number in range(count):
            home = chance.choice(homes)
            size = min(each, chance.choice(SIZES)) if fewer else each
            chosen = chance.sample([other for other in recipients if other != home], size)
            rest = [other for other in NEAR if other not in (home, *chosen)]
            outside = (chance.choice(rest),) if chance.random() < 0.2 else ()
            first = chance.randrange(len(SHARES)) if fewer else 0
            plans.append(Planned(f"{name}/{number:05d}", home, tuple(chosen), outside, first))
        made = self.batches[name] = Batch(name, plans, chance)
        return made

    def run(self, batch: Batch, seconds: float, *, ordinary: bool = True, at_once: int = 4) -> None:
        """Hand the batch in, spread over so many seconds; returns when all is answered.

        `ordinary`: some of the plans get new versions, some are taken back, as it is drawn. `at_once`:
        documents that wait for their answers. Each batch has threads of its own, so one whose homes are away does not
        keep the others waiting.
        """
        with ThreadPoolExecutor(at_once, thread_name_prefix=batch.name) as pool:
            self._pools.append(pool)
            self._run(batch, seconds, pool, self._life if ordinary else self._first, at_once)
        batch.handed_in_at = time.monotonic()
        batch.handed_in.set()

    def _run(self, batch: Batch, seconds: float, pool: ThreadPoolExecutor, act: Act, at_once: int) -> None:
        drawn = [(Random(batch.chance.random()), each) for each in batch.plans]
        began, waiting = time.monotonic(), set[Future[None]]()
        for number, (chance, planned) in enumerate(drawn):
            self._stop.wait(max(0.0, began + seconds * number / len(drawn) - time.monotonic()))
            if self._stop.is_set():
                return
            if len(waiting) >= at_once:
                ended, waiting = wait(waiting, return_when="FIRST_COMPLETED")
                for done in ended:
                    done.result()
            waiting.add(pool.submit(act, batch, planned, chance))
        for done in wait(waiting).done:
            done.result()

    def hand_in(self, batch: Batch, planned: Planned, revision: int, state: str = "established") -> Answered | None:
        """Hand in one version, and write down what became of it; None when it was not accepted."""
        name, home = planned.called(revision), planned.home
        with self._lock:
            batch.attempted += 1
            self._log.attempted(name, home)
        try:
            until = time.monotonic() + PATIENCE
            told = self._ways[home].hand_in(home, name, planned.document(revision, state), until, self._stop)
        except NotAnswered:
            batch.unanswered.append(name)
            return None
        with self._lock:
            if not told.accepted:
                batch.refused.append(f"{name} {' '.join(told.codes)}")
                self._log.refused(name, home, told.codes)
                return None
            batch.accepted.setdefault(planned.name, []).append(told)
            self._log.version(
                name, home, told.plan_id, told.version, parts=planned.parts(revision), withheld=planned.outside
            )
            if state == "nullified":
                self._ended(batch, planned, End.NULLIFICATION)
        batch.first_accepted.set()
        return told

    def nullify(self, batch: Batch, planned: Planned) -> bool:
        """Its home finds that the plan is wrong, and says so in a version of its own."""
        return self.hand_in(batch, planned, len(batch.accepted[planned.name]) + 1, "nullified") is not None

    def withdraw(self, batch: Batch, planned: Planned) -> None:
        """Its home is told that the person takes the consent back."""
        at = datetime.now(UTC).replace(microsecond=0)
        self._take_back(planned.home, batch.plan_id(planned), at)
        with self._lock:
            self._ended(batch, planned, End.WITHDRAWAL)

    def close(self) -> None:
        """Nothing more is handed in, and nobody waits any more."""
        self._stop.set()
        for pool in self._pools:
            pool.shutdown(wait=True, cancel_futures=True)
        self._log.close()

    def _ended(self, batch: Batch, planned: Planned, what: End) -> None:
        batch.ended.add(planned.name)
        newest = batch.accepted[planned.name][-1]
        self._log.ended(what, planned.home, newest.plan_id, newest.version)

    def _first(self, batch: Batch, planned: Planned, _chance: Random) -> None:
        self.hand_in(batch, planned, 1)

    def _life(self, batch: Batch, planned: Planned, chance: Random) -> None:
        """What becomes of one ordinary plan."""
        if self.hand_in(batch, planned, 1) is None:
            return
        drawn = chance.random()
        if drawn < NULLIFIED:
            self.nullify(batch, planned)
        elif drawn < NULLIFIED + WITHDRAWN:
            self.withdraw(batch, planned)
        elif drawn < NULLIFIED + WITHDRAWN + NEW_VERSION:
            for revision in (2, 3) if drawn < NULLIFIED + WITHDRAWN + THIRD_VERSION else (2,):
                self.hand_in(batch, planned, revision)
