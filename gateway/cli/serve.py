"""`samspel serve`: the worker and the HTTP interface, on this computer only."""

from __future__ import annotations

import io
import socket
import sys
import threading
from typing import TYPE_CHECKING, Annotated, TextIO

import typer

from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway

DEFAULT_PORT = 8370


def serve(
    *,
    host: Annotated[str, typer.Option("--host", help="Address to listen on: loopback only.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on.")] = DEFAULT_PORT,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Work until stopped: take documents and receipts, exchange copies, answer HTTP. Ctrl-C ends it."""
    from gateway.api.guard import is_this_computer
    from gateway.bootstrap import SETTINGS_FILE, open_gateway

    if not is_this_computer(host):
        raise Rejected(findings=(finding("SIP982"),))
    settings = data / SETTINGS_FILE if data.is_dir() else data
    if not settings.is_file():
        raise Rejected(findings=(finding("SIP988"),))
    voice = Voice.of(lang)
    log = HeldBack(sys.stderr)
    with _listening(host, port) as listening, open_gateway(data, log_stream=log) as gateway:
        shown = f"[{host}]" if ":" in host else host
        address = f"http://{shown}:{listening.getsockname()[1]}"
        voice.tell(
            f"Samspel arbetar på {address} (bara här; inte för verkliga personer ännu). Ctrl-C avslutar.",
            f"Samspel works on {address} (this computer only; not for real persons yet). Ctrl-C ends it.",
        )
        log.release()
        _work_and_answer(gateway, listening)


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


def _work_and_answer(gateway: Gateway, listening: socket.socket) -> None:
    import uvicorn

    from gateway.api.app import create_app
    from gateway.worker import Worker

    # no access log: it would say in the clear who asked for which plan
    config = uvicorn.Config(
        create_app(gateway.parts), log_config=None, access_log=False, server_header=False, ws="none"
    )
    stop = threading.Event()
    worker = threading.Thread(target=Worker(gateway.parts).run, args=(stop,), name="worker")
    worker.start()
    try:
        uvicorn.Server(config).run(sockets=[listening])
    finally:
        stop.set()
        worker.join()
