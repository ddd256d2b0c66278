"""How each field of each part travels in a copy, as one table; `minimise` follows it and knows no field by name.

Theory of operation. A recipient whose consent covers everything gets everything but what is HOME_ONLY, what the consent
extract leaves out, attachments that are not to travel, and what protected identity keeps back. For any other recipient
each row says what becomes of the field. A field without a row is a defect that a test finds (totality), so that a new
field of the model cannot leak by being forgotten.

References have rows of their own kind. One that PULLS makes the person, organisation or meeting that it names appear in
the copy. One that FOLLOWS is kept only if what it names is in the copy anyway. Where a part cannot be without a
reference that is left out, the part is left out.
"""

from __future__ import annotations

from enum import Enum, auto


class Travel(Enum):
    """What becomes of a field in a copy."""

    ALWAYS = auto()  # goes with its part
    ID = auto()  # goes, as an alias that is random for the recipient
    BY_SUBJECTS = auto()  # each part whose every subject is permitted; unclassified only when all is covered
    SPANS_PLAN = auto()  # only when the consent covers every subject: text or fact about the plan as a whole
    IF_REFERRED = auto()  # people, organisations, meetings: only those that a part that travels pulls in
    IF_OWN = auto()  # calls: only when the recipient is among those called
    CONTACT = auto()  # how to reach or find somebody: never when anybody in the plan is protected
    PLACE = auto()  # where a meeting is: as CONTACT ("told by phone" instead), and only when all is covered
    REASON = auto()  # text that the model demands: a fixed sentence stands in for it unless all is covered
    ATTACHED = auto()  # attachments: DESIGN promise 2
    EXTRACT = auto()  # consents: replaced by an extract
    HOME_ONLY = auto()  # never
    PULLS = auto()  # a reference that makes what it names appear
    FOLLOWS = auto()  # a reference that is kept only if what it names appears


_A, _S, _C, _P, _F = Travel.ALWAYS, Travel.SPANS_PLAN, Travel.CONTACT, Travel.PULLS, Travel.FOLLOWS
_ID, _HOME, _BY = Travel.ID, Travel.HOME_ONLY, Travel.BY_SUBJECTS


def _rows(**rows: Travel) -> dict[str, Travel]:
    return rows


_PERSON = _rows(name=_A, contact=_C, protection=_A)
_MEASURE = _rows(id=_ID, text=_A, schedule=_A, status=_A, needs=_F, goals=_F, subjects=_A)

TRAVEL: dict[str, dict[str, Travel]] = {
    "SipDocument": _rows(format=_A, version=_A, plan=_A, consents=Travel.EXTRACT),
    "Plan": _rows(
        plan_id=_A,
        version=_A,
        source=_HOME,
        parent=_HOME,
        kind=_A,
        trigger=_S,
        content=_A,
        state=_A,
        replaces=_A,
        related_plans=_S,
        person=_A,
        guardians=Travel.IF_REFERRED,
        representatives=Travel.IF_REFERRED,
        relatives=Travel.IF_REFERRED,
        supporters=Travel.IF_REFERRED,
        organisations=Travel.IF_REFERRED,
        participants=Travel.IF_REFERRED,
        initiative=_A,
        calls=Travel.IF_OWN,
        preparation=_S,
        meetings=Travel.IF_REFERRED,
        refusal=_S,
        discharge=_S,
        strengths=_BY,
        current_support=_BY,
        overall_goals=_BY,
        needs=_BY,
        interventions=_BY,
        other_measures=_BY,
        no_other_measures=_S,  # beside withheld ones its absence would give them away
        placement=_BY,
        placement_assessments=_BY,
        crisis_plan=_BY,
        summary=_S,
        lead_huvudman=_P,
        coordinator=_P,
        fixed_care_contact=_S,
        follow_up=_A,
        signatures=_A,
        established_on=_A,
        approved_for_person=_A,
        not_approved_reason=Travel.REASON,
        follow_ups=_A,
        closure=_A,
        attachments=Travel.ATTACHED,
    ),
    "Source": _rows(system=_HOME, plan_id=_HOME, revision=_HOME),
    # people and organisations
    "Name": _rows(given=_A, family=_A),
    "Address": _rows(lines=_C, postal_code=_C, city=_C),
    "Contact": _rows(address=_C, phones=_C, emails=_C),
    "PersonIdentity": _rows(kind=_A, value=_A, assigner=_A),
    "Person": {
        **_PERSON,
        **_rows(
            identity=_A,
            earlier_identities=_C,  # an earlier number can lead to who is being hidden from
            languages=_A,
            interpreter_needed=_A,
            communication_support=_S,  # free text that can name a disability
        ),
    },
    "Guardian": {**_PERSON, **_rows(id=_ID, identity=_A, languages=_A, interpreter_needed=_A)},
    "Representative": {**_PERSON, **_rows(id=_ID, mandate=_A, valid_from=_A, valid_until=_A, identity=_A)},
    "Relative": {**_PERSON, **_rows(id=_ID, relation=_A)},
    "Supporter": {**_PERSON, **_rows(id=_ID, kind=_A, organisation=_P)},
    "Participant": {**_PERSON, **_rows(id=_ID, organisation=_P, role=_A, hsa_id=_A)},
    "Organisation": _rows(
        id=_A,
        name=_A,
        kind=_A,
        organisation_number=_A,
        school_unit_code=_A,
        part_of=_P,
        acts_for=_P,
        contact=_C,
    ),
    # how it came about
    "ClassifiedText": _rows(text=_A, subjects=_A),
    "Request": _rows(kind=_A, by=_F, on=_A),
    "Initiative": _rows(by=_F, need_noticed_on=_A, requested_by=_S, presumed_group=_S, urgent=_A, reason=_S),
    "CalledParty": _rows(party=_F, duty=_A, basis=_A, established_contact=_S, expected_contribution=_S),
    "Call": _rows(
        id=_ID,
        convener=_F,
        sent_on=_A,
        consulted_on=_A,
        channel=_A,
        meeting=_P,
        purpose=_S,
        long_term_goal=_S,
        questions=_S,
        parties=_A,
    ),
    "Preparation": _rows(
        information_given_on=_A, information_given_by=_F, important_to_me=_S, consulted_on=_A, notes=_S
    ),
    "Attendee": _rows(who=_F, attendance=_A),
    "Meeting": _rows(
        id=_ID,
        kind=_A,
        start=_A,
        end=_A,
        place=Travel.PLACE,
        place_told_by_phone=_A,
        leader=_F,
        leader_name=_S,
        secretary=_F,
        secretary_name=_S,
        attendance=_A,
        person_took_part=_A,
        notes=_S,
    ),
    "PlannedFollowUp": _rows(on=_A, convener=_F),
    "FollowUp": _rows(id=_ID, on=_A, meeting=_P, continues=_A, evaluation=_S),
    "Signature": _rows(who=_F, role=_A, form=_A, on=_A, attachment=_F),
    "Closure": _rows(on=_A, reason=_A, decided_by=_F, consulted=_F, comment=_S),
    "Refusal": _rows(by=_F, on=_A, reason=_S),
    "Discharge": _rows(ready_notice_at=_A, planned_on=_A),
    "FixedCareContact": _rows(participant=_P, name=_A, organisation=_P),
    "RelatedPlan": _rows(kind=_A, organisation=_P, reference=_A),
    # what it says
    "Strength": _rows(id=_ID, kind=_A, text=_A, subjects=_A),
    "CurrentSupport": _rows(id=_ID, organisation=_P, text=_A, subjects=_A),
    "OverallGoal": _rows(id=_ID, whose=_A, text=_A, own_words=_A, subjects=_A),
    "Attainment": _rows(outcome=_A, on=_A, comment=_A),
    "SubGoal": _rows(id=_ID, text=_A, target_date=_A, expressed_by=_P, attainments=_A),
    "Need": _rows(id=_ID, area=_A, text=_A, icf=_A, subjects=_A, sub_goals=_A),
    "Schedule": _rows(start=_A, end=_A, text=_A),
    "Intervention": {**_MEASURE, **_rows(responsible_huvudman=_P, performers=_P)},
    "OtherMeasure": {**_MEASURE, **_rows(performer=_A, performed_by=_P, performer_name=_A)},
    "Placement": _rows(id=_ID, kind=_A, start=_A, end=_A, decided_by=_P, text=_A, subjects=_A),
    "PlacementAssessment": _rows(id=_ID, organisation=_P, text=_A, on=_A, subjects=_A),
    "CrisisPlan": _rows(text=_A, subjects=_A),
    "Attachment": _rows(id=_ID, kind=_A, title=_A, media_type=_A, created=_A, data=_A, subjects=_A),
    # the extract of a consent: what `extract` keeps; the rest stays home
    "Consent": _rows(
        id=_A,
        version=_HOME,
        plan_id=_A,
        stage=_A,
        plan_version=_A,
        givers=_A,
        basis=_HOME,
        judged_by=_HOME,
        valid_until=_A,
        recipients=Travel.EXTRACT,
        subjects=_HOME,
        excluded_parties=_HOME,
        excluded_subjects=_HOME,
        exclusion_text=_HOME,
        exclusion_classified_by=_HOME,
        statutes=_A,
        refused_at=_HOME,
        withdrawals=_HOME,
        noted_by=_HOME,
    ),
    "ConsentGiver": _rows(who=_P, mandate=_A, given_at=_A, form=_A, attachment=_F),
    "Permission": _rows(recipient=_P, subjects=_A),
    "Withdrawal": _rows(at=_HOME, by=_HOME, scope=_HOME, recipients=_HOME, subjects=_HOME, reported_by=_HOME),
}
"""part → field → how it travels."""

REFERENCE_ROWS = frozenset({Travel.PULLS, Travel.FOLLOWS})
