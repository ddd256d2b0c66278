"""The ids of a journal system become ids of the model and come back as they were."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.tables.ids import element_id, is_a_persons_number, text_of_id
from mappings.tables.language.rules import UnreadableError
from schemas.sip.ids_given import NEEDS_ID

FIELDS = st.sampled_from(sorted(NEEDS_ID))
IDS = st.text("ABCxyz019.-", min_size=1, max_size=20) | st.sampled_from(
    ["need-1", "need-.5f.", "need-.41.", "need-.05f.", "need-.d800.", "need-.ffffff.", "need-", "need-191212121212"]
)


@pytest.mark.parametrize(
    ("field", "text", "made"),
    [
        ("needs", "1", "need-1"),
        ("needs", "B_7", "need-B.5f.7"),
        ("sub_goals", "å 3", "sub-goal-.e5..20.3"),
        ("participants", "a.b", "participant-a.2e.b"),
        ("needs", ":4f1c", "4f1c"),
        ("organisations", "2120000142.soc_1", "2120000142.soc_1"),
    ],
)
def test_an_id_of_the_system_becomes_one_of_the_model(field, text, made):
    assert element_id(field, text) == made
    assert text_of_id(field, made) == text


@given(FIELDS, st.text(st.characters(exclude_categories=("Cs",)), min_size=1, max_size=30))
def test_every_text_comes_back_as_it_was(field, text):
    try:
        made = element_id(field, text)
    except UnreadableError:
        return

    assert re.fullmatch(r"[A-Za-z0-9.-]{1,64}", made)
    assert text_of_id(field, made) == text


@given(FIELDS, IDS)
def test_every_id_of_the_model_comes_back_as_it_was(field, element):
    text = text_of_id(field, element)
    if is_a_persons_number(text.removeprefix(":")):
        with pytest.raises(UnreadableError, match="SIP227"):
            element_id(field, text)
    else:
        assert element_id(field, text) == element


@given(FIELDS, st.lists(IDS, unique=True))
def test_two_ids_are_never_written_as_one(field, elements):
    texts = [text_of_id(field, each) for each in elements]

    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    "text",
    ["191212121212", "19121212-1212", "121212-1212", "121212+1212", "197010632391", ":191212121212"],
)
def test_the_number_of_a_person_becomes_no_id(text):
    with pytest.raises(UnreadableError) as refused:
        element_id("participants", text)

    assert refused.value.code == "SIP227"
    assert refused.value.instead is None


@pytest.mark.parametrize("text", ["191212121213", "20260101", "1912-12121212", "7"])
def test_other_numbers_are_ids(text):
    assert text_of_id("needs", element_id("needs", text)) == text


def test_what_is_too_long_is_told_with_its_length():
    with pytest.raises(UnreadableError) as refused:
        element_id("needs", "å" * 20)

    assert (refused.value.code, refused.value.words) == ("SIP233", {"count": "85"})
    assert len(element_id("needs", "a" * 59)) == 64
