"""Made-up attacks on `samspel check`: each is refused by its code, in bounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from mappings.limits import MAX_BODY_BYTES
from tests.cli.commands import Outcome

pytestmark = pytest.mark.timeout(10)

ATTACKS = {
    "nothing": (b"", "SIP010"),
    "white space": (b" \n\t ", "SIP010"),
    "latin-1": ("<Plan>åäö</Plan>".encode("latin-1"), "SIP002"),
    "utf-16": ('{"a": 1}'.encode("utf-16"), "SIP002"),
    "NUL": (b'{"a": "\0"}', "SIP002"),
    "half an XML file": (b"<?xml version='1.0'?><Plan><Person>", "SIP003"),
    "half a JSON file": (b'{"format": "samspel-sip", "plan": {', "SIP003"),
    "a DTD": (b"<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'><a/>", "SIP004"),
    "a billion laughs": (
        b"<!DOCTYPE a [<!ENTITY a 'ha'>"
        + b"".join(b"<!ENTITY a%d '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>" % n for n in range(9))
        + b"]><a>&a8;</a>",
        "SIP004",
    ),
    "an external entity": (b"<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>", "SIP004"),
    "deep JSON": (b"[" * 200_000 + b"]" * 200_000, "SIP006"),
    "deep JSON objects": (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, "SIP006"),
    "deep XML": (b"<a>" * 5_000 + b"</a>" * 5_000, "SIP006"),
    "wide XML": (b"<a>" + b"<b/>" * 700_000 + b"</a>", "SIP006"),
    "many attributes": (b"<a " + b" ".join(b'a%d=""' % n for n in range(250_000)) + b"/>", "SIP006"),
    "too large": (b'{"a": "' + b"x" * MAX_BODY_BYTES + b'"}', "SIP005"),
    "doubled names": (b'{"format": "samspel-sip", "format": "x"}', "SIP009"),
    "a huge number": (b'{"format": ' + b"9" * 10_000 + b"}", "SIP011"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_refused_by_its_code(samspel: Callable[..., Outcome], tmp_path: Path, name: str) -> None:
    body, code = ATTACKS[name]
    file = tmp_path / "attack"
    file.write_bytes(body)
    outcome = samspel("check", "--json", file)
    assert outcome.code == 2
    assert code in {each["code"] for each in outcome.json["findings"]}


def test_a_file_that_is_not_there_is_told_in_two_languages(samspel: Callable[..., Outcome], tmp_path: Path) -> None:
    outcome = samspel("check", "--json", tmp_path / "no such file")
    assert outcome.code == 2
    assert [each["code"] for each in outcome.json["findings"]] == ["SIP980"]


def test_a_folder_is_no_document(samspel: Callable[..., Outcome], tmp_path: Path) -> None:
    assert samspel("check", tmp_path).code == 2


def test_well_formed_xml_of_an_unknown_kind_gets_its_root_and_size(
    samspel: Callable[..., Outcome], tmp_path: Path
) -> None:
    file = tmp_path / "journal.xml"
    file.write_text("<Journal xmlns='urn:foreign'><Rad/><Rad/></Journal>", encoding="utf-8")
    found = samspel("check", "--json", file).json["findings"]
    assert [each["code"] for each in found] == ["SIP007"]
    assert "Journal" in found[0]["en"]
    assert "3 elements" in found[0]["en"]
