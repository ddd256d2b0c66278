"""Metrics, logs and the server of metrics: no person's number in any of them, also not as an organisation's id."""

from __future__ import annotations

import io
from importlib.metadata import version
from pathlib import Path

import httpx
import pytest

from gateway.api.metrics import serve_metrics
from gateway.directory.entries import Entry
from gateway.directory.toml_directory import TomlDirectory
from gateway.logs import Event, make_log, sayable
from gateway.metrics import Meters, Reading, label_of, metered
from schemas.codes import OrganisationKind
from schemas.errors import BrokerUnavailable, Rejected
from tests.exchange.plans import PERSON, consent, plan, texts_of
from tests.exchange.world import World
from tests.operating.test_metrics import samples

SOLE_TRADER = "191212121212"
"""The published test person's number, as a sole trader has it."""


@pytest.fixture
def world(tmp_path: Path):
    made = World(tmp_path / "gateway")
    yield made
    made.close()


def test_an_organisation_whose_id_could_be_a_persons_number_stands_nowhere(world: World) -> None:
    """SIP.md: such a number is never a directory id, queue name, label or log value."""
    key = "Zr6Xk0OqhK5wq3"
    for written in (SOLE_TRADER, SOLE_TRADER[2:], f"SE16{SOLE_TRADER[2:]}-KLINIK", f"{SOLE_TRADER[2:]}.klinik"):
        directory = TomlDirectory([Entry(written, "Provtandläkare", OrganisationKind.CARE_PROVIDER, key)])
        entry = directory.find(written)
        meters = Meters(lambda each, entry=entry: label_of(each, entry.routing_key if entry else None))
        stream = io.StringIO()
        log = metered(make_log(stream, "hub"), meters)
        meters.begin([written])
        meters.watch(lambda meters=meters, written=written: [Reading("samspel_work_due", 1, (label_of(written, key),))])
        for event in Event:
            log(event, organisation=written, counterpart=written, code="SIP640", kind="plan", state="sent", seconds=1)
        for said in (meters.text().decode(), stream.getvalue()):
            assert SOLE_TRADER[2:] not in said
        assert key in meters.text().decode()
        assert '"organisation": "?"' in stream.getvalue()


def test_the_answers_over_http_hold_no_number_in_body_or_headers(world: World) -> None:
    document = plan(consents=[consent()])
    world.give(document)
    stop = serve_metrics(world.parts, "127.0.0.1", 0)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{stop.port}", trust_env=False) as client:
            answers = [client.get(path) for path in ("/metrics", "/healthz", f"/{SOLE_TRADER}")]
    finally:
        stop()
    assert [each.status_code for each in answers] == [200, 200, 404]
    texts = texts_of(document)
    assert PERSON["identity"]["value"] in texts
    for answer in answers:
        said = f"{answer.headers!r}{answer.text}"
        assert [text for text in texts if text in said] == []


def test_metrics_are_served_until_stopped_and_health_follows_the_parts(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    stop = serve_metrics(world.parts, "127.0.0.1", 0)
    address = f"http://127.0.0.1:{stop.port}"
    try:
        answer = httpx.get(f"{address}/metrics?name=1", trust_env=False)
        assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
        assert samples(answer.content)["samspel_build_info", "samspel", version("samspel")] == 1
        assert httpx.get(f"{address}/healthz", trust_env=False).json() == {
            "ok": True,
            "parts": {"store": True, "broker": True},
        }
        assert httpx.post(f"{address}/metrics", trust_env=False).status_code == 501

        def away(_self: object) -> None:
            raise BrokerUnavailable

        monkeypatch.setattr(type(world.parts.broker), "check", away)
        told = httpx.get(f"{address}/healthz", trust_env=False)
        assert (told.status_code, told.json()["parts"]) == (503, {"store": True, "broker": False})
        with pytest.raises(Rejected) as refused:
            serve_metrics(world.parts, "127.0.0.1", stop.port)
        assert refused.value.findings[0].code == "SIP678"
    finally:
        stop()
        stop()
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{address}/healthz", trust_env=False)


@pytest.mark.parametrize("value", ["1212121212", "121212-1212", "SE1212121212-X", "SE161212121212-X", "1212121212.x"])
def test_a_sole_traders_number_is_never_said(value: str) -> None:
    assert sayable(value) == "?"
