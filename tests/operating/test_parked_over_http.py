"""Over HTTP, what is settled can be listed, and everything about a copy is found by its id."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from gateway.api.app import create_app
from gateway.exchange.parking import IN, park
from schemas.messages import CopyId
from tests.api.conftest import serving
from tests.exchange.plans import HOME, REGION
from tests.exchange.world import World

COPY = CopyId("urn:uuid:0f4c1d5e-0000-4000-8000-00000000000a", 1, HOME)
MESSAGE = "urn:uuid:0f4c1d5e-0000-4000-8000-0000000000ff"


@pytest.fixture
def client(tmp_path: Path):
    world = World(tmp_path / "gateway")
    with world.parts.store.transaction() as tx:
        for subject, kind in ((f"{COPY}#{MESSAGE}", "version-fork"), (f"receipt#{COPY}", "receipt"), ("x", "document")):
            park(tx, world.parts, HOME, IN, subject, "SIP614", kind)
    with serving(create_app(world.parts)) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield client
    world.close()


def kinds(client: httpx.Client, organisation: str = HOME, **said: str) -> list[str]:
    answer = client.get(f"/organisations/{organisation}/parked", params=said)
    assert answer.status_code == 200, answer.text
    return [row["kind"] for row in answer.json()["parked"]]


def test_what_is_settled_is_listed_when_it_is_asked_for(client: httpx.Client) -> None:
    number = client.get(f"/organisations/{HOME}/parked").json()["parked"][0]["number"]
    assert kinds(client, state="settled") == []
    assert client.post(f"/organisations/{HOME}/parked/{number}/discard").status_code == 200
    assert kinds(client, state="settled") == ["version-fork"]
    assert kinds(client) == kinds(client, state="open") == ["receipt", "document"]
    assert kinds(client, state="all") == ["version-fork", "receipt", "document"]
    assert kinds(client, REGION, state="all") == []
    assert client.get(f"/organisations/{HOME}/parked", params={"state": "gone"}).status_code == 422


def test_what_is_about_a_copy_or_a_message_is_found_by_it(client: httpx.Client) -> None:
    assert kinds(client, copy=str(COPY)) == ["version-fork", "receipt"]
    assert kinds(client, message=MESSAGE) == ["version-fork"]
    assert kinds(client, copy=str(COPY), message=MESSAGE) == ["version-fork"]
    assert kinds(client, copy=str(COPY._replace(version=2))) == []
