"""`samspel mapping new`: a table to begin with, made of sample documents."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Optional

import typer

from gateway.cli.exits import Exit
from gateway.cli.options import Lang
from gateway.cli.streams import STDIN, body_of, put
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding

_SHOWN = 6
_ASCII = str.maketrans("åäöé", "aaoe")


def new(
    samples: Annotated[list[str], typer.Argument(metavar="SAMPLE...", help="Documents of one format; - is stdin.")],
    *,
    name: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--name", help="Name of the table. Default: that of the folder of the first sample."),
    ] = None,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", help="File to write; overwrites nothing. Default: stdout."),
    ] = None,
    lang: Lang = None,
) -> None:
    """Make a table of samples: every place listed, likely fields proposed with the reason, nothing decided silently."""
    from mappings.tables.skeleton import Sample, skeleton_of

    voice = Voice.of(lang)
    if output is not None and output.exists():  # perhaps hours of somebody's work
        raise Rejected(findings=(finding("SIP981", output.name),))
    made = skeleton_of([Sample(each, body_of(each)) for each in samples], name_of(name, samples))
    if made.text is None:
        for sample, found in made.findings:
            line = f"{sample}: {voice.finding(found)}"
            voice.tell(line, line)
        raise typer.Exit(Exit.UNREADABLE)
    put(made.text.encode(), output)
    placed, left = len(made.placed), len(made.left)
    voice.tell(
        f"{placed} ställen är placerade, {left} återstår. Läs raderna med # i tabellen.",
        f"{placed} places are placed, {left} are left. Read the lines with # in the table.",
    )
    if made.missing:
        shown = ", ".join(made.missing[:_SHOWN]) + (" …" if len(made.missing) > _SHOWN else "")
        voice.tell(f"Saknas ännu: {shown}", f"Still missing: {shown}")


def name_of(said: str | None, samples: list[str]) -> str:
    """The name of the table: as said, or the folder of the first sample, if that looks like a name."""
    if said:
        return said
    folder = "" if samples[0] == STDIN else Path(samples[0]).resolve().parent.name
    folder = Path(samples[0]).resolve().parent.parent.name if folder in ("samples", "exempel") else folder
    plain = re.sub(r"[^a-z0-9]+", "-", folder.lower().translate(_ASCII)).strip("-")
    return plain if re.fullmatch(r"[a-z][a-z-]*[a-z0-9]", plain) else "our-journal"
