"""`samspel init`: a folder with settings, directory and journal folders, for the embedded default or for real parts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, NamedTuple, Optional

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
Name = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--name", help="What this gateway is called: its broker user, and its name in the directory."),
]
BrokerUrls = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Option("--broker", metavar="AMQPS://HOST", help="RabbitMQ instead of the embedded broker. May be repeated."),
]
StoreUrl = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--store", metavar="POSTGRESQL://...", help="PostgreSQL instead of the embedded database."),
]
Shared = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--shared", metavar="HTTPS://...", help="Where the platform's signed directory is pulled from."),
]
Fingerprint = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--fingerprint", help="Of the platform's signing key, as it was read out."),
]
_ADAPTER_FOLDERS = ("out", "in", "receipts", "status", "hand-out")


class RealParts(NamedTuple):
    """What is to be used instead of the embedded parts."""

    name: str | None = None
    broker: tuple[str, ...] = ()
    store: str | None = None
    shared: str | None = None
    fingerprint: str | None = None

    @property
    def real(self) -> bool:
        """Whether anything needs a password."""
        return bool(self.broker or self.store)


EMBEDDED = RealParts()


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
    name: Name = None,
    broker: BrokerUrls = None,
    store: StoreUrl = None,
    shared: Shared = None,
    fingerprint: Fingerprint = None,
    lang: Lang = None,
) -> None:
    """Make a gateway's folder: samspel.toml, directory.toml, and a folder for each journal system."""
    voice = Voice.of(lang)
    parts = RealParts(name, tuple(broker or ()), store, shared, fingerprint)
    quiet = "PT0S" if at_once else "PT10S"
    make_folder(data, [_host(each) for each in host], quiet=quiet, county=county, parts=parts)
    voice.tell(
        f"Klart: {data}. Läs samspel.toml; kontrollera med samspel doctor, starta med samspel serve --data {data}",
        f"Done: {data}. Read samspel.toml; check with samspel doctor, start with samspel serve --data {data}",
    )
    if parts.real:
        voice.tell(
            "Lösenord skrivs aldrig i samspel.toml: ge SAMSPEL_BROKER_PASSWORD och SAMSPEL_STORE_PASSWORD, eller "
            "password_file.",
            "Passwords never stand in samspel.toml: give SAMSPEL_BROKER_PASSWORD and SAMSPEL_STORE_PASSWORD, or "
            "password_file.",
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
    folder: Path,
    hosts: list[tuple[str, OrganisationKind, str]],
    *,
    quiet: str,
    county: str | None = None,
    parts: RealParts = EMBEDDED,
) -> None:
    """Write the files of a new gateway. Raises Rejected: SIP997 when there is one, SIP981 when it cannot be made.

    Raises InvalidDocument (SIP653) when the settings would not be right.
    """
    from gateway.bootstrap import SETTINGS_FILE
    from gateway.bootstrap.written import settings_of
    from gateway.directory.entries import Entry
    from gateway.directory.toml_directory import write_directory

    settings = _settings([each[0] for each in hosts], quiet, county, parts)
    settings_of(settings.encode())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / SETTINGS_FILE).open("x", encoding="utf-8", newline="\n") as file:
            file.write(settings)
        write_directory(folder / "directory.toml", [Entry(each, name, kind) for each, kind, name in hosts])
        for organisation, _, _ in hosts:
            for name in _ADAPTER_FOLDERS:
                (folder / "journals" / organisation / name).mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise Rejected(findings=(finding("SIP997" if (folder / SETTINGS_FILE).exists() else "SIP981"),)) from None
    except OSError as fault:
        raise Rejected(findings=(finding("SIP981"),)) from fault


def _settings(organisations: list[str], quiet: str, county: str | None, parts: RealParts) -> str:
    lines = [
        "# A gateway of Samspel. Not for real persons yet."
        if parts.real
        else "# A gateway of Samspel on its embedded parts: one process, this computer only. Not for real persons yet.",
        *([f"name = {json.dumps(parts.name)}"] if parts.name else []),
        'data = "data"                  # database, message broker, keys: back it up, let nobody else read it',
        'directory = "directory.toml"   # who takes part in the exchange',
    ]
    lines += _real_parts(parts)
    for each in organisations:
        lines += [
            "",
            "[[organisation]]",
            f'id = "{each}"',
            f'folder = "journals/{each}"   # the journal system exports to out/ and imports from in/',
            '# table = "journal.yaml"       # mapping table of its exports, if they are no format of ours',
            'format = "sip-xml"             # form of incoming copies: sip-xml, fhir-json or table',
            'ready_suffix = ".ready"        # an exported file is taken at once when its name ends so,',
            f'quiet = "{quiet}"               # or when it has not changed for this long',
        ]
        lines += [f'county_profile = "{county}"'] if county else []
    return "\n".join([*lines, ""])


def _real_parts(parts: RealParts) -> list[str]:
    """The sections of what is not embedded. No password stands in them."""
    lines = []
    if parts.store:
        lines += ["", "[store]", f"url = {json.dumps(parts.store)}"]
        lines += ['# password_file = "store-password"   # or SAMSPEL_STORE_PASSWORD']
    if parts.broker:
        lines += ["", "[broker]", f"urls = {json.dumps(parts.broker)}"]
        lines += ['# password_file = "broker-password"   # or SAMSPEL_BROKER_PASSWORD']
    if parts.shared:
        lines += ["", "[shared]   # the signed directory: docs/directory.md", f"source = {json.dumps(parts.shared)}"]
        lines += [f"fingerprint = {json.dumps(parts.fingerprint)}"] if parts.fingerprint else []
    return lines
