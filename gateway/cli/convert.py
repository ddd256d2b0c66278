"""`samspel convert`: one document from one format into another, bytes in, bytes out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from gateway.cli.exits import UNREADABLE_CODES, Exit
from gateway.cli.given_format import given_format
from gateway.cli.options import FromFormat, Lang
from gateway.cli.streams import STDIN, body_of, put
from gateway.cli.voice import Voice
from mappings.account import Account
from mappings.reading import Format, Reading
from schemas.errors import Rejected
from schemas.findings import finding

_SHOWN = 20


def convert(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The document; - is stdin.")] = STDIN,
    *,
    to: Annotated[Optional[Format], typer.Option("--to", help="Format to write.")] = None,  # noqa: UP045
    to_table: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--to-table", help="Mapping table (YAML) whose format to write, instead of --to."),
    ] = None,
    from_: FromFormat = None,
    from_table: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--from-table", help="Mapping table (YAML) that the document is written in."),
    ] = None,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", help="File to write. Default: stdout."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Say a plan in another format. The document goes to stdout, what could not be carried to stderr."""
    from mappings.formats import read, write

    voice = Voice.of(lang)
    target = given_format(to, to_table, ("--to", "--to-table"))
    if target is None:
        raise Rejected(findings=(finding("SIP978", one="--to", other="--to-table"),))
    reading = read(body_of(file), given_format(from_, from_table, ("--from", "--from-table")))
    voice.tell_findings(reading.findings)
    if reading.document is None or not reading.valid:
        raise typer.Exit(exit_of(reading))
    writing = write(reading.document, target)
    _tell_lost(voice, reading.account, ("förstås inte och följer inte med", "not understood, left out"))
    _tell_lost(voice, writing.account, ("ryms inte i målformatet", "has no place in the target format"))
    put(writing.body, output)


def exit_of(reading: Reading) -> Exit:
    """Whether a document that is not valid was readable at all."""
    unreadable = reading.document is None and any(each.code in UNREADABLE_CODES for each in reading.findings)
    return Exit.UNREADABLE if unreadable else Exit.REFUSED


def _tell_lost(voice: Voice, account: Account, why: tuple[str, str]) -> None:
    for entry in account.not_understood[:_SHOWN]:
        voice.tell(f"{entry.path}: {why[0]}", f"{entry.path}: {why[1]}")
    more = len(account.not_understood) - _SHOWN
    if more > 0:
        voice.tell(f"… och {more} till (samspel check --json)", f"… and {more} more (samspel check --json)")
