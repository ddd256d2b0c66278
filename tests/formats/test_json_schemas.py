"""The published JSON Schemas are those of the model, and judge what we write as we do."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.formats import read
from mappings.sip_json import plain, write_sip_json
from schemas.json_schemas import BASE, as_text, json_schemas
from schemas.receipts import Receipt
from schemas.states import CopyState
from tests.generated_plans.strategies import consents, maximal_document, sip_documents

FOLDER = Path(__file__).resolve().parents[2] / "schemas" / "json"
MADE = json_schemas()


def validator(name):
    registry = jsonschema_rs.Registry([(schema["$id"], schema) for schema in MADE.values()])
    return jsonschema_rs.Draft202012Validator(MADE[f"{name}.schema.json"], registry=registry)


DOCUMENT = validator("sip-document")


@pytest.mark.parametrize("name", MADE)
def test_the_committed_schema_is_the_generated_one(name):
    """When it is not: `python -m schemas.json_schemas`."""
    assert (FOLDER / name).read_text(encoding="utf-8") == as_text(MADE[name])


def test_every_committed_schema_is_generated_and_has_a_stable_address():
    assert {path.name for path in FOLDER.glob("*.json")} == set(MADE)
    assert all(schema["$id"] == BASE + name for name, schema in MADE.items())
    assert BASE.startswith("https://w3id.org/samspel/")


@pytest.mark.parametrize("name", MADE)
def test_every_schema_is_a_schema(name):
    jsonschema_rs.meta.validate(MADE[name])


@given(sip_documents())
def test_every_plan_that_we_write_is_valid(document):
    DOCUMENT.validate(json.loads(write_sip_json(document)))


def test_a_consent_and_a_receipt_are_valid():
    validator("consent").validate(plain(maximal_document().consents[0]))
    receipt = Receipt(copy_id="a/1/b/plan", state=CopyState.RECORDED, entry_id="7", at="2026-03-02T09:30:00+01:00")
    validator("receipt").validate(json.loads(receipt.model_dump_json()))


@given(st.data())
def test_every_consent_is_valid(data):
    validator("consent").validate(plain(data.draw(consents(maximal_document().plan))))


@pytest.mark.parametrize(
    "body", [b"", b"<a/>", b'{"plan": {}}', b'{"plan": 1, "plan": 2}', write_sip_json(maximal_document())]
)
def test_every_report_is_valid(body):
    report = read(body).report().as_json()

    validator("findings").validate(report)
    validator("account").validate(report["account"])


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        (("plan", "state"), "nonsense"),
        (("plan", "established_on"), "1 mars"),
        (("plan", "meetings", 0, "start"), "2026-03-02T09:30"),
        (("plan", "plan_id"), "4711"),
        (("plan", "organisations", 0, "organisation_number"), "12"),
        (("plan", "foo"), 1),
        (("plan", "no_other_measures"), "false"),
    ],
)
def test_the_schema_refuses_what_has_the_wrong_shape(pointer, value):
    document = json.loads(write_sip_json(maximal_document()))
    holder = document
    for step in pointer[:-1]:
        holder = holder[step]
    holder[pointer[-1]] = value

    assert not DOCUMENT.is_valid(document)
