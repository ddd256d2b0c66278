"""The supervisor of a fault run: who is killed comes back, who is held does not, and nobody stays behind."""

import os
import sys
import time

import pytest

from tests.faults.processes import Processes

BOUND = 30
STAYS = (sys.executable, "-c", "import time\nwhile True: time.sleep(1)")


def until(holds):
    end = time.monotonic() + BOUND
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


@pytest.fixture
def processes(tmp_path):
    made = Processes(tmp_path)
    made.add("one", "relay", "hub", *STAYS)
    made.start()
    yield made
    made.end()


def runs(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_what_is_killed_is_started_again_as_another_process(processes):
    one = processes["one"]
    killed = one.kill()
    assert not runs(killed)
    until(lambda: one.pid is not None)
    assert one.pid != killed
    assert one.lives == [killed, one.pid]
    assert one.killed == [killed]


def test_what_is_held_by_two_comes_back_when_both_have_released_it(processes):
    one, other = processes["one"], processes.add("other", "relay", "hub", *STAYS)
    other.start()
    one.hold()
    one.hold()
    one.release()
    other.kill()
    until(lambda: other.pid is not None)  # the supervisor has been round
    assert one.pid is None
    one.release()
    assert one.pid is not None


def test_what_is_stopped_ends_by_itself_and_stays_away(processes):
    one = processes["one"]
    assert one.stop() == -15
    assert one.pid is None


def test_when_all_is_over_nothing_runs_and_nothing_comes_back(processes):
    pid = processes["one"].pid
    processes["one"].pause()
    processes.end()
    assert not runs(pid)
    assert processes["one"].pid is None


def test_it_finds_processes_by_kind_and_by_gateway(processes):
    processes.add("journals", "journal", "hub", *STAYS)
    assert [each.name for each in processes.of("relay")] == ["one"]
    assert processes.of("relay", "edge-a") == []
    assert [each.name for each in processes.at("hub")] == ["one"]
