"""`samspel demo`: see a plan go all the way, on this computer."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def demo(
    context: typer.Context,
    *,
    folder: Annotated[Path, typer.Option("--folder", help="Where; replaced only if an earlier demo made it.")] = Path(
        "samspel-demo"
    ),
) -> None:
    """Play it: a municipality's plan reaches a region, a school and others. Ends by itself.

    It speaks English; the plan, and the pages that it makes, are in Swedish.
    """
    from gateway.demo.play import Play

    Play(folder, context.obj).run()  # how a command line is run: the demo runs the commands that it shows
