"""The catalogue of findings: stable form, two languages, texts that can be filled."""

import importlib
import pkgutil
import re
import string
from pathlib import Path

import pytest

from schemas import catalogue
from schemas.catalogue import CATALOGUE
from schemas.errors import SamspelError
from schemas.findings import Fault, Severity, finding

IN_ONE_LANGUAGE = {"sv", "en"}
"""What is put in as words of one language has the name of that language."""


def placeholders(text):
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_code_has_a_severity_a_fault_and_two_texts_with_the_same_placeholders(code):
    row = CATALOGUE[code]
    assert re.fullmatch(r"SIP[0-9]{3}", code)
    Severity(row.severity)
    Fault(row.fault)
    assert row.sv.strip()
    assert row.en.strip()
    assert placeholders(row.sv) - {"sv"} == placeholders(row.en) - {"en"}
    assert ("sv" in placeholders(row.sv)) == ("en" in placeholders(row.en))


@pytest.mark.parametrize("code", sorted(CATALOGUE))
def test_every_text_can_be_filled(code):
    words = dict.fromkeys(placeholders(CATALOGUE[code].sv) | IN_ONE_LANGUAGE, "x")
    made = finding(code, "/plan", **words)
    assert "{" not in made.sv
    assert "{" not in made.en


def test_no_code_stands_in_two_ranges():
    names = [each.name for each in pkgutil.iter_modules(catalogue.__path__) if each.name != "row"]
    rows = [importlib.import_module(f"schemas.catalogue.{each}").ROWS for each in names]
    assert len(rows) >= 15
    assert sum(map(len, rows)) == len(CATALOGUE)


def test_every_error_has_a_code_of_its_own():
    def below(kind):
        for child in kind.__subclasses__():
            yield child
            yield from below(child)

    for kind in below(SamspelError):
        assert re.fullmatch(r"SIP[0-9]{3}", kind.code)


ROOT = Path(__file__).resolve().parents[2]


def codes_in_use():
    """Every code that stands in the program, outside of the catalogue."""
    for folder in ("schemas", "mappings", "adapters", "gateway"):
        for path in (ROOT / folder).rglob("*.py"):
            if path.parent.name != "catalogue":
                yield from re.findall(r"\bSIP[0-9]{3}\b", path.read_text(encoding="utf-8"))


def test_every_code_of_the_catalogue_is_used():
    assert sorted(CATALOGUE.keys() - set(codes_in_use())) == []


def test_every_code_that_is_used_is_in_the_catalogue():
    """But for the roots of the tree of errors, which are never raised themselves."""
    assert sorted(set(codes_in_use()) - CATALOGUE.keys() - {"SIP000", "SIP900"}) == []
