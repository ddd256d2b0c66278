"""`samspel directory add|publish`: the platform's side of the shared directory. No gateway is needed for it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Optional

import typer

from gateway.cli.options import Lang
from gateway.cli.voice import Voice

Directory = Annotated[
    Path, typer.Option("--directory", metavar="FILE", help="The platform's directory, TOML; made when it is missing.")
]


def add(
    entry: Annotated[str, typer.Argument(metavar="ENTRY.json|-", help="What `samspel directory entry` gave.")],
    *,
    directory: Directory = Path("directory.toml"),
    fingerprint: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--fingerprint", help="What the organisation read out: needed at the first contact."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Take in an organisation's entry. A new one, or one whose key is not known, needs the fingerprint."""
    from gateway.bootstrap import new_routing_key, now
    from gateway.cli.streams import body_of
    from gateway.directory.toml_directory import TomlDirectory, read_directory, write_directory
    from gateway.exchange.directory_entry import take_entry

    voice = Voice.of(lang)
    known = read_directory(directory) if directory.exists() else TomlDirectory(())
    entries, taken = take_entry(known, body_of(entry), fingerprint, now(), new_routing_key)
    write_directory(directory, entries)
    voice.result(taken.id)
    voice.tell(
        f"Posten är intagen i {directory}. Publicera: samspel directory publish",
        f"The entry is taken into {directory}. Publish: samspel directory publish",
    )


def publish(
    *,
    key: Annotated[Path, typer.Option("--key", metavar="FILE", help="The platform's signing key.")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE", help="Where the signed directory lies.")],
    directory: Directory = Path("directory.toml"),
    new_key: Annotated[bool, typer.Option("--new-key", help="Make the key (--next-key: the next one) first.")] = False,
    next_key: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--next-key", metavar="FILE", help="Name this key as the one that follows."),
    ] = None,
    version: Annotated[
        int, typer.Option("--version", min=1, max=2**31 - 1, help="No lower version than this one.")
    ] = 1,
    days: Annotated[int, typer.Option("--days", min=1, max=400, help="How long it may be shown.")] = 90,
    lang: Lang = None,
) -> None:
    """Sign the directory as a new version, and put it where the gateways fetch it."""
    from gateway.bootstrap import now
    from gateway.directory.platform_key import make_platform_key, read_platform_key
    from gateway.directory.toml_directory import read_directory
    from gateway.exchange.publish_directory import publish_directory

    voice = Voice.of(lang)
    entries = read_directory(directory).all()
    signing = make_platform_key(key) if new_key and next_key is None else read_platform_key(key)
    following = None
    if next_key is not None:
        following = make_platform_key(next_key) if new_key else read_platform_key(next_key)
    signed = publish_directory(
        entries, signing, out, now(), next_key=following, at_least=version, valid=timedelta(days=days)
    )
    voice.result(str(signed.version))
    voice.tell(
        f"Version {signed.version} ligger i {out}, signerad med {signed.signer}",
        f"Version {signed.version} lies in {out}, signed with {signed.signer}",
    )
