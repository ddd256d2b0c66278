"""Asking for consent in a test: the question, the codes of what is missing, and guardians who gave."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from gateway.rules.consent import ConsentDecision, ConsentSettings, decide
from tests.rules.examples import (
    NOW,
    PSYK,
    consent,
    document,
    giver,
)

UNABLE = ConsentSettings(unable_allowed=True)


def answer(
    *given_consents: dict[str, Any],
    to: str = PSYK,
    now: datetime = NOW,
    settings: ConsentSettings | None = None,
    no_consent: bool = False,
    **changes: Any,
) -> ConsentDecision:
    whole = document(*given_consents, **changes)
    return decide(whole.plan, () if no_consent else whole.consents, to, now, settings=settings)


def codes(decision: ConsentDecision) -> set[str]:
    assert decision.allowed is (not decision.missing)
    return {each.code for each in decision.missing}


def gave(*guardians: str, **changes: Any) -> dict[str, Any]:
    return consent(givers=[giver(each, "guardian") for each in guardians], **changes)


def representative(mandate: str, **changes: Any) -> dict[str, Any]:
    row = {"id": "ombud", "name": {"given": "Olle", "family": "Ombud"}, "mandate": mandate} | changes
    return {"representatives": [row]}
