"""The keeper after the clock of its machine has been set back: nobody waits for as long as it was ahead."""

from __future__ import annotations

import json
import threading
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from gateway.bootstrap import open_gateway
from gateway.cli.init import make_folder
from gateway.demo.cast import CAST
from gateway.logs import make_log
from gateway.store.rows import Stream, WorkKind
from gateway.worker.keeper import Keeper

HOME = CAST[0].id
RIGHT = datetime(2026, 3, 2, 9, tzinfo=UTC)


class Clock:
    """A clock that is set."""

    def __init__(self) -> None:
        self.now = RIGHT

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def logged():
    return StringIO()


@pytest.fixture
def parts(tmp_path, clock, logged):
    make_folder(tmp_path / "gateway", [(each.id, each.kind, each.name) for each in CAST], quiet="PT0S")
    with open_gateway(tmp_path / "gateway", log=make_log(logged), clock=clock) as gateway:
        yield gateway.parts


def test_what_was_put_off_by_a_clock_that_was_ahead_is_due_when_it_is_set_back(parts, clock, logged):
    keeper = Keeper(parts, "keeper", threading.Event(), receives=False)
    stream, store = Stream(HOME, "urn:uuid:0f4c1d5e-0000-4000-8000-00000000000a", CAST[1].id), parts.store
    clock.now = RIGHT + timedelta(hours=3)
    keeper.round()
    with store.transaction() as tx:
        tx.add_work(stream, WorkKind.TELL, 1, "receipt", clock())
    killed = store.claim([HOME], list(WorkKind), owner="killed", now=clock(), lease=parts.times.lease)
    assert killed is not None
    clock.now = RIGHT
    assert store.claim([HOME], list(WorkKind), owner="next", now=clock(), lease=parts.times.lease) is None
    keeper.round()  # its own turn was of the future too
    ours = store.claim([HOME], list(WorkKind), owner="next", now=clock(), lease=parts.times.lease)
    assert ours is not None
    assert ours.fence > killed.fence
    said = [json.loads(line) for line in logged.getvalue().splitlines()]
    assert [each["count"] for each in said if each["event"] == "pulled-back"] == [2]


def test_a_keeper_with_a_right_clock_puts_nothing_off_and_pulls_nothing_back(parts, clock, logged):
    keeper = Keeper(parts, "keeper", threading.Event(), receives=False)
    for _ in range(3):
        keeper.round()
        clock.now += timedelta(seconds=30)
    assert "pulled-back" not in logged.getvalue()
