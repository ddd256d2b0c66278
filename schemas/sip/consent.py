"""Consent (samtycke): an object of its own with id and versions, tied to a plan; its change is no version of the plan.

It is the condition of the plan and a lifting of secrecy, not a GDPR consent (fields 12-16;
HSL 16:4, SoL 10:8, OSL 12:2).
"""

from __future__ import annotations

from pydantic import Field

from schemas.codes import ConsentBasis, ConsentForm, ConsentStage, Mandate, Statute, WithdrawalScope
from schemas.dates import Moment, PartialDate
from schemas.identifiers import ElementId, OrganisationId, PlanId, Ref, UrnUuid
from schemas.sip.base import Line, Part, Text
from schemas.sip.process import Subjects


class ConsentGiver(Part):
    """One who gives the consent: who, by what right, when and how."""

    who: Ref = Field(description="`person`, a guardian or a representative")
    mandate: Mandate = Mandate.SELF
    given_at: Moment | None = None
    form: ConsentForm
    attachment: ElementId | None = Field(None, description="the signed form")


class Permission(Part):
    """One whom the plan may go to, and about what. No subjects = all that the consent covers."""

    recipient: Ref = Field(description="organisation, `person`, or a guardian")
    subjects: Subjects = ()


class Withdrawal(Part):
    """A taking back, of the whole, of one recipient or of subjects; any holder may report it."""

    at: Moment
    by: Ref | None = None
    scope: WithdrawalScope = WithdrawalScope.WHOLE
    recipients: tuple[Ref, ...] = ()
    subjects: Subjects = ()
    reported_by: OrganisationId | None = None


class Consent(Part):
    """One consent in one version.

    `recipients` empty = nobody; a consent never means "everybody". `subjects` empty = every subject.
    """

    id: UrnUuid | None = Field(None, description="random; given by the gateway when the source has none")
    version: int | None = Field(None, ge=1, description="counted by the home's gateway; an extract does not say it")
    plan_id: PlanId | None = None
    stage: ConsentStage = ConsentStage.PLAN
    plan_version: int | None = Field(None, ge=1, description="the version that was agreed, when it is named")
    givers: tuple[ConsentGiver, ...] = ()
    basis: ConsentBasis | None = Field(
        None, description="on what it rests; the rules take none as all-who-should; an extract does not say it"
    )
    judged_by: Line | None = Field(None, description="who judged that the person is unable to consent")
    valid_until: PartialDate | None = Field(None, description="inclusive; none = while the plan is open")
    recipients: tuple[Permission, ...] = ()
    subjects: Subjects = ()
    excluded_parties: tuple[Ref, ...] = ()
    excluded_subjects: Subjects = ()
    exclusion_text: Text | None = Field(
        None, description="an exclusion in free text: copies wait until it is classified"
    )
    exclusion_classified_by: Line | None = Field(None, description="who at home has put the free text into codes")
    statutes: tuple[Statute, ...] = ()
    refused_at: Moment | None = None
    withdrawals: tuple[Withdrawal, ...] = ()
    noted_by: Line | None = Field(None, description="who noted an oral consent")

    @property
    def count(self) -> int:
        """The version as it is counted: one that says nothing is the first."""
        return self.version or 1
