"""Starts one RabbitMQ node of Debian's package on loopback, with a node name, ports and folders of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from pathlib import Path

from tests.services.ports import free_port, is_listening

BIN = Path("/usr/lib/rabbitmq/bin")
_STARTED: dict[Path, subprocess.Popen[bytes]] = {}
"""Nodes that this process has started: it waits for their end."""

PATIENCE = 90.0  # seconds; an Erlang machine on a busy computer


def missing() -> str | None:
    """Why it cannot be started here, if so."""
    return None if (BIN / "rabbitmq-server").exists() else "RabbitMQ is not installed (Debian: rabbitmq-server)"


def start(folder: Path, more: str = "", *, plugins: str = "rabbitmq_management") -> dict[str, str]:
    """Start it, with `more` lines of settings; what tests need to know. It is stopped with `stop` of the folder."""
    folder.mkdir(parents=True)
    amqp, management, distribution, epmd = (free_port() for _ in range(4))
    (folder / "rabbitmq.conf").write_text(
        f"listeners.tcp.local = 127.0.0.1:{amqp}\n"
        f"management.tcp.ip = 127.0.0.1\nmanagement.tcp.port = {management}\n"
        "default_user = samspel-admin\ndefault_pass = samspel-admin\nloopback_users.samspel-admin = true\n"
        f"disk_free_limit.absolute = 50MB\nlog.console = false\n{more}",
        encoding="utf-8",
    )
    (folder / "enabled_plugins").write_text(f"[{plugins}].\n", encoding="utf-8")
    here = _environment(folder, distribution, epmd)
    (folder / "ports").write_text(f"{distribution} {epmd}", encoding="utf-8")
    with (folder / "out").open("wb") as out:
        process = subprocess.Popen([BIN / "rabbitmq-server"], env=here, stdout=out, stderr=out, start_new_session=True)
    _STARTED[folder] = process
    _wait(folder, process, amqp, management)
    return {
        "SAMSPEL_TEST_RABBITMQ": f"amqp://127.0.0.1:{amqp}",
        "SAMSPEL_TEST_RABBITMQ_MANAGEMENT": f"http://127.0.0.1:{management}",
        "SAMSPEL_TEST_RABBITMQ_USER": "samspel-admin",
        "SAMSPEL_TEST_RABBITMQ_PASSWORD": "samspel-admin",
    }


def control(folder: Path, *words: str) -> str:
    """Let `rabbitmqctl` do something with the node of a folder; what it says."""
    command = [BIN / "rabbitmqctl", *words]
    done = subprocess.run(
        command, env=environment(folder), capture_output=True, timeout=PATIENCE, check=True, text=True
    )
    return done.stdout


def stop(folder: Path) -> None:
    """Stop the node, and the name server that it started."""
    here = environment(folder)
    with contextlib.suppress(subprocess.TimeoutExpired):
        subprocess.run([BIN / "rabbitmqctl", "shutdown"], env=here, capture_output=True, timeout=60, check=False)
    subprocess.run(["epmd", "-kill"], env=here, capture_output=True, timeout=20, check=False)
    if folder in _STARTED:
        process = _STARTED.pop(folder)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(30)
        process.kill()
        process.wait()


def environment(folder: Path) -> dict[str, str]:
    """What the node's own commands need to find it."""
    distribution, epmd = (folder / "ports").read_text(encoding="utf-8").split()
    return _environment(folder, int(distribution), int(epmd))


def _environment(folder: Path, distribution: int, epmd: int) -> dict[str, str]:
    return {
        **os.environ,
        "HOME": str(folder),
        "RABBITMQ_NODENAME": f"samspel{distribution}@localhost",
        "RABBITMQ_CONFIG_FILE": str(folder / "rabbitmq.conf"),
        "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "enabled_plugins"),
        "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
        "RABBITMQ_MNESIA_BASE": str(folder / "mnesia"),
        "RABBITMQ_LOG_BASE": str(folder / "log"),
        "RABBITMQ_DIST_PORT": str(distribution),
        "ERL_EPMD_ADDRESS": "127.0.0.1",
        "ERL_EPMD_PORT": str(epmd),
        "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
    }


def _wait(folder: Path, process: subprocess.Popen[bytes], *ports: int) -> None:
    end = time.monotonic() + PATIENCE
    while not all(is_listening(port) for port in ports):
        if process.poll() is not None or time.monotonic() > end:
            process.kill()
            raise RuntimeError(f"RabbitMQ does not start, see {folder / 'out'}")
        time.sleep(0.2)
