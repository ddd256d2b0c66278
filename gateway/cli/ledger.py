"""`samspel ledger`: who holds which version, how we know, and what is late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

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
from gateway.cli.streams import put
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding
from schemas.states import CopyState

if TYPE_CHECKING:
    from gateway.exchange.lists import Lists


def ledger(
    plan: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="PLAN", help="Only this plan."),
    ] = None,
    *,
    html: Annotated[
        bool, typer.Option("--html", help="The page Mina planer of one organisation, static HTML.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per copy and line.")] = False,
    ids: Annotated[bool, typer.Option("--ids", help="With the id of every copy, as confirm wants it.")] = False,
    coming: Annotated[
        bool, typer.Option("--coming", help="Also what is coming up in the own plans, which are opened for it.")
    ] = False,
    late: Annotated[bool, typer.Option("--late", help="Only copies whose deadline has passed.")] = False,
    state: Annotated[
        Optional[list[CopyState]],  # noqa: UP045
        typer.Option("--state", help="Only this state. May be repeated."),
    ] = None,
    one_plan: OnePlan = None,
    copy: OneCopy = None,
    message: OneMessage = None,
    counterpart: With = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    limit: Limit = 1000,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", help="File to write. Default: stdout."),
    ] = None,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Show who holds which version of the own plans, what has been received, and what is coming. No content."""
    from gateway.cli.gateways import copy_id_of, home_of, opened, organisation_of, organisations_of, plan_id_of
    from gateway.exchange.ledger import wanted_of
    from gateway.exchange.lists import lists_of

    voice, named = Voice.of(lang), _one_of(plan, one_plan)
    plan_id = plan_id_of(named) if named else None
    ages = {"older_than": age_of(older_than), "newer_than": age_of(newer_than)}
    copy_id = copy_id_of(copy) if copy else None
    with opened(data) as gateway:
        parts = gateway.parts
        if html:
            home = home_of(parts, plan_id, as_) if plan_id else organisation_of(parts, as_)
            put(_page(parts, home, plan_id, coming=coming), output)
            return
        wanted = wanted_of(
            parts,
            plan_id=plan_id,
            copy_id=copy_id,
            message_id=message_id_of(message),
            counterpart=counterpart,
            states=tuple(state or ()),
            late=late,
            limit=limit,
            **ages,
        )
        shown = [lists_of(parts, each, wanted, coming=coming) for each in organisations_of(parts, plan_id, as_)]
        body = _json(parts, shown) if json else _text(voice, parts, shown, ids=ids)
    tell_more(voice, sum(each.more for each in shown))
    if output is not None or json:
        put(body, output)
    else:
        voice.result(body.decode().rstrip("\n"))


def _one_of(plan: str | None, one_plan: str | None) -> str | None:
    if plan is not None and one_plan is not None:
        raise Rejected(findings=(finding("SIP998", one="PLAN", other="--plan"),))
    return plan if plan is not None else one_plan


def tell_more(voice: Voice, more: int) -> None:
    """Say how many rows the limit has left out."""
    if more > 0:
        voice.tell(f"{more} till visas inte: se --limit.", f"{more} more are not shown: see --limit.")


def _page(parts: Any, home: str, plan_id: str | None, *, coming: bool) -> bytes:
    from gateway.exchange.announcing import announcements
    from gateway.exchange.ledger import page_rows
    from gateway.exchange.telling import name_of
    from mappings.page import ledger_page

    rows = page_rows(parts, home, plan_id=plan_id)
    announced = announcements(parts, home, (row.plan_id for row in rows)) if coming else []
    return ledger_page(rows, name_of(parts, home), parts.clock(), [each.row for each in announced])


def _text(voice: Voice, parts: Any, shown: Sequence[Lists], *, ids: bool) -> bytes:
    from gateway.cli.ledger_text import lists_lines, names_in

    lines = lists_lines(voice, shown, names_in(voice, parts.directory), parts.clock(), ids=ids)
    return ("\n".join(lines) + "\n").encode()


def _json(parts: Any, shown: Sequence[Lists]) -> bytes:
    """One object per copy, then one per announcement; `list` tells them apart."""
    import orjson

    body = bytearray()  # what orjson gives is a few lines long in a buffer of kilobytes: none is kept
    for one in _objects(parts, shown):
        body += orjson.dumps(one, option=orjson.OPT_APPEND_NEWLINE)
    return bytes(body)


def _objects(parts: Any, shown: Sequence[Lists]) -> Iterator[dict[str, Any]]:
    """One after another: somebody may ask for a hundred thousand."""
    from gateway.exchange.lists import announcement_json, copy_json

    now = parts.clock()
    for each in shown:
        yield from (copy_json(parts, row, now) | {"list": "sent"} for row in each.sent)
        yield from (copy_json(parts, row, now, each.follow_ups) | {"list": "received"} for row in each.received)
        yield from (
            announcement_json(one) | {"list": "coming", "organisation": each.organisation} for one in each.coming
        )
