"""The natural persons of a plan: the one it is about, those around that person, and those who work for them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from schemas.codes import Mandate, Protection, SupporterKind
from schemas.dates import PartialDate
from schemas.identifiers import ElementId, HsaId, OrganisationId, PersonIdentity
from schemas.sip.base import Line, Part

LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35)]
"""BCP 47 language tag, such as `sv`, `so` or `swl` (Swedish sign language)."""


class Name(Part):
    """A person's name; at least one given name, the family name where there is one."""

    given: Line
    family: Line | None = None

    @property
    def full(self) -> str:
        """Given name and family name in one line."""
        return f"{self.given} {self.family}" if self.family else self.given


class Address(Part):
    """Postal address."""

    lines: tuple[Line, ...] = ()
    postal_code: Line | None = None
    city: Line | None = None


class Contact(Part):
    """How to reach somebody. Never travels for a protected person."""

    address: Address | None = None
    phones: tuple[Line, ...] = ()
    emails: tuple[Line, ...] = ()


class NaturalPerson(Part):
    """What every natural person in a plan can have."""

    name: Name
    contact: Contact | None = None
    protection: tuple[Protection, ...] = Field((), max_length=2, description="skyddade personuppgifter")


class Person(NaturalPerson):
    """The one whom the plan is about (fields 4-8)."""

    identity: PersonIdentity = Field(description="personnummer, samordnings- eller reservnummer")
    earlier_identities: tuple[PersonIdentity, ...] = Field((), description="numbers that named the person before")
    languages: tuple[LanguageTag, ...] = Field((), description="språk")
    interpreter_needed: bool | None = Field(None, description="behov av tolk")
    communication_support: tuple[Line, ...] = Field((), description="kommunikationsstöd")


class Guardian(NaturalPerson):
    """Vårdnadshavare (field 9)."""

    id: ElementId
    identity: PersonIdentity | None = None
    languages: tuple[LanguageTag, ...] = ()
    interpreter_needed: bool | None = None


class Representative(NaturalPerson):
    """God man, förvaltare, holder of fullmakt or framtidsfullmakt (field 10)."""

    id: ElementId
    mandate: Mandate
    valid_from: PartialDate | None = None
    valid_until: PartialDate | None = None
    identity: PersonIdentity | None = None


class Relative(NaturalPerson):
    """Närstående (field 11): no mandate."""

    id: ElementId
    relation: Line | None = None


class Supporter(NaturalPerson):
    """Stödperson or personligt ombud (field 11): no mandate."""

    id: ElementId
    kind: SupporterKind
    organisation: OrganisationId | None = None


class Participant(NaturalPerson):
    """Deltagare (field 26): somebody who takes part for an organisation. `contact` is the contact at work."""

    id: ElementId
    organisation: OrganisationId
    role: Line | None = Field(None, description="roll eller yrke")
    hsa_id: HsaId | None = None
