"""What the commands say that settle many rows or copies at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from gateway.cli.exits import Exit
from gateway.cli.voice import Voice

if TYPE_CHECKING:
    from gateway.exchange.parked_in_bulk import Settled


def tell_settled(voice: Voice, settled: Settled[Any], sv: str, en: str) -> None:
    """Say what has failed and why, and how many were done, failed, left. Ends the command with 1 where some failed."""
    from gateway.cli.ledger_text import reason_text

    for number, code in settled.failed.items():
        line = f"{number}  {code} {reason_text(voice, code)}"
        voice.tell(line, line)
    done, failed, left = len(settled.done), len(settled.failed), settled.left
    said = f"{sv}: {done}. Gick inte: {failed}. Kvar: {left}.", f"{en}: {done}. Failed: {failed}. Left: {left}."
    voice.result(voice.choose(*said))
    if settled.failed:
        raise typer.Exit(Exit.REFUSED)
