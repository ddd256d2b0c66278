"""Whether those have consented who must: the person, every guardian, a representative with a mandate in force.

Sources: FB 6 kap. 11, 13, 13 a §§; lag (2024:79) 6 kap. 1 §; SIP.md §2. A personligt ombud has no mandate and can
therefore not give consent at all (the model has no such giver).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from schemas.codes import ConsentBasis, ConsentForm, Mandate
from schemas.dates import STOCKHOLM, birthday, first_day, last_day, years_old
from schemas.findings import Finding, finding
from schemas.identifiers import PERSON
from schemas.sip.consent import Consent, ConsentGiver
from schemas.sip.people import Representative
from schemas.sip.plan import Plan

OF_AGE = 18  # FB 9 kap. 1 §
SPEAKS_ALONE_FROM = 15  # a child of 15 pleads its own case in social services; below that somebody names the judgement

_ONE_GUARDIAN_IS_ENOUGH = {
    ConsentBasis.OTHER_GUARDIAN_PREVENTED,
    ConsentBasis.PROTECTED_HOUSING,
    ConsentBasis.SOLE_CUSTODY,
}
_SPEAKS_FOR_ADULT = {Mandate.FORVALTARE, Mandate.FULLMAKT, Mandate.FRAMTIDSFULLMAKT}


@dataclass(frozen=True, slots=True)
class ConsentSettings:
    """What a county or organisation has decided about consent. Everything is off by default."""

    unable_allowed: bool = False


def basis_of(consent: Consent) -> ConsentBasis:
    """On what a consent at home rests. One that says nothing claims no exception: all who should must have given it."""
    return consent.basis or ConsentBasis.ALL_WHO_SHOULD


def swedish_day(now: datetime) -> date:
    """The calendar day in Sweden at an instant."""
    return now.astimezone(STOCKHOLM).date()


def age_of(plan: Plan, on: date) -> int | None:
    """The person's age in whole years, from the number; None when the number carries no date of birth."""
    born = birthday(plan.person.identity.value)
    return None if born is None else years_old(born, on)


def is_child(plan: Plan, on: date) -> bool:
    """Whether the guardians decide: under 18, or of unknown age with a guardian in the plan."""
    age = age_of(plan, on)
    return bool(plan.guardians) if age is None else age < OF_AGE


def missing_givers(plan: Plan, consent: Consent, now: datetime, settings: ConsentSettings) -> list[Finding]:
    """Everything that is missing among those who gave the consent; empty when it is given by all who must."""
    if not consent.givers:
        return [finding("SIP515")]
    today = swedish_day(now)
    if is_child(plan, today):
        return _missing_for_child(plan, consent, today)
    return _missing_for_adult(plan, consent, today, settings)


def _spoke(giver: ConsentGiver) -> bool:
    return giver.form is not ConsentForm.UNABLE


def guardians_who_gave(plan: Plan, consent: Consent) -> set[str]:
    """The guardians that have consented as guardians."""
    known = {guardian.id for guardian in plan.guardians}
    return {
        giver.who
        for giver in consent.givers
        if giver.who in known and giver.mandate is Mandate.GUARDIAN and _spoke(giver)
    }


def person_gave(consent: Consent) -> bool:
    """Whether the person is among the givers, speaking for itself."""
    return any(g.who == PERSON and g.mandate is Mandate.SELF and _spoke(g) for g in consent.givers)


def _missing_for_child(plan: Plan, consent: Consent, today: date) -> list[Finding]:
    if basis_of(consent) is ConsentBasis.MATURE_CHILD:
        return _missing_for_mature_child(plan, consent, today)
    if not plan.guardians:
        return [finding("SIP531")]
    gave = guardians_who_gave(plan, consent)
    needed = 1 if basis_of(consent) in _ONE_GUARDIAN_IS_ENOUGH else len(plan.guardians)
    return [] if len(gave) >= needed else [finding("SIP511")]


def _missing_for_mature_child(plan: Plan, consent: Consent, today: date) -> list[Finding]:
    if not person_gave(consent):
        return [finding("SIP510")]
    age = age_of(plan, today)
    judged = consent.judged_by is not None or consent.noted_by is not None
    return [] if judged or (age is not None and age >= SPEAKS_ALONE_FROM) else [finding("SIP530")]


def _missing_for_adult(plan: Plan, consent: Consent, today: date, settings: ConsentSettings) -> list[Finding]:
    if any(_is_persons_own(plan, consent, giver) for giver in consent.givers):
        return []
    if any(_speaks_in_force(plan, giver, today) for giver in consent.givers):
        return []
    unable = [giver for giver in consent.givers if not _spoke(giver)]
    if unable:
        return _missing_for_unable(consent, unable, settings)
    return [finding(code) for code in _why_not_adult(plan, consent)]


def _is_persons_own(plan: Plan, consent: Consent, giver: ConsentGiver) -> bool:
    """The person's own word, given of age or as a mature child; a child's word beside its guardians' is asked anew."""
    if giver.who != PERSON or giver.mandate is not Mandate.SELF or not _spoke(giver):
        return False
    if basis_of(consent) is ConsentBasis.MATURE_CHILD:
        return True
    born = birthday(plan.person.identity.value)
    if giver.given_at is None or born is None:
        return not plan.guardians
    return years_old(born, first_day(giver.given_at)) >= OF_AGE


def _speaks_in_force(plan: Plan, giver: ConsentGiver, today: date) -> bool:
    if giver.mandate not in _SPEAKS_FOR_ADULT or not _spoke(giver):
        return False
    return any(
        one.id == giver.who and one.mandate is giver.mandate and _in_force(one, giver, today)
        for one in plan.representatives
    )


def _in_force(representative: Representative, giver: ConsentGiver, today: date) -> bool:
    """Whether the mandate holds now and, when that is known, held on every day that the consent can be of.

    Of a month or a year only the days are counted on which the mandate surely holds.
    """
    days = [today]
    if giver.given_at is not None:
        days += [first_day(giver.given_at), last_day(giver.given_at)]
    begun = representative.valid_from
    ended = representative.valid_until
    return all((begun is None or last_day(begun) <= day) and (ended is None or day <= first_day(ended)) for day in days)


def _missing_for_unable(consent: Consent, unable: list[ConsentGiver], settings: ConsentSettings) -> list[Finding]:
    missing = []
    if not settings.unable_allowed:
        missing.append(finding("SIP508"))
    if (
        consent.judged_by is None
        or basis_of(consent) is not ConsentBasis.UNABLE
        or any(giver.who != PERSON for giver in unable)
    ):
        missing.append(finding("SIP509"))
    return missing


def _why_not_adult(plan: Plan, consent: Consent) -> list[str]:
    mandates = {giver.mandate for giver in consent.givers}
    codes = []
    if Mandate.GUARDIAN in mandates or (plan.guardians and person_gave(consent)):
        codes.append("SIP512")
    if Mandate.GOD_MAN in mandates:
        codes.append("SIP513")
    if mandates & _SPEAKS_FOR_ADULT:
        codes.append("SIP514")
    return codes or ["SIP510"]
