"""`samspel init`: a folder with settings, directory and journal folders, for the embedded default."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.voice import Voice
from schemas.codes import OrganisationKind
from schemas.errors import Rejected
from schemas.findings import finding

Host = Annotated[
    list[str],
    typer.Option("--host", metavar="ID:KIND:NAME", help="An organisation that works here. May be repeated."),
]
_ADAPTER_FOLDERS = ("out", "in", "receipts", "status", "hand-out")


def init(
    *,
    host: Host,
    data: Data = DEFAULT_DATA,
    at_once: Annotated[
        bool, typer.Option("--at-once", help="Take exported files at once, whatever their name.")
    ] = False,
    county: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--county", help="County profile for plans that are made here."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Make a gateway's folder: samspel.toml, directory.toml, and a folder for each journal system."""
    voice = Voice.of(lang)
    make_folder(data, [_host(each) for each in host], quiet="PT0S" if at_once else "PT10S", county=county)
    voice.tell(
        f"Klart: {data}. Läs samspel.toml; starta med samspel serve --data {data}",
        f"Done: {data}. Read samspel.toml; start with samspel serve --data {data}",
    )


def _host(text: str) -> tuple[str, OrganisationKind, str]:
    """The parts of ID:KIND:NAME. Raises Rejected (SIP996) when it is not written so, or the id cannot be one."""
    from pydantic import TypeAdapter, ValidationError

    from schemas.identifiers import OrganisationId

    organisation, _, rest = text.partition(":")
    kind, _, name = rest.partition(":")
    try:
        checked: str = TypeAdapter(OrganisationId).validate_python(organisation)
        return checked, OrganisationKind(kind), name.strip() or checked
    except (ValidationError, ValueError):
        raise Rejected(findings=(finding("SIP996", kinds=", ".join(OrganisationKind)),)) from None


def make_folder(
    folder: Path, hosts: list[tuple[str, OrganisationKind, str]], *, quiet: str, county: str | None = None
) -> None:
    """Write the files of a new gateway. Raises Rejected: SIP997 when there is one, SIP981 when it cannot be made."""
    from gateway.bootstrap import SETTINGS_FILE
    from gateway.directory.entries import Entry
    from gateway.directory.toml_directory import write_directory

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / SETTINGS_FILE).open("x", encoding="utf-8", newline="\n") as file:
            file.write(_settings([each[0] for each in hosts], quiet, county))
        write_directory(folder / "directory.toml", [Entry(each, name, kind) for each, kind, name in hosts])
        for organisation, _, _ in hosts:
            for name in _ADAPTER_FOLDERS:
                (folder / "journals" / organisation / name).mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise Rejected(findings=(finding("SIP997" if (folder / SETTINGS_FILE).exists() else "SIP981"),)) from None
    except OSError as fault:
        raise Rejected(findings=(finding("SIP981"),)) from fault


def _settings(organisations: list[str], quiet: str, county: str | None) -> str:
    lines = [
        "# A gateway of Samspel on its embedded parts: one process, this computer only. Not for real persons yet.",
        'data = "data"                  # database, message broker, keys: back it up, let nobody else read it',
        'directory = "directory.toml"   # who takes part in the exchange',
    ]
    for each in organisations:
        lines += [
            "",
            "[[organisation]]",
            f'id = "{each}"',
            f'folder = "journals/{each}"   # the journal system exports to out/ and imports from in/',
            'format = "sip-xml"             # form of incoming copies: sip-xml or fhir-json',
            'ready_suffix = ".ready"        # an exported file is taken at once when its name ends so,',
            f'quiet = "{quiet}"               # or when it has not changed for this long',
        ]
        lines += [f'county_profile = "{county}"'] if county else []
    return "\n".join([*lines, ""])
