"""Waking the workers of this process when a request may have given them something to do."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

_ONLY_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Waking:
    """An ASGI layer. `wake` must cost nothing: it is called on the thread that answers, for every request that writes.

    Called when the answer is written, so after the commit; also when the request failed, since it may have committed.
    """

    def __init__(self, app: ASGIApp, wake: Callable[[], None]) -> None:
        self._app, self._wake = app, wake

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request through, and wake the workers after it."""
        try:
            await self._app(scope, receive, send)
        finally:
            if scope["type"] == "http" and scope["method"] not in _ONLY_READS:
                self._wake()
