"""The routes over an open gateway on its embedded parts, served as `samspel serve` serves them."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from importlib import resources
from pathlib import Path
from typing import Any

import httpx
import pytest

from gateway.api.app import create_app
from gateway.bootstrap import Gateway, open_gateway
from gateway.cli.init import make_folder
from gateway.exchange.parts import Parts
from gateway.logs import silent
from gateway.worker import Role, WorkerPool, run_until_idle
from mappings.formats import read
from schemas.codes import OrganisationKind

HOME = "TSTNMT2120000142-SOC"
REGION = "TSTNMT2321000156-BUP"
SCHOOL = "TSTNMT2120000142-SKOLA"
PLAN = resources.files("gateway.demo").joinpath("plan.xml").read_bytes()


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[Gateway]:
    hosts = [
        (HOME, OrganisationKind.MUNICIPAL_BOARD, "Exempelby socialtjänst"),
        (REGION, OrganisationKind.CARE_PROVIDER, "BUP Region Exempel"),
        (SCHOOL, OrganisationKind.MUNICIPAL_SCHOOL, "Exempelskolan"),
    ]
    make_folder(tmp_path / "gateway", hosts, quiet="PT0S")
    with open_gateway(tmp_path / "gateway", log=silent) as opened:
        yield opened


@pytest.fixture
def client(gateway: Gateway, client_of: Callable[[Any], httpx.Client]) -> httpx.Client:
    return client_of(create_app(gateway.parts))


def handed_in(client: httpx.Client, body: bytes = PLAN, **headers: str) -> httpx.Response:
    return client.post(f"/organisations/{HOME}/documents", content=body, headers=headers)


def plan_of(answer: httpx.Response) -> str:
    assert answer.status_code == 202, answer.text
    return answer.json()["plan_id"].removeprefix("urn:uuid:")


def test_a_document_handed_in_is_accepted_and_its_address_gives_the_same_answer(client: httpx.Client) -> None:
    answer = handed_in(client)
    assert answer.status_code == 202
    assert answer.json()["version"] == 1
    assert client.get(answer.headers["location"]).json() == answer.json()


def test_the_same_bytes_twice_are_one_document_and_one_version(client: httpx.Client) -> None:
    first, second = handed_in(client), handed_in(client)
    assert (first.json(), first.headers["location"]) == (second.json(), second.headers["location"])


def test_no_person_number_stands_in_any_address(client: httpx.Client) -> None:
    answer = handed_in(client)
    assert "201305012385" not in answer.headers["location"]
    paths = client.get("/openapi.json").json()["paths"]
    assert not [path for path in paths if "person" in path]


def test_the_copies_are_the_workers_and_the_ledger_shows_where_they_are(client: httpx.Client, gateway: Gateway) -> None:
    plan = plan_of(handed_in(client))
    before = client.get(f"/organisations/{HOME}/plans/{plan}/copies").json()["copies"]
    assert REGION in {row["recipient"] for row in before if row["state"] == "awaiting-consent"}
    run_until_idle(gateway.parts)
    rows = client.get(f"/organisations/{HOME}/ledger").json()["copies"]
    states = {row["recipient"]: row["state"] for row in rows}
    assert states[REGION] == states[SCHOOL] == "handed-over"
    assert states["TSTNMT2321000156-HAB"] == "withheld"


def test_a_holder_reads_its_own_part_and_the_home_the_whole(client: httpx.Client, gateway: Gateway) -> None:
    plan = plan_of(handed_in(client))
    run_until_idle(gateway.parts)
    needs = {}
    for organisation in (HOME, SCHOOL):
        answer = client.get(f"/organisations/{organisation}/plans/{plan}/document")
        document = read(answer.content).document
        assert document is not None
        needs[organisation] = len(document.plan.needs)
    assert needs == {HOME: 4, SCHOOL: 1}


@pytest.mark.parametrize("kind", ["application/json", "application/xml", "application/fhir+json"])
def test_a_plan_is_read_in_the_format_that_is_asked_for(client: httpx.Client, kind: str) -> None:
    plan = plan_of(handed_in(client))
    answer = client.get(f"/organisations/{HOME}/plans/{plan}/document", headers={"accept": kind})
    assert answer.headers["content-type"] == kind
    assert read(answer.content).document is not None


def test_who_holds_no_copy_cannot_know_that_the_plan_is_there(client: httpx.Client) -> None:
    plan = plan_of(handed_in(client))
    for path in ("", "/document", "/copies", "/receipts"):
        assert client.get(f"/organisations/{REGION}/plans/{plan}{path}").status_code == 404


def test_a_copy_that_is_not_recorded_is_closed_when_consent_is_taken_back(
    client: httpx.Client, gateway: Gateway
) -> None:
    from gateway.exchange.consent import withdraw

    plan = plan_of(handed_in(client))
    run_until_idle(gateway.parts)
    withdraw(gateway.parts, HOME, f"urn:uuid:{plan}")
    run_until_idle(gateway.parts)
    assert client.get(f"/organisations/{REGION}/plans/{plan}/document").status_code == 403
    assert client.get(f"/organisations/{HOME}/plans/{plan}/document").status_code == 200


def test_a_receipt_records_the_copy_and_says_how_we_know(client: httpx.Client, gateway: Gateway) -> None:
    plan = plan_of(handed_in(client))
    run_until_idle(gateway.parts)
    copy_id = f"{plan}/1/{REGION}/plan"
    receipt = {"copy_id": copy_id, "state": "recorded", "entry_id": "BUP-17", "at": "2026-11-21T12:00:00Z"}
    answer = client.post(f"/organisations/{REGION}/receipts", json=receipt)
    assert answer.status_code == 202
    run_until_idle(gateway.parts)
    told = client.get(f"/organisations/{HOME}/plans/{plan}/receipts").json()["receipts"]
    assert {(row["entry_id"], row["evidence"]) for row in told if row["copy_id"] == copy_id} == {
        ("BUP-17", "system-receipt")
    }


def test_a_receipt_that_is_none_is_refused_with_everything_that_is_wrong(client: httpx.Client) -> None:
    answer = client.post(f"/organisations/{REGION}/receipts", json={"state": "recorded"})
    assert answer.status_code == 422
    assert {each["code"] for each in answer.json()["findings"]} >= {"SIP810", "SIP101"}


def test_a_refused_document_is_kept_and_told_as_operation_outcome_on_demand(client: httpx.Client) -> None:
    broken = PLAN.replace(b"201305012385", b"201305012386")
    answer = handed_in(client, broken, accept="application/fhir+json")
    assert answer.status_code == 422
    assert answer.json()["resourceType"] == "OperationOutcome"
    assert "201305012386" not in answer.text
    kept = client.get(answer.headers["location"]).json()
    assert (kept["accepted"], kept["plan_id"]) == (False, None)
    assert "SIP110" in {each["code"] for each in kept["findings"]}


def test_check_says_what_is_understood_and_keeps_nothing(client: httpx.Client) -> None:
    report = client.post("/check", content=PLAN).json()
    assert report["valid"] is True
    assert report["account"]["summary"]["not_understood"] == 0
    assert client.get(f"/organisations/{HOME}/ledger").json() == {"copies": [], "received": [], "more": 0}


@pytest.mark.parametrize("path", ["/nowhere", "/organisations"])
def test_what_is_not_there_is_404_in_our_structure(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["findings"][0]["code"] == "SIP984"


def test_an_organisation_that_is_not_here_is_said_to_be_what_is_missing(client: httpx.Client) -> None:
    answer = client.get("/organisations/SE2120000142-NOBODY/ledger")
    assert (answer.status_code, answer.json()["findings"][0]["code"]) == (404, "SIP979")


@pytest.mark.parametrize("query", ["state=foo", "late=maybe", "limit=0"])
def test_a_parameter_that_cannot_be_used_is_named(client: httpx.Client, query: str) -> None:
    answer = client.get(f"/organisations/{HOME}/ledger?{query}")
    assert answer.status_code == 422
    (found,) = answer.json()["findings"]
    assert f"parameter {query.partition('=')[0]} " in found["en"]


def test_a_plan_is_found_with_and_without_the_urn_before_its_id(client: httpx.Client) -> None:
    plan = plan_of(handed_in(client))
    both = [client.get(f"/organisations/{HOME}/plans/{each}").json() for each in (plan, f"urn:uuid:{plan}")]
    assert both[0] == both[1]
    assert both[0]["plan_id"] == f"urn:uuid:{plan}"


def test_who_has_received_a_copy_sees_it_apart_from_what_it_keeps(client: httpx.Client, gateway: Gateway) -> None:
    plan = plan_of(handed_in(client))
    run_until_idle(gateway.parts)
    ledger = client.get(f"/organisations/{SCHOOL}/ledger").json()
    (row,) = ledger["received"]
    assert ledger["copies"] == []
    assert (row["copy_id"], row["sender"], row["state"]) == (f"{plan}/1/{SCHOOL}/plan", HOME, "handed-over")
    assert row["deadline"]
    assert row["late"] is False
    assert row["follow_up_on"]
    assert client.get(f"/organisations/{HOME}/ledger").json()["received"] == []
    assert client.get(f"/organisations/{SCHOOL}/ledger?late=true").json()["received"] == []


def test_what_is_coming_is_told_to_the_home_alone_and_no_birthday_is_said(
    client: httpx.Client, gateway: Gateway
) -> None:
    soon = (gateway.parts.clock() + timedelta(days=10)).date().isoformat()
    basis = b"<Basis>all-who-should</Basis>"
    plan_of(handed_in(client, PLAN.replace(basis, basis + f"<ValidUntil>{soon}</ValidUntil>".encode())))
    run_until_idle(gateway.parts)
    (coming,) = client.get(f"/organisations/{HOME}/announcements").json()["coming"]
    assert (coming["coming"], coming["on"], coming["code"]) == ("consent-ends", soon, "SIP540")
    assert client.get(f"/organisations/{SCHOOL}/announcements").json() == {"coming": []}


def test_a_wrong_method_says_which_are_right(client: httpx.Client) -> None:
    answer = client.delete(f"/organisations/{HOME}/ledger")
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


def test_health_and_ready_answer(client: httpx.Client) -> None:
    assert client.get("/health").json() == {"ok": True, "parts": {}}
    assert client.get("/ready").json() == {"ok": True, "parts": {"store": True, "broker": True}}


def test_what_is_handed_in_wakes_the_workers_of_the_process_and_what_is_read_does_not(
    gateway: Gateway, client_of: Callable[[Any], httpx.Client]
) -> None:
    """Nobody would look for half a minute."""
    times = gateway.parts.times.model_copy(update={"poll": timedelta(seconds=30)})
    parts, stop = replace(gateway.parts, times=times), threading.Event()
    woken: list[float] = []
    pool = WorkerPool(parts, frozenset(Role))

    def wake() -> None:
        woken.append(time.monotonic())
        pool.wake()

    working = threading.Thread(target=pool.run, args=(stop,))
    working.start()
    try:
        client = client_of(create_app(parts, wake=wake))
        until_at_rest(pool, parts)
        plan_of(handed_in(client))
        end = time.monotonic() + 20
        while not sent(client):
            assert time.monotonic() < end
    finally:
        stop.set()
        working.join(30)
    assert len(woken) == 1


def sent(client: httpx.Client) -> bool:
    """Whether a copy has left."""
    rows = client.get(f"/organisations/{HOME}/ledger").json()["copies"]
    return any(row["state"] in {"sent", "received", "handed-over"} for row in rows if row["recipient"] != HOME)


def until_at_rest(pool: WorkerPool, parts: Parts) -> None:
    """Until the first look into the journals is over, and the relays have looked after it: what ends rings the bell."""
    end = time.monotonic() + 20
    while len(pool._recorder._look_at) < len(parts.hosted) or pool._recorder._jobs.wait(20):
        assert time.monotonic() < end
    over = parts.clock()
    pool.wake()
    while pool.health()[Role.RELAY].last_round <= over:
        assert time.monotonic() < end
