"""HTTP beside what else a command does: on a thread of its own, until somebody says stop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import socket

    import uvicorn
    from starlette.types import ASGIApp

ENDS_WITHIN = 5  # seconds for requests that are being answered; each takes milliseconds


@contextmanager
def answering(app: ASGIApp, listening: socket.socket, stop: threading.Event) -> Iterator[None]:
    """Answer while the block runs, then for `ENDS_WITHIN` seconds at most. When HTTP ends by itself, `stop` is set.

    There is no access log: it would say in the clear who asked for which plan, and a token that stands in an address.
    """
    import uvicorn

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        ws="none",
        timeout_graceful_shutdown=ENDS_WITHIN,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=_answer, args=(server, listening, stop), name="http", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(2 * ENDS_WITHIN)


def _answer(server: uvicorn.Server, listening: socket.socket, stop: threading.Event) -> None:
    try:
        server.run(sockets=[listening])
    finally:
        stop.set()
