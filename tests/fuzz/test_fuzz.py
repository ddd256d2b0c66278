"""Fuzzing sees what it looks for, its findings stay mended, and every reader stands a short run of it."""

import os
import random
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.fuzz.guards import SCRATCH, SECRET, SECRET_FILE, SECRET_IN_FILE, Guards, Listener, Target
from tests.fuzz.mutations import mutated
from tests.fuzz.targets import BY_NAME, TARGETS

REGRESSIONS = sorted((Path(__file__).parent / "regressions").iterdir())
BODIES = 40


@pytest.fixture(scope="module")
def guards():
    return Guards()


def a_target(run):
    return Target("planted", run, lambda: [b"{}"])


def _crash(body):
    raise KeyError(body)


def _hang(_body):
    end = time.process_time() + 0.3
    while time.process_time() < end:
        pass
    return []


def _open_a_file(_body):
    Path(os.devnull).read_bytes()
    return []


def _open_the_secret_file(_body):
    with suppress(OSError):
        SECRET_FILE.read_bytes()
    return []


def _lead_out_of_a_folder_of_its_own(_body):
    with suppress(OSError):
        (SCRATCH / ".." / "another" / "file").read_bytes()
    return []


def _open_beside_a_folder_of_its_own(_body):
    with suppress(OSError):
        Path(f"{SCRATCH}-another").read_bytes()
    return []


def _connect(_body):
    with socket.socket() as one:
        one.connect_ex(("127.0.0.1", 9))
    return []


def _start_a_process(_body):
    subprocess.run([sys.executable, "-c", ""], check=True)
    return []


PLANTED = {
    "crash": _crash,
    "access": _open_a_file,
    "access to the secret file": _open_the_secret_file,
    "access by a way around": _lead_out_of_a_folder_of_its_own,
    "access to a folder of nearly the same name": _open_beside_a_folder_of_its_own,
    "access to the network": _connect,
    "access by a process": _start_a_process,
    "echo": lambda body: [f"there is something wrong with {SECRET}"],
    "echo of a file": lambda body: [SECRET_IN_FILE],
}


@pytest.mark.parametrize("name", PLANTED)
def test_what_no_reader_may_do_is_seen(guards, name):
    found = guards.judge(a_target(PLANTED[name]), b"{}")

    assert {each.kind for each in found} == {name.split()[0]}


def test_a_hang_is_seen(guards, monkeypatch):
    monkeypatch.setattr("tests.fuzz.guards.SECONDS", 0.2)
    assert [each.kind for each in guards.judge(a_target(_hang), b"{}")] == ["hang"]


@pytest.mark.parametrize("never", ["while True: pass", "os.read(os.pipe()[0], 1)"])
def test_a_reader_that_never_answers_is_counted_and_the_run_goes_on(tmp_path, never):
    ended = _run_of_two(tmp_path, never)

    assert ended.stdout == "hangs 1, bodies 2\n"
    assert ended.returncode == 0
    assert [each.name.split("-")[1] for each in tmp_path.iterdir()] == ["hang"]


def test_a_reader_that_hears_no_alarm_ends_the_run_and_its_body_is_kept(tmp_path):
    """As C code that never comes back to Python."""
    ended = _run_of_two(tmp_path, "signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM]); time.sleep(60)")

    assert ended.returncode == 1
    assert "in never" in ended.stderr
    assert [each.read_bytes() for each in tmp_path.iterdir()] == [b"[]"]


def _run_of_two(findings, never):
    program = f"""
import os, pathlib, signal, time
from tests.fuzz import watchdog
from tests.fuzz.__main__ import Run
from tests.fuzz.guards import Target

def never(body):
    if body == b"[]":
        {never}
    return []

watchdog.PATIENCE = 0.5
run = Run(pathlib.Path({str(findings)!r}))
row = run.over(Target("planted", never, list), "planted", [b"[]", b"{{}}"])
print(f"hangs {{run.counted['hang']}}, bodies {{row.bodies}}")
"""
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=50, check=False)


def test_memory_is_seen(guards, monkeypatch):
    monkeypatch.setattr("tests.fuzz.guards.MEGABYTES", 50)
    held = []

    def eat(body):
        held.append(bytearray(os.urandom(1)) * 400_000_000)
        return []

    assert [each.kind for each in guards.judge(a_target(eat), b"{}")] == ["memory"]


def test_nothing_is_found_where_nothing_is(guards):
    assert guards.judge(a_target(lambda body: ["all is well"]), b"{}") == []


def test_a_port_that_is_asked_is_seen():
    listener = Listener()
    with socket.create_connection(("127.0.0.1", listener.port)):
        assert listener.asked() == 1
    assert listener.asked() == 0
    listener.close()


@pytest.mark.parametrize("target", TARGETS, ids=lambda each: each.name)
def test_a_reader_stands_some_mutations(guards, target):
    seeds, chance = list(target.seeds()), random.Random(target.name)
    for body in seeds:
        target.run(body)
    for _ in range(BODIES):
        assert guards.judge(target, mutated(chance.choice(seeds), target.text, chance)) == []


def test_a_mapping_table_that_lets_its_reader_quote_is_seen(guards, monkeypatch):
    monkeypatch.setattr("tests.fuzz.targets._of_reading", lambda body: [body.decode("latin-1")])
    monkeypatch.setattr("tests.fuzz.targets.TableFormat.read", lambda self, body: body)
    target = BY_NAME["mapping-table"]

    for body in target.seeds():
        assert [each.kind for each in guards.judge(target, body)] == ["echo"]


@pytest.mark.parametrize("path", REGRESSIONS, ids=lambda each: each.name)
def test_what_was_found_stays_mended(guards, path):
    for target in TARGETS:
        assert guards.judge(target, path.read_bytes()) == [], target.name


def test_mutations_are_the_same_for_the_same_seed():
    body = next(iter(BY_NAME["sip-json"].seeds()))
    assert mutated(body, "json", random.Random(3)) == mutated(body, "json", random.Random(3))
    assert mutated(body, "json", random.Random(3)) != body
