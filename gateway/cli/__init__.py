"""The command line: each command parses, calls one use case, and says what came of it."""

from __future__ import annotations

import gc
import os

_OBJECTS = 50_000
"""Objects that are made and stay before the collector looks for rings among them."""


def look_seldom() -> None:
    """Let the collector of rings look seldom: nearly all that we make is freed without it. A tenth of a copy's time."""
    gc.set_threshold(_OBJECTS, *gc.get_threshold()[1:])


def main() -> None:
    """Entry point of `samspel`; ends the process with the exit code that `docs/commands.md` lists."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them reads every installed package
    look_seldom()
    try:
        from gateway.cli.run import run

        code = run()
    except KeyboardInterrupt:  # while the command was still being loaded
        code = 130
    gc.freeze()  # else the interpreter, ending, looks for rings in all that is loaded: a fifth of a short command
    raise SystemExit(code)
