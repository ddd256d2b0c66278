"""The tutorial: its commands run as they stand, its tables are pieces of the one that it ends with."""

from __future__ import annotations

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli.app import app
from mappings.tables.yaml_tree import yaml_tree

ROOT = Path(__file__).parents[2]
MATERIAL = ROOT / "docs" / "connect-a-system"
PAGES = [ROOT / "docs" / name for name in ("connect-a-system.md", "connect-a-system.sv.md")]
GO_ON = ("workbench", "--watch")
"""Commands that go on until they are told to stop; their own tests run them."""


def commands(page):
    """The command lines of `samspel` in the page, in their order."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("samspel") and not any(each in line for each in GO_ON)]


def tables(page):
    return re.findall(r"```yaml\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def matching(word):
    """A word of a command line as a shell would give it."""
    return sorted(each.as_posix() for each in Path().glob(word)) or [word] if "*" in word else [word]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_of_the_page_runs_as_it_stands(page, tmp_path, monkeypatch):
    shutil.copytree(MATERIAL / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    found = commands(page)
    assert len(found) >= 6
    for line in found:
        arguments = [each for word in shlex.split(line)[1:] for each in matching(word)]
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 0, (line, result.output)
        if arguments[:2] == ["mapping", "new"]:
            assert (tmp_path / "table.yaml").exists()
            shutil.copy(MATERIAL / "table.yaml", tmp_path / "table.yaml")  # what the reader makes of it meanwhile
    assert (tmp_path / "samples" / "golden").exists() or (tmp_path / "golden").exists()
    assert (tmp_path / "plan.json").stat().st_size > 10_000


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_table_of_the_page_is_a_piece_of_the_whole(page):
    whole = yaml_tree((MATERIAL / "table.yaml").read_text(encoding="utf-8")).plain()
    assert len(tables(page)) >= 7
    for text in tables(page):
        piece = yaml_tree(text).plain()
        if set(piece) == {"target_date"}:
            piece = {"plan": {"needs": {"sub_goals": piece}}}
        assert piece, text
        for path in pieces(without_reasons(piece), whole):
            pytest.fail(f"{page.name}: {path} is not in the table")


def without_reasons(piece):
    """Reasons are said in the language of the page."""
    return {
        name: dict.fromkeys(each, ...) if name in ("ignore", "not_carried") else each for name, each in piece.items()
    }


def pieces(piece, whole, path=""):
    """The paths at which a piece says something else than the whole."""
    if piece is ...:
        return
    if isinstance(piece, dict) and isinstance(whole, dict):
        for name, inner in piece.items():
            if name in whole:
                yield from pieces(inner, whole[name], f"{path}.{name}")
            else:
                yield f"{path}.{name}"
    elif piece != whole:
        yield path


def test_both_pages_say_the_same_with_the_same_tables():
    english, swedish = ([without_reasons(yaml_tree(each).plain()) for each in tables(page)] for page in PAGES)
    assert english == swedish
    assert commands(PAGES[0]) == commands(PAGES[1])
