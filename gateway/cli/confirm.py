"""`samspel confirm`: a named person says that a copy is in the journal, or that a page was handed over."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.voice import Voice
from schemas.states import COPY_STATES


def confirm(
    copy: Annotated[str, typer.Argument(metavar="COPY", help="Copy id: PLAN/VERSION/RECIPIENT/plan.")],
    *,
    by: Annotated[str, typer.Option("--by", metavar="NAME", help="Who confirms: a person's name.")],
    entry: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--entry", metavar="ID", help="The journal's entry; for the person's copy: how it was handed over."
        ),
    ] = None,
    declined: Annotated[bool, typer.Option("--declined", help="The person or guardian did not want the copy.")] = False,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Confirm one copy. An organisation's own copy becomes recorded; the person's or a guardian's handed over."""
    from gateway.cli.gateways import copy_id_of, home_of, opened, work
    from gateway.exchange.confirm import confirm as confirm_copy

    voice, copy_id = Voice.of(lang), copy_id_of(copy)
    with opened(data) as gateway:
        parts = gateway.parts
        organisation = copy_id.recipient if copy_id.recipient in parts.journals and as_ is None else None
        organisation = organisation or home_of(parts, copy_id.plan_id, as_)
        state = confirm_copy(parts, organisation, copy_id, by=by, entry_id=entry, declined=declined)
        work(parts)
    voice.result(voice.choose(COPY_STATES[state].sv, state.value))
