"""Promise 1 and 7 on PostgreSQL and RabbitMQ: the same story as in `test_crash`, killed and cut off, and read alike."""

from contextlib import suppress

import psycopg
import pytest

from gateway.exchange.steps import Step
from gateway.store.postgresql import APPLICATION
from schemas.errors import StoreUnavailable
from tests.exchange import crash_story
from tests.exchange.plans import consent, plan
from tests.exchange.warm import Warm
from tests.exchange.world import Clock, World
from tests.worker.real import real_gateway

KILLED_AT = [
    Step.SEND_BEFORE_PUBLISH,
    Step.SEND_AFTER_PUBLISH,
    Step.RECEIVE_BEFORE_COMMIT,
    Step.RECEIVE_AFTER_COMMIT,
    Step.RECORD_AFTER_ADAPTER,
    Step.RECORD_BEFORE_COMMIT,
    Step.SETTLE_AFTER_COMMIT,
]
CUT_OFF_AT = [Step.PREPARE_BEFORE_COMMIT, Step.RECEIVE_BEFORE_COMMIT, Step.RECORD_BEFORE_COMMIT]
"""Some of all: a step takes as many seconds here as `test_crash` takes for ten."""

END_ALL = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = %s AND datname = %s"


@pytest.fixture
def folder(tmp_path, rabbitmq, database, monkeypatch):
    """A gateway on real parts, with the document that waits in the home's export folder."""
    with real_gateway(tmp_path / "gateway", rabbitmq, database, monkeypatch) as real:
        world = World(real.folder)
        world.hand_in(plan(consents=[consent(crash_story.RECIPIENTS)]), name="plan")
        world.close()
        yield real.folder


@pytest.fixture
def warm(folder):
    processes = Warm()
    yield processes
    processes.close()


def finish(folder):
    """What a process that is started again does, when the leases of the one before have run out."""
    clock = Clock()
    clock.forward(hours=1)
    world = World(folder, clock=clock)
    try:
        crash_story.tell(world)
        crash_story.read_the_journals(world)
    finally:
        world.close()


@pytest.mark.parametrize("step", KILLED_AT)
def test_a_kill_at_any_step_of_the_way_leaves_one_record_of_each_copy(step, folder, warm):
    with warm.stopped_at(folder, step):
        pass
    finish(folder)


@pytest.mark.parametrize("step", CUT_OFF_AT)
def test_a_database_that_goes_away_within_a_transaction_costs_nothing(step, folder, database):
    """Every connection is ended by the server: what was not committed is done again."""
    cut_off = []

    def cut(at):
        if at is step and not cut_off:
            with psycopg.connect(database, autocommit=True) as connection:
                cut_off.extend(connection.execute(END_ALL, [APPLICATION, database.rpartition("/")[2]]).fetchall())

    world = World(folder, fault=cut)
    try:
        with suppress(StoreUnavailable):  # some of it is tried again later, without a word
            world.run()
    finally:
        world.close()
    assert cut_off, "the story never comes to this step"
    finish(folder)
