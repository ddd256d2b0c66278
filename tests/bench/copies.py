"""The whole way of a plan to three other organisations, one thread, against the floor of the same durable steps.

Theory of operation. Plans are handed to `accept`; then one worker does all that follows until nothing is due: consent
asked, minimised, frozen, sealed, published, opened, checked, recorded, answered, settled, the home's journal told,
audit batches closed. The journals are immediate (`ImmediateJournal`). Beside the three copies each plan makes a page
for the person, which is part of the price and not counted as a copy. Ours and the floor take turns; the quickest round
counts. What was asked of store and broker is counted in a round of its own.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from adapters.journal import HandedIn
from gateway.exchange.accept import accept
from gateway.exchange.parts import Parts
from gateway.worker import run_until_idle
from tests.bench.counting import Counted, bytes_kept, count_messages, counting
from tests.bench.documents import HOME, RECIPIENTS, plan_xml
from tests.bench.figures import Measured, Size
from tests.bench.floors import Floor, Steps, floor_on
from tests.bench.services import Services
from tests.bench.world import folder_on, open_with, parts_on, recorded, store_url

PATIENCE = 300.0  # seconds


def measured(size: Size, services: Services) -> Measured:
    """Plans accepted and copies recorded in a second, and what each copy asks of store and broker."""
    found = Measured()
    with tempfile.TemporaryDirectory() as made:
        for kind in services.kinds:
            _on(kind, Path(made), size, services, found)
    if services.why_not:
        for key in ("copies-to-floor-real", "commits-real"):
            found.absent(key, "the same on RabbitMQ and PostgreSQL", services.why_not)
    return found


class Round(NamedTuple):
    """One round: seconds to accept the plans, and to do all that followed, and copies in others' journals."""

    accepting: float
    whole: float
    copies: int


def _on(kind: str, made: Path, size: Size, services: Services, found: Measured) -> None:
    numbers = itertools.count()
    counted, copies, kept = _counted(kind, made, size, services)
    steps = steps_of(counted, copies, kept)
    with parts_on(kind, made, services) as parts:
        one_round(parts, size.warm_up, numbers)
        with floor_on(kind, made, services, steps) as floor:
            rounds, floors = [], []
            for _ in range(min(size.rounds, 3)):
                rounds.append(one_round(parts, size.plans, numbers))
                floors.append(_timed(floor, rounds[-1].copies))
    _say(kind, found, rounds, floors, counted, steps, copies)


def _counted(kind: str, made: Path, size: Size, services: Services) -> tuple[Counted, int, int]:
    """What a round asks for, how many copies it recorded, and how many bytes it left in the store."""
    numbers = itertools.count()
    with counting() as counted, folder_on(kind, made, services) as folder:
        with open_with(folder) as parts:
            one_round(parts, size.warm_up, numbers)
            before = bytes_kept(store_url(folder))
            counted.reset()
            count_messages(parts, counted)
            copies = one_round(parts, min(size.plans, 10), numbers).copies
        kept = bytes_kept(store_url(folder)) - before
    return counted, copies, kept


def one_round(parts: Parts, plans: int, numbers: itertools.count[int]) -> Round:
    """Hand in plans and do all that follows. Raises AssertionError when not every copy was recorded."""
    before = recorded(parts, HOME)
    bodies = [(number, plan_xml(number)) for number in itertools.islice(numbers, plans)]
    began = time.perf_counter()
    for number, body in bodies:
        answer = accept(parts, HOME, HandedIn(f"bench-{number}", body))
        assert answer.accepted, answer.findings
    accepted = time.perf_counter()
    while run_until_idle(parts) or recorded(parts, HOME) - before < plans * len(RECIPIENTS):
        assert time.perf_counter() - accepted < PATIENCE, "not all copies were recorded in time"
    ended = time.perf_counter()
    copies = recorded(parts, HOME) - before
    assert copies == plans * len(RECIPIENTS), (copies, plans)
    return Round(accepted - began, ended - began, copies)


def steps_of(counted: Counted, copies: int, kept: int) -> Steps:
    """What each copy asked for."""
    messages = len(counted.messages)
    return Steps(
        commits=counted.commits / copies,
        bytes_stored=kept / copies,
        messages=messages / copies,
        message_bytes=sum(counted.messages) / max(1, messages),
        broker_commits=counted.broker_commits / copies,
    )


def _timed(floor: Floor, copies: int) -> float:
    began = time.perf_counter()
    floor(copies)
    return (time.perf_counter() - began) / copies


def _say(
    kind: str, found: Measured, rounds: list[Round], floors: list[float], counted: Counted, steps: Steps, copies: int
) -> None:
    plans = rounds[0].copies // len(RECIPIENTS)
    best, floor = min(each.whole / each.copies for each in rounds), min(floors)
    accepting = min(each.accepting for each in rounds)
    size = f"{steps.message_bytes:,.0f} bytes on the mean; copy, answer, status"
    for key, what, value, unit, note in (
        ("accepted", "plans accepted", plans / accepting, "plans/s", ""),
        ("copies", "copies recorded, whole way", 1 / best, "copies/s", "one thread, accept included"),
        ("floor", "floor: the same durable steps", 1 / floor, "copies/s", ""),
        ("copies-to-floor", "ours to the floor", floor / best, "times", ""),
        ("commits", "commits of the store that write", counted.commits / copies, "per copy", ""),
        ("empty-commits", "transactions that only read", counted.empty_commits / copies, "per copy", ""),
        ("statements", "statements of the store", counted.statements / copies, "per copy", ""),
        ("stored", "bytes that stay in the store", steps.bytes_stored, "per copy", ""),
        ("messages", "messages sent, confirmed, acknowledged", steps.messages, "per copy", size),
    ):
        found.add(f"{key}-{kind}", f"{kind}: {what}", value, unit, note)
    if kind == "embedded":
        what = "embedded: commits of the broker's own file"
        found.add(f"broker-commits-{kind}", what, steps.broker_commits, "per copy")
