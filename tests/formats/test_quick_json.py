"""The quick way to read JSON vouches only for what the careful parser reads to the same value, without a finding."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.json_parser import parse_carefully, parse_json
from mappings.json_quick import read_quickly
from mappings.limits import MAX_DEPTH, MAX_VALUES
from tests.shared_material import shared_files

_STRUCTURE = ["{", "}", "[", "]", ",", ":", " ", "\\", '"a":']
_STRINGS = [
    '"a"',
    '"b"',
    '"x,{"',
    '"\\""',
    '"\\\\"',
    '"\\\\\\",["',
    '"]}"',
    '""',
    '"\\u00e5"',
    '"\\ud83d\\ude00"',
    '"\\ud800"',
]
_NUMBERS = ["1", "-0", "1.0", "1e5", "1e999", "9" * 18, "9" * 19, "true"]
_PIECES = st.sampled_from([*_STRUCTURE, *_STRINGS, *_NUMBERS])
_WHOLE = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["", "a", ",", '{"', "\\", '\\"', "]", '"', "å"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "b,", '"', "{"]), inner),
    max_leaves=20,
)


def _leaves(value: Any) -> int:
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    return sum(map(_leaves, inner)) if inner else 1


def _agrees(body: bytes) -> bool:
    """Whether the quick way vouches for a body; fails when it does and should not."""
    quick, careful = read_quickly(body), parse_carefully(body)
    if quick is not None:
        assert careful.findings == ()
        assert repr(quick.value) == repr(careful.value)
        assert quick.leaves == _leaves(careful.value)
    return quick is not None


@given(st.lists(_PIECES, max_size=12).map("".join))
def test_what_is_vouched_for_reads_the_same_with_care(text: str) -> None:
    _agrees(text.encode())


@given(_WHOLE, st.sampled_from([None, 2]), st.booleans())
def test_whatever_is_whole_is_read_quickly(value: Any, indent: int | None, ascii_only: bool) -> None:
    assert _agrees(json.dumps(value, indent=indent, ensure_ascii=ascii_only).encode())


@given(_WHOLE, _WHOLE)
def test_a_name_that_stands_twice_is_never_vouched_for(one: Any, other: Any) -> None:
    first, second = json.dumps(one), json.dumps(other)
    for body in (f'{{"a":{first},"a":{second}}}', f'[{{"c":{first}, "b": 1, "c": {second}}}]'):
        assert not _agrees(body.encode())


@pytest.mark.parametrize(
    "body",
    [
        b"[" * (MAX_DEPTH + 1) + b"]" * (MAX_DEPTH + 1),
        b"[" + b'"[", ["]", ' * MAX_DEPTH + b"1" + b"]" * MAX_DEPTH + b"]",
        b"[" + b"1," * MAX_VALUES + b"1]",
        b"[9223372036854775808]",
        b"[-9223372036854775808]",
    ],
    ids=["deep", "deep behind brackets in strings", "wide", "large", "large below zero"],
)
def test_what_is_beyond_a_limit_is_left_to_the_careful_parser(body: bytes) -> None:
    assert not _agrees(body)
    assert parse_json(body).findings


def test_the_limits_themselves_are_read_quickly() -> None:
    assert _agrees(b"[" * MAX_DEPTH + b"]" * MAX_DEPTH)
    assert _agrees(b"[" + b"1," * (MAX_VALUES - 3) + b"1]")


@pytest.mark.corpora
def test_hostile_files_are_vouched_for_only_when_the_careful_parser_reads_them() -> None:
    read = [_agrees(path.read_bytes()) for path in shared_files("corpora", "6-hostile", suffixes=(".json",))]
    assert 100 < sum(read) < len(read)
