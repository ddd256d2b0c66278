"""An element with attributes and a text says two things: both are accounted for."""

from mappings.tables.loading.loader import load_table
from mappings.tables.table_format import TableFormat

TABLE = """
table: own-text
format: xml
root: Export
plan:
  source: {system: {value: own-text}, plan_id: Nr}
ignore:
  Logg: not part of the plan
"""


def account(body: bytes):
    loaded = load_table(TABLE)
    assert loaded.table is not None, loaded.findings
    return TableFormat(loaded.table).read(body).account


def test_the_text_of_an_element_with_attributes_is_not_understood_besides_them():
    found = account(b"<Export><Nr>1</Nr><Kontakt kod='4'>sms</Kontakt></Export>")
    assert [each.path for each in found.not_understood] == ["/Export/Kontakt", "/Export/Kontakt/@kod"]


def test_the_text_of_an_element_with_attributes_is_left_out_with_the_reason():
    found = account(b"<Export><Nr>1</Nr><Logg av='x'>sms</Logg></Export>")
    assert [(each.path, each.reason) for each in found.ignored] == [
        ("/Export/Logg", "not part of the plan"),
        ("/Export/Logg/@av", "not part of the plan"),
    ]


def test_a_place_that_only_holds_others_is_not_told_twice():
    found = account(b"<Export><Nr>1</Nr><Ny>\n  <Del>1</Del>\n</Ny></Export>")
    assert [each.path for each in found.not_understood] == ["/Export/Ny/Del"]
