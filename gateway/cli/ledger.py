"""`samspel ledger`: who holds which version, how we know, and what is late."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Optional

import typer

from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.streams import put
from gateway.cli.voice import Voice
from schemas.states import CopyState


def ledger(
    plan: Annotated[
        Optional[str],  # noqa: UP045
        typer.Argument(metavar="[PLAN]", help="Only this plan."),
    ] = None,
    *,
    html: Annotated[bool, typer.Option("--html", help="The page Mina planer, static HTML.")] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per copy and line.")] = False,
    late: Annotated[bool, typer.Option("--late", help="Only copies whose deadline has passed.")] = False,
    state: Annotated[
        Optional[list[CopyState]],  # noqa: UP045
        typer.Option("--state", help="Only this state. May be repeated."),
    ] = None,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", help="File to write. Default: stdout."),
    ] = None,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Show the ledger of an organisation's own plans. Ids, names of organisations, states and times; no content."""
    from gateway.cli.gateways import home_of, opened, organisation_of, plan_id_of

    voice = Voice.of(lang)
    with opened(data) as gateway:
        parts, plan_id = gateway.parts, plan_id_of(plan) if plan else None
        home = home_of(parts, plan_id, as_) if plan_id else organisation_of(parts, as_)
        if html:
            put(_page(parts, home, plan_id), output)
            return
        from gateway.exchange.ledger import ledger as rows_of

        rows = rows_of(parts, home, plan_id=plan_id, states=tuple(state or ()), late=late)
        body = _json(rows) if json else _text(voice, parts, rows)
    if output is not None or json:
        put(body, output)
    else:
        voice.result(body.decode().rstrip("\n"))


def _page(parts: Any, home: str, plan_id: str | None) -> bytes:
    from gateway.exchange.ledger import page_rows
    from gateway.exchange.telling import name_of
    from mappings.page import ledger_page

    return ledger_page(
        page_rows(parts, home, plan_id=plan_id), organisation_name=name_of(parts, home), made_at=parts.clock()
    )


def _text(voice: Voice, parts: Any, rows: Any) -> bytes:
    from gateway.cli.ledger_text import ledger_lines, names_in

    lines = ledger_lines(voice, rows, names_in(voice, parts.directory), parts.clock())
    return ("\n".join(lines) + "\n").encode()


def _json(rows: Any) -> bytes:
    import orjson

    return b"".join(
        orjson.dumps(
            {
                "copy_id": str(row.copy_id),
                "recipient": row.copy_id.recipient,
                "state": row.state.value,
                "reason": row.reason,
                "since": row.since,
                "entry_id": row.entry_id,
                "evidence": row.evidence,
                "told_by": row.told_by,
                "deadline": row.deadline,
                "redacted": row.redacted,
                "content_hash": row.content_hash,
            },
            option=orjson.OPT_APPEND_NEWLINE,
        )
        for row in rows
    )
