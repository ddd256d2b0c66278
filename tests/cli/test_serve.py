"""`samspel serve`, and what others on the same folder are told."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import orjson
import pytest

from gateway.bootstrap import open_gateway
from gateway.directory.toml_directory import read_directory, write_directory
from gateway.logs import silent
from tests.cli.commands import HOME, PLAN, REGION, Run


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "gateway.example"])
def test_serve_refuses_to_listen_beyond_this_computer(samspel: Run, data: Path, host: str) -> None:
    told = samspel("serve", "--host", host)
    assert told.code == 1
    assert "SIP982" in told.err
    assert "not for real persons" in told.err


def test_serve_says_that_a_port_is_taken(samspel: Run, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = samspel("serve", "--port", taken.getsockname()[1])
    assert told.code == 1
    assert "SIP990" in told.err


def test_a_second_process_on_the_same_folder_is_told_to_wait(samspel: Run, data: Path) -> None:
    with open_gateway(data, log=silent):
        told = samspel("ledger", "--as", HOME)
    assert told.code == 3
    assert told.err.count("SIP651") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to one process there")
def test_serve_works_and_answers_until_it_is_interrupted(samspel: Run, data: Path) -> None:
    out = data / "journals" / HOME / "out" / "plan.xml"
    out.write_bytes(PLAN)
    command = [sys.executable, "-u", "-c", "from gateway.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen([*command, "--data", str(data)], stderr=subprocess.PIPE) as process, ended_at_last(process):
        assert process.stderr is not None
        told = process.stderr.readline()  # people are greeted before anything is logged
        address = re.search(rb"http://127\.0\.0\.1:\d+", told)
        assert address is not None, told
        assert is_ready(address[0].decode())
        of_the_region = f'"organisation": "{REGION}"'.encode()
        while not (of_the_region in (line := process.stderr.readline()) and b'"handed-over"' in line):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in {0, 130}
        assert b"Traceback" not in process.stderr.read()
    assert list((data / "journals" / REGION / "in").glob("*.xml"))


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to one process there")
def test_serve_without_roles_takes_what_changes_in_the_directory(samspel: Run, data: Path) -> None:
    command = [sys.executable, "-u", "-c", "from gateway.cli import main; main()", "serve", "--roles", "none"]
    command += ["--port", "0", "--data", str(data)]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process, ended_at_last(process):
        assert process.stderr is not None
        assert b"http://" in process.stderr.readline()
        file = data / "directory.toml"
        write_directory(file, [replace(each, name=f"{each.name} (ny)") for each in read_directory(file).all()])
        while b'"change-taken"' not in (line := process.stderr.readline()):
            assert line, "it ended, or did not take the change in time"
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in {0, 130}


def is_ready(address: str, times: int = 10) -> bool:
    """Whether it says so, asked some times: on a busy computer a part may not answer in time at first."""
    for _ in range(times):
        with suppress(urllib.error.HTTPError), urllib.request.urlopen(f"{address}/ready", timeout=20) as answer:
            return orjson.loads(answer.read())["ok"] is True
    return False


@contextmanager
def ended_at_last(process: subprocess.Popen[bytes], seconds: float = 60) -> Iterator[None]:
    """What hangs is killed, so that nobody waits for its next line."""
    timer = threading.Timer(seconds, process.kill)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
