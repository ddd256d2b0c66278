"""`samspel mapping schema` and `samspel mapping examples`: what to begin a mapping table with."""

from __future__ import annotations

from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Optional

import typer

from gateway.cli.options import Lang
from gateway.cli.streams import put
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding

SCHEMA = "mapping-table.schema.json"
_WRITTEN = ("table.yaml", "samples", "golden")


def schema(
    *,
    output: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--output", "-o", help="File to write. Default: stdout."),
    ] = None,
    lang: Lang = None,  # noqa: ARG001  (read from the whole command line)
) -> None:
    """Print the JSON Schema of mapping tables: an editor that has it completes and checks a table."""
    put(_tables().joinpath(SCHEMA).read_bytes(), output)


def examples(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder to write them to.")],
    *,
    lang: Lang = None,
) -> None:
    """Write the example tables with their samples and golden files to a folder, to start from. Overwrites nothing."""
    voice, there = Voice.of(lang), _tables().joinpath("examples")
    names = sorted(each.name for each in there.iterdir() if each.is_dir() and each.joinpath("table.yaml").is_file())
    if any((folder / each).exists() for each in names):
        raise Rejected(findings=(finding("SIP981", folder.name),))
    try:
        for name in names:
            _copy(there.joinpath(name), folder / name)
        (folder / SCHEMA).write_bytes(_tables().joinpath(SCHEMA).read_bytes())
    except OSError:
        raise Rejected(findings=(finding("SIP981", folder.name),)) from None
    for name in names:
        voice.result(f"{folder / name / 'table.yaml'}")
    voice.tell(
        f"Pröva dem: samspel mapping test {folder / names[0] / 'table.yaml'}",
        f"Try them: samspel mapping test {folder / names[0] / 'table.yaml'}",
    )


def _tables() -> Traversable:
    return resources.files("mappings.tables")


def _copy(source: Traversable, target: Path) -> None:
    """A file, or a folder with all in it; what is no part of an example (caches) is left."""
    if source.is_dir():
        target.mkdir(parents=True)
        for each in source.iterdir():
            if target.name in _WRITTEN or each.name in _WRITTEN:
                _copy(each, target / each.name)
        return
    body = source.read_bytes()
    target.write_bytes(body.replace(b"../../" + SCHEMA.encode(), b"../" + SCHEMA.encode()))
