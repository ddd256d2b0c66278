"""What `samspel` is without its commands, and `samspel` with no more than the one command that is asked for.

To know all commands takes longer than to convert a document: each is loaded, and its options are worked out. So a
command line that begins with a command of `ALONE` gets it alone; every other line gets all (`app.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Annotated, Any

import typer

from gateway.cli.options import Lang

ALONE = frozenset({"convert", "check"})
"""Commands that work on one document, without a gateway: those that others call again and again."""

WAY: dict[str, Any] = {
    "no_args_is_help": True,
    "add_completion": False,
    "rich_markup_mode": None,
    "pretty_exceptions_enable": False,
    "context_settings": {"help_option_names": ["-h", "--help"], "max_content_width": 100},
}


def app_for(given: Sequence[str]) -> typer.Typer:
    """The app that can run this command line; what it says is the same as if it knew all commands."""
    if given and given[0] in ALONE:
        name = given[0]
        app = new_app()
        app.command(name)(getattr(import_module(f"gateway.cli.{name}"), name))
        return app
    from gateway.cli.app import app

    return app


def new_app() -> typer.Typer:
    """`samspel` itself, with no command yet."""
    app = typer.Typer(name="samspel", **WAY)
    app.callback()(samspel)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"samspel {version('samspel')}")
        raise typer.Exit


def samspel(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Say the version and end.")
    ] = False,
    lang: Lang = None,  # read from the whole command line, wherever it stands: see run.py
) -> None:
    """Gateway for samordnad individuell plan (SIP): FHIR R4 over a message queue. Not for real persons yet."""
