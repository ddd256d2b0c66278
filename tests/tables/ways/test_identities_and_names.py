"""Numbers and names of persons. All numbers are published test persons'."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.tables.language.rules import UnwritableError
from schemas.identifiers import IdentityKind, PersonIdentity
from tests.generated_plans.values import IDENTITIES
from tests.tables.ways.fields import IDENTITY, NAME, TEXT, refused, unreadable, unwritable, way

TELLING = (IdentityKind.PERSONNUMMER, IdentityKind.SAMORDNINGSNUMMER, IdentityKind.NATIONELLT_RESERVNUMMER)
NUMBERS = [(kind, number) for kind in TELLING for number in IDENTITIES.get(kind, ())]
WORDS = st.text(st.sampled_from("Aå, -"), min_size=1, max_size=6).map(lambda text: " ".join(text.split())).filter(bool)


@pytest.mark.parametrize("write", ["digits", "hyphen"])
@pytest.mark.parametrize(("kind", "number"), NUMBERS)
def test_a_number_is_told_by_its_form_and_written_as_the_system_writes_it(
    kind: IdentityKind, number: str, write: str
) -> None:
    made = way("identity", IDENTITY, write=write)
    hyphened = f"{number[:8]}-{number[8:]}"
    for text in (number, hyphened, f" {number} "):
        assert made.read(text) == {"kind": kind.value, "value": number}
    assert made.write(made.read(number)) == (hyphened if write == "hyphen" else number)
    assert made.write(PersonIdentity(kind=kind, value=number).model_dump()) == made.write(made.read(number))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1212121212", "SIP110"),
        ("121212-1212", "SIP110"),
        ("121212+1212", "SIP110"),
        ("191212121213", "SIP110"),
        ("196109732394", "SIP111"),
        ("19121212 1212", "SIP110"),
        ("okänd person", "SIP110"),
    ],
)
def test_a_number_that_is_not_whole_is_told(text: str, code: str) -> None:
    assert unreadable(way("identity", IDENTITY), text) == (code, None)


def test_only_the_kinds_that_the_table_allows_are_read_and_written() -> None:
    made = way("identity", IDENTITY, kinds=["samordningsnummer"])
    assert unreadable(made, "191212121212")[0] == "SIP220"
    unwritable(made, {"kind": "personnummer", "value": "191212121212"})
    assert made.read("196109732393")["kind"] == "samordningsnummer"


def test_a_kind_that_the_table_fixes_is_that_of_every_number() -> None:
    made = way("identity", IDENTITY, kind="personnummer", write="hyphen")
    assert unreadable(made, "196109732393")[0] == "SIP110"
    reserve = way("identity", IDENTITY, kind="stockholm-reservnummer")
    assert reserve.read("98240301AA06") == {"kind": "stockholm-reservnummer", "value": "98240301AA06"}
    unwritable(reserve, {"kind": "personnummer", "value": "191212121212"})


def test_a_local_number_has_the_system_that_the_table_names() -> None:
    made = way("identity", IDENTITY, kind="local", assigner="se2321000131-r1")
    value = {"kind": "local", "value": "A-12", "assigner": "SE2321000131-R1"}
    assert made.read("A-12") == value
    assert made.write(value) == "A-12"
    unwritable(made, value | {"assigner": "SE2120000142-K1"})
    unwritable(way("identity", IDENTITY), value)


def test_options_of_numbers_that_do_not_go_together_are_refused() -> None:
    refused("identity", IDENTITY, kind="local")
    refused("identity", IDENTITY, kind="local", assigner="x")
    refused("identity", IDENTITY, kind="personnummer", assigner="SE2321000131-R1")
    refused("identity", IDENTITY, kind="passport")
    refused("identity", IDENTITY, kinds="local")
    refused("identity", IDENTITY, kinds=["personnummer"], kind="personnummer")
    refused("identity", IDENTITY, write="dots")
    refused("identity", TEXT)


@given(
    WORDS, st.none() | WORDS, st.sampled_from(["family-given", "given-family"]), st.sampled_from([None, ",", " ", ", "])
)
def test_a_name_that_is_written_is_read_the_same(
    given_: str, family: str | None, order: str, separator: str | None
) -> None:
    value = {"given": given_, "family": family}
    made = way("name", NAME, order=order, **({"separator": separator} if separator else {}))
    try:
        written = made.write(value)
    except UnwritableError:
        return
    assert made.read(str(written)) == {name: said for name, said in value.items() if said}


def test_a_name_is_split_only_where_there_is_one_place_for_it() -> None:
    spaced = way("name", NAME, order="given-family")
    assert spaced.read("Anna  Berg") == {"given": "Anna", "family": "Berg"}
    assert spaced.read("Anna Maria Berg") == {"given": "Anna Maria Berg"}
    assert spaced.read("Anna") == {"given": "Anna"}
    unwritable(spaced, {"given": "Anna Maria", "family": "Berg"})
    comma = way("name", NAME, order="family-given", separator=", ")
    assert comma.read("af Berg, Anna Maria") == {"given": "Anna Maria", "family": "af Berg"}
    assert comma.write({"given": "Anna Maria", "family": "af Berg"}) == "af Berg, Anna Maria"
    assert comma.read("Berg, Anna, dr") == {"given": "Berg, Anna, dr"}
    assert comma.read("Berg,") == {"given": "Berg,"}


def test_options_of_names_are_checked() -> None:
    refused("name", NAME)
    refused("name", NAME, order="both")
    refused("name", NAME, order="given-family", separator="")
    refused("name", NAME, order="given-family", separator="\n")
    refused("name", TEXT, order="given-family")
