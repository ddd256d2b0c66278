"""A real server on a free loopback port: what is tested is what `samspel serve` runs."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
import uvicorn


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve an ASGI application on a free loopback port; gives its address."""
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_config=None, access_log=False, http="h11", ws="none", lifespan="on")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join(10)
        listening.close()


@pytest.fixture
def client_of() -> Iterator[Callable[[Any], httpx.Client]]:
    """Serves an application and gives a client of it; both end with the test."""
    with ExitStack() as open_things:

        def client(app: Any) -> httpx.Client:
            address = open_things.enter_context(serving(app))
            return open_things.enter_context(httpx.Client(base_url=address, trust_env=False, timeout=20))

        yield client
