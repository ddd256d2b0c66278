"""What stands before every route: Host check, cap on bodies, security headers, and the one handler of errors.

Theory of operation. A service on loopback is reachable from any web page that the user's browser shows, by a name that
is made to point at 127.0.0.1 (DNS rebinding). So a request whose Host is not this computer, or that says it comes from
a web page (Origin, Sec-Fetch-Site), is refused before anything is read. There are no cookies and no CORS to get wrong.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Coroutine, Iterable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.answers import finding_of, findings_answer
from gateway.logs import Event, Log
from mappings.limits import MAX_BODY_BYTES
from schemas.errors import (
    ConsentMissing,
    InvalidDocument,
    NotFound,
    NotYours,
    Rejected,
    SamspelError,
    Unavailable,
    VersionConflict,
)
from schemas.findings import Finding, finding

SECURITY_HEADERS = (
    (b"cache-control", b"no-store"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
)

_STATUS: tuple[tuple[type[SamspelError], int], ...] = (
    (VersionConflict, 409),
    (NotFound, 404),
    (NotYours, 403),
    (ConsentMissing, 403),
    (InvalidDocument, 422),
    (Rejected, 422),
    (Unavailable, 503),
)
_STATUS_OF_CODE = {"SIP005": 413, "SIP984": 404, "SIP985": 421, "SIP986": 405, "SIP987": 422}
RETRY_AFTER = {"retry-after": "5"}


class Guard:
    """The outermost ASGI layer."""

    def __init__(self, app: ASGIApp, log: Log) -> None:
        self._app = app
        self._log = log

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        sender = _WithHeaders(send)
        refusal = refuse(request)
        if refusal is not None:
            await refusal(scope, receive, sender)
            return
        try:
            await self._app(scope, receive, sender)
        except Exception as defect:  # noqa: BLE001  (the outermost edge: a trace would carry what was sent to us)
            self._log(Event.DEFECT, code="SIP989", kind=type(defect).__name__)
            if not sender.started:
                await findings_answer(request, (finding("SIP989"),), 500)(scope, receive, sender)


class _WithHeaders:
    """A `send` that adds the security headers and knows whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            message["headers"] = [*message.get("headers", ()), *SECURITY_HEADERS]
        await self._send(message)


def refuse(request: Request) -> Response | None:
    """The answer to a request that no route shall see, else None."""
    if not is_this_computer(host_of(request.headers.get("host", ""))) or _is_of_a_web_page(request):
        return findings_answer(request, (finding("SIP985"),), 421)
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:12]) > MAX_BODY_BYTES:
        return findings_answer(request, (finding("SIP005", limit=MAX_BODY_BYTES),), 413, {"connection": "close"})
    return None


def _is_of_a_web_page(request: Request) -> bool:
    origin = request.headers.get("origin")
    if origin is not None and not is_this_computer(host_of(origin.partition("://")[2])):
        return True
    return request.headers.get("sec-fetch-site", "none") not in {"none", "same-origin"}


def host_of(authority: str) -> str:
    """The host of `host:port`, `[::1]:port` or `host`."""
    if authority.startswith("["):
        return authority[1:].partition("]")[0]
    return authority.rpartition(":")[0] if ":" in authority else authority


def is_this_computer(host: str) -> bool:
    """Whether a host name or address is loopback. A name is believed only when it is `localhost`."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def status_of(error: SamspelError) -> int:
    """The HTTP status of an error of ours."""
    codes = {each.code for each in error.findings} if isinstance(error, Rejected) else set()
    for code in (error.code, *sorted(codes)):
        if code in _STATUS_OF_CODE:
            return _STATUS_OF_CODE[code]
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 500)


def error_answer(request: Request, error: SamspelError) -> Response:
    """The answer to an error of ours."""
    findings: Iterable[Finding] = error.findings if isinstance(error, Rejected) and error.findings else ()
    headers = RETRY_AFTER if isinstance(error, Unavailable) else None
    return findings_answer(request, tuple(findings) or (finding_of(error.code),), status_of(error), headers)


async def _answer_error(request: Request, error: Exception) -> Response:
    if isinstance(error, SamspelError):
        return error_answer(request, error)
    return findings_answer(request, (finding("SIP989"),), 500)


async def _answer_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    code = {404: "SIP984", 405: "SIP986"}.get(status)
    headers = error.headers if isinstance(error, HTTPException) else None
    told = finding(code) if code else finding("SIP987", field="")
    return findings_answer(request, (told,), status, headers)


HANDLERS: dict[int | type[Exception], Callable[[Request, Any], Coroutine[Any, Any, Response]]] = {
    SamspelError: _answer_error,
    Exception: _answer_error,  # Starlette raises it once more after the answer; the guard logs it and ends it
    HTTPException: _answer_http,
}
"""For the application inside the guard: every error becomes one structure, here and nowhere else."""


async def capped_body(request: Request) -> bytes:
    """The body of a request; raises InvalidDocument (SIP005) at the first byte too many, whatever length was told."""
    parts: list[bytes] = []
    size = 0
    async for part in request.stream():
        size += len(part)
        if size > MAX_BODY_BYTES:
            raise InvalidDocument(findings=(finding("SIP005", limit=MAX_BODY_BYTES),))
        parts.append(part)
    return b"".join(parts)
