"""May this part of this version go to this recipient now? If not: everything that is missing.

Theory of operation. `decide` takes all consents of the plan and answers for one recipient. The latest given consent of
the right stage decides, alone: an earlier one is never brought back because the later is expired, refused or
incomplete. Where the order is in doubt each of those in doubt must allow, and only what all of them permit is
permitted. The stage is that of the plan's state: before the plan is agreed a consent to the call is enough for those
whom it names, and for what was closed before it became a plan; an agreed plan needs the consent to the plan. A consent
that names version n covers n and the later versions of the same plan until a newer consent says otherwise; never an
earlier version.

Sources: SIP.md §2 (choices), OSL 12 kap. 2 §, FB 6:13, 13 a, lag (2024:79) 6:1. In words: docs/consent-and-copies.md.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from gateway.rules.consent_givers import (
    ConsentSettings,
    basis_of,
    guardians_who_gave,
    is_child,
    missing_givers,
    swedish_day,
)
from gateway.rules.consent_order import Tied, deciding, is_refused, standing_withdrawals, tied_to
from gateway.rules.consent_scope import EVERYTHING, Exclusion, exclusion_of, named_subjects, withdrawn_subjects
from schemas.codes import ClosureReason, ConsentBasis, ConsentStage, Content, Subject
from schemas.dates import ends, starts
from schemas.findings import Finding, finding
from schemas.identifiers import PERSON
from schemas.sip.consent import Consent
from schemas.sip.plan import Plan
from schemas.states import CALL_STATES, PLAN_STATES, PlanState

RULE_VERSION = "consent-2"
"""Names these rules in every decision that is kept; raised when an answer could change."""

NEEDS_PERSON = frozenset({"SIP518", "SIP519", "SIP534", "SIP544", "SIP545"})
"""Missing things that only somebody at home can settle: the copy is parked until then."""

WAITS_FOR_CONSENT = frozenset(
    {"SIP500", "SIP501", "SIP509", "SIP510", "SIP511", "SIP512", "SIP513", "SIP514", "SIP515", "SIP517"}
    | {"SIP520", "SIP530", "SIP531"}
)
"""Somebody has not been asked yet, or not all of what is needed stands there: the copy waits. Every other missing thing
is an answer (no, not to this one, no longer), and the copy is withheld."""

_OTHER_GUARDIAN = {
    ConsentBasis.PROTECTED_HOUSING: "SIP544",
    ConsentBasis.OTHER_GUARDIAN_PREVENTED: "SIP545",
    ConsentBasis.SOLE_CUSTODY: "SIP545",
}
"""Basis on which one guardian was enough → why the other one's copy is not made by itself."""

_NOT_NAMED = frozenset({"SIP506", "SIP546"})

__all__ = [
    "NEEDS_PERSON",
    "RULE_VERSION",
    "WAITS_FOR_CONSENT",
    "ConsentDecision",
    "ConsentSettings",
    "decide",
    "goes_as_a_call",
]


@dataclass(frozen=True, slots=True)
class ConsentDecision:
    """The answer for one recipient. Not allowed = nothing goes, and `missing` says everything that stands in the way.

    `subjects` are those permitted; `covers_everything` lets unclassified parts and texts that span the plan through.
    `used` are the consents that decided; with their ids and versions they are kept beside the copy.
    """

    recipient: str
    allowed: bool
    covers_everything: bool = False
    subjects: frozenset[Subject] = frozenset()
    missing: tuple[Finding, ...] = ()
    used: tuple[Consent, ...] = field(default=(), repr=False)
    rule_version: str = RULE_VERSION
    protected_housing: bool = False
    """The consent rests on protected housing: no copy says where anybody is to be found (lag 2024:79 6 kap. 1 §)."""

    @property
    def needs_person(self) -> bool:
        """Whether somebody at home must settle something before the question can be answered."""
        return any(each.code in NEEDS_PERSON for each in self.missing)

    @property
    def consent_ids(self) -> tuple[tuple[str | None, int], ...]:
        """Id and version of each consent that decided."""
        return tuple((each.id, each.count) for each in self.used)

    def as_json(self) -> dict[str, Any]:
        """The decision as it is kept beside the copy: ids, codes and subjects, no names."""
        return {
            "recipient": self.recipient,
            "allowed": self.allowed,
            "covers_everything": self.covers_everything,
            "subjects": sorted(self.subjects),
            "missing": [each.code for each in self.missing],
            "consents": [{"id": each.id, "version": each.count} for each in self.used],
            "needs_person": self.needs_person,
            "protected_housing": self.protected_housing,
            "rule_version": self.rule_version,
        }


def decide(
    plan: Plan,
    consents: Iterable[Consent],
    recipient: str,
    now: datetime,
    *,
    settings: ConsentSettings | None = None,
    home: str | None = None,
) -> ConsentDecision:
    """May the plan go to `recipient` (organisation id, `person` or a guardian's id) now, and what of it?

    The home (`home`, else the coordinator's organisation) always has its own plan. The person needs no consent to its
    own plan unless it is not approved to be shown. A guardian of a child needs a consent in force, but need not be
    named in it unless the child has consented alone (OSL 12:3). Never raises: what cannot be judged is not allowed
    (SIP599). The same question at the same time gives the same answer. Source: SIP.md §2; DESIGN promise 3.
    """
    try:
        return _decide(plan, tuple(consents), recipient, now, settings or ConsentSettings(), home or plan.home)
    except Exception:  # noqa: BLE001 - a defect of ours must close the door, not open it
        return ConsentDecision(recipient=str(recipient), allowed=False, missing=(finding("SIP599"),))


def _decide(
    plan: Plan,
    consents: tuple[Consent, ...],
    recipient: str,
    now: datetime,
    settings: ConsentSettings,
    home: str | None,
) -> ConsentDecision:
    tied = tied_to(plan, consents)
    used = deciding(_of_the_stage(plan, tied))
    if recipient == home:
        return ConsentDecision(recipient, allowed=True, covers_everything=True, subjects=EVERYTHING, used=used)
    grounds = (*used, *deciding(tied.newest))
    housing = any(basis_of(each) is ConsentBasis.PROTECTED_HOUSING for each in grounds)
    missing: list[Finding] = []
    if not PLAN_STATES[plan.state].copies_leave:
        missing.append(finding("SIP521", state=plan.state.value))
    if recipient == PERSON:
        if not plan.approved_for_person:
            missing.append(finding("SIP529"))
        return _answer(recipient, missing, EVERYTHING, used, housing=housing)
    missing += _not_one_of_the_plan(plan, recipient, now) + _no_consent(consents, tied, used)
    missing += _without_that_guardian(plan, recipient, grounds)
    permitted = EVERYTHING
    for consent in used:
        found, subjects = _judge(plan, consent, tied, recipient, now, settings)
        missing += found
        permitted &= subjects
    if used and not permitted and not any(each.code in _NOT_NAMED for each in missing):
        missing.append(finding("SIP522"))
    if _is_dead(plan) and any(each.code in WAITS_FOR_CONSENT for each in missing):
        missing.append(finding("SIP547"))
    return _answer(recipient, missing, permitted, used, housing=housing)


def _answer(
    recipient: str, missing: list[Finding], permitted: frozenset[Subject], used: tuple[Consent, ...], *, housing: bool
) -> ConsentDecision:
    once = tuple(dict.fromkeys(missing))
    if once:
        return ConsentDecision(recipient, allowed=False, missing=once, used=used, protected_housing=housing)
    return ConsentDecision(
        recipient,
        allowed=True,
        covers_everything=permitted == EVERYTHING,
        subjects=permitted,
        used=used,
        protected_housing=housing,
    )


def goes_as_a_call(plan: Plan) -> bool:
    """Whether there is no agreed plan in it yet, or never came to be one: closed while people were still being called.

    A closed plan that says when it was agreed, or what is done, or that somebody signed it, was a plan.
    """
    if plan.state in CALL_STATES:
        return True
    agreed = plan.established_on or plan.interventions or plan.other_measures or plan.signatures or plan.follow_ups
    return plan.state is PlanState.CLOSED and plan.content is Content.STRUCTURED and not agreed


def _is_dead(plan: Plan) -> bool:
    """Whether the person has died: nobody can be asked any more, and what was consented stands."""
    return plan.closure is not None and plan.closure.reason is ClosureReason.DECEASED


def _of_the_stage(plan: Plan, tied: Tied) -> list[Consent]:
    if goes_as_a_call(plan):
        return list(tied.newest)
    return [each for each in tied.newest if each.stage is ConsentStage.PLAN]


def _not_one_of_the_plan(plan: Plan, recipient: str, now: datetime) -> list[Finding]:
    if any(guardian.id == recipient for guardian in plan.guardians):
        return [] if is_child(plan, swedish_day(now)) else [finding("SIP523")]
    if any(organisation.id == recipient for organisation in plan.organisations):
        return []
    return [finding("SIP535")]


def _without_that_guardian(plan: Plan, recipient: str, grounds: Iterable[Consent]) -> list[Finding]:
    """What a person must settle when one guardian's consent was enough, and the recipient is the other one."""
    if not any(guardian.id == recipient for guardian in plan.guardians):
        return []
    passed_over = {basis_of(each) for each in grounds if recipient not in guardians_who_gave(plan, each)}
    return [finding(code) for basis, code in _OTHER_GUARDIAN.items() if basis in passed_over]


def _no_consent(consents: tuple[Consent, ...], tied: Tied, used: tuple[Consent, ...]) -> list[Finding]:
    missing = [finding("SIP519")] if tied.contradict else []
    if used:
        return missing
    if tied.newest:
        return [*missing, finding("SIP501")]
    return [*missing, finding("SIP520" if consents else "SIP500")]


def _judge(
    plan: Plan, consent: Consent, tied: Tied, recipient: str, now: datetime, settings: ConsentSettings
) -> tuple[list[Finding], frozenset[Subject]]:
    """Everything that one deciding consent lacks for the recipient, and the subjects that it permits."""
    missing = [*_not_in_force(plan, consent, now), *missing_givers(plan, consent, now, settings)]
    if is_refused(consent, tied.every):
        missing.append(finding("SIP502"))
    code, withdrawn = withdrawn_subjects(recipient, standing_withdrawals(consent, tied.every))
    if code is not None:
        missing.append(finding(code))
    if consent.exclusion_text is not None and consent.exclusion_classified_by is None:
        missing.append(finding("SIP518"))
    excluded = exclusion_of(plan, consent, recipient)
    if excluded is not Exclusion.NO:
        missing.append(finding(excluded.value))
    subjects = _named(plan, consent, recipient)
    if subjects is None:
        missing.append(finding("SIP546" if _named_before(plan, consent, tied, recipient) else "SIP506"))
    return missing, (subjects or frozenset()) - withdrawn


def _named_before(plan: Plan, consent: Consent, tied: Tied, recipient: str) -> bool:
    """Whether another consent of the same stage, or an earlier version of this one, names the recipient."""
    others = (each for each in tied.every if each is not consent and each.refused_at is None)
    others = (each for each in others if each.stage is consent.stage)
    return any(_named(plan, each, recipient) is not None for each in others)


def _not_in_force(plan: Plan, consent: Consent, now: datetime) -> list[Finding]:
    missing = []
    if consent.valid_until is not None and ends(consent.valid_until) <= now:
        missing.append(finding("SIP505"))
    if any(giver.given_at is not None and _is_future(giver.given_at, now) for giver in consent.givers):
        missing.append(finding("SIP516"))
    if consent.plan_version is not None and (plan.version is None or plan.version < consent.plan_version):
        missing.append(finding("SIP517"))
    return missing


def _is_future(moment: str, now: datetime) -> bool:
    return starts(moment) > now


def _named(plan: Plan, consent: Consent, recipient: str) -> frozenset[Subject] | None:
    """Subjects that the consent gives the recipient; None when it gives nothing.

    A guardian is not named in the guardians' own consent. When the child has consented alone it must be.
    """
    is_guardian = any(guardian.id == recipient for guardian in plan.guardians)
    unnamed_is_enough = is_guardian and basis_of(consent) is not ConsentBasis.MATURE_CHILD
    return named_subjects(plan, consent, recipient, unnamed_is_enough=unnamed_is_enough)
