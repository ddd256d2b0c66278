"""The plan: every field of a SIP. Cardinalities here are those of *any* plan, also a copy with parts left out.

What the law demands at a state, and what a county asks, is decided in the gateway's rules of completeness.
"""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from schemas.codes import Content, PlanKind, Trigger
from schemas.dates import PartialDate
from schemas.identifiers import ContentHash, ElementId, OrganisationId, PlanId
from schemas.sip.base import Line, Part, Text
from schemas.sip.content import (
    Attachment,
    CrisisPlan,
    CurrentSupport,
    Intervention,
    Need,
    OtherMeasure,
    OverallGoal,
    Placement,
    PlacementAssessment,
    RelatedPlan,
    Strength,
)
from schemas.sip.organisations import Organisation
from schemas.sip.people import Guardian, NaturalPerson, Participant, Person, Relative, Representative, Supporter
from schemas.sip.process import (
    Call,
    ClassifiedText,
    Closure,
    Discharge,
    FixedCareContact,
    FollowUp,
    Initiative,
    Meeting,
    PlannedFollowUp,
    Preparation,
    Refusal,
    Signature,
)
from schemas.states import PlanState


class Source(Part):
    """The plan's own id and revision in the journal system that it was written in."""

    system: Line = Field(description="HSA-id or name of the source system")
    plan_id: Line = Field(description="the plan's id there")
    revision: int | None = Field(None, ge=0, description="its version number there; never goes down")


class Plan(Part):
    """One version of one SIP. Numbers in the comments are those of the field list in docs/model.md."""

    # 1-3: which plan, which version
    plan_id: PlanId | None = Field(None, description="random; given by the home's gateway when the source has none")
    version: int | None = Field(None, ge=1, description="counted by the home's gateway")
    source: Source | None = None
    parent: ContentHash | None = Field(None, description="content hash of the version that this one builds on")
    kind: PlanKind = PlanKind.SIP
    trigger: Trigger | None = None
    content: Content = Content.STRUCTURED
    state: PlanState
    replaces: PlanId | None = None
    related_plans: tuple[RelatedPlan, ...] = ()

    # 4-11, 26: people and organisations
    person: Person
    guardians: tuple[Guardian, ...] = ()
    representatives: tuple[Representative, ...] = ()
    relatives: tuple[Relative, ...] = ()
    supporters: tuple[Supporter, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    participants: tuple[Participant, ...] = ()

    # 17-25: how it came about
    initiative: Initiative | None = None
    calls: tuple[Call, ...] = ()
    preparation: Preparation | None = None
    meetings: tuple[Meeting, ...] = ()
    refusal: Refusal | None = None
    discharge: Discharge | None = None

    # 28-44: what it says
    strengths: tuple[Strength, ...] = ()
    current_support: tuple[CurrentSupport, ...] = ()
    overall_goals: tuple[OverallGoal, ...] = ()
    needs: tuple[Need, ...] = ()
    interventions: tuple[Intervention, ...] = ()
    other_measures: tuple[OtherMeasure, ...] = ()
    no_other_measures: bool | None = Field(None, description="true = an explicit none: nobody else does anything")
    placement: Placement | None = None
    placement_assessments: tuple[PlacementAssessment, ...] = ()
    crisis_plan: CrisisPlan | None = None
    summary: ClassifiedText | None = None

    # 40-42, 45-49: who answers, and what happens next
    lead_huvudman: OrganisationId | None = Field(None, description="who answers for the plan as a whole")
    coordinator: ElementId | None = Field(None, description="the participant who coordinates")
    fixed_care_contact: FixedCareContact | None = None
    follow_up: PlannedFollowUp | None = None
    signatures: tuple[Signature, ...] = ()
    established_on: PartialDate | None = None
    approved_for_person: bool = True
    not_approved_reason: Text | None = None

    # 51-56: afterwards
    follow_ups: tuple[FollowUp, ...] = ()
    closure: Closure | None = None
    attachments: tuple[Attachment, ...] = ()

    @model_validator(mode="after")
    def _self_checking(self) -> Self:
        if not self.approved_for_person and self.not_approved_reason is None:
            raise PydanticCustomError("not_approved_reason", "not to be shown for the person only with a reason")
        if self.no_other_measures and self.other_measures:
            raise PydanticCustomError("no_other_measures", "says both none and some measures by others")
        return self

    @property
    def natural_persons(self) -> tuple[NaturalPerson, ...]:
        """Every natural person of the plan, the one it is about first."""
        around = (*self.guardians, *self.representatives, *self.relatives, *self.supporters)
        return (self.person, *around, *self.participants)

    @property
    def home(self) -> OrganisationId | None:
        """The coordinator's organisation, when a coordinator is named."""
        return next((one.organisation for one in self.participants if one.id == self.coordinator), None)
