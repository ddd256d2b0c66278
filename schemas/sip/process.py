"""How a plan came about and is followed: initiative, call, meetings, follow-up, signatures, closure."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from schemas.codes import (
    Attendance,
    CallChannel,
    ClosureReason,
    Duty,
    DutyBasis,
    Known,
    MeetingKind,
    PersonTookPart,
    PresumedGroup,
    RequesterKind,
    SignatureForm,
    SignatureRole,
    Subject,
)
from schemas.dates import Moment, PartialDate
from schemas.identifiers import ElementId, OrganisationId, Ref
from schemas.sip.base import Line, Part, Text

Subjects = Annotated[tuple[Subject, ...], Field(description="what the part is about; empty = not classified")]


class ClassifiedText(Part):
    """Free text with its subjects."""

    text: Text
    subjects: Subjects = ()


class Request(Part):
    """Who asked for the plan (field 18)."""

    kind: RequesterKind
    by: Ref | None = None
    on: PartialDate | None = None


class Initiative(Part):
    """Initiativ (fields 17-19): starts the time limits."""

    by: Ref | None = Field(None, description="organisation or person who took the initiative")
    need_noticed_on: PartialDate | None = None
    requested_by: Request | None = None
    presumed_group: PresumedGroup | None = None
    urgent: bool | None = None
    reason: Text | None = Field(None, description="skäl och syfte")


class CalledParty(Part):
    """Kallad eller inbjuden (field 21)."""

    party: Ref = Field(description="organisation, participant or other person of the plan")
    duty: Duty
    basis: DutyBasis | None = None
    established_contact: Known | None = Field(None, description="none = nothing is said; `unknown` is an answer")
    expected_contribution: Text | None = None


class Call(Part):
    """Kallelse (field 20)."""

    id: ElementId
    convener: Ref | None = None
    sent_on: Moment | None = None
    consulted_on: PartialDate | None = Field(None, description="samråd per telefon före kallelsen")
    channel: CallChannel | None = None
    meeting: ElementId | None = None
    purpose: Text | None = None
    long_term_goal: Text | None = None
    questions: Text | None = None
    parties: tuple[CalledParty, ...] = ()


class Preparation(Part):
    """Förmöte, information och kartläggning (field 23)."""

    information_given_on: PartialDate | None = None
    information_given_by: Ref | None = None
    important_to_me: Text | None = Field(None, description="kartläggning: viktigt för mig")
    consulted_on: PartialDate | None = Field(None, description="samråd som lämnar det preliminära läget (Halland)")
    notes: Text | None = None


class Attendee(Part):
    """Närvarande, eller frånvarande trots kallelse (field 25)."""

    who: Ref
    attendance: Attendance


class Meeting(Part):
    """Möte (fields 24, 25, 27). The leader need not take part in the plan: then only the name stands."""

    id: ElementId
    kind: MeetingKind
    start: Moment | None = None
    end: Moment | None = None
    place: Line | None = None
    place_told_by_phone: bool | None = None
    leader: Ref | None = None
    leader_name: Line | None = None
    secretary: Ref | None = None
    secretary_name: Line | None = None
    attendance: tuple[Attendee, ...] = ()
    person_took_part: PersonTookPart | None = None
    notes: ClassifiedText | None = None


class PlannedFollowUp(Part):
    """Uppföljning (field 45): when, and who calls to it."""

    on: Moment | None = None
    convener: Ref | None = None


class FollowUp(Part):
    """What a follow-up meeting decided (fields 52, 53)."""

    id: ElementId
    on: Moment | None = None
    meeting: ElementId | None = None
    continues: bool | None = Field(None, description="fortsatt samordning? ja leder till en ny SIP (Halland)")
    evaluation: ClassifiedText | None = None


class Signature(Part):
    """Underskrift (field 46)."""

    who: Ref
    role: SignatureRole
    form: SignatureForm
    on: Moment | None = None
    attachment: ElementId | None = Field(None, description="the signed form, or the electronic signature's document")


class Closure(Part):
    """Avslut (field 54)."""

    on: PartialDate | None = None
    reason: ClosureReason | None = None
    decided_by: tuple[Ref, ...] = ()
    consulted: tuple[Ref, ...] = ()
    comment: Text | None = None


class Refusal(Part):
    """An organisation refuses a request, or the person declines (states `refused`, `declined`, `not_needed`)."""

    by: Ref | None = None
    on: PartialDate | None = None
    reason: Text | None = None


class Discharge(Part):
    """Klar för utskrivning (field 58)."""

    ready_notice_at: Moment | None = Field(None, description="starts the three days of 2017:612 4 kap.")
    planned_on: PartialDate | None = None


class FixedCareContact(Part):
    """Fast vårdkontakt (field 42)."""

    participant: ElementId | None = None
    name: Line | None = None
    organisation: OrganisationId | None = None
