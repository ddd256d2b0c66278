"""`samspel parked list|show|replay|discard`: what waits for a person, and letting it go on; one by one or in bulk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from gateway.cli.exits import Exit
from gateway.cli.filters import (
    Limit,
    NewerThan,
    OlderThan,
    OneCopy,
    OneMessage,
    OnePlan,
    With,
    age_of,
    message_id_of,
)
from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding
from schemas.states import COPY_STATES

if TYPE_CHECKING:
    from gateway.exchange.parked_in_bulk import Settled
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
Json = Annotated[bool, typer.Option("--json", help="One JSON object per row and line.")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show which they are.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it with all that the options choose.")]


def list_(
    *,
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
    """List what waits for a person, oldest first: of every organisation here, or of one."""
    from gateway.cli.gateways import opened
    from gateway.cli.ledger import tell_more
    from gateway.exchange.parked import count_parked, list_parked

    voice = Voice.of(lang)
    with opened(data) as gateway:
        wanted = _wanted(
            gateway.parts, as_, reason, plan, copy, message, counterpart, older_than, newer_than, limit=limit
        )
        rows = list_parked(gateway.parts, None, wanted)
        more = count_parked(gateway.parts, wanted) - len(rows) if len(rows) >= limit else 0
    _put_rows(voice, rows, json=json)
    tell_more(voice, more)
    if not rows:
        voice.tell("Inget är parkerat.", "Nothing is parked.")


def show(number: Number, *, json: Json = False, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:
    """Show one: what it is, whose, why, and what can be done."""
    from gateway.cli.gateways import opened
    from gateway.exchange.parked import show_parked
    from schemas.catalogue import CATALOGUE

    voice = Voice.of(lang)
    with opened(data) as gateway:
        row = show_parked(gateway.parts, number)
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
    limit: Limit = 1000,
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
    from gateway.exchange.parked_in_bulk import replay_all

    voice, said = Voice.of(lang), (as_, reason, plan, copy, message, counterpart, older_than, newer_than)
    _check_choice(numbers, said)
    with opened(data) as gateway:
        parts = gateway.parts
        if numbers and len(numbers) == 1 and not dry_run:
            let_go(parts, numbers[0])
            work(parts)
            state = state_of(parts, show_parked(parts, numbers[0]))
            voice.tell("Släppt fram.", "Released.")
            if state is not None:
                voice.result(voice.choose(COPY_STATES[state].sv, state.value))
            return
        chosen = _chosen(voice, parts, numbers, _wanted(parts, *said, limit=limit), dry_run=dry_run, yes=yes)
        settled = replay_all(parts, chosen)
        work(parts)
    _tell_settled(voice, settled, "Släppta fram", "Released")


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
    limit: Limit = 1000,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Do nothing more about it; the row stays with its reason."""
    from gateway.cli.gateways import opened
    from gateway.exchange.parked import discard as leave
    from gateway.exchange.parked_in_bulk import discard_all

    voice, said = Voice.of(lang), (as_, reason, plan, copy, message, counterpart, older_than, newer_than)
    _check_choice(numbers, said)
    with opened(data) as gateway:
        parts = gateway.parts
        if numbers and len(numbers) == 1 and not dry_run:
            leave(parts, numbers[0])
            voice.tell("Avfärdat.", "Discarded.")
            return
        chosen = _chosen(voice, parts, numbers, _wanted(parts, *said, limit=limit), dry_run=dry_run, yes=yes)
        settled = discard_all(parts, chosen)
    _tell_settled(voice, settled, "Avfärdade", "Discarded")


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
    *,
    limit: int,
) -> WantedParked:
    from gateway.cli.gateways import copy_id_of, organisation_of, plan_id_of
    from gateway.store.rows import WantedParked

    older, newer, now = age_of(older_than), age_of(newer_than), parts.clock()
    if copy is not None and message is not None:
        raise Rejected(findings=(finding("SIP998", one="--copy", other="--message"),))
    return WantedParked(
        organisation=organisation_of(parts, as_) if as_ else None,
        reason=reason.upper() if reason else None,
        subject=str(copy_id_of(copy)) if copy else message_id_of(message),
        parked_from=now - newer if newer is not None else None,
        parked_until=now - older if older is not None else None,
        limit=limit,
        plan_id=plan_id_of(plan) if plan else None,
        counterpart=counterpart,
    )


def _chosen(
    voice: Voice, parts: Parts, numbers: list[int] | None, wanted: WantedParked, *, dry_run: bool, yes: bool
) -> list[int]:
    """The numbers to settle; with --dry-run they are shown, and the command ends."""
    from gateway.exchange.parked import list_parked, show_parked

    if numbers and not dry_run:
        return numbers
    found = [show_parked(parts, each) for each in numbers] if numbers else list_parked(parts, None, wanted)
    if dry_run:
        _put_rows(voice, found, json=False)
        voice.tell(f"{len(found)} rader. Inget har gjorts.", f"{len(found)} rows. Nothing was done.")
        raise typer.Exit
    if found and not yes:
        raise Rejected(findings=(finding("SIP677", count=len(found)),))
    return [row.id for row in found]


def _tell_settled(voice: Voice, settled: Settled, sv: str, en: str) -> None:
    from gateway.cli.ledger_text import reason_text

    for number, code in settled.failed.items():
        line = f"{number}  {code} {reason_text(voice, code)}"
        voice.tell(line, line)
    done, failed = len(settled.done), len(settled.failed)
    voice.result(voice.choose(f"{sv}: {done}. Gick inte: {failed}.", f"{en}: {done}. Failed: {failed}."))
    if settled.failed:
        raise typer.Exit(Exit.REFUSED)


def _put_rows(voice: Voice, rows: Sequence[ParkedRow], *, json: bool) -> None:
    from gateway.exchange.lists import parked_json

    if json:
        import orjson

        from gateway.cli.streams import put

        put(b"".join(orjson.dumps(parked_json(row), option=orjson.OPT_APPEND_NEWLINE) for row in rows), None)
        return
    for row in rows:
        voice.result(_line(voice, row))


def _line(voice: Voice, row: Any) -> str:
    from gateway.cli.ledger_text import local, reason_text

    what = f"{row.id}  {local(row.parked_at)}  {row.organisation}  {row.direction} {row.kind}"
    return f"{what}\n    {row.subject}\n    {row.reason} {reason_text(voice, row.reason)}"
