"""How far a consent reaches for one recipient: permissions, exclusions, withdrawals of a recipient or a subject."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from gateway.rules.consent_givers import guardians_who_gave, person_gave
from schemas.codes import Subject, WithdrawalScope
from schemas.identifiers import is_bare_organisation_number
from schemas.sip.consent import Consent, Withdrawal
from schemas.sip.organisations import Organisation
from schemas.sip.plan import Plan

EVERYTHING = frozenset(Subject)


class Exclusion(StrEnum):
    """Whether the person has excluded a recipient; the value is the finding's code."""

    NO = ""
    YES = "SIP507"
    DOUBT = "SIP534"


def named_subjects(
    plan: Plan, consent: Consent, recipient: str, *, unnamed_is_enough: bool
) -> frozenset[Subject] | None:
    """The subjects that the consent permits the recipient; None when it does not name the recipient.

    Several permissions for one recipient add up; beside a limited one an unlimited one does not count. No subjects
    in the consent = every subject. Exclusions of subjects hold for every organisation, and for a guardian unless that
    guardian has given the consent and the child has not: then the exclusion is the guardian's own, against others.
    """
    rows = [row for row in consent.recipients if row.recipient == recipient]
    if not rows and not unnamed_is_enough:
        return None
    limited = frozenset(subject for row in rows for subject in row.subjects)
    own = not rows and recipient in guardians_who_gave(plan, consent) and not person_gave(consent)
    if own:
        return EVERYTHING
    permitted = (limited or EVERYTHING) & (frozenset(consent.subjects) or EVERYTHING)
    return permitted - frozenset(consent.excluded_subjects)


def withdrawn_subjects(recipient: str, withdrawals: Iterable[Withdrawal]) -> tuple[str | None, frozenset[Subject]]:
    """What standing withdrawals take from a recipient: the finding's code when all of it, and the subjects taken.

    A withdrawal of a recipient that names none, or of a subject that names none, is taken as one of the whole.
    A withdrawn subject is withdrawn for everybody.
    """
    code: str | None = None
    taken: frozenset[Subject] = frozenset()
    for each in withdrawals:
        if each.scope is WithdrawalScope.SUBJECT and each.subjects:
            taken |= frozenset(each.subjects)
        elif each.scope is WithdrawalScope.RECIPIENT and each.recipients:
            if recipient in each.recipients:
                code = code or "SIP504"
        else:
            code = "SIP503"
    return code, taken


def exclusion_of(plan: Plan, consent: Consent, recipient: str) -> Exclusion:
    """Whether the recipient is excluded: itself, the body that it belongs to or acts for, or somebody who is there.

    An excluded organisation number excludes every organisation that carries it. An excluded person at the recipient
    is a doubt that somebody at home must settle.
    """
    excluded = {party.casefold() for party in consent.excluded_parties}
    if not excluded:
        return Exclusion.NO
    names = {each.casefold() for each in _bodies_of(plan, recipient)}
    if excluded & names or any(_carries(name, party) for name in names for party in excluded):
        return Exclusion.YES
    there = {one.id for one in plan.participants if one.organisation == recipient}
    there |= {one.id for one in plan.supporters if one.organisation == recipient}
    return Exclusion.DOUBT if excluded & {each.casefold() for each in there} else Exclusion.NO


def _carries(name: str, party: str) -> bool:
    return is_bare_organisation_number(party) and (
        name.startswith(f"{party}.") or name.partition("-")[0].endswith(party)
    )


def _bodies_of(plan: Plan, recipient: str) -> set[str]:
    """The recipient with its organisation number, and all that it is part of or acts for."""
    known: dict[str, Organisation] = {each.id: each for each in plan.organisations}
    bodies: set[str] = set()
    waiting = [recipient]
    while waiting:
        name = waiting.pop()
        if name in bodies:
            continue
        bodies.add(name)
        organisation = known.get(name)
        if organisation is not None:
            waiting += [each for each in (organisation.part_of, organisation.acts_for) if each is not None]
            if organisation.organisation_number is not None:
                bodies.add(organisation.organisation_number)
    return bodies
