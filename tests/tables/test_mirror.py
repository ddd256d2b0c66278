"""The whole model through one table: what our own reader of SIP XML says, a table that mirrors it says too."""

from __future__ import annotations

import pytest
from hypothesis import given

from mappings.sip_xml import read_sip_xml, write_sip_xml
from mappings.tables.ids import element_id
from schemas.sip.ids_given import NEEDS_ID
from schemas.sip.integrity import references_of
from schemas.sip.walk import walk
from tests.generated_plans.strategies import sip_documents
from tests.samples import samples
from tests.tables.mirror import mirror

DOCUMENTS = [(f"{each.name}-{number}", body) for each in samples() for number, body in enumerate(each.versions, 1)]


def renamed(document):
    """The document as data, with the ids that a table makes of those that stand in it."""
    names = {}
    for path, part in walk(document):
        field = next((step for step in reversed(path) if isinstance(step, str)), "")
        if field in NEEDS_ID:
            names[part.id] = part.id if part.id.startswith("unassigned-") else element_id(field, part.id)
    targets = {target for _, part in walk(document) for _, _, target, _ in references_of(part)}
    assert targets
    return with_names(document.model_dump(mode="json"), names)


def with_names(value, names):
    if isinstance(value, dict):
        return {key: with_names(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_names(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


@pytest.mark.parametrize(("name", "body"), DOCUMENTS, ids=[name for name, _ in DOCUMENTS])
def test_every_sample_is_the_same_plan(name, body):
    by_hand, by_table = read_sip_xml(body), mirror().read(body)
    assert by_table.valid, by_table.findings
    assert by_table.document.model_dump(mode="json") == renamed(by_hand.document)
    assert len(by_table.account.mapped) == len({each.path for each in by_table.account.mapped})


@given(sip_documents())
def test_every_generated_plan_is_read_and_written_back(document):
    body = write_sip_xml(document)
    reading = mirror().read(body)
    assert reading.valid, reading.findings
    again = mirror().read(mirror().write(reading.document).body)
    assert again.document == reading.document
