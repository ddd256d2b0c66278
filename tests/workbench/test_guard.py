"""Who may ask the workbench: the browser of the one who started it, and nobody else."""

from __future__ import annotations

from contextlib import contextmanager

import pytest

from gateway.workbench.app import create_app
from gateway.workbench.desk import Desk
from gateway.workbench.guard import Guard
from tests.workbench.asking import HERE, Client
from tests.workbench.conftest import TOKEN, today


@pytest.fixture
def bench(flat: Desk) -> Client:
    return Client(create_app(flat, TOKEN, today))


@pytest.mark.parametrize("host", ["127.0.0.1:8371", "localhost:8371", "[::1]:8371", "127.0.0.1"])
def test_this_computer_is_answered(bench: Client, host: str) -> None:
    assert bench.get(f"/{TOKEN}/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8371", "127.0.0.1.evil.example", "192.0.2.1", "", "localhost.evil.example"]
)
def test_a_name_that_was_made_to_point_here_is_refused(bench: Client, host: str) -> None:
    answer = bench.get(f"/{TOKEN}/", headers={"host": host})
    assert answer.status_code == 421
    assert "SIP985" in answer.text
    assert "Testsson" not in answer.text


@pytest.mark.parametrize(
    "origin",
    ["http://evil.example", "null", "https://127.0.0.1:8371", "http://127.0.0.1:9999", "http://localhost:8371", ""],
)
@pytest.mark.parametrize("path", ["run", "save", "documents", "page", "table", ""])
def test_a_request_of_another_page_is_refused(bench: Client, flat: Desk, origin: str, path: str) -> None:
    before = flat.table.read_bytes()
    answer = bench.post(f"/{TOKEN}/{path}", headers={"origin": origin}, data={"table": "x", "anyway": "1"})
    assert answer.status_code == 421
    assert flat.table.read_bytes() == before
    assert len(flat.documents()) == 1


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_a_browser_that_says_that_it_comes_from_elsewhere_is_refused(bench: Client, site: str) -> None:
    assert bench.get(f"/{TOKEN}/", headers={"sec-fetch-site": site}).status_code == 421


def test_the_own_page_is_answered(bench: Client) -> None:
    headers = {"origin": f"http://{HERE}", "sec-fetch-site": "same-origin"}
    assert bench.post(f"/{TOKEN}/run", headers=headers, data={}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/run",
        f"/{TOKEN}x/",
        f"/{TOKEN[:-1]}/",
        "//",
        f"/x/{TOKEN}/",
        "/å/",
        f"//{TOKEN}/",
        "/static/workbench.css",
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_without_the_token_there_is_nothing(bench: Client, method: str, path: str) -> None:
    answer = bench.request(method, path)
    assert answer.status_code == 404
    assert TOKEN not in answer.text
    assert "Testsson" not in answer.text


def test_the_address_without_its_slash_leads_on(bench: Client) -> None:
    assert bench.get(f"/{TOKEN}").headers["location"] == f"/{TOKEN}/"


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "", 200), ("GET", "none", 404), ("DELETE", "", 405), ("POST", "run", 200)]
)
def test_every_answer_has_the_headers_that_keep_it_here(bench: Client, method: str, path: str, status: int) -> None:
    answer = bench.request(method, f"/{TOKEN}/{path}")
    assert answer.status_code == status
    policy = dict(each.strip().partition(" ")[::2] for each in answer.headers["content-security-policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert policy["script-src"] == "'self'"
    assert policy["connect-src"] == "'self'"
    assert policy["form-action"] == "'self'"
    assert policy["frame-ancestors"] == "'none'"
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers


def test_a_defect_is_told_by_its_code_and_nothing_else() -> None:
    async def broken(scope: object, receive: object, send: object) -> None:
        raise ValueError("19900222-2397")

    answer = Client(Guard(broken, TOKEN)).get(f"/{TOKEN}/")
    assert answer.status_code == 500
    assert "SIP989" in answer.text
    assert "19900222" not in answer.text


def test_two_starts_have_two_tokens(monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    from gateway.cli import workbench as command

    told: list[str] = []

    @contextmanager
    def started(app, listening, stop):
        told.append(app._token)
        listening.close()
        stop.set()
        yield

    monkeypatch.setattr(command, "answering", started)
    for _ in range(2):
        command.workbench([], port=0)
    assert len(set(told)) == 2
    assert min(map(len, told)) >= 32
