"""`samspel move out|in|done|cancel`: an organisation gets another gateway, with its copies in flight."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding

Org = Annotated[str, typer.Argument(metavar="ORG", help="The organisation that moves.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="The sealed file that carries it.")]
Passphrase = Annotated[
    Path,
    typer.Option("--passphrase-file", metavar="FILE", help="Its first line, 12 characters or more, opens the file."),
]


def out(
    organisation: Org, file: File, *, passphrase_file: Passphrase, data: Data = DEFAULT_DATA, lang: Lang = None
) -> None:
    """At the old gateway: write everything of an organisation, and its keys, into a sealed file."""
    from gateway.cli.gateways import opened
    from gateway.exchange.moving import move_out

    voice = Voice.of(lang)
    with opened(data) as gateway:
        rows = move_out(gateway.parts, organisation, file, _passphrase(passphrase_file))
    voice.result(str(rows))
    voice.tell(
        f"{rows} rader i {file}. Ta emot dem i den nya gatewayen (samspel move in), och avsluta sedan här: "
        f"samspel move done {organisation} {file}",
        f"{rows} rows in {file}. Take them in at the new gateway (samspel move in), and end here after that: "
        f"samspel move done {organisation} {file}",
    )


def in_(file: File, *, passphrase_file: Passphrase, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:
    """At the new gateway: take in everything that the file carries, or nothing."""
    from gateway.cli.gateways import opened
    from gateway.exchange.moving import move_in

    voice = Voice.of(lang)
    with opened(data) as gateway:
        organisation = move_in(gateway.parts, file, _passphrase(passphrase_file))
    voice.result(organisation)
    voice.tell(
        f"Intagen. Skriv in organisationen i samspel.toml, lämna samspel directory entry {organisation} till "
        "plattformen, och kör samspel topology apply när katalogen är publicerad.",
        f"Taken in. Enter the organisation in samspel.toml, give samspel directory entry {organisation} to the "
        "platform, and run samspel topology apply when the directory is published.",
    )


def done(
    organisation: Org, file: File, *, passphrase_file: Passphrase, data: Data = DEFAULT_DATA, lang: Lang = None
) -> None:
    """At the old gateway, when the new one has taken the file in: remove rows and keys here, for good."""
    from gateway.cli.gateways import opened
    from gateway.exchange.moving import move_done

    voice = Voice.of(lang)
    with opened(data) as gateway:
        move_done(gateway.parts, organisation, file, _passphrase(passphrase_file))
    voice.tell("Borttagen här. Förstör flyttfilen.", "Removed here. Destroy the file.")


def cancel(organisation: Org, *, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:
    """At the old gateway: the organisation stays after all. Only when the new one has not begun to work for it."""
    from gateway.cli.gateways import opened
    from gateway.exchange.moving import move_cancel

    voice = Voice.of(lang)
    with opened(data) as gateway:
        move_cancel(gateway.parts, organisation)
    voice.tell(
        "Ångrat. Skriv in organisationen i samspel.toml igen, och förstör flyttfilen.",
        "Taken back. Enter the organisation in samspel.toml again, and destroy the file.",
    )


def _passphrase(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        raise Rejected(findings=(finding("SIP980"),)) from None
