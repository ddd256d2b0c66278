"""The gauges: what the database, the broker, the directory and the keys say of a gateway when somebody looks.

Theory of operation. One short transaction counts for every organisation hosted here; no body is read. The depth of
queues is asked of the broker one queue at a time and only for `QUEUES_WITHIN` in each reading; the next reading goes on
where this one stopped, and until then the last answer is shown. What is away is left out and its `_up` is 0: an alert
about the age of a copy ends when nobody can know it, and the one about the database stands alone. Database and broker
are read beside each other and not waited for when they hang (`kept_readings.py`): the age of a reading says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from math import inf

from gateway.broker.protocol import Queue
from gateway.exchange.kept_readings import KeptReadings
from gateway.exchange.parts import LOOKING, Parts
from gateway.exchange.pull_directory import REACHED
from gateway.exchange.question import Question
from gateway.metrics import Meters, Reading, label_of, metered
from gateway.store.rows import Figures
from schemas.errors import SamspelError

QUEUES_WITHIN = 1.0
"""Seconds that one reading may ask the broker about queues."""

HEALTH_PATIENCE = 2.0
"""Seconds within which a part must answer to count as one that does."""


def measured(parts: Parts, name: str) -> Parts:
    """The parts of a gateway, with everything counted that they log and the gauges ready to be read."""
    naming = naming_of(parts)
    meters = Meters(naming)
    meters.begin(parts.hosted)
    counted = replace(parts, meters=meters, log=metered(parts.log, meters))
    depths = _Depths(counted, naming)

    kept = {
        "store": KeptReadings(lambda: (*_of_store(counted, naming), *_of_keys(counted, naming))),
        "broker": KeptReadings(lambda: _of_broker(counted, depths)),
    }

    def read() -> Iterator[Reading]:
        yield Reading("samspel_build_info", 1, (_version(), name))
        for each in kept.values():
            each.begin()
        for of, each in kept.items():
            yield from each()
            yield Reading("samspel_reading_age_seconds", each.age(), (of,))

    meters.watch(read)
    return counted


def answering(parts: Parts) -> dict[str, bool]:
    """Whether store and broker answer, each within `HEALTH_PATIENCE`."""
    asked = {"store": Question(partial(_answers, parts.store.check))}
    asked["broker"] = Question(partial(_answers, parts.broker.check))
    until = time.monotonic() + HEALTH_PATIENCE
    return {part: any(each.answered(until - time.monotonic())) for part, each in asked.items()}


def naming_of(parts: Parts) -> Callable[[str], str]:
    """How organisations are called in labels: never by what could be a person's number."""

    def naming(organisation: str) -> str:
        entry = parts.directory.find(organisation)
        return label_of(organisation, entry.routing_key if entry is not None else None)

    return naming


def _version() -> str:
    try:
        return version("samspel")
    except PackageNotFoundError:
        return "0"


def _answers(ask: Callable[[], None]) -> bool:
    try:
        ask()
    except SamspelError:
        return False
    return True


def _of_store(parts: Parts, naming: Callable[[str], str]) -> Iterator[Reading]:
    now = parts.clock()
    try:
        parts.store.check()
        skew = (parts.store.now() - parts.clock()).total_seconds()
        with parts.store.transaction() as tx:
            every, newest = tx.figures(parts.hosted, now), tx.newest_directory()
            reached = tx.turn_taken("", REACHED)
            looked = {} if parts.alone else {each: tx.turn_taken(each, LOOKING) for each in parts.hosted}
    except SamspelError:
        yield Reading("samspel_store_up", 0)
        return
    yield Reading("samspel_store_up", 1)
    yield Reading("samspel_clock_skew_seconds", skew)
    if newest is not None:
        yield Reading("samspel_directory_version", newest.version)
        yield Reading("samspel_directory_age_seconds", (now - (reached or newest.taken_at)).total_seconds())
    for each in every:
        yield from _of_organisation(each, naming(each.organisation), now)
    for organisation, at in looked.items():
        age = inf if at is None else max(0.0, (now - at).total_seconds())
        yield Reading("samspel_journal_looked_seconds", age, (naming(organisation),))


def _of_organisation(each: Figures, label: str, now: datetime) -> Iterator[Reading]:
    for direction, counted in (("sent", each.sent), ("received", each.received)):
        for state, count in counted.items():
            yield Reading("samspel_copies", count, (label, direction, state.value))
    for direction, counted in (("sent", each.late_sent), ("received", each.late_received)):
        for state, count in counted.items():
            yield Reading("samspel_copies_late", count, (label, direction, state.value))
    for code, count in each.parked_by.items():
        yield Reading("samspel_parked_waiting", count, (label, code))
    yield Reading("samspel_work_due", each.work_due, (label,))
    ages = {
        "samspel_work_overdue_seconds": each.oldest_due,
        "samspel_oldest_unprepared_seconds": each.oldest_unprepared,
        "samspel_oldest_unsent_seconds": each.oldest_unsent,
        "samspel_oldest_unanswered_seconds": each.oldest_unanswered,
        "samspel_oldest_unrecorded_seconds": each.oldest_unrecorded,
    }
    for name, since in ages.items():
        yield Reading(name, 0.0 if since is None else max(0.0, (now - since).total_seconds()), (label,))


def _of_broker(parts: Parts, depths: _Depths) -> Iterator[Reading]:
    up = _answers(parts.broker.check)
    yield Reading("samspel_broker_up", int(up))
    if up:
        yield from depths.read()


class _Depths:
    """The depth of every hosted queue, asked in turn."""

    def __init__(self, parts: Parts, naming: Callable[[str], str]) -> None:
        self._parts, self._naming = parts, naming
        self._known: dict[tuple[str, Queue], int] = {}
        self._next = 0

    def read(self) -> list[Reading]:
        """What is known now, after asking for a bounded time."""
        queues = [(each, queue) for each in self._parts.hosted for queue in Queue]
        until = self._parts.ticks() + QUEUES_WITHIN
        for _ in queues:
            self._next = (self._next + 1) % len(queues)
            if not self._ask(*queues[self._next]) or self._parts.ticks() >= until:
                break
        shown = {key: depth for key, depth in self._known.items() if key in set(queues)}
        self._known = shown
        return [
            Reading("samspel_queue_messages", depth, (self._naming(organisation), queue.value))
            for (organisation, queue), depth in shown.items()
        ]

    def _ask(self, organisation: str, queue: Queue) -> bool:
        entry = self._parts.directory.find(organisation)
        if entry is None or entry.routing_key is None:
            return True
        try:
            self._known[organisation, queue] = self._parts.broker.depth(entry.routing_key, queue)
        except SamspelError:
            self._known.pop((organisation, queue), None)
            return False
        return True


def _of_keys(parts: Parts, naming: Callable[[str], str]) -> Iterator[Reading]:
    now = parts.clock()
    for organisation in parts.hosted:
        try:
            ring = parts.keys.peek(organisation)
        except SamspelError:
            continue
        for use in {each.use for each in ring.generations} if ring is not None else ():
            ends = [each.valid_until for each in ring.generations if each.use is use] if ring is not None else []
            if None not in ends:
                left = max((each - now).total_seconds() for each in ends if each is not None)
                yield Reading("samspel_key_expires_seconds", left, (naming(organisation), use.value))
