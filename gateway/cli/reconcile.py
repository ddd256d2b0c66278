"""`samspel reconcile`: after a restored back-up, ask every partner what it knows, and get back what was lost."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from gateway.cli.exits import Exit
from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.voice import Voice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gateway.exchange.reconciling import Line

_HEADINGS = (
    ("frågade", "asked"),
    ("svar", "answered"),
    ("skickas igen", "sent again"),
    ("avgjorda", "settled"),
    ("olika", "forks"),
    ("okända här", "unknown here"),
    ("att se på", "to look at"),
)


def reconcile(
    *,
    since: Annotated[
        str, typer.Option("--since", metavar="TIME", help="From before the back-up: 2026-01-15T08:00, or PT2H back.")
    ],
    with_: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--with", help="Only this partner (directory id). May be repeated. Default: all."),
    ] = None,
    timeout: Annotated[
        str, typer.Option("--timeout", metavar="DURATION", help="How long to wait for all answers, as PT2M.")
    ] = "PT2M",
    as_json: Annotated[bool, typer.Option("--json", help="One object per pair and line.")] = False,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """After a restored back-up: compare copies with partners, and get back what was lost. Safe to run again."""
    from gateway.cli.filters import age_of
    from gateway.cli.gateways import opened, organisation_of, work
    from gateway.exchange.reconciling import reconcile as compare

    voice, within = Voice.of(lang), age_of(timeout) or timedelta(0)
    with opened(data) as gateway:
        parts = gateway.parts
        whose = [organisation_of(parts, as_)] if as_ else list(parts.hosted)
        start = time_of(since, parts.clock())
        lines = compare(parts, whose, with_ or [], start, within=within, work=lambda: work(parts))
    for text in map(object_of, lines) if as_json else table(voice, lines):
        voice.result(text)
    _tell_rest(voice, lines)
    if any(line.code is not None for line in lines):
        raise typer.Exit(Exit.TRY_AGAIN)


def time_of(text: str, now: datetime) -> datetime:
    """A time, Swedish where no offset is said, or a length of time before now.

    Raises Rejected (SIP747) for what is none, and for one that has not passed: nothing would be compared.
    """
    from gateway.cli.filters import age_of
    from schemas.dates import STOCKHOLM
    from schemas.errors import Rejected
    from schemas.findings import finding

    try:
        if text[:1] in "pP":
            return now - (age_of(text) or timedelta(0))
        said = datetime.fromisoformat(text)
    except (ValueError, Rejected):
        raise Rejected(findings=(finding("SIP747"),)) from None
    said = said if said.tzinfo else said.replace(tzinfo=STOCKHOLM)
    if said >= now:
        raise Rejected(findings=(finding("SIP747"),))
    return said


def table(voice: Voice, lines: Sequence[Line]) -> list[str]:
    """One row for each pair that has something to say, one column for each thing that is counted; then how many had
    nothing.
    """
    silent = len(lines)
    lines = [line for line in lines if line.code is not None or not line.done or any(line.counts.values())]
    silent -= len(lines)
    nothing = voice.choose(f"{silent} par hade inget att säga.", f"{silent} pairs had nothing to say.")
    if not lines:
        return [nothing]
    who = [f"{line.organisation} – {line.partner}" for line in lines]
    width = max(map(len, who), default=0)
    headings = [voice.choose(*each) for each in _HEADINGS]
    said = [" " * width + "  " + "  ".join(headings)]
    for name, line in zip(who, lines, strict=True):
        answered = f"{line.answered}/{len(line.questions)}"
        counted = [line.counts[each] for each in ("again", "settled", "forks", "unknown", "shown")]
        numbers = [str(each) for each in (line.asked, answered, *counted)]
        cells = "  ".join(each.rjust(len(heading)) for each, heading in zip(numbers, headings, strict=True))
        said.append(f"{name.ljust(width)}  {cells}" + (f"  {line.code}" if line.code else ""))
    return [*said, nothing] if silent else said


def object_of(line: Line) -> str:
    """The same as JSON, on one line."""
    from gateway.exchange.reconciled import COLUMNS

    said = {
        "organisation": line.organisation,
        "partner": line.partner,
        "asked": line.asked,
        "questions": len(line.questions),
        "answered": line.answered,
        **{each: line.counts[each] for each in COLUMNS},
        "code": line.code,
    }
    return json.dumps(said, ensure_ascii=False)


def _tell_rest(voice: Voice, lines: Sequence[Line]) -> None:
    """What stood in the way, once for each code, and where the rest is to be seen."""
    voice.tell_findings(dict.fromkeys(each for line in lines for each in line.why))
    if any(line.counts[each] for line in lines for each in ("forks", "unknown", "shown")):
        voice.tell(
            "Det som en människa måste se på står i `samspel parked list`.",
            "What a person must look at stands in `samspel parked list`.",
        )
