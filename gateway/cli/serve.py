"""`samspel serve`: the worker and the HTTP interface, on this computer only."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Annotated

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
    with open_gateway(data) as gateway:
        voice.tell(
            f"Samspel arbetar på http://{host}:{port} (bara här; inte för verkliga personer ännu). Ctrl-C avslutar.",
            f"Samspel works on http://{host}:{port} (this computer only; not for real persons yet). Ctrl-C ends it.",
        )
        _work_and_listen(gateway, host, port)


def _work_and_listen(gateway: Gateway, host: str, port: int) -> None:
    import uvicorn

    from gateway.api.app import create_app
    from gateway.worker import Worker

    stop = threading.Event()
    worker = threading.Thread(target=Worker(gateway.parts).run, args=(stop,), name="worker")
    worker.start()
    try:
        # no access log: it would say who asked for which plan, in the clear
        uvicorn.run(create_app(gateway.parts), host=host, port=port, log_config=None, access_log=False, ws="none")
    except SystemExit:  # uvicorn's way of saying that the port is taken
        raise Rejected(findings=(finding("SIP990", port=port),)) from None
    finally:
        stop.set()
        worker.join()
