"""The messages of the samples: as they were last looked at, readable back, and right by FHIR R4 and our profiles."""

from __future__ import annotations

import json

import pytest

from mappings import fhir
from tests.referee.referee import Referee
from tests.referee.verdicts import unreviewed
from tests.samples import Sample, samples
from tests.samples.regenerate import golden_in, golden_of
from tests.samples.way import outcomes

EACH = [pytest.param(one, id=one.name) for one in samples()]


@pytest.mark.parametrize("sample", EACH)
def test_the_messages_are_the_golden_ones(sample: Sample):
    """When the difference is meant: `python -m tests.samples.regenerate`, and read it in git."""
    made, golden = golden_of(sample), golden_in(sample.folder)

    assert sorted(made) == sorted(golden)
    assert [name for name, body in made.items() if json.loads(golden[name]) != json.loads(body)] == []
    assert [name for name, body in made.items() if golden[name].replace(b"\r\n", b"\n") != body] == []


@pytest.mark.parametrize("sample", EACH)
def test_the_recipient_reads_exactly_the_copy_that_was_made(sample: Sample):
    for each in outcomes(sample):
        if each.message is None or each.made is None:
            continue
        header, frozen, bundle = fhir.unwrap(each.message)
        assert (header.sender, header.receiver) == (sample.home, each.decided.address)
        assert frozen == each.frozen
        copied = fhir.copy_from_bundle(bundle)
        assert copied.document == each.made.document
        assert copied.redacted is each.made.redacted


@pytest.mark.parametrize("sample", EACH)
def test_each_copy_names_the_one_before_it(sample: Sample):
    before: dict[tuple[str, str], int] = {}
    for each in outcomes(sample):
        if each.message is None:
            continue
        copied = fhir.copy_from_bundle(json.loads(each.message))
        key = (copied.copy_id.plan_id, copied.receiver)
        assert copied.previous_version == before.get(key)
        before[key] = copied.copy_id.version


@pytest.mark.referee
@pytest.mark.parametrize("sample", EACH)
def test_the_referee_has_nothing_against_the_golden_messages(referee: Referee, sample: Sample):
    messages = [body for name, body in sorted(golden_in(sample.folder).items()) if "/" in name]

    assert len(messages) >= 2
    assert unreviewed(referee.validate(messages)) == []
