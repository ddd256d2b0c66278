"""Promise 1 and 7: a real process is killed at every step, started again, and the journals are read.

Exactly one record for each copy id, with one content hash, and every copy in its right state.
"""

import shutil

import pytest

from gateway.exchange.steps import Step
from tests.exchange import crash_story
from tests.exchange.warm import Warm
from tests.exchange.world import Clock, World


@pytest.fixture(scope="module")
def warm():
    processes = Warm()
    yield processes
    processes.close()


@pytest.fixture(scope="module")
def scene(tmp_path_factory):
    """Made once: every test gets a folder of its own that begins so."""
    folder = tmp_path_factory.mktemp("crash") / "scene"
    crash_story.set_the_scene(folder)
    return folder


@pytest.mark.parametrize("step", list(Step))
def test_a_kill_at_any_step_leaves_one_record_of_each_copy(step, warm, scene, tmp_path):
    folder = tmp_path / "gateway"
    shutil.copytree(scene, folder)
    with warm.stopped_at(folder, step):
        pass
    clock = Clock()
    clock.forward(hours=1)  # the leases of the killed process have run out
    world = World(folder, clock=clock)
    try:
        crash_story.tell(world)
        crash_story.read_the_journals(world)
    finally:
        world.close()
