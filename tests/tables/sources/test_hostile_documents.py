"""Whatever comes, reading gives a tree or findings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from mappings.tables.sources import ENCODINGS
from tests.shared_material import shared_files
from tests.tables.sources.trees import codes, read

KINDS = ("xml", "json", "csv")


def test_no_document_of_the_hostile_corpora_raises() -> None:
    trees = 0
    for path in shared_files("corpora", "6-hostile"):
        body = path.read_bytes()
        for kind in KINDS:
            for encoding in ("utf-8", "windows-1252", "utf-16"):
                found = read(body, kind, encoding=encoding)
                assert (found.root is None) == bool(found.findings)
                trees += found.root is not None
    assert trees > 100


def test_documents_that_name_others_are_refused_and_nothing_is_fetched() -> None:
    bombs = shared_files("corpora", "6-hostile", "defusedxml", suffixes=(".xml",))
    refused = {path.name for path in bombs if "SIP004" in codes(path.read_bytes(), "xml")}
    assert refused >= {"cyclic.xml", "dtd.xml", "external.xml", "external_file.xml", "quadratic.xml", "xmlbomb.xml"}


@given(st.binary() | st.text(st.sampled_from("<>/a\"=;'{}[]:,\n\r\t å&?!-\0")).map(str.encode), st.sampled_from(KINDS))
def test_no_bytes_raise(body: bytes, kind: str) -> None:
    for encoding in ENCODINGS:
        codes(body, kind, encoding=encoding, namespaces={"": "urn:a", "a": "urn:b"})
