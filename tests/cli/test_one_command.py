"""A command that is loaded alone is the same command as among all the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli.app import app
from gateway.cli.app_root import ALONE, app_for


@pytest.mark.parametrize("name", sorted(ALONE))
@pytest.mark.parametrize("more", [["--help"], ["--nonsense"], ["--to"], ["--to", "nothing"], ["no-such-file"]])
def test_a_command_alone_says_what_it_says_among_all(name: str, more: list[str]) -> None:
    """Help, exit code and complaints about how it was called."""
    alone, among = (CliRunner().invoke(each, [name, *more], prog_name="samspel") for each in (app_for([name]), app))
    assert (alone.output, alone.exit_code) == (among.output, among.exit_code)
    assert name in alone.output or alone.exit_code != 0


def test_all_other_command_lines_get_all_commands() -> None:
    """Also those that begin with an option, or with nothing."""
    for given in ([], ["--help"], ["--lang", "sv", "convert"], ["ledger"], ["no-such-command"]):
        assert app_for(given) is app


def test_converting_loads_no_other_command(tmp_path: Path) -> None:
    """What keeps its start short."""
    script = (
        "import sys, gateway.cli.run as r; r.run(['convert', '--help']); sys.exit('gateway.cli.app' in sys.modules)"
    )
    ended = subprocess.run([sys.executable, "-c", script], check=False, capture_output=True, cwd=tmp_path)
    assert ended.returncode == 0, ended.stderr
