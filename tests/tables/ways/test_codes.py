"""Codes: translated by a list, by a published ConceptMap, or ours."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.tables.nodes import text_of
from mappings.tables.ways import code_list, wrong_codes
from mappings.tables.ways.contract import About, CodeList, WrongOptionError
from schemas.codes import MeasureStatus
from schemas.sip.content import Intervention
from schemas.states import PlanState
from tests.tables.ways.fields import BYTES, COUNT, STATE, TEXT, field, refused, unreadable, unwritable, way

STATUS = field(Intervention, "status")


def about(plain: object) -> About:
    return About(codes={"list": code_list("list", plain, 7)})


@given(
    st.dictionaries(
        st.sampled_from([each.value for each in PlanState]),
        st.integers(0, 99) | st.text(min_size=1, max_size=4).filter(str.strip),
        min_size=1,
    )
)
def test_every_code_of_a_list_is_written_as_it_stands_there_and_read_back(plain: dict[str, str | int]) -> None:
    texts = [text_of(each).strip() for each in plain.values()]
    if len(set(texts)) < len(texts):
        with pytest.raises(WrongOptionError):
            code_list("list", plain)
        return
    made = way("code", STATE, about(plain), codes="list")
    for ours, theirs in plain.items():
        assert made.write(ours) == theirs
        assert made.read(text_of(theirs)) == ours
    for each in PlanState:
        if each.value not in plain:
            unwritable(made, each)


def test_all_texts_of_a_code_are_read_and_the_first_is_written() -> None:
    made = way("code", STATE, about({"established": 3, "closed": ["K", "Klar", True]}), codes="list")
    assert [made.read(each) for each in ("3", " K ", "Klar", "true")] == ["established", "closed", "closed", "closed"]
    assert (made.write(PlanState.CLOSED), made.write("established")) == ("K", 3)


@pytest.mark.parametrize("text", ["klar", "03", "4", "?"])
def test_a_code_that_the_list_does_not_have_is_told(text: str) -> None:
    made = way("code", STATE, about({"established": 3, "closed": ["K", "Klar"]}), codes="list")
    assert unreadable(made, text) == ("SIP221", None)


@pytest.mark.parametrize(
    "plain",
    [{}, None, [], "x", {"closed": []}, {"closed": ""}, {"closed": None}, {"closed": {"a": 1}}, {"a": 1, "b": "1"}],
)
def test_a_list_that_says_nothing_or_two_things_is_refused(plain: object) -> None:
    with pytest.raises(WrongOptionError):
        code_list("list", plain)


def test_codes_of_a_list_that_the_field_does_not_have_are_named() -> None:
    listed = code_list("list", {"closed": 1, "klar": 2})
    assert wrong_codes(listed, STATE) == ("klar",)
    assert wrong_codes(listed, TEXT) == ()
    assert wrong_codes(CodeList("list", {"closed": ("1",)}), STATE) == ()


def test_without_a_list_our_own_codes_stand_there() -> None:
    made = way("code", STATE)
    for each in PlanState:
        assert made.read(text_of(made.write(each))) == each.value
    assert unreadable(made, "klar") == ("SIP103", None)


def test_a_published_map_to_others_reads_only_what_it_calls_the_same() -> None:
    listed = code_list("list", {"map": "plan-state-to-care-plan"})
    made = way("code", STATE, About(codes={"list": listed}), codes="list")
    assert unreadable(made, "active") == ("SIP221", None)
    unwritable(made, "established")
    assert wrong_codes(listed, STATE) == ()


def test_a_published_map_from_others_reads_all_that_it_translates() -> None:
    listed = code_list("list", {"map": "activity-to-measure-status"})
    made = way("code", STATUS, About(codes={"list": listed}), codes="list")
    assert [made.read(each) for each in ("scheduled", "in-progress", "completed")] == [
        "planned",
        "ongoing",
        "performed",
    ]
    assert made.write(MeasureStatus.ONGOING) == "in-progress"
    unwritable(made, "planned")
    assert wrong_codes(listed, STATUS) == ()
    assert "ongoing" in wrong_codes(listed, STATE)


@pytest.mark.parametrize("name", ["no-such-map", "../x", "", "A", "protection/x"])
def test_a_map_that_there_is_not_is_refused(name: str) -> None:
    with pytest.raises(WrongOptionError):
        code_list("list", {"map": name})


def test_codes_are_for_fields_that_hold_codes_and_lists_that_there_are() -> None:
    refused("code", STATE, codes="list")
    refused("code", TEXT)
    refused("code", COUNT, about({"1": "a"}), codes="list")
    refused("code", BYTES, about({"1": "a"}), codes="list")
