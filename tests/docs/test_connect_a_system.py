"""The tutorial: its commands run as they stand, its tables are pieces of the one that it ends with."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from gateway.cli.app import app
from mappings.tables.loading.loader import load_table
from mappings.tables.loading.yaml_tree import yaml_tree
from mappings.tables.table_format import TableFormat

ROOT = Path(__file__).parents[2]
MATERIAL = ROOT / "docs" / "connect-a-system"
PAGES = [ROOT / "docs" / name for name in ("connect-a-system.md", "connect-a-system.sv.md")]
GO_ON = ("workbench", "--watch")
"""Commands that go on until they are told to stop; their own tests run them."""
MORE = re.compile(r"^## (?:More shapes|Fler former)$", re.MULTILINE)


def commands(page):
    """The command lines of `samspel` in the page, in their order."""
    blocks = re.findall(r"```console\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.removeprefix("$ ") for block in blocks for line in block.splitlines()]
    return [line for line in lines if line.startswith("samspel") and not any(each in line for each in GO_ON)]


def tables(page):
    """The tables of the sitting itself."""
    return blocks_of(MORE.split(page.read_text(encoding="utf-8"))[0])


def more_shapes(page):
    """The pieces that show what other exports need."""
    _, section = MORE.split(page.read_text(encoding="utf-8"))
    return blocks_of(section)


def blocks_of(text):
    return re.findall(r"```yaml\n(.*?)```", text, re.DOTALL)


def as_a_table(piece):
    """The piece with what every table must say."""
    said = yaml_tree(piece).plain()
    needed = {"table": "a", "format": "xml", "root": "SIPlan"}
    return "".join(f"{name}: {value}\n" for name, value in needed.items() if name not in said) + piece


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


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_piece_of_another_shape_is_right_in_a_table(page):
    assert len(more_shapes(page)) >= 7
    for text in more_shapes(page):
        loaded = load_table(as_a_table(text))
        assert loaded.table is not None, text
        assert not loaded.findings, (text, loaded.findings)


OTHER_SHAPES = """<SIPlan nr="7"><Brukare><Namn f="Test" e="Person"/><Sekretess>nej</Sekretess>
<Id typ="PNR">198401022390</Id></Brukare>
<Enheter><Enhet ref="e1" hsa="TSTNMT2120000142-SOC" namn="Socialtjanst" slag="K" hm="K"/></Enheter>
<Deltagare><Person fnamn="Test" enamn="Person" enhet="e1"/></Deltagare><AndraAtgarder>nej</AndraAtgarder>
<Mal typ="huvud" vems="E">Bo kvar hemma</Mal><Behov><Txt>Sover illa</Txt><Mal typ="del">Sova en hel natt</Mal></Behov>
</SIPlan>"""
REST = {"source": {"system": {"value": "a"}, "plan_id": "@nr"}, "state": {"value": "established"}}


def test_the_pieces_of_other_shapes_together_read_an_export_of_such_shapes():
    whole = {"table": "a", "format": "xml", "root": "SIPlan"}
    whole["plan"] = {**REST, "person": {"name": {"given": "Namn/@f", "family": "Namn/@e"}}}
    for text in more_shapes(PAGES[0]):
        piece = yaml_tree(text).plain()
        if "namespaces" not in piece:
            merge(whole, piece)
    table = load_table(json.dumps(whole)).table
    assert table is not None
    read = TableFormat(table).read(OTHER_SHAPES.encode())
    assert not read.findings, read.findings
    assert not read.account.not_understood
    plan = read.document.plan
    assert plan.person.identity.value == "198401022390"
    assert plan.person.protection == ()
    assert plan.no_other_measures is True
    assert [(each.text, each.whose) for each in plan.overall_goals] == [("Bo kvar hemma", "person")]
    assert [each.text for each in plan.needs[0].sub_goals] == ["Sova en hel natt"]
    assert plan.participants[0].organisation == "TSTNMT2120000142-SOC"
    unit = next(each for each in plan.organisations if each.id == "TSTNMT2120000142-SOC")
    assert unit.part_of == "TSTNMT2120000142-KOMMUN"


def merge(whole, piece):
    """Put a piece into a table; where both say something, the parts are merged and the rest is the piece's."""
    for name, each in piece.items():
        if isinstance(each, dict) and isinstance(whole.get(name), dict):
            merge(whole[name], each)
        else:
            whole[name] = each


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
    assert more_shapes(PAGES[0]) == more_shapes(PAGES[1])
    assert commands(PAGES[0]) == commands(PAGES[1])
