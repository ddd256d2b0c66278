"""What is wrong with a table is told at its line, all at once, and a table with an error is not used."""

from __future__ import annotations

import time

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.tables.language.words import PART_WORDS, TOP_WORDS
from mappings.tables.loading.editor_schema import NAME, editor_schema
from mappings.tables.loading.loader import load_table
from mappings.tables.loading.yaml_tree import yaml_tree
from schemas.json_schemas import as_text
from schemas.sip.document import SipDocument
from schemas.sip.walk import fields_with_parts
from tests.tables.examples import FOLDER, NAMES

HEAD = "table: t\nformat: xml\nroot: R\n"
SMALL = HEAD + "plan:\n  state: {from: S, codes: state}\n  person: {identity: P, name: {given: G}}\n"
STATES = "codes:\n  state: {established: 1}\n"


def told(text):
    return [(each.code, each.path) for each in load_table(text).findings]


def test_a_small_table_is_whole():
    loaded = load_table(SMALL + STATES)
    assert loaded.findings == ()
    assert loaded.table.name == "t"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ("SIP260", "line 1")),
        ("- a", ("SIP262", "line 1")),
        ("table: t\ntable: u\n", ("SIP260", "line 2")),
        ("table: &x t\n", ("SIP260", "line 1")),
        ("table: !!python/name:os.system\n", ("SIP260", "line 1")),
        ("format: xml\nroot: R\nplan: {}\n", ("SIP266", "line 1")),
        ("table: t\nformat: xls\nplan: {}\n", ("SIP261", "line 2: format")),
        ("table: t\nformat: xml\nplan: {}\n", ("SIP266", "line 1")),
        (HEAD + "encoding: utf-7\nplan: {}\n", ("SIP261", "line 4: encoding")),
        (HEAD + "delimiter: ;\nplan: {}\n", ("SIP262", "line 4: delimiter")),
        ("table: t\nformat: csv\ndelimiter: x\nplan: {}\n", ("SIP261", "line 3: delimiter")),
        (HEAD + "namespaces: {a: 'urn:x', b: 'urn:x'}\nplan: {}\n", ("SIP262", "line 4: namespaces")),
        (HEAD + "namespaces: {1: 'urn:x'}\nplan: {}\n", ("SIP262", "line 4: namespaces")),
        (HEAD + "plan:\n  sate: S\n", ("SIP261", "line 5: plan.sate")),
        (HEAD + "plan:\n  person:\n    identity: /P\n", ("SIP263", "line 6: plan.person.identity")),
        (HEAD + "plan:\n  state: {from: S, codes: gone}\n", ("SIP264", "line 5: plan.state")),
        (HEAD + "plan:\n  state: {from: S, as: guess}\n", ("SIP261", "line 5: plan.state")),
        (HEAD + "plan:\n  state: {value: going-on}\n", ("SIP265", "line 5: plan.state")),
        (HEAD + "plan:\n  established_on: {from: [A, B]}\n", ("SIP262", "line 5: plan.established_on")),
        (HEAD + "plan:\n  established_on: {from: A, pattern: YY-MM-DD}\n", ("SIP262", "line 5: plan.established_on")),
        (HEAD + "plan:\n  established_on: {from: A, patern: YYYY}\n", ("SIP261", "line 5: plan.established_on")),
        (HEAD + "plan:\n  person: Klient\n", ("SIP262", "line 5: plan.person")),
        (HEAD + "plan:\n  person: [{name: {given: G}}]\n", ("SIP262", "line 5: plan.person")),
        (HEAD + "plan:\n  person:\n    each: K\n", ("SIP262", "line 6: plan.person")),
        (HEAD + "plan:\n  needs: {text: T, group: N}\n", ("SIP262", "line 5: plan.needs")),
        (HEAD + "plan:\n  coordinator: {from: C, to: needs}\n", ("SIP261", "line 5: plan.coordinator")),
        (HEAD + "plan: {}\nbudget: {lost: many}\n", ("SIP262", "line 5: budget.lost")),
        (HEAD + "plan: {}\nknown_organisations: [{id: 1}]\n", ("SIP100", "line 5: known_organisations.id")),
        (
            HEAD + "codes: {state: {running: 1}}\nplan:\n  state: {from: S, codes: state}\n",
            ("SIP265", "line 4: codes.state"),
        ),
    ],
)
def test_what_is_wrong_is_told_at_its_line(text, expected):
    assert expected in told(text)
    assert load_table(text).table is None


@pytest.mark.parametrize("text", ["a: [", "a: \ud800", "a: '\udcff'"], ids=["no end", "a surrogate", "a quoted one"])
def test_what_is_no_yaml_is_told(text):
    assert [code for code, _ in told(text)] == ["SIP260"]


@pytest.mark.parametrize(
    "deep", ["[" * 100_000, '[{"":' * 50_000, "a:\n" + "".join(f"{' ' * n}a:\n" for n in range(1, 400))]
)
def test_what_is_too_deep_is_refused_before_it_is_read_to_its_end(deep):
    started = time.process_time()
    assert [code for code, _ in told(deep)] == ["SIP260"]
    assert time.process_time() - started < 5


def test_everything_is_told_at_once():
    text = HEAD + "plan:\n  sate: S\n  person: {identity: /P, nmae: N}\n"
    assert [code for code, _ in told(text)] == ["SIP261", "SIP263", "SIP261"]


def test_the_nearest_name_is_proposed():
    (found,) = load_table(SMALL + STATES + "ignroe: {A: why}\n").findings
    assert "ignore?" in found.en


def test_what_is_carried_and_left_out_at_once_is_told_and_does_not_refuse():
    loaded = load_table(SMALL + STATES + "not_carried: {plan.state: we do not}\n")
    assert [each.code for each in loaded.findings] == ["SIP267"]
    assert loaded.table is not None


def test_words_of_people_stay_words():
    tree = yaml_tree("on: yes\ntime: 12:30\nday: 2026-01-01\ncount: 3\nname: '3'\nnone: ~\n").plain()
    assert tree == {"on": "yes", "time": "12:30", "day": "2026-01-01", "count": 3, "name": "3", "none": None}


def test_no_word_of_the_table_is_a_part_of_the_document():
    assert not set(TOP_WORDS) & set(SipDocument.model_fields) - {"format"}
    names = set()
    waiting = [SipDocument]
    while waiting:
        part = waiting.pop()
        names |= set(part.model_fields)
        for name in fields_with_parts(part):
            shape = part.model_fields[name].annotation
            waiting += [each for each in getattr(shape, "__args__", (shape,)) if hasattr(each, "model_fields")]
    assert not set(PART_WORDS) & names


@given(st.text())
def test_no_text_raises(text):
    load_table(text)


@given(st.sampled_from([SMALL + STATES]), st.integers(0, 200), st.text(max_size=3))
def test_no_damaged_table_raises(text, at, put):
    load_table(text[:at] + put + text[at:])


def test_the_schema_for_editors_is_the_generated_one():
    """When it is not: `python -m mappings.tables.loading.editor_schema`."""
    stands = (FOLDER.parent / NAME).read_text(encoding="utf-8")
    assert stands == as_text(editor_schema())


@pytest.mark.parametrize("name", NAMES)
def test_the_schema_for_editors_takes_the_examples(name):
    text = (FOLDER / name / "table.yaml").read_text(encoding="utf-8")
    jsonschema_rs.Draft202012Validator(editor_schema()).validate(yaml_tree(text).plain())


def test_the_schema_for_editors_refuses_what_the_loader_refuses():
    validator = jsonschema_rs.Draft202012Validator(editor_schema())
    assert validator.is_valid(yaml_tree(SMALL + STATES).plain())
    assert not validator.is_valid(yaml_tree(HEAD + "plan:\n  sate: S\n").plain())
    assert not validator.is_valid(yaml_tree(HEAD + "plan:\n  state: {from: S, as: guess}\n").plain())
