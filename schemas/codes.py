"""The codes of the SIP model. A code's value is what stands in our documents; `mappings/codes` says it in FHIR."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    """What a part of a plan is about: consent limits and excludes by these."""

    SOMATIC_HEALTH = "somatic-health"
    MENTAL_HEALTH = "mental-health"
    ADDICTION = "addiction"
    DISABILITY = "disability"
    SOCIAL_SITUATION = "social-situation"
    FAMILY = "family"
    SCHOOL = "school"
    WORK_AND_LIVELIHOOD = "work-and-livelihood"
    HOUSING = "housing"
    ECONOMY = "economy"
    CRIME_AND_COMPULSORY_CARE = "crime-and-compulsory-care"
    PLACEMENT = "placement"


class PlanKind(StrEnum):
    """SIP between municipality and region, or L-SIP between the boards of one municipality."""

    SIP = "sip"
    L_SIP = "l-sip"


class Trigger(StrEnum):
    """What made the plan needed."""

    DISCHARGE = "discharge"
    NEED = "need"
    REQUEST = "request"
    NEW_PLAN = "new-plan"


class Content(StrEnum):
    """Whether the plan is said in fields, or is one document."""

    STRUCTURED = "structured"
    DOCUMENT = "document"


class Protection(StrEnum):
    """Skyddade personuppgifter; the codes are those of HL7 Sweden's security labels."""

    SEKRETESSMARKERING = "sekretessmarkering"
    SKYDDAD_FOLKBOKFORING = "skyddadFolkbokforing"


class OrganisationKind(StrEnum):
    """What an organisation is."""

    REGION = "region"
    MUNICIPALITY = "municipality"
    MUNICIPAL_BOARD = "municipal-board"
    CARE_PROVIDER = "care-provider"
    PRIVATE_PROVIDER = "private-provider"
    MUNICIPAL_SCHOOL = "municipal-school"
    INDEPENDENT_SCHOOL = "independent-school"
    PUPIL_HEALTH = "pupil-health"
    AUTHORITY = "authority"
    COORDINATION_ASSOCIATION = "coordination-association"
    VOLUNTARY = "voluntary"
    OTHER = "other"


class Mandate(StrEnum):
    """By what right somebody speaks for the person."""

    SELF = "self"
    GUARDIAN = "guardian"
    GOD_MAN = "god-man"
    FORVALTARE = "forvaltare"
    FULLMAKT = "fullmakt"
    FRAMTIDSFULLMAKT = "framtidsfullmakt"


class SupporterKind(StrEnum):
    """Who supports the person without a mandate."""

    STODPERSON = "stodperson"
    PERSONLIGT_OMBUD = "personligt-ombud"
    OTHER = "other"


class RelatedPlanKind(StrEnum):
    """Other plans about the same person."""

    LSS = "lss"
    VARDPLAN = "vardplan"
    GENOMFORANDEPLAN = "genomforandeplan"
    SAMORDNAD_VARDPLAN = "samordnad-vardplan"
    UTSKRIVNINGSPLAN = "utskrivningsplan"
    OTHER = "other"


class RequesterKind(StrEnum):
    """Who asked for the plan."""

    PERSON = "person"
    CHILD = "child"
    GUARDIAN = "guardian"
    RELATIVE = "relative"
    LEGAL_REPRESENTATIVE = "legal-representative"
    STAFF = "staff"
    ORGANISATION = "organisation"


class PresumedGroup(StrEnum):
    """Groups for which the need of a plan is presumed (Värmland)."""

    DUAL_DIAGNOSIS = "dual-diagnosis"
    SEVERE_MENTAL_ILLNESS = "severe-mental-illness-with-disability"
    YOUNG_WITH_WIDE_NEEDS = "young-with-wide-needs"
    DEMENTIA = "dementia"


class CallChannel(StrEnum):
    """How the call went out."""

    PHONE = "phone"
    MESSAGE = "message"
    E_MAIL = "e-mail"
    POST = "post"


class Duty(StrEnum):
    """Whether a party is obliged to come or invited."""

    CALLED = "called"
    INVITED = "invited"


class DutyBasis(StrEnum):
    """What the duty rests on."""

    STATUTE = "statute"
    AGREEMENT = "agreement"


class Known(StrEnum):
    """Yes, no or not known."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class MeetingKind(StrEnum):
    """What a meeting was for."""

    PRE_MEETING = "pre-meeting"
    SIP = "sip"
    FOLLOW_UP = "follow-up"


class Attendance(StrEnum):
    """How a party took part in a meeting."""

    PRESENT = "present"
    REMOTE = "remote"
    ABSENT = "absent"
    ABSENT_DESPITE_CALL = "absent-despite-call"


class PersonTookPart(StrEnum):
    """Whether the person took part."""

    YES = "yes"
    COULD_NOT = "could-not"
    DID_NOT_WANT = "did-not-want"


class StrengthKind(StrEnum):
    """What kind of resource (Halland, c)."""

    TRAITS = "traits"
    NETWORK = "network"
    MOTIVATION = "motivation"
    ABILITIES = "abilities"


class NeedArea(StrEnum):
    """What kind of need (Halland, d)."""

    PSYCHOLOGICAL = "psychological"
    PHYSICAL = "physical"
    SOCIAL = "social"


class GoalOwner(StrEnum):
    """Whose overall goal it is (Halland, b)."""

    PERSON = "person"
    FAMILY = "family"


class MeasureStatus(StrEnum):
    """Status of a measure: the six national values (SNOMED CT in `mappings/codes`)."""

    PLANNED = "planned"
    ONGOING = "ongoing"
    PERFORMED = "performed"
    NOT_PERFORMED = "not-performed"
    INTERRUPTED = "interrupted"
    CANCELLED = "cancelled"


class OtherPerformer(StrEnum):
    """Who performs a measure that is neither the municipality's nor the region's."""

    INDEPENDENT_SCHOOL = "independent-school"
    FORSAKRINGSKASSAN = "forsakringskassan"
    ARBETSFORMEDLINGEN = "arbetsformedlingen"
    AUTHORITY = "authority"
    PERSON = "person"
    RELATIVE = "relative"
    VOLUNTARY = "voluntary"
    OTHER = "other"


class PlacementKind(StrEnum):
    """Where a person is placed."""

    FAMILJEHEM = "familjehem"
    HVB = "hvb"
    SIS = "sis"
    STODBOENDE = "stodboende"
    OTHER = "other"


class Attained(StrEnum):
    """How far a sub-goal is reached (Halland, follow-up b)."""

    FULFILLED = "fulfilled"
    PARTLY = "partly"
    NOT = "not"


class SignatureForm(StrEnum):
    """How a signature was given."""

    PAPER = "paper"
    ORAL = "oral"
    ELECTRONIC = "electronic"


class SignatureRole(StrEnum):
    """As what somebody signs."""

    PERSON = "person"
    CHILD = "child"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    PARTICIPANT = "participant"
    COORDINATOR = "coordinator"


class ClosureReason(StrEnum):
    """Why a plan was closed."""

    GOALS_MET = "goals-met"
    NO_LONGER_RELEVANT = "no-longer-relevant"
    NEEDS_MET = "needs-met"
    MOVED = "moved"
    DECEASED = "deceased"


class AttachmentKind(StrEnum):
    """What an attached document is."""

    PLAN_DOCUMENT = "plan-document"
    SIGNED_PLAN = "signed-plan"
    SIGNED_CONSENT = "signed-consent"
    SOURCE = "source"
    OTHER = "other"


class ConsentForm(StrEnum):
    """How a consent was given."""

    WRITTEN = "written"
    ORAL = "oral"
    UNABLE = "unable"


class ConsentBasis(StrEnum):
    """On what the consent rests when not everybody who should consent has done so (FB 6:13, 13 a; 2024:79 6:1)."""

    ALL_WHO_SHOULD = "all-who-should"
    OTHER_GUARDIAN_PREVENTED = "other-guardian-prevented"
    PROTECTED_HOUSING = "protected-housing"
    SOLE_CUSTODY = "sole-custody"
    MATURE_CHILD = "mature-child"
    UNABLE = "unable"


class ConsentStage(StrEnum):
    """Consent is given twice: before the call, and to the plan as agreed."""

    BEFORE_CALL = "before-call"
    PLAN = "plan"


class Statute(StrEnum):
    """Which secrecy the consent lifts, or which duty it follows."""

    OSL_23 = "osl-23"
    OSL_25_1 = "osl-25-1"
    OSL_26_1 = "osl-26-1"
    PSL_6_12 = "psl-6-12"
    SKOLLAGEN_29_14 = "skollagen-29-14"
    SOL_17_11 = "sol-17-11"
    LSS_29 = "lss-29"


class WithdrawalScope(StrEnum):
    """What a withdrawal of consent takes back."""

    WHOLE = "whole"
    RECIPIENT = "recipient"
    SUBJECT = "subject"


class Language(StrEnum):
    """The two languages that texts of ours are written in."""

    SV = "sv"
    EN = "en"
