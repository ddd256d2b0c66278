"""Identifiers: each type takes what its source defines, refuses the rest, and never repeats a value in an error."""

import pytest
from pydantic import TypeAdapter, ValidationError

from schemas.identifiers import (
    ElementId,
    HsaId,
    IdentityKind,
    OrganisationId,
    OrganisationNumber,
    PersonIdentity,
    UrnUuid,
    is_bare_organisation_number,
    is_personnummer,
    is_samordningsnummer,
)

PUBLISHED_PERSONNUMMER = [
    "191212121212",
    "194911172296",
    "198611062384",
    "192011189228",
    "194804032094",
    "188803099368",
    "196101182803",
    "189002029800",
    "200302022389",
    "199002222397",
    "195009072553",
    "198401012383",
    "198401022390",
    "201305012385",
    "201111212385",
    "201011252382",
    "200812012383",
    "200001252386",
    "189602029812",
]
PUBLISHED_SAMORDNINGSNUMMER = ["196109732393", "197010632391"]


def accepts(kind, value):
    try:
        return TypeAdapter(kind).validate_python(value)
    except ValidationError:
        return None


@pytest.mark.parametrize("value", PUBLISHED_PERSONNUMMER)
def test_every_published_test_person_is_a_personnummer(value):
    assert is_personnummer(value)
    assert not is_samordningsnummer(value)


@pytest.mark.parametrize("value", PUBLISHED_SAMORDNINGSNUMMER)
def test_a_samordningsnummer_has_sixty_added_to_its_day(value):
    assert is_samordningsnummer(value)
    assert not is_personnummer(value)


@pytest.mark.parametrize(
    "value",
    [
        "1212121212",  # ten digits are ambiguous: 1912 or 2012
        "191212121213",  # wrong check digit
        "191302301216",  # 30 February
        "19121212-1212",
        "191212121212 ",
        "１９１２１２１２１２１２",  # digits of another script
        "",
    ],
)
def test_what_is_no_personnummer_is_refused(value):
    assert not is_personnummer(value)


@pytest.mark.parametrize("value", ["98240301AA06", "20210325K069"])
def test_published_reserve_numbers_are_taken(value):
    assert PersonIdentity(kind=IdentityKind.NATIONELLT_RESERVNUMMER, value=value).value == value


def test_an_error_about_a_personal_number_does_not_repeat_it():
    with pytest.raises(ValidationError) as caught:
        PersonIdentity(kind=IdentityKind.PERSONNUMMER, value="191212121213")
    assert "191212121213" not in str(caught.value)
    assert "191212121213" not in repr(caught.value.errors(include_input=False))


def test_a_local_number_names_the_system_that_gave_it():
    assert PersonIdentity(kind=IdentityKind.LOCAL, value="A-17", assigner="SE2321000016-SYS1").assigner
    with pytest.raises(ValidationError):
        PersonIdentity(kind=IdentityKind.LOCAL, value="A-17")


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("SE2321000016-1ABC", "SE2321000016-1ABC"),
        ("se2321000016-1abc", "SE2321000016-1ABC"),
        ("SE165565594230-SYS", "SE165565594230-SYS"),
        ("TSTNMT2321000156-1039", "TSTNMT2321000156-1039"),
        ("SE2321000016", None),
        ("SE232100001-ABC", None),
        ("SE2321000016-" + "A" * 30, None),
    ],
)
def test_hsa_ids_are_kept_in_upper_case(given, kept):
    assert accepts(HsaId, given) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2120000142", "2120000142"),
        ("212000-0142", "2120000142"),
        ("2120000143", None),  # check digit
        ("1212121212", None),  # a person's number
    ],
)
def test_an_organisation_number_is_never_a_persons_number(given, kept):
    assert accepts(OrganisationNumber, given) == kept


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("SE2321000016-1ABC", "SE2321000016-1ABC"),
        ("2120000142.BUN", "2120000142.BUN"),
        ("2120000142", "2120000142"),
        ("1212121212.X", None),
        ("SE1212121212-X", None),
        ("2120000142.", None),
        ("2120000142.a/b", None),
    ],
)
def test_an_organisation_id_is_an_hsa_id_or_a_number_with_a_unit(given, kept):
    assert accepts(OrganisationId, given) == kept


def test_a_bare_organisation_number_is_known_as_such():
    assert is_bare_organisation_number("2120000142")
    assert not is_bare_organisation_number("2120000142.BUN")
    assert not is_bare_organisation_number("SE2321000016-1ABC")


def test_ids_of_plans_and_elements_have_the_form_of_fhir_ids():
    assert accepts(UrnUuid, "urn:uuid:1F0C2F3A-0000-4000-8000-000000000001") == (
        "urn:uuid:1f0c2f3a-0000-4000-8000-000000000001"
    )
    assert accepts(UrnUuid, "1f0c2f3a-0000-4000-8000-000000000001") is None
    assert accepts(ElementId, "need-1.a") == "need-1.a"
    assert accepts(ElementId, "a" * 65) is None
    assert accepts(ElementId, "behov 1") is None
