"""The organisations of a plan, and the bodies answerable by law (huvudmän)."""

from __future__ import annotations

from pydantic import Field

from schemas.codes import OrganisationKind
from schemas.identifiers import OrganisationId, OrganisationNumber, SchoolUnitCode
from schemas.sip.base import Line, Part
from schemas.sip.people import Contact


class Organisation(Part):
    """Whoever has its own secrecy, record and inbox; a huvudman that only answers by law is written here too.

    `part_of` is the huvudman that the organisation belongs to, `acts_for` the one that hired a private provider.
    """

    id: OrganisationId
    name: Line
    kind: OrganisationKind
    organisation_number: OrganisationNumber | None = None
    school_unit_code: SchoolUnitCode | None = Field(None, description="skolenhetskod")
    part_of: OrganisationId | None = None
    acts_for: OrganisationId | None = None
    contact: Contact | None = None
