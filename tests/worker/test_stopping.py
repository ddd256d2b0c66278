"""A process that is told to stop ends what it does, or gives it back; it ends within its bound, with 0."""

import signal
import sys
import time
from datetime import UTC, datetime

import pytest

from tests.exchange.plans import REGION, SCHOOL, consent, plan
from tests.exchange.world import World, lay_out
from tests.worker.processes import slow

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no signal can be sent to one process there")

STOP_WITHIN = 3.0


def now():
    return datetime.now(UTC)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "gateway"
    lay_out(made)
    return made


def hand_in(folder, stop_within):
    """One plan that waits in the home's folder, and how long a process has to stop."""
    with (folder / "samspel.toml").open("a", encoding="utf-8") as settings:
        settings.write(f'\n[workers]\nstop_within = "PT{stop_within}S"\n')
    world = World(folder, clock=now)
    world.hand_in(plan(consents=[consent()]))
    world.close()


def end_of(folder):
    """What the copies are like when all that is due right now has been done: no lease stands in the way."""
    world = World(folder, clock=now)
    try:
        world.run()
        return {each: world.state(each) for each in (REGION, SCHOOL)}, len(world.incoming(REGION))
    finally:
        world.close()


def test_what_runs_is_finished_before_the_process_ends(folder):
    hand_in(folder, stop_within=60)
    with slow(folder) as started:
        started.send_signal(signal.SIGTERM)
        started.stdin.write("go on\n")
        started.stdin.flush()
        assert started.wait(60) == 0
        logged = started.stderr.read()
    assert "Traceback" not in logged
    assert '"state":"handed-over"' in logged.replace('": ', '":')
    assert end_of(folder) == ({REGION: "handed-over", SCHOOL: "handed-over"}, 1)


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_a_journal_that_hangs_does_not_keep_the_process_and_its_copy_is_given_back(folder, told):
    """Another worker takes it at once: nobody waits for the lease to run out."""
    hand_in(folder, stop_within=STOP_WITHIN)
    with slow(folder) as started:
        began = time.monotonic()
        started.send_signal(told)
        assert started.wait(60) == 0
        assert time.monotonic() - began < STOP_WITHIN + 10  # the end of an interpreter on a busy computer
        assert "Traceback" not in started.stderr.read()
    assert end_of(folder) == ({REGION: "handed-over", SCHOOL: "handed-over"}, 1)


def test_a_second_signal_ends_it_at_once(folder):
    hand_in(folder, stop_within=600)
    with slow(folder) as started:
        started.send_signal(signal.SIGTERM)
        while started.poll() is None:  # until the second one has been heard as the second
            started.send_signal(signal.SIGTERM)
            time.sleep(0.05)
        assert started.wait() == 130
