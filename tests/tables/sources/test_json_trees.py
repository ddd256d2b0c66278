"""JSON and trees of places."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.tables.language.rules import UnwritableError
from mappings.tables.nodes import LISTED, Node
from mappings.tables.sources import ENCODINGS, write_source
from tests.tables.sources.trees import codes, names, root_of, table

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0"))
SCALARS = st.none() | st.booleans() | st.integers(-(2**63) + 1, 2**63 - 1) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=12,
)


@given(st.dictionaries(TEXTS, VALUES, max_size=4), st.sampled_from(sorted(ENCODINGS)))
def test_what_is_read_is_written_as_the_same_values(value: dict[str, Any], encoding: str) -> None:
    body = json.dumps(value).encode("utf-8" if encoding != "utf-16" else "utf-16")
    root = root_of(body, "json", encoding=encoding)
    written = write_source(root, table("json", encoding=encoding))
    assert json.loads(written.decode(encoding)) == value
    again = root_of(written, "json", encoding=encoding)
    assert [(each.name, each.text, each.value) for each in again.walk()] == [
        (each.name, each.text, each.value) for each in root.walk()
    ]


def test_lists_are_places_of_one_name_and_lists_in_lists_have_items() -> None:
    root = root_of(b'{"a": [1, {"b": 2}], "c": [[1, 2], [3]], "d": [{"item": [4]}], "e": [], "f": {}}', "json")
    assert names(root) == ["a", "a", "c", "c", "d", "f"]
    assert [each.line for each in root.children] == [LISTED, LISTED, LISTED, LISTED, LISTED, 0]
    assert [each.text for each in root.below(("c", "item"))] == ["1", "2", "3"]
    written = json.loads(write_source(root, table("json")))
    assert written == {"a": [1, {"b": 2}], "c": [[1, 2], [3]], "d": [{"item": [4]}], "f": {}}


def test_scalars_have_their_text_and_their_value() -> None:
    root = root_of(
        b'{"t": true, "n": null, "s": "", "i": 7, "x": 1.50, "e": 1e5, "long": 0.10000000000000000001}', "json"
    )
    assert [each.text for each in root.children] == ["true", "", "", "7", "1.50", "1e5", "0.10000000000000000001"]
    assert [each.value for each in root.children] == [True, None, "", 7, 1.5, 100000.0, 0.1]


def test_a_list_of_one_object_is_that_object() -> None:
    assert names(root_of(b'[{"a": 1}]', "json")) == ["a"]


@pytest.mark.parametrize("body", [b"[]", b"1", b'"x"', b'[{"a": 1}, {"a": 2}]', b"[[{}]]", b"null"])
def test_other_documents_are_not_what_tables_read(body: bytes) -> None:
    assert codes(body, "json") == ["SIP229"]


def test_the_limits_of_our_own_json_hold() -> None:
    assert codes(b'{"a": 1, "a": 2}', "json") == ["SIP009"]
    assert codes(b'{"a": "\\ud800"}', "json") == ["SIP012"]
    assert codes(b"[" * 5000 + b"]" * 5000, "json") == ["SIP006"]
    assert codes(b'{"a": 1.5, "b": NaN}', "json") == ["SIP003"]
    assert codes(b"{", "json") == ["SIP003"]


def test_names_that_come_again_are_a_list_even_when_none_said_so() -> None:
    root = Node("")
    for value in (1, 2):
        root.add("a", value=value)
    root.add("b", line=LISTED, value=True)
    assert json.loads(write_source(root, table("json"))) == {"a": [1, 2], "b": [True]}


def test_places_are_written_in_the_order_of_the_table() -> None:
    root = Node("")
    for name in ("z", "b", "a"):
        root.add(name, name)
    assert list(json.loads(write_source(root, table("json", order=(("a",), ("b",)))))) == ["a", "b", "z"]


def test_what_the_encoding_lacks_is_escaped() -> None:
    root = Node("")
    root.add("å", "漢😀\x85")
    body = write_source(root, table("json", encoding="iso-8859-1"))
    assert body == '{\n  "å": "\\u6f22\\ud83d\\ude00\\u0085"\n}\n'.encode("latin-1")
    assert root_of(body, "json", encoding="iso-8859-1").children[0].text == "漢😀\x85"


def test_a_place_with_a_value_and_places_below_is_refused() -> None:
    root = Node("")
    root.add("a", "x").add("b", "y")
    with pytest.raises(UnwritableError):
        write_source(root, table("json"))
