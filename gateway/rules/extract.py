"""The extract of a consent that a copy carries.

It says who gave it, when, how, by which statute, until when, and the permission for this recipient alone. Never
exclusions, never other recipients, never withdrawals.

`basis` is not carried: that one guardian was enough because the child lives in protected housing is nobody else's
matter. Nor is the consent's version: counting versions tells that something changed for somebody else (promise 4).
"""

from __future__ import annotations

from collections.abc import Collection

from gateway.rules.consent import ConsentDecision
from schemas.codes import Subject
from schemas.identifiers import PERSON
from schemas.sip.consent import Consent, ConsentGiver, Permission
from schemas.sip.plan import Plan


def extracts(plan: Plan, decision: ConsentDecision) -> tuple[Consent, ...]:
    """An extract of each consent that the decision rests on; the same decision gives the same extracts.

    A giver who no longer stands in the plan is not named.
    """
    known = {PERSON} | {one.id for one in plan.guardians} | {one.id for one in plan.representatives}
    return tuple(_extract(consent, decision, known) for consent in decision.used if consent.refused_at is None)


def _extract(consent: Consent, decision: ConsentDecision, known: Collection[str]) -> Consent:
    subjects = () if decision.covers_everything else tuple(each for each in Subject if each in decision.subjects)
    return Consent(
        id=consent.id,
        plan_id=consent.plan_id,
        stage=consent.stage,
        plan_version=consent.plan_version,
        givers=tuple(_giver(each) for each in consent.givers if each.who in known),
        valid_until=consent.valid_until,
        recipients=(Permission(recipient=decision.recipient, subjects=subjects),),
        statutes=consent.statutes,
    )


def _giver(giver: ConsentGiver) -> ConsentGiver:
    return ConsentGiver(who=giver.who, mandate=giver.mandate, given_at=giver.given_at, form=giver.form)
