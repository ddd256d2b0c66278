"""What stands before every route."""

from __future__ import annotations

import socket
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from gateway.api.guard import HANDLERS, SECURITY_HEADERS, Guard, capped_body, host_of, is_this_computer
from gateway.logs import Event
from mappings.limits import MAX_BODY_BYTES
from schemas.errors import NotFound, StoreUnavailable, VersionConflict


async def _size(request: Request) -> Response:
    return PlainTextResponse(str(len(await capped_body(request))))


async def _conflict(request: Request) -> Response:
    raise VersionConflict


async def _away(request: Request) -> Response:
    raise StoreUnavailable


async def _defect(request: Request) -> Response:
    raise KeyError("201305012385")


async def _nothing(request: Request) -> Response:
    raise NotFound


class _Log:
    """What is logged, to be waited for: the answer goes out first, and the client may be quicker than the log."""

    def __init__(self) -> None:
        self.said: SimpleQueue[tuple[Event, dict]] = SimpleQueue()

    def __call__(self, event: Event, **facts: object) -> None:
        self.said.put((event, facts))


@pytest.fixture
def log() -> _Log:
    return _Log()


@pytest.fixture
def client(log: _Log, client_of: Callable[[Any], httpx.Client]) -> httpx.Client:
    app = Starlette(
        routes=[
            Route("/size", _size, methods=["POST"]),
            Route("/conflict", _conflict),
            Route("/away", _away),
            Route("/defect", _defect),
            Route("/nothing", _nothing),
        ],
        exception_handlers=HANDLERS,
    )
    return client_of(Guard(app, log))


@pytest.mark.parametrize(
    "host", ["attacker.example", "attacker.example:8080", "127.0.0.1.attacker.example", "10.0.0.7", ""]
)
def test_a_request_to_another_host_name_is_refused_before_it_is_read(client: httpx.Client, host: str) -> None:
    """DNS rebinding: a web page's own name made to point at this computer."""
    answer = client.post("/size", content=b"x", headers={"host": host})
    assert answer.status_code == 421
    assert answer.json()["findings"][0]["code"] == "SIP985"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:9", "localhost:8080", "[::1]:8080", "[::1]", "LOCALHOST"])
def test_this_computer_may_be_named_in_every_way(client: httpx.Client, host: str) -> None:
    assert client.post("/size", content=b"xyz", headers={"host": host}).text == "3"


@pytest.mark.parametrize(
    "headers", [{"origin": "https://attacker.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
def test_a_request_that_comes_from_a_web_page_is_refused(client: httpx.Client, headers: dict[str, str]) -> None:
    assert client.post("/size", content=b"x", headers=headers).status_code == 421


def test_the_loopback_check_believes_addresses_and_one_name_only() -> None:
    assert is_this_computer("127.8.9.10")
    assert is_this_computer(host_of("[::1]:80"))
    assert not is_this_computer("localhost.attacker.example")
    assert not is_this_computer("0.0.0.0")


def test_a_body_over_the_cap_is_refused_by_its_stated_length_before_it_is_sent(client: httpx.Client) -> None:
    url = client.base_url
    head = f"POST /size HTTP/1.1\r\nHost: {url.host}\r\nContent-Length: {MAX_BODY_BYTES + 1}\r\n\r\n"
    with socket.create_connection((url.host, url.port), timeout=10) as wire:
        wire.sendall(head.encode())
        answer = wire.recv(4096)
    assert answer.startswith(b"HTTP/1.1 413 ")


def test_a_body_over_the_cap_is_refused_when_it_hides_its_length(client: httpx.Client) -> None:
    pieces = (b"x" * 65536 for _ in range(MAX_BODY_BYTES // 65536 + 1))
    answer = client.post("/size", content=pieces)
    assert answer.status_code == 413


def test_a_body_of_exactly_the_cap_is_read(client: httpx.Client) -> None:
    assert client.post("/size", content=b"x" * MAX_BODY_BYTES).text == str(MAX_BODY_BYTES)


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [("/conflict", 409, "SIP610"), ("/away", 503, "SIP952"), ("/nothing", 404, "SIP602"), ("/defect", 500, "SIP989")],
)
def test_every_error_is_one_structure_with_its_code_in_two_languages(
    client: httpx.Client, path: str, status: int, code: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    said = answer.json()["findings"][0]
    assert said["code"] == code
    assert said["sv"]
    assert said["en"]
    assert said["sv"] != said["en"]


def test_a_client_of_fhir_gets_an_operation_outcome(client: httpx.Client) -> None:
    answer = client.get("/conflict", headers={"accept": "application/fhir+json", "accept-language": "sv-SE"})
    assert answer.headers["content-type"] == "application/fhir+json"
    outcome = answer.json()
    assert outcome["resourceType"] == "OperationOutcome"
    assert outcome["issue"][0]["details"]["coding"][0]["code"] == "SIP610"


def test_what_is_away_says_when_to_come_back(client: httpx.Client) -> None:
    assert client.get("/away").headers["retry-after"] == "5"


def test_a_defect_tells_neither_client_nor_log_what_was_in_it(client: httpx.Client, log: _Log) -> None:
    answer = client.get("/defect")
    assert "201305012385" not in answer.text
    assert log.said.get(timeout=60) == (Event.DEFECT, {"code": "SIP989", "kind": "KeyError"})
    assert log.said.empty()


@pytest.mark.parametrize("path", ["/size", "/conflict", "/defect", "/no-such-address"])
def test_every_answer_carries_the_security_headers(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    for name, value in SECURITY_HEADERS:
        assert answer.headers[name.decode()] == value.decode()
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
