"""The example tables: every sample is carried whole, there and back, and is the plan that its golden file says."""

from __future__ import annotations

import pytest

from mappings.tables.trial import How, golden_of, try_sample
from tests.tables.examples import ALL_SAMPLES, FOLDER, NAMES, example

IDS = [f"{name}-{sample.stem}" for name, sample in ALL_SAMPLES]


def golden_file(name, sample):
    return FOLDER / name / "golden" / f"{sample.stem}.json"


def test_there_is_one_of_each_format():
    assert {example(name).table.kind.value for name in NAMES} == {"xml", "json", "csv"}
    assert {example(name).table.layout.encoding for name in NAMES} >= {"iso-8859-1", "utf-8"}


@pytest.mark.parametrize(("name", "sample"), ALL_SAMPLES, ids=IDS)
def test_a_sample_is_carried_whole(name, sample):
    trial = try_sample(example(name), sample.name, sample.read_bytes(), golden_file(name, sample).read_bytes())
    assert trial.passed, trial.as_json()
    assert trial.reading.account.complete
    assert not trial.reading.findings
    assert not trial.writing.account.not_understood


@pytest.mark.parametrize(("name", "sample"), ALL_SAMPLES, ids=IDS)
def test_the_golden_file_is_byte_for_byte_what_is_read(name, sample):
    document = example(name).read(sample.read_bytes()).document
    assert golden_of(document) == golden_file(name, sample).read_bytes()


@pytest.mark.parametrize(("name", "sample"), ALL_SAMPLES, ids=IDS)
def test_writing_twice_gives_the_same_bytes(name, sample):
    table = example(name)
    once = table.write(table.read(sample.read_bytes()).document).body
    assert table.write(table.read(once).document).body == once


@pytest.mark.parametrize(("name", "sample"), ALL_SAMPLES, ids=IDS)
def test_what_is_written_back_lacks_nothing_but_what_the_table_does_not_distinguish(name, sample):
    trial = try_sample(example(name), sample.name, sample.read_bytes())
    missing = {each.path.rpartition("/")[2] for each in trial.written_back if each.how is How.MISSING}
    assert missing <= {"Samordnare"}  # a mark of `N`, which says what no mark says
