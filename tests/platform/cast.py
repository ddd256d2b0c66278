"""Who takes part: twelve invented organisations, at which gateway each is hosted, and a plan that all of them share."""

from __future__ import annotations

import json
from typing import NamedTuple

from schemas.codes import OrganisationKind
from schemas.sip.document import SipDocument


class Player(NamedTuple):
    """One organisation. `gateway` hosts it."""

    id: str
    kind: OrganisationKind
    name: str
    gateway: str


_BOARD, _CARE, _SCHOOL = (
    OrganisationKind.MUNICIPAL_BOARD,
    OrganisationKind.CARE_PROVIDER,
    OrganisationKind.MUNICIPAL_SCHOOL,
)
HUB, EDGE_A, EDGE_B = "hub", "edge-a", "edge-b"
REGION = "2321000016"
PLAYERS = (
    Player("TSTNMT2321000016-VC1", _CARE, "Vårdcentralen Ett", HUB),
    Player("TSTNMT2321000016-VC2", _CARE, "Vårdcentralen Två", HUB),
    Player("TSTNMT2321000016-BUP", _CARE, "Barn- och ungdomspsykiatrin", HUB),
    Player("TSTNMT2321000016-PSY", _CARE, "Vuxenpsykiatrin", HUB),
    Player("TSTNMT2321000016-HAB", _CARE, "Habiliteringen", HUB),
    Player("TSTNMT2321000016-LAS", _CARE, "Lasarettet", HUB),
    Player("TSTNMT2120000001-SOC", _BOARD, "Socialtjänsten, Hubby", HUB),
    Player("TSTNMT2120000001-SKO", _SCHOOL, "Hubby skola", HUB),
    Player("TSTNMT2120000019-SOC", _BOARD, "Socialtjänsten, Kantorp", EDGE_A),
    Player("TSTNMT2120000019-SKO", _SCHOOL, "Kantorps skola", EDGE_A),
    Player("TSTNMT2120000027-SOC", _BOARD, "Socialtjänsten, Randby", EDGE_B),
    Player("TSTNMT2120000027-SKO", _SCHOOL, "Randby skola", EDGE_B),
)
HOMES = ("TSTNMT2120000001-SOC", "TSTNMT2120000019-SOC", "TSTNMT2120000027-SOC")
DEAD = "TSTNMT2321000016-HAB"
"""Its journal system's folder has gone: nothing can be handed over to it."""
SLOW = "TSTNMT2321000016-PSY"
"""Its journal system takes seconds for each copy."""
PERSON = "191212121212"


def number_of(organisation: str) -> str:
    """The organisation number of whom it belongs to."""
    return organisation.removeprefix("TSTNMT")[:10]


def plan(home: str, number: int, revision: int = 1) -> bytes:
    """The home's plan of that number: every organisation takes part, has a measure, and is in the consent."""
    huvudman = {number_of(each.id) for each in PLAYERS}
    said = {
        "source": {"system": home, "plan_id": f"PLAN-{number}", "revision": revision},
        "state": "established",
        "established_on": "2026-01-12",
        "person": {
            "name": {"given": "Tolvan", "family": "Testsson"},
            "identity": {"kind": "personnummer", "value": PERSON},
        },
        "organisations": [
            *(
                {"id": each, "name": f"Huvudman {each}", "kind": "region" if each == REGION else "municipality"}
                for each in sorted(huvudman)
            ),
            *(
                {"id": each.id, "name": each.name, "kind": each.kind.value, "part_of": number_of(each.id)}
                for each in PLAYERS
            ),
        ],
        "participants": [
            {
                "id": f"deltagare-{place}",
                "name": {"given": "Deltagare", "family": f"Nummer{place}"},
                "organisation": each.id,
            }
            for place, each in enumerate(PLAYERS)
        ],
        "coordinator": f"deltagare-{[each.id for each in PLAYERS].index(home)}",
        "lead_huvudman": number_of(home),
        "overall_goals": [
            {"id": "mal-1", "whose": "person", "text": "Sova hela natten", "subjects": ["somatic-health"]}
        ],
        "needs": [{"id": "behov-1", "text": f"Behov nummer {number}.{revision}", "subjects": ["somatic-health"]}],
        "interventions": [
            {
                "id": f"insats-{place}",
                "text": f"Insats från {each.name}",
                "responsible_huvudman": number_of(each.id),
                "performers": [each.id],
                "subjects": ["somatic-health"],
            }
            for place, each in enumerate(PLAYERS)
        ],
        "no_other_measures": True,
        "summary": {"text": "Alla är överens om det viktigaste"},
        "follow_up": {"on": "2026-12-01"},
    }
    consent = {
        "givers": [{"who": "person", "given_at": "2026-01-10", "form": "oral"}],
        "noted_by": "Handläggare ett",
        "recipients": [{"recipient": each.id} for each in PLAYERS if each.id != home],
    }
    document = {"format": "samspel-sip", "version": "0.9", "plan": said, "consents": [consent]}
    SipDocument.model_validate(document)
    return json.dumps(document, ensure_ascii=False).encode()
