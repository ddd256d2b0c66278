"""Every identifier of a SIP as a type with its check; errors never repeat the value.

Source: SIP identifiers and OIDs of RIV-TA, Skatteverket (SKV 704, 707), Inera's HSA, SIS organisationsnummer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Self

from personnummer import personnummer
from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from schemas.sip.base import Part


class IdentityKind(StrEnum):
    """What kind of number names a person."""

    PERSONNUMMER = "personnummer"
    SAMORDNINGSNUMMER = "samordningsnummer"
    NATIONELLT_RESERVNUMMER = "nationellt-reservnummer"
    STOCKHOLM_RESERVNUMMER = "stockholm-reservnummer"
    LOCAL = "local"


OID = {
    IdentityKind.PERSONNUMMER: "1.2.752.129.2.1.3.1",
    IdentityKind.SAMORDNINGSNUMMER: "1.2.752.129.2.1.3.3",
    IdentityKind.STOCKHOLM_RESERVNUMMER: "1.2.752.97.3.1.3",
    IdentityKind.LOCAL: "1.2.752.129.2.1.2.1",
}
HSA_OID = "1.2.752.129.2.1.4.1"

_TWELVE_DIGITS = re.compile(r"(18|19|20)[0-9]{10}")
_NATIONAL_RESERVE = re.compile(r"[0-9]{8}[0-9A-Zptf]{4}")
_REGIONAL_RESERVE = re.compile(r"[0-9A-Z]{1,20}")
_LOCAL = re.compile(r"\S(.{0,62}\S)?")
_HSA = re.compile(r"(?:SE|TSTNMT)((?:16)?[0-9]{10})-[A-Z0-9-]{1,20}")
_WITH_UNIT = re.compile(r"([0-9]{10})\.([A-Za-z0-9_-]{1,20})")


def _refuse(kind: str, text: str) -> PydanticCustomError:
    return PydanticCustomError(kind, text)


def is_personnummer(value: str) -> bool:
    """Whether 12 digits are a personnummer: a real date and a right check digit. Ten digits are ambiguous: False."""
    return _parses(value, coordination=False)


def is_samordningsnummer(value: str) -> bool:
    """Whether 12 digits are a samordningsnummer: as a personnummer, with 60 added to the day."""
    return _parses(value, coordination=True)


def _parses(value: str, *, coordination: bool) -> bool:
    if not _TWELVE_DIGITS.fullmatch(value):
        return False
    try:
        parsed = personnummer.parse(value)
    except personnummer.PersonnummerException:
        return False
    return bool(parsed.is_coordination_number()) is coordination


_CHECK: dict[IdentityKind, Callable[[str], bool]] = {
    IdentityKind.PERSONNUMMER: is_personnummer,
    IdentityKind.SAMORDNINGSNUMMER: is_samordningsnummer,
    IdentityKind.NATIONELLT_RESERVNUMMER: lambda value: bool(_NATIONAL_RESERVE.fullmatch(value)),
    IdentityKind.STOCKHOLM_RESERVNUMMER: lambda value: bool(_REGIONAL_RESERVE.fullmatch(value)),
    IdentityKind.LOCAL: lambda value: bool(_LOCAL.fullmatch(value)),
}


def is_organisation_number(value: str) -> bool:
    """Whether 10 digits are an organisationsnummer. A third digit of 0 or 1 is a sole trader's personnummer: False."""
    if not re.fullmatch(r"[0-9]{10}", value) or value[2] in "01":
        return False
    from stdnum.se import orgnr  # imported here: it loads a good deal, and not every document names a number

    return bool(orgnr.is_valid(value))


def _organisation_number(value: str) -> str:
    digits = value.replace("-", "")
    if not is_organisation_number(digits):
        raise _refuse("organisation_number", "not an organisationsnummer (10 digits, check digit, third digit 2-9)")
    return digits


def is_hsa_id(value: str) -> bool:
    """Whether a string is an HSA-id: `SE` (or Inera's test prefix), organisation number, hyphen, local part."""
    return len(value) <= 32 and bool(_HSA.fullmatch(value))


def _hsa_id(value: str) -> str:
    upper = value.upper()
    if not is_hsa_id(upper):
        raise _refuse("hsa_id", "not an HSA-id (SE, organisation number, hyphen, local part; at most 32 characters)")
    return upper


def _organisation_id(value: str) -> str:
    if is_hsa_id(value.upper()):
        organisation = _HSA.fullmatch(value.upper())
        if organisation is not None and organisation[1][-10:][2] in "01":
            raise _refuse("organisation_id", "an HSA-id on a sole trader's number cannot name an organisation here")
        return value.upper()
    with_unit = _WITH_UNIT.fullmatch(value)
    if with_unit:
        return f"{_organisation_number(with_unit[1])}.{with_unit[2]}"
    return _organisation_number(value)


def is_bare_organisation_number(organisation: str) -> bool:
    """Whether an organisation id is only an organisation number, which several organisations can share."""
    return organisation.isdigit()


OrganisationNumber = Annotated[str, AfterValidator(_organisation_number)]
"""Organisationsnummer, 10 digits without hyphen. System `urn:oid:2.5.4.97`."""

HsaId = Annotated[str, AfterValidator(_hsa_id)]
"""HSA-id in upper case: names a unit or a person within health care and social services."""

OrganisationId = Annotated[str, AfterValidator(_organisation_id), Field(max_length=32)]
"""Directory id of an organisation: an HSA-id, `ORGNR.UNIT` or (only where it is unambiguous) a bare `ORGNR`."""

SchoolUnitCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
"""Skolenhetskod: 8 digits (Skolverket)."""

ElementId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9\-\.]{1,64}$")]
"""Id of one part of a plan, stable over its versions; the same form as a FHIR id."""

Ref = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_\-\.]{1,64}$")]
"""Reference to `person`, an element id or an organisation id of the same document."""

PERSON = "person"
"""The reference to the one whom the plan is about."""


def _urn_uuid(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


UrnUuid = Annotated[
    str,
    BeforeValidator(_urn_uuid),
    StringConstraints(pattern=r"^urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"),
]
"""A random `urn:uuid:`; ids of plans, consents and messages."""

PlanId = UrnUuid
ContentHash = Annotated[str, StringConstraints(pattern=r"^sha256:[0-9a-f]{64}$")]
"""SHA-256 over exact bytes, as `sha256:` and 64 hexadecimal digits."""


class PersonIdentity(Part):
    """The number that names a person, with its kind."""

    model_config = ConfigDict(json_schema_extra={"description": "personnummer, samordningsnummer or reservnummer"})

    kind: IdentityKind
    value: str = Field(min_length=1, max_length=64)
    assigner: HsaId | None = Field(None, description="only for `local`: the system that gave the number")

    @model_validator(mode="after")
    def _checked(self) -> Self:
        if not _CHECK[self.kind](self.value):
            raise _refuse(f"identity_{self.kind.name.lower()}", "the number fails the check of its kind")
        if (self.assigner is not None) != (self.kind is IdentityKind.LOCAL):
            raise _refuse("identity_assigner", "a local number names the system that gave it, no other number does")
        return self
