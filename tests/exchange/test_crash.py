"""Promise 1 and 7: a real process is killed at every step, started again, and the journals are read.

Exactly one record for each copy id, with one content hash, and every copy in its right state.
"""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gateway.exchange.steps import Step
from tests.exchange import crash_story
from tests.exchange.plans import HOME, REGION, SCHOOL
from tests.exchange.world import Clock, World

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 60


class Warm:
    """Processes that have imported everything and wait: one is always warming up while another is used."""

    def __init__(self):
        self._waiting = [self._start()]

    def take(self):
        self._waiting.append(self._start())
        process = self._waiting.pop(0)
        assert process.stdout.readline() == "ready\n"
        return process

    def close(self):
        for process in self._waiting:
            _kill(process)

    @staticmethod
    def _start():
        return subprocess.Popen(
            [sys.executable, "-m", "tests.exchange.crash_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=REPOSITORY,
        )


def _kill(process):
    process.kill()
    process.wait(PATIENCE)
    process.stdin.close()
    process.stdout.close()


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
    process = warm.take()
    try:
        process.stdin.write(f"{folder} {step.value}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "reached\n", "the story never comes to this step"
    finally:
        _kill(process)
    clock = Clock()
    clock.forward(hours=1)  # the leases of the killed process have run out
    world = World(folder, clock=clock)
    try:
        crash_story.tell(world)
        _read_the_journals(world)
    finally:
        world.close()


def _read_the_journals(world):
    states = {recipient: row.state.value for (recipient, _), row in world.rows().items()}
    assert states == crash_story.ENDS
    sent = {recipient: row for (recipient, _), row in world.rows().items() if recipient in crash_story.RECIPIENTS}
    entries = world.practice(REGION).entries()
    assert [(each["copy_id"], each["content_hash"]) for each in entries] == [
        (str(world.copy_id(REGION)), sent[REGION].content_hash)
    ]
    covers = [json.loads(path.read_bytes()) for path in world.incoming(SCHOOL)]
    assert [(each["copy_id"], each["content_hash"]) for each in covers] == [
        (str(world.copy_id(SCHOOL)), sent[SCHOOL].content_hash)
    ]
    assert (sent[REGION].entry_id, sent[SCHOOL].entry_id) == ("JP-000001", "PÄRM-7")
    assert len(list((world.root(HOME) / "hand-out").glob("*.html"))) == 1
    assert len(list((world.root(HOME) / "out" / "done").glob("*.answer.json"))) == 1
    plan_id = world.plan_id()
    with world.parts.store.transaction() as tx:
        assert len(tx.consents(HOME, plan_id)) == 2  # the consent, and its withdrawal
        assert tx.parked() == []
        assert [work for each in world.organisations for work in tx.open_work(each)] == []
