"""`samspel work` and the options that it shares with `serve`."""

import json
import signal
import socket
import sys
import urllib.request

import pytest

from gateway.bootstrap import open_gateway
from gateway.cli.working import address_of, roles_of
from gateway.logs import silent
from gateway.worker import Role
from schemas.errors import Rejected
from tests.cli.commands import in_its_own_process
from tests.exchange.plans import consent, plan
from tests.exchange.world import World, lay_out
from tests.services.ports import free_port
from tests.worker.processes import SAMSPEL, process, working
from tests.worker.running import wait_until


@pytest.fixture
def folder(tmp_path):
    lay_out(tmp_path / "gateway")
    return tmp_path / "gateway"


def test_roles_are_named_with_commas_between():
    assert roles_of("relay, receiver") == {Role.RELAY, Role.RECEIVER}
    assert roles_of("relay,receiver,recorder") == set(Role)
    assert roles_of("none", may_be_none=True) == frozenset()


@pytest.mark.parametrize("text", ["", "none", "relay,", "relay,none", "all", "Relay"])
def test_what_is_no_role_is_refused(text):
    with pytest.raises(Rejected) as refused:
        roles_of(text)
    assert refused.value.code == "SIP672"


def test_an_address_for_metrics_is_host_and_port():
    assert address_of("127.0.0.1:9370") == ("127.0.0.1", 9370)
    assert address_of("metrics.example:0") == ("metrics.example", 0)
    assert address_of("[::1]:9370") == ("::1", 9370)


@pytest.mark.parametrize(
    "text", ["", "9370", ":9370", "host:", "host:65536", "host:-1", "::1:9370", "[host]:1", "a b:1"]
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(Rejected) as refused:
        address_of(text)
    assert refused.value.code == "SIP673"


@pytest.mark.parametrize(
    ("options", "code", "ends"),
    [
        (["--roles", "sender"], "SIP672", 2),
        (["--metrics", "here"], "SIP673", 2),
        (["--alive", "no/such/folder/alive"], "SIP674", 1),
    ],
)
def test_work_says_what_is_wrong_with_its_options(folder, options, code, ends):
    told = in_its_own_process("work", "--data", folder, *options, seconds=60)
    assert (told.code, code in told.err) == (ends, True), told.err


def test_work_needs_a_gateway(tmp_path):
    told = in_its_own_process("work", "--data", tmp_path, seconds=60)
    assert (told.code, "SIP988" in told.err) == (1, True)


def test_a_second_process_on_the_embedded_parts_is_refused(folder):
    with open_gateway(folder, log=silent):
        told = in_its_own_process("work", "--data", folder, seconds=60)
    assert (told.code, "SIP651" in told.err) == (3, True)


@pytest.mark.skipif(sys.platform == "win32", reason="no signal can be sent to one process there")
def test_work_works_tells_that_it_is_alive_and_ends_with_0(folder, tmp_path):
    world = World(folder)
    world.hand_in(plan(consents=[consent()]))
    world.close()
    port, log = free_port(), tmp_path / "log"
    options = ["--alive", tmp_path / "alive", "--metrics", f"127.0.0.1:{port}"]
    with working(folder, *options, log=log):
        wait_until(lambda: list(folder.glob("journal1/in/*.copy.json")))
        wait_until((tmp_path / "alive").exists)
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=20) as answer:
            assert b"samspel_" in answer.read()
        for garbage in (b"GET /191212121212 HTTP/9.9\r\n\r\n", b"\x16\x03\x01 191212121212\r\n\r\n"):
            assert b"1912" not in answered(port, garbage)
    assert "Traceback" not in log.read_text(encoding="utf-8")


def answered(port, request):
    """All that a server says to bytes that may be no request."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(request)
        return b"".join(iter(lambda: connection.recv(4096), b""))


@pytest.mark.skipif(sys.platform == "win32", reason="no signal can be sent to one process there")
def test_serve_can_leave_the_work_to_others(folder):
    world = World(folder)
    world.hand_in(plan(consents=[consent()]))
    world.close()
    with process(*SAMSPEL, "serve", "--data", folder, "--port", 0, "--roles", "none", "--lang", "en") as started:
        address = started.stderr.readline().partition("http://")[2].partition(" ")[0]
        with urllib.request.urlopen(f"http://{address}/health", timeout=20) as answer:
            assert json.load(answer)["ok"] is True
        port = int(address.rpartition(":")[2])
        assert answered(port, b"GARBAGE \x00 191212121212\r\n\r\n").startswith(b"HTTP/1.1 400")
        started.send_signal(signal.SIGTERM)
        assert started.wait(60) == 0
        said = started.stderr.read().splitlines()
    assert [line for line in said if not line.startswith("{")] == []  # the log, and nothing of any library
    assert list(folder.glob("journal0/out/*.ready"))
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", port), timeout=1)
