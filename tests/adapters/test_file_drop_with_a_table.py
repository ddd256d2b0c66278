"""Files of a system that is connected with a mapping table: when they are whole, and how a copy is written."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.contract import TestClock, a_copy
from adapters.file_drop import FileDrop, FileDropConfig, IncomingFormat
from adapters.file_drop.watch import is_whole
from mappings.formats import read
from mappings.tables.table_format import TableFormat
from tests.tables.examples import ALL_SAMPLES, example, samples

IDS = [name for name, _ in ALL_SAMPLES]


@pytest.mark.parametrize(("name", "sample"), ALL_SAMPLES, ids=IDS)
def test_a_document_cut_anywhere_is_not_whole_unless_a_row_ends_there(name, sample):
    body, table = sample.read_bytes(), example(name)
    assert is_whole(body, table)
    for cut in range(1, len(body.rstrip()), 97):
        half = body[:cut]
        assert not is_whole(half, table) or (name == "rows-csv" and half.endswith(b"\n")), cut


def test_an_export_in_another_encoding_is_taken_when_it_is_whole(tmp_path):
    (sample,) = samples("flat-xml")
    clock = TestClock()
    system = FileDrop(FileDropConfig(tmp_path, quiet=timedelta(0), table=example("flat-xml")), clock)
    (tmp_path / "out").mkdir()
    body = sample.read_bytes()
    (tmp_path / "out/export.xml").write_bytes(body[:-20])
    assert list(system.read()) == []
    (tmp_path / "out/export.xml").write_bytes(body)
    assert [each.body for each in system.read()] == [body]


def a_copy_with(text):
    (sample,) = samples("rows-csv")
    document = example("rows-csv").read(sample.read_bytes()).document
    plan = document.plan
    need = plan.needs[0].model_copy(update={"text": text})
    needs = {"needs": (need, *plan.needs[1:])}
    return replace(a_copy(), document=document.model_copy(update={"plan": plan.model_copy(update=needs)}))


def handed_over(tmp_path, table, copy):
    """The document and its cover note."""
    system = FileDrop(FileDropConfig(tmp_path, IncomingFormat.TABLE, table=TableFormat(table)), TestClock())
    place = tmp_path / system.record(copy).place
    return place, json.loads(place.with_suffix(".copy.json").read_bytes())


def test_what_the_format_of_a_table_cannot_hold_stands_in_the_cover_note_without_content(tmp_path):
    table = example("rows-csv").table
    latin = replace(table, layout=replace(table.layout, encoding="iso-8859-1", bom=False))
    document, cover = handed_over(tmp_path, latin, a_copy_with("Żółw"))
    assert document.suffix == ".csv"
    assert [each["path"] for each in cover["not_held"]] == ["/plan/needs/0/text"]
    assert "Żółw" not in json.dumps(cover, ensure_ascii=False)


def test_a_plan_that_a_table_cannot_write_at_all_comes_as_sip_xml_and_the_note_says_so(tmp_path):
    table = example("rows-csv").table
    order = (("Rubrik\u0141",), *table.layout.order)
    latin = replace(table, layout=replace(table.layout, encoding="iso-8859-1", bom=False, order=order))
    document, cover = handed_over(tmp_path, latin, a_copy_with("Sover dåligt"))
    assert (document.suffix, cover["format"]) == (".xml", "sip-xml")
    assert read(document.read_bytes()).document.plan.needs[0].text == "Sover dåligt"
    assert cover["not_held"]


def test_a_table_must_be_there_to_write_with():
    with pytest.raises(ValueError, match="there is none"):
        FileDropConfig(None, IncomingFormat.TABLE)
