"""Lifecycle of a plan and states of a copy, as tables; documentation, ledger and tests are drawn from these.

Theory of operation. A *plan* moves only at its home, by events that people cause there. A *copy* is one recipient's
share of one version; its states are set by the home or by the recipient, never by both, and a final state is never
left by itself. Sources: HSL 16:4, SoL 10:8; routines of Halland (H), Hjo (Hj), Värmland (V), Gävleborg (G).
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class PlanState(StrEnum):
    """Where a plan is in its life."""

    INITIATED = "initiated"
    DECLINED = "declined"
    REFUSED = "refused"
    NOT_NEEDED = "not-needed"
    PREPARED = "prepared"
    CALLED = "called"
    PRELIMINARY = "preliminary"
    ESTABLISHED = "established"
    FOLLOWED_UP = "followed-up"
    REPLACED = "replaced"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    NULLIFIED = "nullified"


class PlanEvent(StrEnum):
    """What moves a plan."""

    PERSON_DECLINED = "person-declined"
    ORGANISATION_REFUSED = "organisation-refused"
    JUDGED_NOT_NEEDED = "judged-not-needed"
    CONSENTED = "consented"
    CALL_SENT = "call-sent"
    DRAWN_UP_WITHOUT_GUARDIAN = "drawn-up-without-guardian"
    AGREED = "agreed"
    FOLLOWED_UP = "followed-up"
    NEW_PLAN_WRITTEN = "new-plan-written"
    ENDED = "ended"
    CONSENT_WITHDRAWN = "consent-withdrawn"
    FOUND_WRONG = "found-wrong"


_OPEN = (PlanState.INITIATED, PlanState.PREPARED, PlanState.CALLED, PlanState.PRELIMINARY)
_AGREED = (PlanState.ESTABLISHED, PlanState.FOLLOWED_UP)

CALL_STATES = frozenset({PlanState.INITIATED, PlanState.PREPARED, PlanState.CALLED})
"""Before there is a plan: people are being asked and called."""

TRANSITIONS: dict[tuple[PlanState, PlanEvent], PlanState] = {
    (PlanState.INITIATED, PlanEvent.ORGANISATION_REFUSED): PlanState.REFUSED,
    (PlanState.INITIATED, PlanEvent.JUDGED_NOT_NEEDED): PlanState.NOT_NEEDED,
    (PlanState.INITIATED, PlanEvent.CONSENTED): PlanState.PREPARED,
    (PlanState.INITIATED, PlanEvent.CALL_SENT): PlanState.CALLED,
    (PlanState.PREPARED, PlanEvent.CALL_SENT): PlanState.CALLED,
    (PlanState.CALLED, PlanEvent.CALL_SENT): PlanState.CALLED,
    (PlanState.INITIATED, PlanEvent.DRAWN_UP_WITHOUT_GUARDIAN): PlanState.PRELIMINARY,
    (PlanState.PREPARED, PlanEvent.DRAWN_UP_WITHOUT_GUARDIAN): PlanState.PRELIMINARY,
    (PlanState.CALLED, PlanEvent.DRAWN_UP_WITHOUT_GUARDIAN): PlanState.PRELIMINARY,
    **{(state, PlanEvent.PERSON_DECLINED): PlanState.DECLINED for state in _OPEN},
    **{(state, PlanEvent.AGREED): PlanState.ESTABLISHED for state in _OPEN},
    **{(state, PlanEvent.CONSENT_WITHDRAWN): PlanState.WITHDRAWN for state in (*_OPEN, *_AGREED)},
    **{(state, PlanEvent.FOLLOWED_UP): PlanState.FOLLOWED_UP for state in _AGREED},
    **{(state, PlanEvent.NEW_PLAN_WRITTEN): PlanState.REPLACED for state in _AGREED},
    **{(state, PlanEvent.ENDED): PlanState.CLOSED for state in PlanState if state in CALL_STATES or state in _AGREED},
    **{(state, PlanEvent.FOUND_WRONG): PlanState.NULLIFIED for state in PlanState if state is not PlanState.NULLIFIED},
}
"""(state, event) → the state entered. What is not here is not allowed. A correction within a state is a new version."""


class CarePlanStatus(StrEnum):
    """CarePlan.status of FHIR R4, as far as a SIP uses it."""

    DRAFT = "draft"
    ACTIVE = "active"
    COMPLETED = "completed"
    REVOKED = "revoked"
    ENTERED_IN_ERROR = "entered-in-error"


class PlanStateRow(NamedTuple):
    """One plan state: CarePlan.status, whether copies leave home in it, whether it ends the plan, the Swedish word."""

    status: CarePlanStatus
    copies_leave: bool
    final: bool
    sv: str


PLAN_STATES: dict[PlanState, PlanStateRow] = {
    PlanState.INITIATED: PlanStateRow(CarePlanStatus.DRAFT, True, False, "initierad"),
    PlanState.DECLINED: PlanStateRow(CarePlanStatus.REVOKED, False, True, "den enskilde tackade nej"),
    PlanState.REFUSED: PlanStateRow(CarePlanStatus.REVOKED, False, True, "begäran nekad"),
    PlanState.NOT_NEEDED: PlanStateRow(CarePlanStatus.REVOKED, False, True, "bedömdes inte behövas"),
    PlanState.PREPARED: PlanStateRow(CarePlanStatus.DRAFT, True, False, "förberedd"),
    PlanState.CALLED: PlanStateRow(CarePlanStatus.DRAFT, True, False, "kallad"),
    PlanState.PRELIMINARY: PlanStateRow(CarePlanStatus.DRAFT, False, False, "preliminär"),
    PlanState.ESTABLISHED: PlanStateRow(CarePlanStatus.ACTIVE, True, False, "upprättad"),
    PlanState.FOLLOWED_UP: PlanStateRow(CarePlanStatus.ACTIVE, True, False, "uppföljd"),
    PlanState.REPLACED: PlanStateRow(CarePlanStatus.COMPLETED, True, True, "ersatt av ny plan"),
    PlanState.CLOSED: PlanStateRow(CarePlanStatus.COMPLETED, True, True, "avslutad"),
    PlanState.WITHDRAWN: PlanStateRow(CarePlanStatus.REVOKED, False, True, "samtycket återtaget"),
    PlanState.NULLIFIED: PlanStateRow(CarePlanStatus.ENTERED_IN_ERROR, False, True, "makulerad"),
}


class CopyState(StrEnum):
    """What has become of one recipient's copy of one version."""

    AWAITING_CONSENT = "awaiting-consent"
    WITHHELD = "withheld"
    PREPARED = "prepared"
    SENT = "sent"
    RECEIVED = "received"
    REJECTED = "rejected"
    MISDIRECTED = "misdirected"
    AWAITING_REGISTRATION = "awaiting-registration"
    FORWARDED = "forwarded"
    HANDED_OVER = "handed-over"
    RECORDED = "recorded"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"
    ENDED = "ended"
    PARKED = "parked"
    MADE = "made"
    DECLINED = "declined"


class SetBy(StrEnum):
    """Who may set a state."""

    HOME = "home"
    RECIPIENT = "recipient"
    EITHER = "either"


class Answer(StrEnum):
    """Which answer of the message grammar carries a state to the home."""

    NONE = "none"
    RESPONSE_OK = "ok"
    RESPONSE_FATAL = "fatal-error"
    STATUS = "status"
    CONTROL = "control"


class CopyStateRow(NamedTuple):
    """One copy state: who sets it, whether it is final, how it is answered, the Swedish word."""

    set_by: SetBy
    final: bool
    answer: Answer
    sv: str


COPY_STATES: dict[CopyState, CopyStateRow] = {
    CopyState.AWAITING_CONSENT: CopyStateRow(SetBy.HOME, False, Answer.NONE, "väntar på samtycke"),
    CopyState.WITHHELD: CopyStateRow(SetBy.HOME, False, Answer.NONE, "hålls inne"),
    CopyState.PREPARED: CopyStateRow(SetBy.HOME, False, Answer.NONE, "förberedd"),
    CopyState.SENT: CopyStateRow(SetBy.HOME, False, Answer.NONE, "skickad"),
    CopyState.RECEIVED: CopyStateRow(SetBy.RECIPIENT, False, Answer.RESPONSE_OK, "mottagen"),
    CopyState.REJECTED: CopyStateRow(SetBy.RECIPIENT, True, Answer.RESPONSE_FATAL, "avvisad"),
    CopyState.MISDIRECTED: CopyStateRow(SetBy.RECIPIENT, True, Answer.RESPONSE_FATAL, "fel mottagare"),
    CopyState.AWAITING_REGISTRATION: CopyStateRow(
        SetBy.RECIPIENT, False, Answer.STATUS, "väntar på att personen registreras"
    ),
    CopyState.FORWARDED: CopyStateRow(SetBy.RECIPIENT, False, Answer.STATUS, "vidaresänd inom huvudmannen"),
    CopyState.HANDED_OVER: CopyStateRow(SetBy.RECIPIENT, False, Answer.STATUS, "överlämnad, inte bekräftad"),
    CopyState.RECORDED: CopyStateRow(SetBy.RECIPIENT, True, Answer.STATUS, "journalförd"),
    CopyState.SUPERSEDED: CopyStateRow(SetBy.HOME, True, Answer.CONTROL, "ersatt av nyare version"),
    CopyState.WITHDRAWN: CopyStateRow(SetBy.HOME, True, Answer.CONTROL, "återtagen"),
    CopyState.ENDED: CopyStateRow(SetBy.HOME, True, Answer.CONTROL, "deltagandet avslutat"),
    CopyState.PARKED: CopyStateRow(SetBy.EITHER, False, Answer.NONE, "parkerad"),
    CopyState.MADE: CopyStateRow(SetBy.HOME, False, Answer.NONE, "framtagen till personen"),
    CopyState.DECLINED: CopyStateRow(SetBy.HOME, True, Answer.NONE, "ville inte ha"),
}

_S = CopyState
_RECIPIENTS = (
    _S.RECEIVED,
    _S.REJECTED,
    _S.MISDIRECTED,
    _S.AWAITING_REGISTRATION,
    _S.FORWARDED,
    _S.HANDED_OVER,
    _S.RECORDED,
)
_ENDS = (_S.SUPERSEDED, _S.WITHDRAWN, _S.ENDED)
_BEFORE_SENT = (_S.PREPARED, _S.AWAITING_CONSENT, _S.WITHHELD, _S.PARKED, *_ENDS)

COPY_MOVES: dict[CopyState, frozenset[CopyState]] = {
    _S.AWAITING_CONSENT: frozenset({*_BEFORE_SENT, _S.MADE, _S.RECORDED, _S.HANDED_OVER}),
    _S.WITHHELD: frozenset({*_BEFORE_SENT, _S.MADE}),
    _S.PREPARED: frozenset({*_BEFORE_SENT, _S.SENT, _S.RECORDED, _S.HANDED_OVER, _S.AWAITING_REGISTRATION}),
    _S.SENT: frozenset({_S.SENT, _S.WITHHELD, _S.PARKED, *_RECIPIENTS, *_ENDS}),
    _S.RECEIVED: frozenset({_S.WITHHELD, _S.PARKED, *_RECIPIENTS, *_ENDS}),
    _S.AWAITING_REGISTRATION: frozenset({_S.PARKED, *_RECIPIENTS, *_ENDS}),
    _S.FORWARDED: frozenset({_S.PARKED, *_RECIPIENTS, *_ENDS}),
    _S.HANDED_OVER: frozenset({_S.PARKED, _S.DECLINED, *_RECIPIENTS, *_ENDS}),
    _S.PARKED: frozenset({*_BEFORE_SENT, _S.SENT, _S.MADE, *_RECIPIENTS}),
    _S.MADE: frozenset({_S.HANDED_OVER, _S.DECLINED, _S.WITHHELD, _S.PARKED, *_ENDS}),
    _S.REJECTED: frozenset({_S.PREPARED, _S.PARKED}),
    _S.MISDIRECTED: frozenset({_S.PREPARED, _S.PARKED}),
    _S.RECORDED: frozenset(),
    _S.SUPERSEDED: frozenset(),
    _S.WITHDRAWN: frozenset({_S.RECORDED, _S.PREPARED, _S.MADE}),
    _S.ENDED: frozenset({_S.RECORDED}),
    _S.DECLINED: frozenset({_S.HANDED_OVER}),
}
"""state → states that may follow. A refused copy can be replayed by a person (`prepared`); a recording that
happened before the withdrawal reached the recipient is told afterwards, and the truth is kept
(`withdrawn` → `recorded`). A consent given after the withdrawal lets the same version go anew (`withdrawn` →
`prepared`, `made`). A page that nobody has got yet is held back when consent does not reach it any more."""
