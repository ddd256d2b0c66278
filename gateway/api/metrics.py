"""`/metrics` and `/healthz`: for Prometheus and for whoever starts processes anew. Nothing personal is in them.

Theory of operation. A worker has no HTTP interface of its own, so `serve_metrics` is a small server of the standard
library, a thread for each request, that knows these two paths and reads nothing of what it is sent. Any address may be
given. The application of `samspel serve` has the same two paths.
"""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from gateway.exchange.figures import answering
from gateway.exchange.parts import Parts
from gateway.metrics import CONTENT_TYPE
from schemas.errors import Rejected
from schemas.findings import finding

_JSON = "application/json"
SECONDS_OF_A_REQUEST = 10
"""Who connects and says nothing is let go."""

Answer = tuple[int, str, bytes]
"""Status, content type, body."""


def metrics_answer(parts: Parts) -> Answer:
    """The answer of `/metrics`."""
    return 200, CONTENT_TYPE, parts.meters.text()


def health_answer(parts: Parts) -> Answer:
    """The answer of `/healthz`: 503 when store or broker does not answer."""
    answers = answering(parts)
    well = all(answers.values())
    return 200 if well else 503, _JSON, json.dumps({"ok": well, "parts": answers}).encode()


def serve_metrics(parts: Parts, host: str, port: int) -> Serving:
    """Answer on that address until what is given back is called. Raises Rejected (SIP678) when it cannot be had."""
    paths = {"/metrics": partial(metrics_answer, parts), "/healthz": partial(health_answer, parts)}
    try:
        server = (_Server6 if ":" in host else _Server)((host, port), _Handler, paths)
    except (OSError, OverflowError):
        raise Rejected(findings=(finding("SIP678", address=f"{host}:{port}"),)) from None
    return Serving(server)


class Serving:
    """A server that runs; calling it stops it, and twice is once. `port` is where it listens."""

    def __init__(self, server: _Server) -> None:
        self._server = server
        self.port: int = server.server_address[1]
        keywords = {"poll_interval": 0.1}
        self._thread = threading.Thread(target=server.serve_forever, kwargs=keywords, name="metrics", daemon=True)
        self._thread.start()

    def __call__(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(
        self, address: tuple[str, int], handler: type[_Handler], paths: Mapping[str, Callable[[], Answer]]
    ) -> None:
        self.paths = paths
        super().__init__(address, handler)

    def handle_error(self, *_: Any) -> None:
        """Who asked has gone: nothing is said on stderr."""


class _Server6(_Server):
    address_family = socket.AF_INET6


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = SECONDS_OF_A_REQUEST
    server_version, sys_version = "samspel", ""

    def do_GET(self) -> None:
        answer = self.server.paths.get(self.path.partition("?")[0])
        status, kind, body = answer() if answer is not None else (404, "text/plain; charset=utf-8", b"")
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(body)))
        self.send_header("cache-control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def send_error(self, code: int, *_: Any) -> None:
        """What cannot be read as a request: the number alone, nothing of what was sent."""
        self.close_connection = True
        self.send_response(code, "")
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """No access log."""
