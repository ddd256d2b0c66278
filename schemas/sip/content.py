"""What the plan says: strengths, needs, goals, measures, placement, crisis plan, attachments."""

from __future__ import annotations

from typing import Annotated

from pydantic import Base64Bytes, Field, StringConstraints

from schemas.codes import (
    AttachmentKind,
    Attained,
    GoalOwner,
    MeasureStatus,
    NeedArea,
    OtherPerformer,
    PlacementKind,
    RelatedPlanKind,
    StrengthKind,
)
from schemas.dates import Moment, PartialDate
from schemas.identifiers import ElementId, OrganisationId, Ref
from schemas.sip.base import Line, Part, Text
from schemas.sip.process import Subjects

IcfCode = Annotated[str, StringConstraints(pattern=r"^[bsde][0-9]{1,5}(\.[0-9]{1,4})?$")]
"""ICF code, such as `b1301` or `d240`."""

MediaType = Annotated[str, StringConstraints(pattern=r"^[a-z]+/[a-zA-Z0-9.+-]{1,100}$")]


class Strength(Part):
    """Resurs (field 28)."""

    id: ElementId
    kind: StrengthKind | None = None
    text: Text
    subjects: Subjects = ()


class CurrentSupport(Part):
    """Pågående stöd (field 30), per organisation."""

    id: ElementId
    organisation: OrganisationId | None = None
    text: Text
    subjects: Subjects = ()


class OverallGoal(Part):
    """Övergripande mål (field 31): the person's, the child's or the family's own."""

    id: ElementId
    whose: GoalOwner
    text: Text
    own_words: bool | None = None
    subjects: Subjects = ()


class Attainment(Part):
    """Måluppfyllelse (field 51)."""

    outcome: Attained
    on: PartialDate | None = None
    comment: Text | None = None


class SubGoal(Part):
    """Delmål (fields 32, 33): inherits the subjects of its need."""

    id: ElementId
    text: Text
    target_date: PartialDate | None = None
    expressed_by: Ref | None = None
    attainments: tuple[Attainment, ...] = ()


class Need(Part):
    """Behov eller problem (field 29) with its sub-goals."""

    id: ElementId
    area: NeedArea | None = None
    text: Text
    icf: tuple[IcfCode, ...] = ()
    subjects: Subjects = ()
    sub_goals: tuple[SubGoal, ...] = ()


class Schedule(Part):
    """Tidsplan (field 37)."""

    start: PartialDate | None = None
    end: PartialDate | None = None
    text: Text | None = None


class Intervention(Part):
    """Insats (fields 34-38): what is done, who answers for it by law, who performs it."""

    id: ElementId
    text: Text
    responsible_huvudman: OrganisationId | None = None
    performers: tuple[Ref, ...] = Field((), description="organisations and participants")
    schedule: Schedule | None = None
    status: MeasureStatus | None = Field(None, description="none = the source does not say")
    needs: tuple[ElementId, ...] = ()
    goals: tuple[ElementId, ...] = Field((), description="sub-goals and overall goals")
    subjects: Subjects = ()


class OtherMeasure(Part):
    """Åtgärd av andra (field 39): by others than municipality or region."""

    id: ElementId
    text: Text
    performer: OtherPerformer
    performed_by: Ref | None = None
    performer_name: Line | None = None
    schedule: Schedule | None = None
    status: MeasureStatus | None = Field(None, description="none = the source does not say")
    needs: tuple[ElementId, ...] = ()
    goals: tuple[ElementId, ...] = ()
    subjects: Subjects = ()


class Placement(Part):
    """Placering (field 43)."""

    id: ElementId
    kind: PlacementKind
    start: PartialDate | None = None
    end: PartialDate | None = None
    decided_by: OrganisationId | None = None
    text: Text | None = None
    subjects: Subjects = ()


class PlacementAssessment(Part):
    """Socialtjänstens eller BUP:s bedömning inför placering (field 43)."""

    id: ElementId
    organisation: OrganisationId
    text: Text
    on: PartialDate | None = None
    subjects: Subjects = ()


class CrisisPlan(Part):
    """Krisplan (field 44)."""

    text: Text
    subjects: Subjects = ()


class RelatedPlan(Part):
    """Besläktad plan (field 3)."""

    kind: RelatedPlanKind
    organisation: OrganisationId | None = None
    reference: Line | None = None


class Attachment(Part):
    """Bilaga (field 56). The bytes travel inside the document, Base64."""

    id: ElementId
    kind: AttachmentKind = AttachmentKind.OTHER
    title: Line | None = None
    media_type: MediaType
    created: Moment | None = None
    data: Base64Bytes = Field(min_length=1)
    subjects: Subjects = ()
