"""`samspel parked list|show|replay|discard`: what waits for a person, and letting it go on."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.voice import Voice
from schemas.states import COPY_STATES

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Number in the list.")]


def list_(*, as_: AsOrganisation = None, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:
    """List what waits for a person, oldest first: of every organisation here, or of one."""
    from gateway.cli.gateways import opened, organisation_of
    from gateway.exchange.parked import list_parked

    voice = Voice.of(lang)
    with opened(data) as gateway:
        rows = list_parked(gateway.parts, organisation_of(gateway.parts, as_) if as_ else None)
    for row in rows:
        voice.result(_line(voice, row))
    if not rows:
        voice.tell("Inget är parkerat.", "Nothing is parked.")


def show(number: Number, *, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:
    """Show one: what it is, whose, why, and what can be done."""
    from gateway.cli.gateways import opened
    from gateway.exchange.parked import show_parked
    from schemas.catalogue import CATALOGUE

    voice = Voice.of(lang)
    with opened(data) as gateway:
        row = show_parked(gateway.parts, number)
    voice.result(_line(voice, row))
    known = CATALOGUE.get(row.reason)
    if known is not None:
        voice.result(f"  {voice.choose(known.sv, known.en)}")
    for name, value in (("detail", row.detail), ("resolution", row.resolution)):
        if value:
            voice.result(f"  {name}: {value}")


def replay(number: Number, *, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:
    """Let it go on: consent is asked anew on its way. Says in which state it is then."""
    from gateway.cli.gateways import opened, work
    from gateway.exchange.parked import replay as let_go
    from gateway.exchange.parked import show_parked, state_of

    voice = Voice.of(lang)
    with opened(data) as gateway:
        let_go(gateway.parts, number)
        work(gateway.parts)
        state = state_of(gateway.parts, show_parked(gateway.parts, number))
    voice.tell("Släppt fram.", "Released.")
    if state is not None:
        voice.result(voice.choose(COPY_STATES[state].sv, state.value))


def discard(number: Number, *, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:
    """Do nothing more about it; the row stays with its reason."""
    from gateway.cli.gateways import opened
    from gateway.exchange.parked import discard as leave

    voice = Voice.of(lang)
    with opened(data) as gateway:
        leave(gateway.parts, number)
    voice.tell("Avfärdat.", "Discarded.")


def _line(voice: Voice, row: Any) -> str:
    from gateway.cli.ledger_text import local, reason_text

    what = f"{row.id}  {local(row.parked_at)}  {row.organisation}  {row.direction} {row.kind}"
    return f"{what}\n    {row.subject}\n    {row.reason} {reason_text(voice, row.reason)}"
