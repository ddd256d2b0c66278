"""When consent has changed since a copy was frozen, the frozen bytes go only if they still say nothing too much."""

from __future__ import annotations

from typing import Any

from gateway.exchange.decisions import decision_bytes, reaches_less
from gateway.rules.consent import ConsentDecision, decide
from tests.rules.examples import NOW, SECOND_CONSENT_ID, VC, child, consent, document, giver

LATER = "2026-03-12"
BOTH = [giver("mor", "guardian"), giver("far", "guardian")]


def _decision(*given: dict[str, Any]) -> ConsentDecision:
    whole = document(*given, **child())
    return decide(whole.plan, whole.consents, VC, NOW)


def test_protected_housing_since_the_copy_was_frozen_stops_the_frozen_one() -> None:
    """What was frozen says where the family is to be found (lag 2024:79 6 kap. 1 §)."""
    before = consent(givers=BOTH)
    housing = consent(
        id=SECOND_CONSENT_ID, givers=[giver("mor", "guardian", given_at=LATER)], basis="protected-housing"
    )
    frozen = decision_bytes(_decision(before))

    now = _decision(before, housing)

    assert now.allowed
    assert now.covers_everything
    assert reaches_less(now, frozen)


def test_protected_housing_that_was_known_when_it_was_frozen_stops_nothing() -> None:
    housing = consent(givers=[giver("mor", "guardian")], basis="protected-housing")
    frozen = decision_bytes(_decision(housing))

    assert not reaches_less(_decision(housing), frozen)


def test_the_end_of_protected_housing_stops_nothing() -> None:
    housing = consent(givers=[giver("mor", "guardian")], basis="protected-housing")
    after = consent(id=SECOND_CONSENT_ID, givers=[one | {"given_at": LATER} for one in BOTH])

    assert not reaches_less(_decision(housing, after), decision_bytes(_decision(housing)))
