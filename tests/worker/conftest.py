"""A gateway whose clock goes on, and journals that hang until the test has ended at the latest."""

import pytest

from tests.exchange.world import World
from tests.worker.running import Gate, MovingClock


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "gateway", clock=MovingClock())
    yield made
    made.close()


@pytest.fixture
def hang(monkeypatch):
    """Lets a method of an organisation's journal hang; gives the gate."""
    gates = []

    def hangs(parts, organisation, method):
        journal = parts.journals[organisation]
        gate = Gate(journal, method)
        monkeypatch.setattr(journal, method, gate)
        gates.append(gate)
        return gate

    yield hangs
    for gate in gates:
        gate.let_go()
