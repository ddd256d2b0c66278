"""`samspel check`: what we understood of documents, and what is wrong with them."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from gateway.cli.exits import UNREADABLE_CODES, Exit
from gateway.cli.given_format import given_format
from gateway.cli.options import FromFormat, Lang, WithTable
from gateway.cli.streams import body_or_finding
from gateway.cli.voice import Voice
from mappings.reading import Format, Report
from schemas.findings import Finding, Severity, finding

if TYPE_CHECKING:
    from mappings.formats import OtherFormat

_BAR_FROM = 5
_SHOWN = 20
_DEFECT = "SIP989"


class FailOn(StrEnum):
    """What more than errors makes a document count as not valid."""

    NOT_UNDERSTOOD = "not-understood"
    WARNING = "warning"


def check(
    files: Annotated[list[str], typer.Argument(metavar="FILE...", help="Documents; - is stdin.")],
    *,
    from_: FromFormat = None,
    table: WithTable = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per document and line.")] = False,
    fail_on: Annotated[
        Optional[list[FailOn]],  # noqa: UP045
        typer.Option("--fail-on", help="Refuse also for this. May be repeated."),
    ] = None,
    county: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--county", help="Judge as of a plan made in this county (profile name, such as halland-barn)."),
    ] = None,
    copy: Annotated[bool, typer.Option("--copy", help="Judge as a copy: what was withheld is not missed.")] = False,
    lang: Lang = None,
) -> None:
    """Say what was understood of documents. Ends with 0 (all valid), 1 (one is not) or 2 (one cannot be read)."""
    voice = Voice.of(lang)
    worst, known = Exit.DONE, _known_county(county) if county else None
    read_as = given_format(from_, table, ("--from", "--table"))
    for name in _with_bar(files):
        report = _told_of(name, read_as, known, is_copy=copy)
        worst = max(worst, judge(report, fail_on or ()))
        if json:
            _put_json({"file": name, **report.as_json()})
        else:
            voice.result(spoken(voice, name, report))
    raise typer.Exit(worst)


def _told_of(name: str, from_: Format | OtherFormat | None, county: str | None, *, is_copy: bool) -> Report:
    """The report; a defect of ours is told as a finding of that file (SIP989), and does not keep us from the others."""
    try:
        return report_on(name, from_, county, is_copy=is_copy)
    except Exception as defect:  # noqa: BLE001  (one file must not keep the others from being looked at)
        from gateway.cli.traces import shows_traces

        if shows_traces():
            import traceback

            traceback.print_exception(defect)
        return Report(valid=False, format=None, findings=(finding(_DEFECT),))


def report_on(
    name: str, from_: Format | OtherFormat | None = None, county: str | None = None, *, is_copy: bool = False
) -> Report:
    """The report on the document in a file, or on stdin."""
    from gateway.rules.report import report_on as report_on_body
    from schemas.dates import STOCKHOLM

    body = body_or_finding(name)
    if isinstance(body, Finding):
        return Report(valid=False, format=None, findings=(body,))
    today = datetime.now(STOCKHOLM).date()
    return report_on_body(body, today, format=from_, profile=county, is_copy=is_copy)


def _known_county(name: str | None) -> str | None:
    from gateway.rules.counties import COUNTIES

    if name is not None and name not in COUNTIES:
        raise typer.BadParameter(f"no such county profile; there are {', '.join(COUNTIES)}")
    return name


def judge(report: Report, fail_on: Iterable[FailOn] = ()) -> Exit:
    """The exit code that a report deserves."""
    if any(each.code == _DEFECT for each in report.findings):
        return Exit.DEFECT
    if not report.valid:
        unreadable = any(each.code in UNREADABLE_CODES for each in report.findings)
        return Exit.UNREADABLE if unreadable else Exit.REFUSED
    if FailOn.NOT_UNDERSTOOD in fail_on and not report.account.complete:
        return Exit.REFUSED
    if FailOn.WARNING in fail_on and any(each.severity is Severity.WARNING for each in report.findings):
        return Exit.REFUSED
    return Exit.DONE


def spoken(voice: Voice, name: str, report: Report) -> str:
    """The report as lines for a person."""
    told = f"{name}: {_verdict(voice, report)}" + (f" ({report.format})" if report.format else "")
    lines = [told, *(f"  {voice.finding(each)}" for each in report.findings)]
    counts = report.account.summary()
    if any(counts.values()):
        lines.append(
            voice.choose(
                f"  förstått {counts['mapped']} · utelämnat med skäl {counts['ignored']} · "
                f"inte förstått {counts['not_understood']}",
                f"  understood {counts['mapped']} · left out with reason {counts['ignored']} · "
                f"not understood {counts['not_understood']}",
            )
        )
    whole = voice.choose("hela dokumentet", "the whole document")
    lines += [f"    ? {entry.path or whole}" for entry in report.account.not_understood[:_SHOWN]]
    if counts["not_understood"] > _SHOWN:
        more = counts["not_understood"] - _SHOWN
        rest = voice.choose(f"och {more} till (--json visar alla)", f"and {more} more (--json shows all)")
        lines.append(f"    … {rest}")
    return "\n".join(lines)


def _verdict(voice: Voice, report: Report) -> str:
    verdict = judge(report)
    if verdict is Exit.DONE and any(each.severity is Severity.WARNING for each in report.findings):
        return voice.choose("giltig, med varningar", "valid, with warnings")
    return voice.choose(*_VERDICTS[verdict])


_VERDICTS = {
    Exit.DONE: ("giltig", "valid"),
    Exit.REFUSED: ("ogiltig", "not valid"),
    Exit.UNREADABLE: ("går inte att läsa", "cannot be read"),
    Exit.DEFECT: ("gick inte att kontrollera", "could not be checked"),
}


def _put_json(value: dict[str, Any]) -> None:
    import orjson

    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_APPEND_NEWLINE))
    sys.stdout.buffer.flush()


def _with_bar(files: list[str]) -> Iterator[str]:
    """The files, with a progress bar on stderr when there are many, somebody looks, and stdout goes elsewhere."""
    if len(files) < _BAR_FROM or not sys.stderr.isatty() or sys.stdout.isatty():
        yield from files
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(files, description="check", console=Console(stderr=True))
