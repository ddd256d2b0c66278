"""SIP JSON is the model: as strict as SIP XML, with paths as JSON Pointers."""

from __future__ import annotations

import json

import pytest

from mappings.sip_json import read_sip_json, write_sip_json
from tests.generated_plans.strategies import maximal_document

WRONG = [
    (("plan", "needs", 0, "area"), "andligt", "SIP103"),
    (("plan", "needs", 0, "sub_goals", 0, "target_date"), "2026-02-30", "SIP104"),
    (("plan", "needs", 0, "text"), "", "SIP106"),
    (("plan", "needs", 0, "text"), "a\u0000b", "SIP105"),
    (("plan", "needs", 0, "text"), 17, "SIP100"),
    (("plan", "needs", 0, "text"), None, "SIP100"),
    (("plan", "needs", 0), "text", "SIP100"),
    (("plan", "needs"), {}, "SIP100"),
    (("plan", "version"), "2", "SIP100"),
    (("plan", "version"), 2.0, "SIP100"),
    (("plan", "version"), True, "SIP100"),
    (("plan", "initiative", "urgent"), "ja", "SIP100"),
    (("plan", "initiative", "urgent"), 1, "SIP100"),
    (("plan", "attachments", 0, "data"), "AAA", "SIP109"),
    (("plan", "attachments", 0, "data"), "QUJD*", "SIP109"),
    (("plan", "coordinator"), "nobody", "SIP201"),
    (("plan",), None, "SIP100"),
    (("consents", 0, "givers", 0, "form"), "nodded", "SIP103"),
]


def document():
    return json.loads(write_sip_json(maximal_document()))


def shown(pointer):
    return "".join(f"/{step}" for step in pointer)


@pytest.mark.parametrize(("pointer", "value", "code"), WRONG)
def test_a_wrong_value_is_told_with_its_place(pointer, value, code):
    made = document()
    holder = made
    for step in pointer[:-1]:
        holder = holder[step]
    holder[pointer[-1]] = value

    reading = read_sip_json(json.dumps(made).encode())

    assert reading.document is None
    assert (code, shown(pointer)) in [(each.code, each.path) for each in reading.findings]


def test_another_version_is_told():
    made = document() | {"version": "1.0"}

    assert [(each.code, each.path) for each in read_sip_json(json.dumps(made).encode()).findings] == [
        ("SIP008", "/version")
    ]


@pytest.mark.parametrize("body", [b"[]", b"1", b"null", b'"text"'])
def test_what_is_no_object_is_no_plan(body):
    assert [each.code for each in read_sip_json(body).findings] == ["SIP001"]


def test_every_value_is_accounted_for_once():
    made = document()
    reading = read_sip_json(json.dumps(made).encode())

    def values(value):
        inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
        return (not isinstance(value, list)) + sum(map(values, inner))

    assert len(reading.account.mapped) == values(made)
    assert len({entry.path for entry in reading.account.mapped}) == len(reading.account.mapped)


def test_what_is_empty_is_not_written():
    assert b"null" not in write_sip_json(maximal_document()).replace(b'"null', b"")
    assert b"[]" not in write_sip_json(maximal_document())
