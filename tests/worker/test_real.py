"""Processes of `samspel work` over one PostgreSQL and one RabbitMQ: they share the work, and outlive both."""

import json
import signal
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests.exchange.plans import REGION, SCHOOL
from tests.services import postgresql as own
from tests.worker.processes import working
from tests.worker.real import real_gateway
from tests.worker.running import wait_until

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no signal can be sent to one process there")

PLANS = 12
LONG = 120.0  # seconds; a dozen plans on a busy computer


@pytest.fixture
def own_server(postgresql):
    """A PostgreSQL that may be stopped and started again: its folder and URL. Where a shared one is, one can be had."""
    with tempfile.TemporaryDirectory() as above:
        Path(above).chmod(0o755)
        server = Path(above) / "server"
        yield server, own.start(server)["SAMSPEL_TEST_POSTGRESQL"]
        own.stop(server)


def lines(log):
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]


def test_two_processes_share_the_work_and_nothing_is_recorded_twice(tmp_path, rabbitmq, database, monkeypatch):
    one, two = tmp_path / "one.log", tmp_path / "two.log"
    with real_gateway(tmp_path / "gateway", rabbitmq, database, monkeypatch) as real:
        with (
            working(real.folder, log=one, **real.environment),
            working(real.folder, log=two, **real.environment),
        ):
            wait_until(lambda: all("Samspel works" in each.read_text(encoding="utf-8") for each in (one, two)))
            for number in range(PLANS):
                real.hand_in(number)
            wait_until(lambda: len(real.copies_at(REGION)) == len(real.copies_at(SCHOOL)) == PLANS, LONG)
            wait_until(lambda: real.states({REGION, SCHOOL}) == ["handed-over"] * 2 * PLANS, LONG)
        assert real.dead_letters() == []
    said = [*lines(one), *lines(two)]
    handed_over = [each["copy_id"] for each in said if each["event"] == "copy-not-recorded" and "state" in each]
    assert len(handed_over) == len(set(handed_over)) == 2 * PLANS
    for log in (one, two):
        assert {"copy-sent", "message-received"} <= {each["event"] for each in lines(log)}, log
        assert not [each for each in lines(log) if each["event"] == "defect"]
        assert "Traceback" not in log.read_text(encoding="utf-8")


def test_a_process_that_is_killed_leaves_its_work_to_the_other(tmp_path, rabbitmq, database, monkeypatch):
    """What it had claimed is taken when its lease has run out, what it had in hand is delivered again."""
    one, two = tmp_path / "one.log", tmp_path / "two.log"
    with real_gateway(tmp_path / "gateway", rabbitmq, database, monkeypatch) as real:
        settings = real.folder / "samspel.toml"
        text = settings.read_text(encoding="utf-8")
        settings.write_text(text.replace("[times]\n", '[times]\nlease = "PT5S"\n'), encoding="utf-8")
        with working(real.folder, log=two, **real.environment):
            for number in range(PLANS):
                real.hand_in(number)
            with working(real.folder, log=one, ends=-signal.SIGKILL, **real.environment) as killed:
                wait_until(lambda: "copy-sent" in one.read_text(encoding="utf-8"), LONG)
                killed.kill()
            wait_until(lambda: real.states({REGION, SCHOOL}) == ["handed-over"] * 2 * PLANS, LONG)
        assert len(real.copies_at(REGION)) == len(real.copies_at(SCHOOL)) == PLANS


def test_a_store_that_goes_away_and_comes_back_costs_no_message(tmp_path, rabbitmq, own_server, monkeypatch):
    """Messages wait in the queues meanwhile; none is set aside, and afterwards the same process records all."""
    server, url = own_server
    log = tmp_path / "log"
    with real_gateway(tmp_path / "gateway", rabbitmq, url, monkeypatch) as real:
        roles = ["--roles", "relay,recorder"]
        with working(real.folder, *roles, log=tmp_path / "first.log", **real.environment):
            for number in range(3):
                real.hand_in(number)
            wait_until(lambda: real.states({REGION, SCHOOL}) == ["sent"] * 6, LONG)
        with working(real.folder, log=log, **real.environment):
            wait_until(lambda: "gateway-opened" in log.read_text(encoding="utf-8"), LONG)
            own.stop(server)
            wait_until(lambda: log.read_text(encoding="utf-8").count("SIP952") >= 6, LONG)
            real.hand_in(3)
            own.restart(server)
            wait_until(lambda: _copies(url) == ["handed-over"] * 8, LONG)
        assert real.dead_letters() == []
        assert len(real.copies_at(REGION)) == len(real.copies_at(SCHOOL)) == 4
    assert not [each for each in lines(log) if each["event"] == "defect"]


def _copies(url):
    with psycopg.connect(url) as connection:
        wanted = "SELECT state FROM copies WHERE recipient = ANY(%s)"
        return [row[0] for row in connection.execute(wanted, ([REGION, SCHOOL],))]
