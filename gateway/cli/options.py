"""The options that several commands share, said once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Optional

import typer

from mappings.reading import Format
from schemas.codes import Language

Lang = Annotated[
    Optional[Language],  # noqa: UP045  (typer reads the annotation while running)
    typer.Option("--lang", help="Language of what is said: sv or en. Default: that of the environment."),
]
Data = Annotated[
    Path,
    typer.Option("--data", envvar="SAMSPEL_DATA", help="The gateway's folder: store, keys, queues, directory."),
]
Organisation = Annotated[str, typer.Option("--from", help="The organisation (directory id) that hands it in.")]
AsOrganisation = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--as", help="The organisation (directory id) that asks. Needed when the gateway hosts several."),
]
FromFormat = Annotated[
    Optional[Format],  # noqa: UP045
    typer.Option("--from", help="Format of the document. Default: found by its content."),
]
WithTable = Annotated[
    Optional[Path],  # noqa: UP045
    typer.Option("--table", help="Mapping table (YAML) that the documents are written in."),
]

DEFAULT_DATA = Path("samspel-data")
