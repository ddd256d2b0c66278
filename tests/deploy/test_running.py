"""Every command of docker-compose.yml, run: prepared, first directory, up in its order, healthy, a plan, stopped."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from importlib import resources
from pathlib import Path

import psycopg
import pytest

from tests.deploy.compose import ROOT, Service, in_order, services
from tests.deploy.outside import Outside
from tests.referee.plugin import missing
from tests.services import postgresql, rabbitmq

PATIENCE = 120.0  # seconds: two cores, and a dozen processes that start
DEPLOY = ROOT / "docs" / "deploy"
PLAN = resources.files("gateway.demo").joinpath("plan.xml").read_bytes()
pytestmark = pytest.mark.timeout(1200)
GATEWAYS = ("hub", "edge-a", "edge-b")


def until(condition: Callable[[], bool], what: str, seconds: float = PATIENCE) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, what
        time.sleep(0.2)


def script(name: str, *words: str | Path, **environment: str) -> str:
    """Run one of the scripts; what it said."""
    done = subprocess.run(
        ["sh", DEPLOY / name, *words],
        env={**os.environ, "PYTHONPATH": str(ROOT), **environment},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=PATIENCE * 2,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def machine() -> Iterator[Outside]:
    """A machine on which everything was prepared, and RabbitMQ and PostgreSQL run as the file would start them."""
    for service in (rabbitmq, postgresql):
        if reason := service.missing():
            missing(reason)
    with tempfile.TemporaryDirectory(prefix="deploy") as parent, ExitStack() as undo:
        Path(parent).chmod(0o755)
        folder = Path(parent)
        script("prepare.sh", folder / "deploy")
        node, server = folder / "rabbitmq", folder / "postgresql"
        broker = rabbitmq.start(node, _rabbitmq_settings(folder / "deploy"))
        undo.callback(rabbitmq.stop, node)
        url = postgresql.start(server)["SAMSPEL_TEST_POSTGRESQL"]
        undo.callback(postgresql.stop, server)
        port = int(re.search(r":(\d+)/", url)[1])
        _first_start(folder, server, url, port)
        hosts = {
            "@postgres/": f"@127.0.0.1:{port}/",
            "amqp://rabbitmq:5672": broker["SAMSPEL_TEST_RABBITMQ"],
            "http://127.0.0.1:15672": broker["SAMSPEL_TEST_RABBITMQ_MANAGEMENT"],
        }
        made = Outside(folder, hosts, node, port)
        made.save()
        yield made


def _rabbitmq_settings(deploy: Path) -> str:
    """The node's own settings and its first user; addresses and ports are those of here."""
    lines = (DEPLOY / "rabbitmq.conf").read_text(encoding="utf-8").splitlines()
    lines += (deploy / "secrets" / "broker-admin.conf").read_text(encoding="utf-8").splitlines()
    elsewhere = re.compile(r"listeners\.tcp|management\.tcp|log\.")
    return "\n".join(line for line in lines if not elsewhere.match(line)) + "\n"


def _first_start(folder: Path, server: Path, url: str, port: int) -> None:
    """What PostgreSQL's image does at its first start; from then on passwords are asked for."""
    programs = postgresql._programs()
    script(
        "postgres-init.sh",
        PATH=f"{programs}:{os.environ['PATH']}",
        PGHOST="127.0.0.1",
        PGPORT=str(port),
        POSTGRES_USER="samspel",
        HUB_OWNER_PASSWORD_FILE=str(folder / "deploy" / "secrets" / "hub-owner.postgres"),
        HUB_STORE_PASSWORD_FILE=str(folder / "deploy" / "secrets" / "hub-store.postgres"),
    )
    with psycopg.connect(url, autocommit=True) as connection:
        rule = "host all samspel 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
        (server / "data" / "pg_hba.conf").write_text(rule, encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="module")
def joined(machine: Outside) -> str:
    """The first directory is published, and the broker has queues and users; the platform's fingerprint."""
    for name in ("rabbitmq", "postgres"):
        until(lambda name=name: machine.healthy(services()[name]).returncode == 0, f"{name} is not healthy")
    runner = f"{sys.executable} -m tests.deploy.outside {machine.folder}"
    said = script("first-directory.sh", machine.folder / "deploy", SAMSPEL_RUN=runner)
    return said.strip().rpartition(": ")[2]


@pytest.fixture(scope="module")
def up(machine: Outside, joined: str) -> Iterator[dict[str, subprocess.Popen[bytes]]]:
    """Everything that the file starts, in its order: what runs once has ended with 0, what lasts is healthy."""
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for service in in_order():
            if not service.ours:
                continue
            command = machine.command(service, service.command)
            if not service.lasts:
                done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)
                assert done.returncode == 0, f"{service.name}: {done.stderr}"
                continue
            log = (machine.folder / f"{service.name}.log").open("wb")
            running[service.name] = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
            log.close()
        for name, process in running.items():
            _wait_until_healthy(machine, services()[name], process)
        yield running
    finally:
        for process in running.values():
            if process.poll() is None:
                process.kill()
            process.wait()


def _wait_until_healthy(machine: Outside, service: Service, process: subprocess.Popen[bytes]) -> None:
    def healthy() -> bool:
        log = (machine.folder / f"{service.name}.log").read_text(encoding="utf-8")
        assert process.poll() is None, log
        return machine.healthy(service).returncode == 0

    until(healthy, f"{service.name} is not healthy")


def ran(machine: Outside, service: str, *words: str) -> subprocess.CompletedProcess[str]:
    command = machine.command(services()[service], list(words))
    return subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, check=False)


def test_every_gateway_is_told_the_platforms_fingerprint(machine: Outside, joined: str) -> None:
    assert re.fullmatch(r"[0-9A-F]{4}( [0-9A-F]{4}){15}", joined)
    for gateway in GATEWAYS:
        said = (machine.folder / "deploy/settings" / gateway / "samspel.toml").read_text(encoding="utf-8")
        assert f'fingerprint = "{joined}"' in said


def test_doctor_finds_no_fault_in_the_hub_while_it_runs(
    machine: Outside, up: dict[str, subprocess.Popen[bytes]]
) -> None:
    done = ran(machine, "hub-once", *services()["hub-once"].command, "--json")
    results = {each["check"]: each for each in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 0, done.stdout
    assert results["broker"]["level"] == results["database"]["level"] == results["directory"]["level"] == "ok"
    assert results["directory"]["seen"]["version"] == 1
    assert results["partners"]["seen"] == {"partners": 2, "unreachable": 0, "other_versions": 0}


def test_who_works_in_the_hubs_database_cannot_change_its_schema(
    machine: Outside, up: dict[str, subprocess.Popen[bytes]]
) -> None:
    """docs/postgresql.md: two users; and text is sorted by bytes, which no upgrade of the system changes."""
    password = (machine.folder / "deploy/secrets/hub-store").read_text(encoding="utf-8")
    url = f"postgresql://samspel_work@127.0.0.1:{machine.postgresql_port}/samspel"
    with psycopg.connect(url, password=password, autocommit=True) as connection:
        for change in ("DROP TABLE plans", "ALTER TABLE plans ADD COLUMN more text", "CREATE TABLE more (more text)"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(change)
        of_database = "SELECT datcollate FROM pg_database WHERE datname = current_database()"
        assert connection.execute(of_database).fetchone() == ("C",)


@pytest.mark.parametrize("edge", ["edge-a", "edge-b"])
def test_doctor_finds_no_fault_in_an_edge_while_it_runs(
    machine: Outside, up: dict[str, subprocess.Popen[bytes]], edge: str
) -> None:
    done = ran(machine, f"{edge}-once", *services()[f"{edge}-once"].command, "--json")
    results = {each["check"]: each for each in map(json.loads, done.stdout.splitlines())}
    assert done.returncode == 0, done.stdout
    assert {results[each]["level"] for each in ("broker", "database", "directory", "keys", "folders")} == {"ok"}


def test_a_plan_goes_from_the_hub_to_the_edges(machine: Outside, up: dict[str, subprocess.Popen[bytes]]) -> None:
    journals = machine.folder / "deploy" / "journals"
    out = journals / "hub/TSTNMT2120000142-SOC/out"
    (out / "plan.xml.new").write_bytes(PLAN)
    (out / "plan.xml.new").rename(out / "plan.xml.ready")
    for place in ("hub/TSTNMT2321000156-BUP", "edge-a/TSTNMT2120000142-SKOLA", "edge-b/TSTNMT5590000013-FAM"):
        arrived = journals / place / "in"
        until(lambda arrived=arrived: any(arrived.glob("*")), f"nothing came to {place}")


def test_y_everything_ends_with_0_at_the_engines_signal(
    machine: Outside, up: dict[str, subprocess.Popen[bytes]]
) -> None:
    """After all that need what runs: what an engine does at `docker compose stop`, and how long it waits."""
    for process in up.values():
        process.send_signal(signal.SIGTERM)
    for name, process in up.items():
        grace = int(services()[name].said["stop_grace_period"].removesuffix("s"))
        assert process.wait(grace) == 0, (machine.folder / f"{name}.log").read_text(encoding="utf-8")
        assert machine.healthy(services()[name]).returncode == 1


def test_z_after_a_restore_receivers_alone_let_the_partners_be_asked(
    machine: Outside, up: dict[str, subprocess.Popen[bytes]]
) -> None:
    """docs/containers.md, "Back-up and restore": the hub and edge A were restored, edge B works."""
    assert all(process.poll() == 0 for process in up.values())
    data = machine.paths(services()["edge-a"])["/data"]
    words = [sys.executable, str(DEPLOY / "edge_data.py")]
    saved = subprocess.run([*words, "save", data], capture_output=True, check=True).stdout
    subprocess.run([*words, "restore", data], input=saved, check=True)
    receiver = ["work", "--data", "/etc/samspel", "--roles", "receiver"]
    commands = {"edge-a-once": receiver, **{name: services()[name].command for name in ("worker-receiver", "edge-b")}}
    with ExitStack() as working:
        for name, said in commands.items():
            command = machine.command(services()[name], said)
            started = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            working.enter_context(started)
            working.callback(started.terminate)
        for gateway in ("hub", "edge-a"):
            _ask_everybody(machine, f"{gateway}-once")


def _ask_everybody(machine: Outside, service: str) -> None:
    done = ran(machine, service, "reconcile", "--data", "/etc/samspel", "--since", "PT1H", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    assert all(line["answered"] == line["questions"] for line in map(json.loads, done.stdout.splitlines()))
    assert ran(machine, service, "parked", "list", "--data", "/etc/samspel").returncode == 0
