"""A document: what a journal system hands in and gets back. One plan and the consents tied to it."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from schemas.sip.base import Part
from schemas.sip.consent import Consent
from schemas.sip.integrity import broken_references
from schemas.sip.plan import Plan

FORMAT_VERSION: Literal["0.9"] = "0.9"


class SipDocument(Part):
    """SIP JSON is this model: one plan with its consents. Every reference inside resolves."""

    format: Literal["samspel-sip"] = "samspel-sip"
    version: Literal["0.9"] = FORMAT_VERSION
    plan: Plan
    consents: tuple[Consent, ...] = Field((), description="samtycken")

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if broken_references(self.plan, self.consents):
            raise PydanticCustomError("references", "a reference inside the document does not resolve")
        return self
