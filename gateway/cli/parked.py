"""`samspel parked list|show|replay|discard`: what waits for a person, and letting it go on; one by one or in bulk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from gateway.cli.filters import (
    AtMost,
    DryRun,
    Limit,
    NewerThan,
    OlderThan,
    OneCopy,
    OneMessage,
    OnePlan,
    With,
    Yes,
    age_of,
    message_id_of,
)
from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.settling import tell_settled
from gateway.cli.voice import Voice
from gateway.store.parked_state import ParkedState
from schemas.errors import Rejected
from schemas.findings import finding
from schemas.states import COPY_STATES

if TYPE_CHECKING:
    from gateway.exchange.parts import Parts
    from gateway.store.rows import ParkedRow, WantedParked

Number = Annotated[int, typer.Argument(metavar="NUMBER", help="Number in the list.")]
Numbers = Annotated[
    Optional[list[int]],  # noqa: UP045
    typer.Argument(metavar="NUMBER", help="Numbers in the list. Without: what the options choose."),
]
Reason = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--reason", metavar="CODE", help="Only what is parked for this reason: SIP620."),
]
State = Annotated[ParkedState, typer.Option("--state", help="What waits, what is settled, or both.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON object per row and line.")]


def list_(
    *,
    state: State = ParkedState.OPEN,
    reason: Reason = None,
    plan: OnePlan = None,
    copy: OneCopy = None,
    message: OneMessage = None,
    counterpart: With = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    limit: Limit = 1000,
    json: Json = False,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """List what waits for a person, or has waited, oldest first: of every organisation here, or of one."""
    from gateway.cli.gateways import opened
    from gateway.cli.ledger import tell_more
    from gateway.exchange.parked import count_parked, list_parked

    voice = Voice.of(lang)
    with opened(data) as gateway:
        wanted = _wanted(gateway.parts, as_, reason, plan, copy, message, counterpart, older_than, newer_than)
        wanted = replace(wanted, resolved=state.resolved, limit=limit)
        rows = list_parked(gateway.parts, None, wanted)
        more = count_parked(gateway.parts, wanted) - len(rows) if len(rows) >= limit else 0
    _put_rows(voice, rows, json=json)
    tell_more(voice, more)
    if not rows and state is ParkedState.SETTLED:
        voice.tell("Inget av det är avgjort.", "Nothing of that is settled.")
    elif not rows:
        voice.tell("Inget är parkerat.", "Nothing is parked.")


def show(number: Number, *, json: Json = False, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:
    """Show one: what it is, whose, why, and what can be done."""
    from gateway.cli.gateways import opened
    from gateway.exchange.parked import show_parked
    from schemas.catalogue import CATALOGUE

    voice = Voice.of(lang)
    with opened(data) as gateway:
        row = show_parked(gateway.parts, number, with_body=False)
    _put_rows(voice, [row], json=json)
    known = CATALOGUE.get(row.reason)
    if known is not None and not json:
        voice.result(f"  {voice.choose(known.sv, known.en)}")
    for name, value in (("detail", row.detail), ("resolution", row.resolution)):
        if value and not json:
            voice.result(f"  {name}: {value}")


def replay(
    numbers: Numbers = None,
    *,
    reason: Reason = None,
    plan: OnePlan = None,
    copy: OneCopy = None,
    message: OneMessage = None,
    counterpart: With = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    limit: AtMost = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Let it go on: consent is asked anew on its way. Of one it is said in which state it is then."""
    from gateway.cli.gateways import opened, work
    from gateway.exchange.parked import replay as let_go
    from gateway.exchange.parked import show_parked, state_of
    from gateway.exchange.parked_in_bulk import replay_all, replay_chosen

    voice, said = Voice.of(lang), (as_, reason, plan, copy, message, counterpart, older_than, newer_than)
    _check_choice(numbers, said)
    with opened(data) as gateway:
        parts = gateway.parts
        if numbers and len(numbers) == 1 and not dry_run:
            let_go(parts, numbers[0])
            work(parts)
            state = state_of(parts, show_parked(parts, numbers[0], with_body=False))
            voice.tell("Släppt fram.", "Released.")
            if state is not None:
                voice.result(voice.choose(COPY_STATES[state].sv, state.value))
            return
        wanted = _wanted(parts, *said)
        _check_yes(voice, parts, numbers, wanted, limit, dry_run=dry_run, yes=yes)
        settled = replay_all(parts, numbers) if numbers else replay_chosen(parts, wanted, limit)
        work(parts)
    tell_settled(voice, settled, "Släppta fram", "Released")


def discard(
    numbers: Numbers = None,
    *,
    reason: Reason = None,
    plan: OnePlan = None,
    copy: OneCopy = None,
    message: OneMessage = None,
    counterpart: With = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    limit: AtMost = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Do nothing more about it; the row stays with its reason."""
    from gateway.cli.gateways import opened
    from gateway.exchange.parked import discard as leave
    from gateway.exchange.parked_in_bulk import discard_all, discard_chosen

    voice, said = Voice.of(lang), (as_, reason, plan, copy, message, counterpart, older_than, newer_than)
    _check_choice(numbers, said)
    with opened(data) as gateway:
        parts = gateway.parts
        if numbers and len(numbers) == 1 and not dry_run:
            leave(parts, numbers[0])
            voice.tell("Avfärdat.", "Discarded.")
            return
        wanted = _wanted(parts, *said)
        _check_yes(voice, parts, numbers, wanted, limit, dry_run=dry_run, yes=yes)
        settled = discard_all(parts, numbers) if numbers else discard_chosen(parts, wanted, limit)
    tell_settled(voice, settled, "Avfärdade", "Discarded")


def _check_choice(numbers: list[int] | None, said: Sequence[str | None]) -> None:
    """Numbers or a filter, one of them. Raises Rejected (SIP676)."""
    if bool(numbers) == any(each is not None for each in said):
        raise Rejected(findings=(finding("SIP676"),))


def _wanted(
    parts: Parts,
    as_: str | None,
    reason: str | None,
    plan: str | None,
    copy: str | None,
    message: str | None,
    counterpart: str | None,
    older_than: str | None,
    newer_than: str | None,
) -> WantedParked:
    from gateway.cli.gateways import copy_id_of, organisation_of, plan_id_of
    from gateway.store.rows import WantedParked

    older, newer, now = age_of(older_than), age_of(newer_than), parts.clock()
    return WantedParked(
        organisation=organisation_of(parts, as_) if as_ else None,
        reason=reason.upper() if reason else None,
        parked_from=now - newer if newer is not None else None,
        parked_until=now - older if older is not None else None,
        plan_id=plan_id_of(plan) if plan else None,
        counterpart=counterpart,
        copy_id=str(copy_id_of(copy)) if copy else None,
        message_id=message_id_of(message),
    )


def _check_yes(
    voice: Voice,
    parts: Parts,
    numbers: list[int] | None,
    wanted: WantedParked,
    limit: int | None,
    *,
    dry_run: bool,
    yes: bool,
) -> None:
    """A choice wants `--yes`: raises Rejected (SIP677), with how many it holds. With --dry-run the command ends."""
    from gateway.exchange.parked import count_parked

    if dry_run:
        _show_chosen(voice, parts, numbers, wanted, limit)
        raise typer.Exit
    if numbers or yes:
        return
    count = count_parked(parts, wanted)
    if count:
        raise Rejected(findings=(finding("SIP677", count=count if limit is None else min(count, limit)),))


def _show_chosen(
    voice: Voice, parts: Parts, numbers: list[int] | None, wanted: WantedParked, limit: int | None
) -> None:
    count = 0
    for rows in _pages(parts, numbers, wanted, limit):
        _put_rows(voice, rows, json=False)
        count += len(rows)
    voice.tell(f"{count} rader. Inget har gjorts.", f"{count} rows. Nothing was done.")


def _pages(
    parts: Parts, numbers: list[int] | None, wanted: WantedParked, limit: int | None
) -> Iterator[Sequence[ParkedRow]]:
    from gateway.exchange.parked import pages_of_parked, show_parked

    if numbers:
        yield [show_parked(parts, each, with_body=False) for each in numbers]
    else:
        yield from pages_of_parked(parts, wanted, limit)


def _put_rows(voice: Voice, rows: Sequence[ParkedRow], *, json: bool) -> None:
    from gateway.exchange.lists import parked_json

    if json:
        import orjson

        from gateway.cli.streams import put

        put(b"".join(orjson.dumps(parked_json(row), option=orjson.OPT_APPEND_NEWLINE) for row in rows), None)
        return
    for row in rows:
        voice.result(_line(voice, row))


def _line(voice: Voice, row: ParkedRow) -> str:
    from gateway.cli.ledger_text import local, reason_text

    what = f"{row.id}  {local(row.parked_at)}  {row.organisation}  {row.direction} {row.kind}"
    if row.resolved_at is not None:
        how = voice.choose("släppt fram", "released") if row.resolution == "replayed" else ""
        what += f"  {how or voice.choose('avfärdat', 'discarded')} {local(row.resolved_at)}"
    return f"{what}\n    {row.subject}\n    {row.reason} {reason_text(voice, row.reason)}"
