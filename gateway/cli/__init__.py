"""The command line: each command parses, calls one use case, and says what came of it."""

from __future__ import annotations

import os


def main() -> None:
    """Entry point of `samspel`; ends the process with the exit code that `docs/commands.md` lists."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them reads every installed package
    try:
        from gateway.cli.run import run

        code = run()
    except KeyboardInterrupt:  # while the command was still being loaded
        code = 130
    raise SystemExit(code)
