"""`samspel resend`: let a copy of an own plan that was refused go once more, as a new message."""

from __future__ import annotations

from typing import Annotated

import typer

from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.voice import Voice
from schemas.states import COPY_STATES


def resend(
    copy: Annotated[str, typer.Argument(metavar="COPY", help="Copy id: PLAN/VERSION/RECIPIENT/plan.")],
    *,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Send a copy that was rejected, misdirected or parked once more. Consent is asked anew on its way."""
    from gateway.cli.gateways import copy_id_of, home_of, opened, work
    from gateway.exchange.ledger import sent, wanted_of
    from gateway.exchange.parked import release_copy

    voice, copy_id = Voice.of(lang), copy_id_of(copy)
    with opened(data) as gateway:
        parts = gateway.parts
        home = home_of(parts, copy_id.plan_id, as_)
        release_copy(parts, home, copy_id)
        work(parts)
        (row,) = sent(parts, home, wanted_of(parts, copy_id=copy_id))
    voice.tell("Släppt fram.", "Released.")
    voice.result(voice.choose(COPY_STATES[row.state].sv, row.state.value))
