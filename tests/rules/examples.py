"""One plan to bend: a grown-up with two needs, four organisations, and consents that tests change."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from schemas.sip.consent import Consent
from schemas.sip.document import SipDocument

NOW = datetime(2026, 3, 20, 12, tzinfo=UTC)
PLAN_ID = "urn:uuid:11111111-1111-4111-8111-111111111111"
CONSENT_ID = "urn:uuid:22222222-2222-4222-8222-222222222222"
SECOND_CONSENT_ID = "urn:uuid:33333333-3333-4333-8333-333333333333"

KOMMUN = "2120000142"
SOC = "2120000142.soc"
SKOLA = "2120000142.skola"
REGION = "2321000156"
PSYK = "TSTNMT2321000156-PSYK"
VC = "TSTNMT2321000156-VC"

ADULT = {"kind": "personnummer", "value": "191212121212"}
CHILD_13 = {"kind": "personnummer", "value": "201305012385"}
CHILD_15 = {"kind": "personnummer", "value": "201011252382"}
TURNS_18 = {"kind": "personnummer", "value": "200812012383"}  # on 2026-12-01

ORGANISATIONS: list[dict[str, Any]] = [
    {"id": KOMMUN, "name": "Testköpings kommun", "kind": "municipality"},
    {
        "id": SOC,
        "name": "Socialnämnden",
        "kind": "municipal-board",
        "part_of": KOMMUN,
        "contact": {"phones": ["013-1"]},
    },
    {"id": SKOLA, "name": "Testskolan", "kind": "municipal-school", "part_of": KOMMUN},
    {"id": REGION, "name": "Region Test", "kind": "region"},
    {"id": PSYK, "name": "Psykiatrin", "kind": "care-provider", "part_of": REGION},
    {"id": VC, "name": "Vårdcentralen", "kind": "care-provider", "part_of": REGION},
]


def participant(name: str, organisation: str) -> dict[str, Any]:
    """Somebody who takes part."""
    return {"id": f"p-{name.lower()}", "name": {"given": name, "family": "Testsson"}, "organisation": organisation}


def plan(**changes: Any) -> dict[str, Any]:
    """The plan as plain data."""
    return {
        "plan_id": PLAN_ID,
        "version": 1,
        "state": "established",
        "person": {"identity": ADULT, "name": {"given": "Tolvan", "family": "Testsson"}},
        "organisations": ORGANISATIONS,
        "participants": [
            participant("Soc", SOC),
            participant("Psyk", PSYK),
            participant("Skola", SKOLA),
            participant("Vard", VC),
        ],
        "coordinator": "p-soc",
        "lead_huvudman": KOMMUN,
        "needs": [
            {
                "id": "n-psyk",
                "text": "Sover dåligt",
                "subjects": ["mental-health"],
                "sub_goals": [{"id": "g-psyk", "text": "Sova bättre"}],
            },
            {
                "id": "n-skola",
                "text": "Orkar inte skolan",
                "subjects": ["school"],
                "sub_goals": [{"id": "g-skola", "text": "Gå till skolan"}],
            },
        ],
        "interventions": [
            {
                "id": "i-psyk",
                "text": "Samtal",
                "responsible_huvudman": REGION,
                "performers": [PSYK],
                "needs": ["n-psyk"],
                "goals": ["g-psyk"],
                "subjects": ["mental-health"],
            },
            {
                "id": "i-skola",
                "text": "Anpassat schema",
                "responsible_huvudman": KOMMUN,
                "performers": ["p-skola"],
                "needs": ["n-skola", "n-psyk"],
                "goals": ["g-skola", "g-psyk"],
                "subjects": ["school"],
            },
        ],
        "no_other_measures": True,
        "summary": {"text": "Hela läget"},
        "established_on": "2026-03-02",
    } | changes


def giver(who: str = "person", mandate: str = "self", **changes: Any) -> dict[str, Any]:
    """One who gives a consent."""
    return {"who": who, "mandate": mandate, "form": "written", "given_at": "2026-03-02T10:00:00+01:00"} | changes


def consent(**changes: Any) -> dict[str, Any]:
    """A consent of the person to all four, as plain data."""
    return {
        "id": CONSENT_ID,
        "version": 1,
        "plan_id": PLAN_ID,
        "givers": [giver()],
        "recipients": [{"recipient": each} for each in (SOC, PSYK, SKOLA, VC)],
    } | changes


def document(*consents: dict[str, Any], **changes: Any) -> SipDocument:
    """The plan with consents; without any, with the one that covers everything."""
    given = list(consents) or [consent()]
    return SipDocument.model_validate({"plan": plan(**changes), "consents": given})


def consents(*given: dict[str, Any]) -> tuple[Consent, ...]:
    """Consents as the model has them."""
    return tuple(Consent.model_validate(each) for each in given)


def child(identity: dict[str, str] = CHILD_13, guardians: int = 2, **changes: Any) -> dict[str, Any]:
    """Changes that make the plan one of a child with guardians `mor` and `far`."""
    names = [("mor", "Mor"), ("far", "Far")][:guardians]
    return {
        "person": {"identity": identity, "name": {"given": "Barn", "family": "Testsson"}},
        "guardians": [{"id": one, "name": {"given": name, "family": "Testsson"}} for one, name in names],
    } | changes
