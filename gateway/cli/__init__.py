"""The command line: each command parses, calls one use case, and says what came of it."""

from __future__ import annotations


def main() -> None:
    """Entry point of `samspel`; ends the process with the exit code that `docs/commands.md` lists."""
    from gateway.cli.run import run

    raise SystemExit(run())
