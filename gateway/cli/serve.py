"""`samspel serve`: workers and the HTTP interface, on this computer only."""

from __future__ import annotations

import io
import socket
import sys
import threading
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from gateway.cli.answering import answering
from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.stopping import stop_signals
from gateway.cli.voice import Voice
from gateway.cli.working import ALL_ROLES, Alive, Metrics, address_of, metrics_at, pool_of, prepare_process, roles_of
from schemas.errors import Rejected
from schemas.findings import finding

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway
    from gateway.worker import WorkerPool

DEFAULT_PORT = 8370


def serve(
    *,
    host: Annotated[str, typer.Option("--host", help="Address to listen on: loopback only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on.")] = DEFAULT_PORT,
    roles: Annotated[str, typer.Option("--roles", help="What it does beside HTTP, or none.")] = ALL_ROLES,
    metrics: Metrics = None,
    alive: Alive = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Work until stopped: take documents and receipts, exchange copies, answer HTTP. Ctrl-C or SIGTERM ends it."""
    from gateway.api.guard import is_this_computer
    from gateway.bootstrap import SETTINGS_FILE, open_gateway

    if not is_this_computer(host):
        raise Rejected(findings=(finding("SIP982"),))
    wanted, address = roles_of(roles, may_be_none=True), address_of(metrics) if metrics is not None else None
    settings = data / SETTINGS_FILE if data.is_dir() else data
    if not settings.is_file():
        raise Rejected(findings=(finding("SIP988"),))
    voice = Voice.of(lang)
    prepare_process()
    log = HeldBack(sys.stderr)
    with (
        stop_signals() as stop,
        _listening(host, port) as listening,
        open_gateway(data, log_stream=log) as gateway,
        metrics_at(gateway.parts, address),
    ):
        pool = pool_of(gateway, wanted, alive)  # also without roles: settings and directory change meanwhile
        shown = f"[{host}]" if ":" in host else host
        here = f"http://{shown}:{listening.getsockname()[1]}"
        voice.tell(
            f"Samspel arbetar på {here} (bara här; inte för verkliga personer ännu). Ctrl-C avslutar.",
            f"Samspel works on {here} (this computer only; not for real persons yet). Ctrl-C ends it.",
        )
        log.release()
        _work_and_answer(gateway, pool, listening, stop)


class HeldBack(io.StringIO):
    """A stream that keeps what is written until it is released, and passes it on from then: people are greeted first.

    What is not released when opening fails is not said: the refusal says why.
    """

    def __init__(self, onto: TextIO) -> None:
        super().__init__()
        self._onto: TextIO | None = None
        self._waiting = onto

    def release(self) -> None:
        """Say what was kept, and go on without keeping."""
        self._onto = self._waiting
        self._onto.write(self.getvalue())
        self._onto.flush()

    def write(self, text: str) -> int:
        """Keep, or pass on."""
        return super().write(text) if self._onto is None else self._onto.write(text)

    def flush(self) -> None:
        """As the stream behind it."""
        if self._onto is not None:
            self._onto.flush()


def _listening(host: str, port: int) -> socket.socket:
    """The socket to listen on, taken before anything else; raises Rejected (SIP990) when the port cannot be had."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError:
        raise Rejected(findings=(finding("SIP990", port=port),)) from None


def _work_and_answer(gateway: Gateway, pool: WorkerPool, listening: socket.socket, stop: threading.Event) -> None:
    """HTTP on a thread of its own, so that both end at the same signal; when HTTP ends by itself, all does."""
    from gateway.api.app import create_app

    with answering(create_app(gateway.parts, wake=pool.wake), listening, stop):
        pool.run(stop)
        stop.wait()
