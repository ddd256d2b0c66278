"""The recorder does everything in which a journal system takes part: documents and receipts from it, copies, pages and
notes to it.

Theory of operation. One thread decides (`round`), and never waits for a journal system: it looks who has due work, and
for those organisations that may have a thread now (`jobs.py`) it starts one, which claims that organisation's work in
batches (`batch.py`), for a short while. So within a process one organisation's journal has one caller at a time, and a
journal that hangs keeps only its own organisation waiting. Recording is exclusive over all machines by the lease on the
stream; looking into a journal by turns (`turns.py`). A lease that runs out while a journal hangs lets another worker
take over: what comes late is refused by its fence, and the copy that the late one may have recorded is found by its
copy id.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections import Counter
from collections.abc import Sequence

from gateway.exchange.parts import Parts
from gateway.logs import Event
from gateway.store.protocol import FenceLost
from gateway.worker.batch import Batch
from gateway.worker.jobs import Job, Jobs
from gateway.worker.looking import look
from gateway.worker.roles import RECORDING
from gateway.worker.turns import ASKS_AGAIN, Turns
from gateway.worker.waiting import Awake, Bell, Rests, Sparing
from gateway.worker.work import say_defect
from schemas.errors import Rejected, StoreUnavailable

LONGEST_REST = 60.0  # seconds; a journal system that comes back is looked into within a minute
SOONEST = 0.02  # seconds; between two decisions, however much there is to do


class Recorder:
    """The recorder of one process."""

    def __init__(self, parts: Parts, name: str, bell: Bell, stop: threading.Event) -> None:
        self._parts, self._name, self._bell, self._stop = parts, name, bell, stop
        self._jobs = Jobs(parts.workers.recorders)
        self._turns = Turns(parts, name)
        self._rests = Rests(parts.chance, LONGEST_REST)
        self._numbers = itertools.count(1)
        self._look_at: dict[str, float] = {}
        self._tries: dict[str, Counter[str]] = {}
        self._owed: set[str] = set()
        self._looks = Sparing(stop)
        self._awake = Awake(LONGEST_REST, alone=parts.alone)

    @property
    def slow(self) -> tuple[str, ...]:
        """Organisations whose journal system fails or is slow just now."""
        return self._jobs.slow

    def round(self) -> float:
        """Start whatever may be started now; give how long nothing will be due. Raises StoreUnavailable."""
        self._give_back()
        hosted = self._parts.hosted
        self._start_due(hosted)
        return min(self._start_looking(hosted), self._awake.pause())

    def finish(self, seconds: float) -> list[str]:
        """Wait so long for what runs; whose leases are to be given back because it still does."""
        return [*(job.owner for job in self._jobs.wait(seconds)), *self._owed]

    def end_turns(self) -> None:
        """Let other processes look into the journals."""
        self._turns.end_all()

    def _give_back(self) -> None:
        """What was in hand when the store was away need not wait for its lease to run out."""
        for owner in list(self._owed):
            self._parts.store.give_back(owner)
            self._owed.discard(owner)

    def _start_due(self, hosted: Sequence[str]) -> None:
        due = self._looks.look(lambda: self._parts.store.due(hosted, RECORDING, now=self._parts.clock()))
        if due:
            self._awake.worked()
        for slow in (False, True):
            while not self._stop.is_set():
                free = self._jobs.may_begin(due, slow=slow)
                if not free:
                    break
                self._start(Job(free[0], f"{self._name}-recorder-{next(self._numbers)}"))

    def _start_looking(self, hosted: Sequence[str]) -> float:
        soonest = time.monotonic() + self._parts.times.poll.total_seconds()
        for slow in (False, True):
            for organisation in sorted(hosted, key=lambda each: self._look_at.get(each, 0.0)):
                at = self._look_at.get(organisation, 0.0)
                if at > time.monotonic():
                    soonest = min(soonest, at)
                    break
                if not self._stop.is_set() and organisation in self._jobs.may_begin((organisation,), slow=slow):
                    self._start(Job(organisation, f"{self._name}-recorder-{next(self._numbers)}"))
        return max(SOONEST, soonest - time.monotonic())

    def _start(self, job: Job) -> None:
        self._jobs.begin(job)
        name = job.owner.rpartition("-recorder-")[2]
        threading.Thread(target=self._run, args=(job,), name=f"recorder-{name}", daemon=True).start()

    def _run(self, job: Job) -> None:
        """All that one job's thread does; nothing gets out of it."""
        try:
            self._work(job)
        except StoreUnavailable as away:  # of all, which the next round notices; or this organisation's keys
            self._owed.add(job.owner)
            self._not_now(job)
            self._parts.log(Event.TRIED_AGAIN_LATER, organisation=job.organisation, code=away.code)
        except Exception as error:  # noqa: BLE001 - one organisation's defect ends its job and nothing else
            self._owed.add(job.owner)
            self._not_now(job)
            say_defect(self._parts, job.organisation, error)
        finally:
            self._jobs.end(job)
            self._bell.ring()

    def _not_now(self, job: Job) -> None:
        job.failed = True
        self._look_at[job.organisation] = time.monotonic() + self._rests.failed(job.organisation)

    def _work(self, job: Job) -> None:
        """What is due first; then a look at what the journal has, when it is time; then what is due by now."""
        more = self._batch(job)
        if self._look_at.get(job.organisation, 0.0) <= time.monotonic() and not self._stop.is_set():
            self._look(job)
            more = True
        while more and not self._is_over(job):
            more = self._batch(job)

    def _is_over(self, job: Job) -> bool:
        job.next_step()
        return self._stop.is_set() or job.is_over()

    def _batch(self, job: Job) -> bool:
        """Do some of what is due; whether there was any."""
        batch = Batch(
            self._parts, job.owner, over=self._stop.is_set, enough=lambda: self._is_over(job), after_each=job.next_step
        )
        done = batch.work((job.organisation,), RECORDING)
        if done:
            wrong = done[-1][1]
            job.failed = wrong is not None and not isinstance(wrong, Rejected | FenceLost)
            self._bell.ring()
        return bool(done)

    def _look(self, job: Job) -> None:
        organisation = job.organisation
        if not self._turns.take(organisation):
            self._look_at[organisation] = time.monotonic() + ASKS_AGAIN * (0.5 + self._parts.chance())
            return
        tries = self._tries.setdefault(organisation, Counter())

        def taken() -> bool:
            self._bell.ring()  # its copies are prepared while the next document is read
            return self._is_over(job)

        looked = look(self._parts, organisation, tries, taken)
        self._turns.looked(organisation)
        if looked.failed:
            self._not_now(job)
            return
        self._rests.well(organisation)
        wait = 0.0 if looked.taken and job.is_over() else self._parts.times.poll.total_seconds()
        self._look_at[organisation] = time.monotonic() + wait
        if looked.taken:
            self._bell.ring()
