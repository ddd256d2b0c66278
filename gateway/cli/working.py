"""What `work` and `serve` share: the roles, the address for metrics, the file of the heartbeat."""

from __future__ import annotations

import ctypes
import ipaddress
import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from schemas.errors import Rejected
from schemas.findings import finding

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway
    from gateway.exchange.parts import Parts
    from gateway.worker import Role, WorkerPool

ALL_ROLES = "relay,receiver,recorder"
NO_ROLES = "none"

Metrics = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation while running)
    typer.Option("--metrics", help="HOST:PORT where Prometheus fetches /metrics. Without it: nowhere."),
]
Alive = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--alive", help="File that is touched every second while all threads go on, for health checks."),
]

_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?")
_PORTS = range(65536)
_M_ARENA_MAX, _ARENAS = -8, 2  # mallopt(3)


def roles_of(text: str, *, may_be_none: bool = False) -> frozenset[Role]:
    """The roles that are named. Raises Rejected (SIP672) for what is no role, and for none where there must be one."""
    from gateway.worker import Role

    named = [each.strip() for each in text.split(",")]
    if may_be_none and named == [NO_ROLES]:
        return frozenset()
    if not set(named) <= set(Role):
        raise Rejected(findings=(finding("SIP672"),))
    return frozenset(Role(each) for each in named)


def address_of(text: str) -> tuple[str, int]:
    """Host and port; an IPv6 address stands in brackets. Raises Rejected (SIP673)."""
    host, _, port = text.rpartition(":")
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    if not (port.isascii() and port.isdigit() and int(port) in _PORTS and _is_host(bare, bracketed=bare != host)):
        raise Rejected(findings=(finding("SIP673"),))
    return bare, int(port)


def _is_host(text: str, *, bracketed: bool) -> bool:
    if not bracketed:
        return _HOST.fullmatch(text) is not None
    with suppress(ValueError):
        return ipaddress.ip_address(text).version == 6
    return False


def prepare_process() -> None:
    """What a process that stays does first."""
    _hush_libraries()
    _share_memory()


def _hush_libraries() -> None:
    """Let no library write to stderr, where our log goes: their texts are no JSON, and may quote what was sent."""
    logging.getLogger().addHandler(logging.NullHandler())


def _share_memory() -> None:
    """Let all threads take their memory from the same two pools of the C library, where it has pools.

    By itself it makes one for each thread, up to eight for a core, and what one has given back is of no use to the
    others.
    """
    with suppress(AttributeError, OSError, TypeError):  # not glibc
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, _ARENAS)


def pool_of(gateway: Gateway, roles: frozenset[Role], alive: Path | None = None) -> WorkerPool:
    """The pool of a gateway. Raises Rejected (SIP674) when the file of the heartbeat cannot be written."""
    from gateway.worker import WorkerPool
    from gateway.worker.readings import watch_threads

    if alive is not None:
        try:
            alive.touch()
        except (OSError, ValueError):
            raise Rejected(findings=(finding("SIP674"),)) from None
    pool = WorkerPool(gateway.parts, roles, name=gateway.settings.name, refresh=gateway.refresh, alive=alive)
    watch_threads(gateway.parts, pool.health)
    return pool


@contextmanager
def metrics_at(parts: Parts, address: tuple[str, int] | None) -> Iterator[None]:
    """Serve metrics for the time of the block, where an address was given."""
    stop: Callable[[], None] | None = None
    if address is not None:
        from gateway.api.metrics import serve_metrics

        stop = serve_metrics(parts, *address)
    try:
        yield
    finally:
        if stop is not None:
            stop()
