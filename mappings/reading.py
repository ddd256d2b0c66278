"""What reading and writing a document gives back, whatever its format: the document, the account, the findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from mappings.account import NOTHING, Account
from schemas.findings import Finding, has_errors

if TYPE_CHECKING:  # the model takes long to load, and who only names a format needs none
    from schemas.sip.document import SipDocument  # noqa: F401  (the name stands in a string below)

T = TypeVar("T")


class Format(StrEnum):
    """The formats that we read a plan from and write it in. RIV-TA is recognised, and not read yet."""

    SIP_XML = "sip-xml"
    SIP_JSON = "sip-json"
    FHIR_JSON = "fhir-json"
    FHIR_XML = "fhir-xml"


@dataclass(frozen=True, slots=True)
class Report:
    """What `check` says of a document: the same object as JSON, as SIP XML and on the screen."""

    valid: bool
    format: str | None
    findings: tuple[Finding, ...] = ()
    account: Account = NOTHING

    def as_json(self) -> dict[str, Any]:
        """The report as the JSON object that every surface of ours shows."""
        return {
            "valid": self.valid,
            "format": self.format,
            "findings": [each.as_json() for each in self.findings],
            "account": self.account.as_json(),
        }


@dataclass(frozen=True)
class ReadingOf(Generic[T]):
    """What was read: the document (None when it could not be made), the account, everything found on the way.

    A document can stand beside errors only as far as a format's reader says so; `valid` is what decides. `format` is
    None when no format was recognised, `table:NAME` when a mapping table was read with. `places` says where parts of
    the model stand in the document (pointer into the model → path), as far as the account does not.
    """

    format: Format | str | None
    document: T | None
    account: Account = NOTHING
    findings: tuple[Finding, ...] = ()
    places: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def valid(self) -> bool:
        """Whether there is a document and no finding refuses it."""
        return self.document is not None and not has_errors(self.findings)

    def report(self) -> Report:
        """What to say about it."""
        return Report(self.valid, self.format, self.findings, self.account)


class Reading(ReadingOf["SipDocument"]):
    """The reading of a SIP: a plan with its consents."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A document written in a format, and the account of what that format could hold."""

    body: bytes
    account: Account = NOTHING
