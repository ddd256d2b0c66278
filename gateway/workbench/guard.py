"""What stands before the workbench: this computer, this page, the token, and the cap on bodies.

Theory of operation. What the page shows may be about real persons, and `save` writes a file. So nobody but the one who
started it may ask: the address holds a random token that only the terminal told; `Host` must be loopback (a name that
was made to point here is not); a request that a browser sends for another page (`Origin`, `Sec-Fetch-Site`) is refused
before its body is read. Scripts, styles and requests come from here alone; the page can fetch and send nothing else.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from functools import lru_cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gateway.api.guard import host_of, is_this_computer
from mappings.limits import MAX_BODY_BYTES
from schemas.findings import Finding, finding

_SITES = frozenset({"none", "same-origin"})


class Guard:
    """The outermost layer. Takes the token off the address, so that what is inside knows nothing of it."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008})
            return
        request, sender = Request(scope), _WithHeaders(send)
        refusal = refused(request) or self._without_token(scope)
        if refusal is not None:
            await refusal(scope, receive, sender)
            return
        inner = {**scope, "path": scope["path"].removeprefix(f"/{self._token}"), "root_path": ""}
        inner["raw_path"] = inner["path"].encode()
        try:
            await self._app(inner, receive, sender)
        except Exception:  # noqa: BLE001  (the outermost edge: a trace would carry what was sent to us)
            if not sender.started:
                await _said(finding("SIP989"), 500)(scope, receive, sender)

    def _without_token(self, scope: Scope) -> Response | None:
        first, _, rest = scope["path"].removeprefix("/").partition("/")
        if not hmac.compare_digest(first.encode("utf-8", "replace"), self._token.encode()):
            return _said(finding("SIP984"), 404)
        return RedirectResponse(f"/{self._token}/") if not rest and not scope["path"].endswith("/") else None


class _WithHeaders:
    """A `send` that adds the security headers and knows whether an answer has begun."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            given = list(message.get("headers", ()))
            names = {name for name, _ in given}
            message["headers"] = [*given, *((name, value) for name, value in _headers() if name not in names)]
        await self._send(message)


def refused(request: Request) -> Response | None:
    """The answer to a request that comes from elsewhere or is too large; None for one that may go on."""
    host = request.headers.get("host", "")
    origin = request.headers.get("origin")
    if (
        not is_this_computer(host_of(host))
        or (origin is not None and origin != f"http://{host}")
        or request.headers.get("sec-fetch-site", "none") not in _SITES
    ):
        return _said(finding("SIP985"), 421)
    length = request.headers.get("content-length", "")
    if length.isascii() and length.isdigit() and int(length[:12]) > MAX_BODY_BYTES:
        return _said(finding("SIP005", limit=MAX_BODY_BYTES), 413)
    return None


def _said(found: Finding, status: int) -> Response:
    headers = {"connection": "close"} if status == 413 else None
    return PlainTextResponse(f"{found.code}\n{found.sv}\n{found.en}\n", status, headers)


@lru_cache(maxsize=1)
def _headers() -> tuple[tuple[bytes, bytes], ...]:
    policy = (
        f"default-src 'none'; script-src 'self'; style-src 'self' {printed_style()}; connect-src 'self'; "
        "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    return (
        (b"cache-control", b"no-store"),
        (b"content-security-policy", policy.encode()),
        (b"cross-origin-opener-policy", b"same-origin"),
        (b"cross-origin-resource-policy", b"same-origin"),
        (b"referrer-policy", b"same-origin"),  # not no-referrer: browsers then send `Origin: null` with a form
        (b"x-content-type-options", b"nosniff"),
        (b"x-frame-options", b"DENY"),
    )


@lru_cache(maxsize=1)
def printed_style() -> str:
    """The style sheet of the printable page by its hash: the page stands in a frame, which inherits our policy."""
    css = files("mappings.page").joinpath("templates", "page.css").read_text(encoding="utf-8").replace("\r\n", "\n")
    return f"'sha256-{base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()}'"
