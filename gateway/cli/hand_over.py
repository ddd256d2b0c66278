"""`samspel hand-over`: a plan gets a new home, offered by the old and accepted by the new."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding


def hand_over(
    plan: Annotated[str, typer.Argument(metavar="PLAN", help="Plan id.")],
    *,
    to: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--to", metavar="ORG", help="The new home: an organisation that holds a copy of the plan."),
    ] = None,
    accept: Annotated[bool, typer.Option("--accept", help="Accept what was offered; --as says who accepts.")] = False,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Offer a plan to a new home (--to), or accept it there (--accept). Every holder is told once it is accepted."""
    from gateway.cli.gateways import home_of, opened, organisation_of, plan_id_of, work
    from gateway.exchange.hand_over import offer
    from gateway.exchange.parked import accept_hand_over

    if (to is None) is not accept:
        raise Rejected(findings=(finding("SIP998", one="--to", other="--accept"),))
    voice, plan_id = Voice.of(lang), plan_id_of(plan)
    with opened(data) as gateway:
        parts = gateway.parts
        if to is not None:
            offer(parts, home_of(parts, plan_id, as_), plan_id, to)
        else:
            accept_hand_over(parts, organisation_of(parts, as_), plan_id)
        work(parts)
    if to is not None:
        voice.tell(
            f"Planen är erbjuden. Den blir kvar här tills mottagaren tar emot den: "
            f"samspel hand-over {plan_id} --accept --as {to}",
            f"The plan is offered. It stays here until the other accepts it: "
            f"samspel hand-over {plan_id} --accept --as {to}",
        )
    else:
        voice.tell(
            "Planen är mottagen: den hålls här när det gamla hemmet har svarat.",
            "The plan is accepted: it is kept here once the old home has answered.",
        )
