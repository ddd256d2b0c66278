"""`samspel directory show|pull|check|export|entry`: the shared directory as a gateway sees it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, Optional

import typer

from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.voice import Voice
from schemas.codes import OrganisationKind
from schemas.errors import Rejected
from schemas.findings import finding

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway
    from gateway.directory.entries import Entry


class Stated(NamedTuple):
    """What the command line says of an organisation that no directory knows yet."""

    name: str | None
    kind: OrganisationKind | None
    huvudman: str | None


def show(
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One object per organisation and line.")] = False,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Who takes part: organisations, gateways, keys with fingerprint and validity; version and age of the directory."""
    from gateway.cli.directory_text import line_of, object_of, version_line
    from gateway.cli.gateways import opened
    from gateway.exchange.pull_directory import newest_directory

    voice = Voice.of(lang)
    with opened(data) as gateway:
        entries = gateway.parts.directory.all()
        now = gateway.parts.clock()
        signed = newest_directory(gateway.parts.store) if gateway.settings.shared else None
        complaints = gateway.complaints()
    for entry in entries:
        if as_json:
            voice.result(object_of(entry, now))
        else:
            voice.result(line_of(voice, entry, now))
    voice.tell(*version_line(signed, now))
    voice.tell_findings(complaints)


def pull(*, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:
    """Pull the signed directory now, and say who came, went (+ -) or changed (~)."""
    from gateway.cli.gateways import opened
    from gateway.exchange.pull_directory import pull_directory

    voice = Voice.of(lang)
    with opened(data) as gateway:
        shared = gateway.settings.shared
        if shared is None:
            raise Rejected(findings=(finding("SIP987", field="[shared]"),))
        pulled = pull_directory(gateway.parts.store, shared, gateway.folder, gateway.parts.clock)
    for mark, ids in (("+", pulled.added), ("-", pulled.removed), ("~", pulled.changed)):
        for each in ids:
            voice.result(f"{mark} {each}")
    version = pulled.directory.version
    if pulled.taken:
        voice.tell(f"Version {version} är tagen och gäller.", f"Version {version} is taken and in force.")
    else:
        voice.tell(f"Version {version} gäller redan.", f"Version {version} is in force already.")


def check(*, data: Data = DEFAULT_DATA, lang: Lang = None) -> int:
    """Say whether the directory in force is right, fresh, and true of those hosted here. Exit code 1 when it is not."""
    from gateway.cli.exits import Exit
    from gateway.cli.gateways import opened
    from gateway.exchange.pull_directory import age_of_directory, directory_in_force, refuse_foreign_keys

    voice = Voice.of(lang)
    with opened(data) as gateway:
        parts, shared = gateway.parts, gateway.settings.shared
        refuse_foreign_keys(parts.directory.all())
        found = list(gateway.complaints())
        if shared is not None:
            signed = directory_in_force(parts.store, shared)
            found += age_of_directory(parts.store, shared, signed, parts.clock()) if signed is not None else ()
            found += () if signed is not None else (finding("SIP689"),)
        unpublished = _unpublished(gateway)
    for each in unpublished:
        voice.tell(
            f"{each}: katalogen saknar en nyckel; samspel directory entry {each}",
            f"{each}: the directory lacks a key; samspel directory entry {each}",
        )
    voice.tell_findings(found)
    if found or unpublished:
        return Exit.REFUSED
    voice.tell("Katalogen stämmer.", "The directory is right.")
    return Exit.DONE


def export(*, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:  # noqa: ARG001
    """Write the directory in force as TOML on stdout."""
    from gateway.cli.gateways import opened
    from gateway.directory.toml_directory import directory_text

    with opened(data) as gateway:
        text = directory_text(gateway.parts.directory.all())
    sys.stdout.buffer.write(text.encode("utf-8"))
    sys.stdout.buffer.flush()


def entry(
    organisation: Annotated[str, typer.Argument(metavar="ORG", help="An organisation of this gateway's settings.")],
    *,
    name: Annotated[Optional[str], typer.Option("--name", help="Its name, when no directory says it yet.")] = None,  # noqa: UP045
    kind: Annotated[Optional[OrganisationKind], typer.Option("--kind", help="Its kind, likewise.")] = None,  # noqa: UP045
    huvudman: Annotated[Optional[str], typer.Option("--huvudman", help="Its huvudman, likewise.")] = None,  # noqa: UP045
    output: Annotated[Optional[Path], typer.Option("-o", "--output", help="File. Default: stdout.")] = None,  # noqa: UP045
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Make the organisation's signed entry, for the platform; say whether a fingerprint is to be read out."""
    from gateway.cli.gateways import opened
    from gateway.cli.streams import put
    from gateway.exchange.directory_entry import is_signed_by, signed_entry, signer_of
    from gateway.exchange.envelopes import public_keys

    voice = Voice.of(lang)
    with opened(data) as gateway:
        parts = gateway.parts
        if organisation not in {each.id for each in gateway.settings.organisations}:
            raise Rejected(findings=(finding("SIP995", hosted=", ".join(parts.hosted) or "-"),))
        facts = _facts(gateway, organisation, Stated(name, kind, huvudman))
        ring, now = parts.keys.ring(organisation), parts.clock()
        shown = public_keys(parts.directory, organisation)
        body = signed_entry(facts, ring, shown, now)
        known = gateway.settings.shared is not None and shown is not None and is_signed_by(body, shown, now)
    put(body, output)
    said = signer_of(body)
    if known:
        voice.tell(
            "Lämna filen till plattformen. Ett samtal behövs inte: en nyckel som katalogen redan har har signerat den.",
            "Give the file to the platform. No call is needed: a key that the directory holds already has signed it.",
        )
        return
    voice.tell(
        f"Lämna filen till plattformen, och läs upp fingeravtrycket när de ringer: {said}",
        f"Give the file to the platform, and read out the fingerprint when they call: {said}",
    )


def _facts(gateway: Gateway, organisation: str, stated: Stated) -> Entry:
    """What the directory in force says, else a directory file beside the settings, else the command line."""
    from dataclasses import replace

    from gateway.directory.entries import Entry
    from gateway.directory.toml_directory import read_directory

    settings = gateway.settings
    found = gateway.parts.directory.find(organisation)
    file = gateway.folder / settings.directory
    if found is None and settings.shared is not None and file.is_file():
        found = read_directory(file).find(organisation)
    if found is None and (stated.name is None or stated.kind is None):
        raise Rejected(findings=(finding("SIP659"),))
    entry = found or Entry(organisation, stated.name or "", stated.kind or OrganisationKind.CARE_PROVIDER)
    given = {name: value for name, value in stated._asdict().items() if value is not None}
    return replace(entry, gateway=settings.name, message_versions=gateway.parts.speaks, **given)


def _unpublished(gateway: Gateway) -> list[str]:
    """Those hosted here that have a key, made for later or for now, which the directory does not show."""
    from gateway.exchange.envelopes import public_keys

    found = []
    for each in gateway.parts.hosted:
        ring, shown = gateway.parts.keys.peek(each), public_keys(gateway.parts.directory, each)
        if ring is not None and (shown is None or len(ring.published(shown).generations) < len(ring.generations)):
            found.append(each)
    return found
