"""Who gets a copy of a version, and for each what is to be done: prepare, make, wait, withhold or park.

Recipients are those who take part, cut by the consent and its exclusions, plus the home itself, the person and each
guardian (SIP.md §2, §3, §8). One who takes part and is not in the consent is shown as withheld, so that somebody asks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Protocol

from gateway.rules.consent import (
    NEEDS_PERSON,
    WAITS_FOR_CONSENT,
    ConsentDecision,
    ConsentSettings,
    decide,
    goes_as_a_call,
)
from gateway.rules.copies import obstacles
from schemas.codes import Attendance
from schemas.findings import Finding, finding
from schemas.identifiers import PERSON, is_bare_organisation_number
from schemas.sip.consent import Consent
from schemas.sip.document import SipDocument
from schemas.sip.plan import Plan
from schemas.states import CopyState


class DirectoryView(Protocol):
    """What these rules ask of the directory."""

    def holds(self, organisation: str) -> bool:
        """Whether the directory has an organisation with exactly this id."""

    def with_number(self, organisation_number: str) -> Sequence[str]:
        """Ids of all organisations that have this organisation number."""

    def handles_protected(self, organisation: str) -> bool:
        """Whether the organisation has confirmed that it can handle protected identity."""


class RecipientKind(StrEnum):
    """What kind of recipient it is."""

    HOME = "home"
    ORGANISATION = "organisation"
    PERSON = "person"
    GUARDIAN = "guardian"


class Disposition(StrEnum):
    """What is to be done with a recipient's copy; the values are those of the copy's state in the ledger."""

    PREPARE = CopyState.PREPARED.value
    MADE = CopyState.MADE.value
    AWAITING_CONSENT = CopyState.AWAITING_CONSENT.value
    WITHHELD = CopyState.WITHHELD.value
    PARKED = CopyState.PARKED.value

    @property
    def state(self) -> CopyState:
        """The state that the copy gets in the ledger."""
        return CopyState(self.value)


@dataclass(frozen=True, slots=True)
class RecipientDecision:
    """One recipient. `recipient` is the id in the plan, `address` the directory's id (None: not known, or a human)."""

    recipient: str
    kind: RecipientKind
    disposition: Disposition
    decision: ConsentDecision
    address: str | None = None
    reasons: tuple[Finding, ...] = ()


PARKS = frozenset({"SIP601", "SIP603", "SIP525", "SIP532"}) | NEEDS_PERSON
"""Only a person can settle these."""

_CAME = frozenset({Attendance.PRESENT, Attendance.REMOTE})


def recipients_of(
    document: SipDocument,
    consents: Iterable[Consent],
    home: str,
    directory: DirectoryView,
    now: datetime,
    *,
    settings: ConsentSettings | None = None,
) -> tuple[RecipientDecision, ...]:
    """Every recipient of this version with what is to be done: the home first, organisations, person, guardians.

    The same version with the same consents at the same time gives the same answer. An organisation is named once also
    when several take part for it. A bare organisation number goes where the directory holds exactly one organisation
    with it, else the copy is parked as ambiguous (SIP.md §6).
    """
    return tuple(
        ask() for _, ask in _each_recipient(_Asking(document, tuple(consents), home, directory, now, settings))
    )


def recipient_of(
    recipient: str,
    document: SipDocument,
    consents: Iterable[Consent],
    home: str,
    directory: DirectoryView,
    now: datetime,
    *,
    settings: ConsentSettings | None = None,
) -> RecipientDecision | None:
    """The one of `recipients_of` that has this id, in the plan or in the directory; None when it takes no part."""
    each_one = _each_recipient(_Asking(document, tuple(consents), home, directory, now, settings))
    return next((ask() for names, ask in each_one if recipient in names), None)


def _each_recipient(asking: _Asking) -> Iterator[tuple[tuple[str | None, ...], Callable[[], RecipientDecision]]]:
    """What each is called, in the plan and in the directory, and how to ask what is to be done with its copy."""
    plan = asking.document.plan
    yield (asking.home_id,), asking.home
    for each in organisations_taking_part(plan):
        if each != asking.home_id:
            yield (each, resolve(each, asking.directory)[0]), partial(asking.organisation, each)
    yield (PERSON,), partial(asking.human, PERSON, RecipientKind.PERSON)
    for guardian in plan.guardians:
        yield (guardian.id,), partial(asking.human, guardian.id, RecipientKind.GUARDIAN)


def organisations_taking_part(plan: Plan) -> tuple[str, ...]:
    """Organisations of participants and of performers; those called while the plan is not agreed, later those who came.

    A huvudman that only answers by law takes no part. The order is that of the plan.
    """
    of_participant = {one.id: one.organisation for one in plan.participants}
    known = {one.id for one in plan.organisations}
    taking: list[str] = [one.organisation for one in plan.participants]
    for measure in plan.interventions:
        taking += measure.performers
    taking += [each.performed_by for each in plan.other_measures if each.performed_by is not None]
    if goes_as_a_call(plan):
        taking += [party.party for call in plan.calls for party in call.parties]
    else:
        taking += [one.who for each in plan.meetings for one in each.attendance if one.attendance in _CAME]
    named = (of_participant.get(each, each) for each in taking)
    return tuple(dict.fromkeys(each for each in named if each in known))


@dataclass(frozen=True, slots=True)
class _Asking:
    """One round of questions about one version."""

    document: SipDocument
    consents: tuple[Consent, ...]
    home_id: str
    directory: DirectoryView
    now: datetime
    settings: ConsentSettings | None

    def home(self) -> RecipientDecision:
        decision = self._decide(self.home_id)
        return RecipientDecision(self.home_id, RecipientKind.HOME, Disposition.PREPARE, decision, address=self.home_id)

    def organisation(self, recipient: str) -> RecipientDecision:
        decision = self._decide(recipient)
        address, unknown = resolve(recipient, self.directory)
        if address == self.home_id:  # the home by its bare number
            return RecipientDecision(recipient, RecipientKind.HOME, Disposition.PREPARE, decision, address=address)
        handles = address is not None and self.directory.handles_protected(address)
        reasons = self._obstacles(recipient, decision, handles=handles or address is None)
        disposition = _disposition((*reasons, *unknown), Disposition.PREPARE)
        return RecipientDecision(
            recipient, RecipientKind.ORGANISATION, disposition, decision, address, (*reasons, *unknown)
        )

    def human(self, recipient: str, kind: RecipientKind) -> RecipientDecision:
        decision = self._decide(recipient)
        reasons = self._obstacles(recipient, decision, handles=True)
        disposition = _disposition(reasons, Disposition.MADE)
        return RecipientDecision(recipient, kind, disposition, decision, None, reasons)

    def _decide(self, recipient: str) -> ConsentDecision:
        plan = self.document.plan
        return decide(plan, self.consents, recipient, self.now, settings=self.settings, home=self.home_id)

    def _obstacles(self, recipient: str, decision: ConsentDecision, *, handles: bool) -> tuple[Finding, ...]:
        return obstacles(self.document, recipient, decision, recipient_handles_protected=handles, home=self.home_id)


def resolve(organisation: str, directory: DirectoryView) -> tuple[str | None, tuple[Finding, ...]]:
    """The directory's id of an organisation; None with the finding when there is none or several could be meant."""
    if is_bare_organisation_number(organisation):
        several = directory.with_number(organisation)
        if len(several) == 1:
            return several[0], ()
        return None, (finding("SIP603" if several else "SIP601"),)
    if directory.holds(organisation):
        return organisation, ()
    return None, (finding("SIP601"),)


def _disposition(reasons: Sequence[Finding], otherwise: Disposition) -> Disposition:
    """An answer of no is stronger than a person's question, that stronger than waiting for consent."""
    codes = {each.code for each in reasons}
    if not codes:
        return otherwise
    if codes - WAITS_FOR_CONSENT - PARKS:
        return Disposition.WITHHELD
    return Disposition.PARKED if codes & PARKS else Disposition.AWAITING_CONSENT
