"""The laws of writing with a table, for every plan: each value is accounted for once, and what is held comes back."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given

from mappings.part_ids import ids_to_leave_out
from mappings.sip_json import plain
from mappings.tables.reading.compiled import compiled
from mappings.tables.reading.walking import Walk
from mappings.tables.sources import read_source
from mappings.tables.writing.account import leaves
from mappings.tables.writing.known import at
from mappings.tables.writing.writer import write_with
from schemas.sip.walk import pointer
from tests.generated_plans.strategies import maximal_document, sip_documents
from tests.tables.writing.tables import TABLES

EACH_TABLE = pytest.mark.parametrize("name", TABLES)
BY_ITSELF = {"said by the table", "what is read when nothing is said"}
SAID_BY_THE_TABLE = {
    ("plan", "content"),
    ("plan", "supporters", "kind"),
    ("plan", "interventions", "status"),
    ("consents", "givers", "form"),
}


def read_back(table, body):
    source = read_source(body, table)
    assert source.root is not None, source.findings
    walk = Walk(table, compiled(table), None)
    return walk.read(source.root), {each.code for each in walk.told}


def said(data, paths):
    fields = [(tuple(step for step in path if isinstance(step, str)), at(data, path)) for path in paths]
    return Counter((field, str(value)) for field, value in fields)


def held_and_read(table, document):
    writing = write_with(table, document)
    data = plain(document, ids_to_leave_out(document))
    by_pointer = {pointer(path): path for path in leaves(data, ())}
    held = [by_pointer[each.path] for each in writing.account.mapped if each.reason not in BY_ITSELF]
    read, told = read_back(table, writing.body)
    return said(data, held), said(read, leaves(read, ())), told


@EACH_TABLE
@given(document=sip_documents())
def test_every_value_is_in_exactly_one_list(name, document):
    account = write_with(TABLES[name], document).account

    listed = [each.path for each in (*account.mapped, *account.ignored, *account.not_understood)]
    assert sorted(listed) == sorted(pointer(each) for each in leaves(plain(document, ids_to_leave_out(document)), ()))
    assert len(listed) == len(set(listed))
    assert all(each.reason for each in (*account.mapped, *account.ignored, *account.not_understood))


@EACH_TABLE
@given(document=sip_documents())
def test_what_is_held_is_read_again_and_nothing_else(name, document):
    held, read, told = held_and_read(TABLES[name], document)

    assert not told
    assert not held - read
    assert {field for field, _ in read - held} <= SAID_BY_THE_TABLE


@EACH_TABLE
def test_of_the_whole_model_much_is_held_by_each_table(name):
    held, _, _ = held_and_read(TABLES[name], maximal_document())

    assert len({field for field, _ in held}) > 8
