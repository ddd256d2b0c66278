"""Skeletons of the example samples, held against the tables that were made by hand."""

from __future__ import annotations

import re

import jsonschema_rs
import pytest

from mappings.tables.loading.editor_schema import editor_schema
from mappings.tables.loading.loader import load_table
from mappings.tables.loading.yaml_tree import yaml_tree
from mappings.tables.table_format import TableFormat
from tests.tables.examples import NAMES, example, samples
from tests.tables.skeleton.hand_made import not_understood, pairs, skeleton_of_example

AT_LEAST = {"flat-xml": (42, 57), "nested-json": (42, 53), "rows-csv": (14, 25)}
"""Rules that are active, and those with what is asked: of 62, 53 and 30 that the hand-made tables have."""


@pytest.mark.parametrize("name", NAMES)
def test_a_skeleton_loads_as_it_stands(name: str) -> None:
    made = skeleton_of_example(name)
    assert made.text is not None
    loaded = load_table(made.text)
    assert loaded.table is not None
    assert not loaded.findings


@pytest.mark.parametrize("name", NAMES)
def test_no_active_rule_is_another_than_the_hand_made_one(name: str) -> None:
    loaded = load_table(skeleton_of_example(name).text or "")
    assert loaded.table is not None
    by_hand = pairs(example(name).table)
    made = pairs(loaded.table)
    assert made <= by_hand


@pytest.mark.parametrize("name", NAMES)
def test_most_of_what_was_mapped_by_hand_is_placed_or_asked(name: str) -> None:
    made = skeleton_of_example(name)
    by_hand = pairs(example(name).table)
    active = set(made.placed)
    placed, asked = AT_LEAST[name]
    assert len(active & by_hand) >= placed
    assert len((active | set(made.asked)) & by_hand) >= asked


@pytest.mark.parametrize("name", NAMES)
def test_reading_the_samples_leaves_exactly_what_the_skeleton_lists(name: str) -> None:
    made = skeleton_of_example(name)
    loaded = load_table(made.text or "")
    assert loaded.table is not None
    table_format = TableFormat(loaded.table)
    told = set().union(*(not_understood(table_format, each.read_bytes()) for each in samples(name)))
    never_there = {"subject/emails", "Behov/Rad/Delmal/Uppfoljt"}  # an empty list; a text beside attributes
    assert told - never_there == set(made.left) - never_there


@pytest.mark.parametrize("name", NAMES)
def test_a_skeleton_is_what_the_schema_for_editors_takes(name: str) -> None:
    made = skeleton_of_example(name)
    assert jsonschema_rs.validator_for(editor_schema()).is_valid(yaml_tree(made.text or "").plain())


def test_two_places_of_one_text_are_asked_about_in_one_line() -> None:
    text = skeleton_of_example("flat-xml").text or ""
    assert '# text: {from: [Rubrik, Beskrivning], joined_by: " "}  # perhaps: 2 places may be it' in text


@pytest.mark.parametrize(("name", "known"), [("nested-json", 5), ("flat-xml", 19), ("rows-csv", 4)])
def test_what_is_asked_about_is_right_once_its_mark_is_gone(name: str, known: int) -> None:
    """All rules without their marks: only the codes that nobody has matched are wrong."""
    lines = (skeleton_of_example(name).text or "").split("\n")
    first = lines.index("plan:")
    last = next(number for number, line in enumerate(lines) if line.startswith("# Not yet"))
    whole = [
        re.sub(r"^( *)# ", r"\1", line) if first < number < last and not line.endswith("keep one line") else line
        for number, line in enumerate(lines)
    ]
    loaded = load_table("\n".join(whole))
    assert {each.code for each in loaded.findings} <= {"SIP264"}
    assert len(loaded.findings) <= known


@pytest.mark.parametrize("name", NAMES)
def test_a_skeleton_is_the_same_every_time(name: str) -> None:
    assert skeleton_of_example(name) == skeleton_of_example(name)
