"""How the threads of a pool do, as a scrape shows it: also the one that never ends a round."""

from datetime import timedelta

import pytest

from gateway.worker import Role
from gateway.worker.readings import watch_threads
from tests.worker.running import Gate, quick, running, wait_until


def round_ages(world):
    """Role → how long ago its thread went round, as /metrics says."""
    lines = world.parts.meters.text().decode().splitlines()
    return {
        line.split('"')[1]: float(line.split()[-1])
        for line in lines
        if line.startswith("samspel_worker_round_age_seconds{")
    }


@pytest.mark.parametrize(("role", "part", "method"), [("receiver", "broker", "deliver"), ("relay", "store", "has_due")])
def test_a_thread_that_hangs_in_its_first_round_is_seen_to_grow_old(world, monkeypatch, role, part, method):
    hangs = getattr(world.parts, part)
    gate = Gate(hangs, method)
    monkeypatch.setattr(hangs, method, gate)
    with running(quick(world.parts), {Role(role)}) as pool:
        watch_threads(world.parts, pool.health)
        try:
            wait_until(gate.reached.is_set)
            world.clock.forward(hours=1)
            assert round_ages(world)[role] >= timedelta(hours=1).total_seconds()
        finally:
            gate.let_go()
