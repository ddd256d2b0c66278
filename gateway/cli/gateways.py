"""Opening the gateway of a folder for one command, and letting it work on what the command has started."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from schemas.errors import Rejected
from schemas.findings import finding
from schemas.identifiers import PlanId
from schemas.messages import CopyId

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway
    from gateway.exchange.parts import Parts

_UUID = "urn:uuid:"


@contextmanager
def opened(data: Path) -> Iterator[Gateway]:
    """The gateway of a folder, for the time of a command. Raises Rejected (SIP988) where there is none."""
    from gateway.bootstrap import SETTINGS_FILE, open_gateway

    settings = data / SETTINGS_FILE if data.is_dir() else data
    if not settings.is_file():
        raise Rejected(findings=(finding("SIP988"),))
    with open_gateway(data, log_stream=io.StringIO()) as gateway:
        yield gateway


def work(parts: Parts) -> int:
    """Do everything that is due now, and what follows from it."""
    from gateway.worker import run_until_idle

    return run_until_idle(parts)


def organisation_of(parts: Parts, chosen: str | None) -> str:
    """The organisation that asks: the one that was named, or the only one that is hosted."""
    hosted = parts.hosted
    if chosen is None and len(hosted) == 1:
        return hosted[0]
    if chosen in hosted:
        return str(chosen)
    raise typer.BadParameter(f"name one of the organisations of this gateway: {', '.join(hosted) or 'none'}")


def home_of(parts: Parts, plan_id: PlanId, chosen: str | None) -> str:
    """The organisation to ask about a plan: the one that was named, else its home, if that is hosted here."""
    if chosen is None:
        with parts.store.transaction() as tx:
            homes = [each for each in parts.hosted if (row := tx.plan(each, plan_id)) and row.home == each]
        if len(homes) == 1:
            return homes[0]
    return organisation_of(parts, chosen)


def plan_id_of(text: str) -> PlanId:
    """A plan id, written with or without `urn:uuid:`."""
    return text.lower() if text.lower().startswith(_UUID) else f"{_UUID}{text.lower()}"


def copy_id_of(text: str) -> CopyId:
    """A copy id in its written form."""
    try:
        return CopyId.parse(text)
    except ValueError:
        raise typer.BadParameter("a copy id is written PLAN/VERSION/RECIPIENT/plan") from None
