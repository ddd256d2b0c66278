"""The command line: each command parses, calls one use case, and says what came of it."""

from __future__ import annotations

import gc
import os

_LOADED = 50_000
"""Objects made before the collector looks for rings among them: loading makes many and leaves none."""


def main() -> None:
    """Entry point of `samspel`; ends the process with the exit code that `docs/commands.md` lists."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them reads every installed package
    gc.set_threshold(_LOADED, *gc.get_threshold()[1:])
    try:
        from gateway.cli.run import run

        code = run()
    except KeyboardInterrupt:  # while the command was still being loaded
        code = 130
    gc.freeze()  # else the interpreter, ending, looks for rings in all that is loaded: a fifth of a short command
    raise SystemExit(code)
