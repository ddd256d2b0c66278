"""The encodings of tables."""

from __future__ import annotations

import pytest

from mappings.tables.sources.encodings import ENCODINGS, decoded, encoded
from schemas.findings import Finding
from tests.tables.sources.trees import codes, root_of

SWEDISH = "Åke Öberg äger 5 § – é"


@pytest.mark.parametrize("encoding", sorted(set(ENCODINGS) - {"iso-8859-1", "iso-8859-15"}))
def test_swedish_text_is_the_same_after_writing_and_reading(encoding: str) -> None:
    assert decoded(encoded(SWEDISH, encoding), encoding) == SWEDISH


def test_the_euro_is_where_each_encoding_has_it() -> None:
    assert encoded("€", "iso-8859-15") == b"\xa4"
    assert encoded("€", "windows-1252") == b"\x80"
    assert decoded(b"\xa4 \xe5", "iso-8859-15") == "€ å"


@pytest.mark.parametrize(
    ("body", "encoding"),
    [
        (b"a;\xe5\n", "utf-8"),
        ("a;å\n".encode(), "iso-8859-1"),
        ("a;å\n".encode(), "iso-8859-15"),
        ("a;å\n".encode(), "windows-1252"),
        (b"\xef\xbb\xbfa\n", "windows-1252"),
        (b"a;\x96\xe5\n", "iso-8859-1"),
        (b"a;\x81\xe5\n", "windows-1252"),
        ("a;å\n".encode("utf-16"), "utf-8"),
        ("a;å\n".encode("utf-16"), "iso-8859-1"),
        (b"a;b\n", "utf-16"),
        (b"\xff\xfea", "utf-16"),
        (b"\xff\xfe\x00\xd8", "utf-16"),
        (b"a\0b", "utf-8"),
    ],
)
def test_a_document_in_another_encoding_is_told_and_not_guessed(body: bytes, encoding: str) -> None:
    found = decoded(body, encoding)
    assert isinstance(found, Finding)
    assert found.code == "SIP230"
    for kind in ("xml", "json", "csv"):
        assert codes(body, kind, encoding=encoding) == ["SIP230"]


@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_both_orders_of_bytes_are_read_with_or_without_a_mark(codec: str) -> None:
    assert (
        root_of('<?xml version="1.0" encoding="UTF-16"?><A>å</A>'.encode(codec), "xml", encoding="utf-16").text == "å"
    )
    assert root_of('{"a": "å"}'.encode(codec), "json", encoding="utf-16").said(("a",)) == "å"


@pytest.mark.parametrize("body", [b"", b"\xef\xbb\xbf", b" \r\n"])
def test_nothing_is_told_as_nothing(body: bytes) -> None:
    for kind in ("xml", "json", "csv"):
        assert codes(body, kind) == ["SIP010"]
