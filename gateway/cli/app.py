"""The commands of `samspel`. Each module of `gateway.cli.commands` holds a few; its heavy imports stand inside them."""

from __future__ import annotations

import typer

from gateway.cli import check, convert, preview

app = typer.Typer(
    name="samspel",
    help="Gateway for samordnad individuell plan (SIP): FHIR R4 over a message queue. Not for real persons yet.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)

app.command("convert")(convert.convert)
app.command("check")(check.check)
app.command("preview")(preview.preview)
