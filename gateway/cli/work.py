"""`samspel work`: workers and nothing else, as many processes on as many machines as are needed."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.stopping import stop_signals
from gateway.cli.voice import Voice
from gateway.cli.working import ALL_ROLES, Alive, Metrics, address_of, metrics_at, pool_of, prepare_process, roles_of
from schemas.errors import Rejected
from schemas.findings import finding


def work(
    *,
    roles: Annotated[str, typer.Option("--roles", help="What this process does, with commas between.")] = ALL_ROLES,
    metrics: Metrics = None,
    alive: Alive = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Take documents and receipts, exchange copies, until stopped. SIGTERM or Ctrl-C ends it; what runs is finished."""
    from gateway.bootstrap import SETTINGS_FILE, open_gateway

    wanted, address = roles_of(roles), address_of(metrics) if metrics is not None else None
    settings = data / SETTINGS_FILE if data.is_dir() else data
    if not settings.is_file():
        raise Rejected(findings=(finding("SIP988"),))
    voice = Voice.of(lang)
    prepare_process()
    with stop_signals() as stop, open_gateway(data, log_stream=sys.stderr) as gateway:
        pool = pool_of(gateway, wanted, alive)
        with metrics_at(gateway.parts, address):
            named = ", ".join(sorted(wanted))
            voice.tell(f"Samspel arbetar ({named}). Ctrl-C avslutar.", f"Samspel works ({named}). Ctrl-C ends it.")
            pool.run(stop)
