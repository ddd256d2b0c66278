"""The plans that are measured: distinct ones of one shape, and the demo's, which has something of almost everything.

The shape is that of a long plan of an adult: four organisations of two huvudman, ten participants, two relatives,
eight needs with ten goals, twenty-four interventions, and a consent that lets three organisations have copies (one of
them only what is about health), and names what they do not get. Every value that can differ differs.
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

from mappings.formats import read, write
from mappings.reading import Format
from schemas.codes import OrganisationKind
from schemas.sip.document import SipDocument

MUNICIPALITY, COUNTY = "TSTNMT2120000142-KOMMUN", "TSTNMT2321000156-REGION"
HOME, OFFICE = "TSTNMT2120000142-SOC", "TSTNMT2120000142-AME"
CLINIC, WARD = "TSTNMT2321000156-VC1", "TSTNMT2321000156-PSY"
HUVUDMAN = {HOME: MUNICIPALITY, OFFICE: MUNICIPALITY, CLINIC: COUNTY, WARD: COUNTY}
KINDS = {
    HOME: OrganisationKind.MUNICIPAL_BOARD,
    OFFICE: OrganisationKind.MUNICIPAL_BOARD,
    CLINIC: OrganisationKind.CARE_PROVIDER,
    WARD: OrganisationKind.CARE_PROVIDER,
}
NAMES = {
    HOME: "Socialtjänsten, vuxna",
    OFFICE: "Arbetsmarknadsenheten",
    CLINIC: "Vårdcentralen Ett",
    WARD: "Psykiatrin",
}
RECIPIENTS = (OFFICE, CLINIC, WARD)
"""Who gets a copy beside the home."""

PERSON = "191212121212"
SUBJECTS = ("somatic-health", "mental-health", "housing", "work-and-livelihood")
STATUSES = ("planned", "ongoing", "performed")
NEEDS, GOALS, INTERVENTIONS, PARTICIPANTS = 8, 10, 24, 10


def sip_xml() -> bytes:
    """The demo's plan as SIP XML."""
    return resources.files("gateway.demo").joinpath("plan.xml").read_bytes()


@cache
def sip_json() -> bytes:
    """The demo's plan as SIP JSON."""
    document = read(sip_xml()).document
    if document is None:
        raise ValueError("the demo's plan is not readable")
    return write(document, Format.SIP_JSON).body


@cache
def plan_xml(number: int) -> bytes:
    """The plan of that number as SIP XML."""
    return write(plan(number), Format.SIP_XML).body


@cache
def plan(number: int) -> SipDocument:
    """The plan of that number."""
    return SipDocument.model_validate(
        {
            "plan": {
                "source": {"system": HOME, "plan_id": f"BENCH-{number}", "revision": 1},
                "kind": "sip",
                "trigger": "need",
                "state": "established",
                "established_on": f"2026-{1 + number % 9:02d}-12",
                **_people(number),
                "preparation": {
                    "information_given_on": "2026-01-03",
                    "information_given_by": "deltagare-1",
                    "important_to_me": f"Att bo kvar hemma och att kunna handla själv, vecka {number}.",
                },
                "overall_goals": [
                    {
                        "id": "mal-1",
                        "whose": "person",
                        "text": f'Jag vill sova om natten & träffa mina "vänner" {number}',
                        "own_words": True,
                        "subjects": ["mental-health"],
                    }
                ],
                **_content(number),
                "no_other_measures": True,
                "summary": {"text": f"Alla är överens om det viktigaste ({number}).", "subjects": ["housing"]},
                "lead_huvudman": MUNICIPALITY,
                "coordinator": "deltagare-1",
                "follow_up": {"on": f"2027-{1 + number % 9:02d}-02", "convener": HOME},
            },
            "consents": [_consent(number)],
        }
    )


def _people(number: int) -> dict[str, Any]:
    return {
        "person": {
            "identity": {"kind": "personnummer", "value": PERSON},
            "name": {"given": "Tolvan", "family": "Testsson"},
            "contact": {
                "address": {"lines": [f"Provgatan {number + 1}"], "postal_code": "000 00", "city": "Provstad"},
                "phones": ["070-174 06 99"],
            },
            "languages": ["sv"],
        },
        "relatives": [
            {
                "id": f"anhorig-{place}",
                "relation": relation,
                "name": {"given": given, "family": "Testsson"},
                "contact": {"phones": [f"070-174 06 {10 + place}"]},
            }
            for place, (relation, given) in enumerate((("dotter", "Vera"), ("bror", "Viktor")))
        ],
        "organisations": [
            {"id": MUNICIPALITY, "name": "Provkommunen", "kind": "municipality"},
            {"id": COUNTY, "name": "Provregionen", "kind": "region"},
            *(
                {"id": each, "name": NAMES[each], "kind": KINDS[each].value, "part_of": HUVUDMAN[each]}
                for each in KINDS
            ),
        ],
        "participants": [
            {
                "id": f"deltagare-{place}",
                "organisation": list(KINDS)[(place - 1) % len(KINDS)],
                "role": f"handläggare {place}",
                "name": {"given": "Deltagare", "family": f"Nummer{place}"},
                "contact": {"phones": [f"0300-00 {number % 90 + 10} {10 + place}"]},
            }
            for place in range(1, PARTICIPANTS + 1)
        ],
    }


def _content(number: int) -> dict[str, Any]:
    """Needs with their goals (the first two have two), and the interventions of all organisations in turn."""
    performers = list(KINDS)
    return {
        "needs": [
            {
                "id": f"behov-{need}",
                "area": ("physical", "psychological", "social")[need % 3],
                "text": f"Behöver hjälp nummer {need} för att klara vardagen under vinter {number}.",
                "subjects": [SUBJECTS[need % len(SUBJECTS)]],
                "sub_goals": [
                    {
                        "id": f"delmal-{need}-{goal}",
                        "text": f"Delmål {goal} till behov {need}: lugnare dagar, {number} gånger.",
                        "target_date": f"2026-11-{1 + (number + need) % 28:02d}",
                        "expressed_by": "person",
                    }
                    for goal in range(1, 3 if need < GOALS - NEEDS else 2)
                ],
            }
            for need in range(NEEDS)
        ],
        "interventions": [
            {
                "id": f"insats-{place}",
                "text": f"Insats {place}: besök och stöd enligt överenskommelse, tur {number}, på dagtid.",
                "responsible_huvudman": HUVUDMAN[performers[place % len(performers)]],
                "performers": [performers[place % len(performers)]],
                "schedule": {"start": f"2026-02-{1 + place % 28:02d}", "text": f"var {place + 2}:e dag"},
                "status": STATUSES[place % len(STATUSES)],
                "needs": [f"behov-{place % NEEDS}"],
                "goals": [f"delmal-{place % NEEDS}-1"],
                "subjects": [SUBJECTS[place % NEEDS % len(SUBJECTS)]],
            }
            for place in range(INTERVENTIONS)
        ],
    }


def _consent(number: int) -> dict[str, Any]:
    return {
        "givers": [{"who": "person", "given_at": f"2026-01-{1 + number % 28:02d}", "form": "written"}],
        "recipients": [
            {"recipient": OFFICE, "subjects": ["housing", "work-and-livelihood"]},
            {"recipient": CLINIC},
            {"recipient": WARD},
            {"recipient": "person"},
        ],
        "excluded_parties": ["TSTNMT2321000156-HAB"],
        "statutes": ["osl-26-1", "osl-25-1"],
        "noted_by": "Deltagare Nummer1",
    }
