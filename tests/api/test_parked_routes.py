"""What waits for a person, over HTTP: only to whom it is about; and health and metrics beside it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from adapters.journal import HandedIn
from gateway.api.app import create_app
from gateway.bootstrap import Gateway, open_gateway
from gateway.cli.init import make_folder
from gateway.exchange.accept import accept
from gateway.logs import silent
from gateway.worker import run_until_idle
from schemas.codes import OrganisationKind
from tests.api.test_routes import HOME, PLAN, REGION, SCHOOL


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    """A gateway with a plan that the others have on paper: its copies are kept back (SIP609)."""
    kinds = {HOME: OrganisationKind.MUNICIPAL_BOARD, REGION: OrganisationKind.CARE_PROVIDER}
    hosts = [(each, kinds.get(each, OrganisationKind.MUNICIPAL_SCHOOL), each) for each in (HOME, REGION, SCHOOL)]
    make_folder(tmp_path / "gateway", hosts, quiet="PT0S")
    with open_gateway(tmp_path / "gateway", log=silent) as opened:
        assert accept(opened.parts, HOME, HandedIn("existing", PLAN), existing=True).accepted
        run_until_idle(opened.parts)
        yield opened


@pytest.fixture
def client(gateway: Gateway, client_of: Callable[[Any], httpx.Client]) -> httpx.Client:
    return client_of(create_app(gateway.parts))


def parked(client: httpx.Client, organisation: str = HOME, **said: str) -> list[dict[str, Any]]:
    answer = client.get(f"/organisations/{organisation}/parked", params=said)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["parked"]
    return found


def code(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["findings"][0]["code"]


def test_what_is_parked_is_listed_filtered_and_cut(client: httpx.Client) -> None:
    every = parked(client)
    assert len(every) >= 2
    assert {row["reason"] for row in every} == {"SIP609"}
    (region,) = parked(client, **{"with": REGION})
    assert parked(client, copy=region["copy_id"]) == [region]
    assert parked(client, plan=region["copy_id"].partition("/")[0], newer_than="PT1H") == every
    assert parked(client, reason="SIP620") == parked(client, older_than="P1D") == []
    cut = client.get(f"/organisations/{HOME}/parked", params={"limit": 1}).json()
    assert (len(cut["parked"]), cut["more"]) == (1, len(every) - 1)
    refused = client.get(f"/organisations/{HOME}/parked", params={"older_than": "yesterday"})
    assert code(refused) == (422, "SIP987")


def test_another_organisation_neither_sees_nor_settles_it(client: httpx.Client) -> None:
    number = parked(client)[0]["number"]
    assert parked(client, SCHOOL) == []
    assert code(client.get(f"/organisations/{SCHOOL}/parked/{number}")) == (404, "SIP602")
    for what in ("replay", "discard"):
        assert code(client.post(f"/organisations/{SCHOOL}/parked/{number}/{what}")) == (404, "SIP602")
    assert client.get(f"/organisations/{HOME}/parked/{number}").json()["resolved_at"] is None


def test_it_is_released_or_discarded_once(client: httpx.Client, gateway: Gateway) -> None:
    (region,), (school,) = parked(client, **{"with": REGION}), parked(client, **{"with": SCHOOL})
    released = client.post(f"/organisations/{HOME}/parked/{region['number']}/replay")
    assert (released.status_code, released.json()["resolution"]) == (200, "replayed")
    assert code(client.post(f"/organisations/{HOME}/parked/{region['number']}/discard")) == (422, "SIP648")
    assert client.post(f"/organisations/{HOME}/parked/{school['number']}/discard").json()["resolution"] == "discarded"
    assert code(client.post(f"/organisations/{HOME}/parked/{school['number']}/replay")) == (422, "SIP647")
    run_until_idle(gateway.parts)
    copies = client.get(f"/organisations/{HOME}/ledger").json()["copies"]
    assert {row["recipient"]: row["state"] for row in copies if row["recipient"] in (REGION, SCHOOL)} == {
        REGION: "handed-over",
        SCHOOL: "parked",
    }
    copy_id = region["copy_id"]
    found = client.get(f"/organisations/{HOME}/ledger", params={"copy": copy_id, "with": REGION, "limit": 1}).json()
    assert ([row["copy_id"] for row in found["copies"]], found["more"]) == ([copy_id], 0)
    assert client.get(f"/organisations/{HOME}/ledger", params={"older_than": "P3D"}).json()["copies"] == []


def test_metrics_and_health_are_answered_beside_it(client: httpx.Client) -> None:
    metrics = client.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert f'samspel_parked_waiting{{code="SIP609",organisation="{HOME}"}}' in metrics.text
    assert client.get("/healthz").json() == {"ok": True, "parts": {"store": True, "broker": True}}
