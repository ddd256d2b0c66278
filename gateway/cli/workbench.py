"""`samspel workbench`: a page on this computer that shows what a mapping table makes of a document."""

from __future__ import annotations

import secrets
import socket
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Optional

import typer

from gateway.cli.answering import answering
from gateway.cli.options import Lang
from gateway.cli.stopping import stop_signals
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding

DEFAULT_PORT = 8371
_TABLES = frozenset({".yaml", ".yml"})


def workbench(
    files: Annotated[
        Optional[list[Path]],  # noqa: UP045
        typer.Argument(
            metavar="[TABLE] [SAMPLE]...", help="The table (.yaml; made by Save if it is not there), samples."
        ),
    ] = None,
    *,
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="Port to listen on, on this computer only; 0 is any.")
    ] = DEFAULT_PORT,
    lang: Lang = None,
) -> None:
    """Write a mapping table and see at once what it makes of a document, on this computer alone. Ctrl-C ends it."""
    from gateway.cli.working import prepare_process
    from gateway.workbench.app import create_app
    from gateway.workbench.desk import Desk

    table, samples = told_apart(files or [])
    for each in samples:
        if not each.is_file():
            raise Rejected(findings=(finding("SIP980", str(each)),))
    if table is not None and (table.is_dir() or not table.parent.is_dir()):
        raise Rejected(findings=(finding("SIP980", str(table)),))
    voice = Voice.of(lang)
    prepare_process()
    token = secrets.token_urlsafe(24)
    with stop_signals() as stop, _listening(port) as listening:
        address = f"http://127.0.0.1:{listening.getsockname()[1]}/{token}/"
        voice.tell(
            f"Öppna i webbläsaren: {address}\nBara på den här datorn, bara med den adressen. Ctrl-C avslutar.",
            f"Open in the browser: {address}\nOn this computer only, by that address only. Ctrl-C ends it.",
        )
        with answering(create_app(Desk(table, samples), token, _today), listening, stop):
            stop.wait()


def told_apart(files: list[Path]) -> tuple[Path | None, list[Path]]:
    """The table, if the first is one by its name, and the samples."""
    if files and files[0].suffix.lower() in _TABLES:
        return files[0], files[1:]
    return None, files


def _today() -> date:
    from schemas.dates import STOCKHOLM

    return datetime.now(UTC).astimezone(STOCKHOLM).date()


def _listening(port: int) -> socket.socket:
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError:
        raise Rejected(findings=(finding("SIP990", port=port),)) from None
