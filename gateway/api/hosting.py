"""Whom a request is for: an organisation that this gateway hosts, and the parts that work for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path
from starlette.requests import Request

from gateway.exchange.parts import Parts
from schemas.errors import NotFound
from schemas.findings import finding

_ORGANISATION = r"^[A-Za-z0-9._-]{1,32}$"
_PLAN = r"^(urn:uuid:)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"

PlanUuid = Annotated[str, Path(pattern=_PLAN, description="the plan's id, with or without `urn:uuid:`")]


@dataclass(frozen=True, slots=True)
class Hosting:
    """One hosted organisation and the parts of its gateway."""

    parts: Parts
    organisation: str


def hosting(
    request: Request,
    organisation: Annotated[str, Path(pattern=_ORGANISATION, description="directory id of a hosted organisation")],
) -> Hosting:
    """The organisation in the address; NotFound (SIP979) for one that is not hosted here."""
    parts: Parts = request.app.state.parts
    if organisation not in parts.journals:
        raise NotFound(findings=(finding("SIP979"),))
    return Hosting(parts, organisation)


Hosted = Annotated[Hosting, Depends(hosting)]


def plan_id_of(plan: str) -> str:
    """The plan id of its part in an address."""
    return f"urn:uuid:{plan.removeprefix('urn:uuid:')}"
