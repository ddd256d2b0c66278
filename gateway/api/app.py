"""The application: routes, health, and the guard around all of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.requests import Request
from starlette.responses import Response

from gateway.api import documents, parked, plans
from gateway.api.answers import findings_answer, json_answer
from gateway.api.guard import HANDLERS, RETRY_AFTER, Guard
from gateway.api.metrics import health_answer, metrics_answer
from gateway.api.models import HealthShape, refusals
from gateway.api.waking import Waking
from gateway.exchange.figures import answering
from gateway.exchange.parts import Parts
from schemas.findings import finding
from schemas.sip.walk import sayable

_METRICS: dict[int | str, dict[str, Any]] = {
    **refusals(),
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "As Prometheus reads it"},
}
DESCRIPTION = (
    "Samordnad individuell plan (SIP) over a message queue. This computer only, until there is access control; "
    "not for real persons yet. Documents are raw bytes; refusals are findings with stable codes in Swedish and "
    "English, or an OperationOutcome for `Accept: application/fhir+json`."
)


def _nobody() -> None:
    """No worker runs beside it."""


def create_app(parts: Parts, *, wake: Callable[[], None] = _nobody) -> Guard:
    """The HTTP interface over an open gateway's parts. The worker runs beside it, not in it: `wake` tells it of what
    was handed in.
    """
    app = FastAPI(
        title="Samspel",
        version=_version(),
        description=DESCRIPTION,
        docs_url=None,  # the interactive pages fetch scripts from elsewhere
        redoc_url=None,
        exception_handlers={**HANDLERS, RequestValidationError: _bad_parameter},
    )
    app.state.parts = parts
    app.include_router(documents.router)
    app.include_router(plans.router)
    app.include_router(parked.router)
    app.add_api_route(
        "/health", _health, summary="Whether the process answers", responses=_health_answers(), tags=["health"]
    )
    app.add_api_route(
        "/ready", _ready, summary="Whether store and broker answer", responses=_ready_answers(), tags=["health"]
    )
    app.add_api_route(
        "/healthz", _healthz, summary="The same, for who starts processes", responses=_ready_answers(), tags=["health"]
    )
    app.add_api_route("/metrics", _metrics, summary="Metrics for Prometheus", responses=_METRICS, tags=["health"])
    return Guard(Waking(app, wake), parts.log)


def _version() -> str:
    try:
        return version("samspel")
    except PackageNotFoundError:
        return "0"


async def _bad_parameter(request: Request, error: Exception) -> Response:
    faults = error.errors() if isinstance(error, RequestValidationError) else []
    findings = [finding("SIP987", field=_parameter(fault["loc"])) for fault in faults]
    return findings_answer(request, tuple(dict.fromkeys(findings)) or (finding("SIP987", field="?"),), 422)


def _parameter(place: Sequence[str | int]) -> str:
    """The name of a parameter; what comes after it is a place inside its value."""
    return sayable(next((each for each in place[1:] if isinstance(each, str)), "?"))


def _health_answers() -> dict[int | str, dict[str, Any]]:
    return {200: {"model": HealthShape}, **refusals()}


def _ready_answers() -> dict[int | str, dict[str, Any]]:
    return {**refusals(), 200: {"model": HealthShape}, 503: {"model": HealthShape, "description": "A part is away"}}


def _health() -> Response:
    """The process is alive."""
    return json_answer({"ok": True, "parts": {}})


def _ready(request: Request) -> Response:
    """Store and broker answer; what is away is named."""
    parts: Parts = request.app.state.parts
    answers = answering(parts)
    well = all(answers.values())
    return json_answer({"ok": well, "parts": answers}, 200 if well else 503, None if well else RETRY_AFTER)


def _healthz(request: Request) -> Response:
    """As `/ready`; the workers answer it on the address of their metrics."""
    status, kind, body = health_answer(request.app.state.parts)
    return Response(body, status, media_type=kind)


def _metrics(request: Request) -> Response:
    """Counters, durations and gauges; no personal data, no content."""
    status, kind, body = metrics_answer(request.app.state.parts)
    return Response(body, status, headers={"content-type": kind})
