"""Every code has its Swedish word."""

import inspect
from enum import StrEnum

import pytest

from mappings.swedish import sv
from schemas import codes, messages, states

CODES = [
    member
    for module in (codes, states, messages)
    for _, enum in inspect.getmembers(module, lambda each: inspect.isclass(each) and issubclass(each, StrEnum))
    if enum is not StrEnum and enum.__module__ in {"schemas.codes", "schemas.states"}
    for member in enum
] + [*messages.Evidence, *messages.CopyKind]


@pytest.mark.parametrize("code", CODES, ids=lambda code: f"{type(code).__name__}.{code.name}")
def test_every_code_has_a_swedish_word_that_is_not_the_code_itself(code):
    word = sv(code)
    assert word
    assert word == word.strip()
    assert "_" not in word
    assert not word.endswith(".")


def test_codes_that_share_a_string_keep_their_own_words():
    assert sv(codes.OtherPerformer.PERSON) == "den enskilde"
    assert sv(codes.Mandate.GUARDIAN) == sv(codes.RequesterKind.GUARDIAN) == "vårdnadshavare"
    assert sv(states.CopyState.PREPARED) == "förberedd"
    assert sv(codes.MeasureStatus.PLANNED) == "planerat"
