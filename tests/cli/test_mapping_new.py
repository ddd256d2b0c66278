"""`samspel mapping new`: a table to begin with, on stdout or in a file; what is left is told on stderr."""

from __future__ import annotations

from pathlib import Path

import pytest
import typer

from gateway.cli.mapping_new import name_of, new
from mappings.tables.loading.loader import load_table
from schemas.errors import Rejected
from tests.tables.examples import samples

SAMPLE = str(samples("rows-csv")[0])


def test_the_table_goes_to_stdout_and_what_is_left_to_stderr(
    capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAMSPEL_LANG", "sv")
    new([SAMPLE])
    out, err = capsysbinary.readouterr()
    loaded = load_table(out.decode())
    assert loaded.table is not None
    assert loaded.table.name == "rows-csv"
    assert "ställen är placerade" in err.decode()
    assert "Saknas ännu: plan.person.name" in err.decode()


def test_a_file_is_written_on_demand(capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path) -> None:
    target = tmp_path / "table.yaml"
    new([SAMPLE], name="vart-system", output=target)
    assert capsysbinary.readouterr().out == b""
    loaded = load_table(target.read_text(encoding="utf-8"))
    assert loaded.table is not None
    assert loaded.table.name == "vart-system"


def test_a_sample_that_cannot_be_read_is_named_and_nothing_is_written(
    capsysbinary: pytest.CaptureFixture[bytes], tmp_path: Path
) -> None:
    broken, target = tmp_path / "broken.xml", tmp_path / "table.yaml"
    broken.write_bytes(b"<Plan><Namn>Nils</Plan>")
    with pytest.raises(typer.Exit) as ended:
        new([SAMPLE, str(broken)], output=target)
    assert ended.value.exit_code == 2
    told = capsysbinary.readouterr().err.decode()
    assert "broken.xml: SIP003" in told
    assert "Nils" not in told
    assert not target.exists()


def test_a_table_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    target = tmp_path / "table.yaml"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(Rejected):
        new([SAMPLE], output=target)
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_sample_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Rejected) as refused:
        new([str(tmp_path / "nowhere.xml")])
    assert [each.code for each in refused.value.findings] == ["SIP980"]


def test_a_table_is_named_after_its_folder_unless_that_is_no_name(tmp_path: Path) -> None:
    assert name_of(None, [str(tmp_path / "Vårt system" / "samples" / "a.xml")]) == "vart-system"
    assert name_of(None, ["-"]) == "our-journal"
    assert name_of(None, [str(tmp_path / "19840102" / "a.xml")]) == "our-journal"
