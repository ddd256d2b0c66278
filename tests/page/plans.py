"""Plans that the pages are tried on: invented people, published test numbers."""

from datetime import UTC, date, datetime

from mappings.page import LedgerRow
from schemas.messages import Evidence
from schemas.sip.document import SipDocument
from schemas.sip.reading import parse_document
from schemas.states import CopyState

PLAN = "urn:uuid:3f2a91bc-5d1e-4c7a-9b60-8a1f0c2d4e55"
REGION, SCHOOL, MUNICIPALITY, BOARD, HEALTH = (
    "SE2321000115-BUP1",
    "2120001223.SKOLA",
    "2120001223",
    "2120001223.SOC",
    "SE2321000115-EMI",
)
MADE_ON = date(2026, 12, 5)

ORGANISATIONS = [
    {"id": "SE2321000115-R", "name": "Region Exempel", "kind": "region"},
    {"id": REGION, "name": "Barn- och ungdomspsykiatrin", "kind": "care-provider", "part_of": "SE2321000115-R"},
    {"id": MUNICIPALITY, "name": "Exempelby kommun", "kind": "municipality"},
    {
        "id": BOARD,
        "name": "Socialtjänsten i Exempelby",
        "kind": "municipal-board",
        "part_of": MUNICIPALITY,
        "contact": {"phones": ["0123-456 700"]},
    },
    {"id": SCHOOL, "name": "Björkskolan", "kind": "municipal-school", "part_of": MUNICIPALITY},
]
PARTICIPANTS = [
    {
        "id": "p1",
        "name": {"given": "Samira", "family": "Samordnarsson"},
        "organisation": BOARD,
        "role": "socialsekreterare",
        "contact": {"phones": ["0123-456 789"], "emails": ["samira.samordnarsson@example.org"]},
    },
    {"id": "p2", "name": {"given": "Kurt", "family": "Kuratorsson"}, "organisation": SCHOOL, "role": "kurator"},
    {"id": "p3", "name": {"given": "Berit", "family": "Behandlarsson"}, "organisation": REGION, "role": "psykolog"},
]
CONSENTS = [
    {
        "id": "urn:uuid:11111111-2222-4333-8444-555555555555",
        "givers": [
            {"who": "person", "mandate": "self", "given_at": "2026-10-12", "form": "oral"},
            {"who": "g1", "mandate": "guardian", "given_at": "2026-10-12", "form": "written"},
            {"who": "g2", "mandate": "guardian", "given_at": "2026-10-14", "form": "written"},
        ],
        "recipients": [{"recipient": REGION}, {"recipient": SCHOOL}, {"recipient": "person"}, {"recipient": "g1"}],
    }
]


def child_plan(**changed):
    """A 13-year-old's plan with two guardians, as plain data; `changed` replaces fields of the plan."""
    plan = {
        "plan_id": PLAN,
        "version": 2,
        "state": "followed-up",
        "trigger": "need",
        "person": {
            "name": {"given": "Tilda", "family": "Testsson"},
            "identity": {"kind": "personnummer", "value": "201305012385"},
            "contact": {"address": {"lines": ["Hemliga gatan 1"], "city": "Gömstad"}, "phones": ["070-000 00 01"]},
        },
        "guardians": [
            {"id": "g1", "name": {"given": "Gudrun", "family": "Testsson"}, "contact": {"phones": ["070-000 00 02"]}},
            {"id": "g2", "name": {"given": "Gustav", "family": "Testsson"}},
        ],
        "organisations": ORGANISATIONS,
        "participants": PARTICIPANTS,
        "strengths": [
            {"id": "s1", "kind": "abilities", "text": "Tilda är bra på att rita och att förklara för andra."},
            {"id": "s2", "kind": "network", "text": "Mormor bor nära och hämtar gärna på tisdagar."},
        ],
        "overall_goals": [
            {
                "id": "m1",
                "whose": "person",
                "text": "Jag vill kunna gå till skolan utan att ha ont i magen.",
                "own_words": True,
            },
            {
                "id": "m2",
                "whose": "family",
                "text": "Vi vill ha lugna morgnar tillsammans.",
                "own_words": True,
            },
        ],
        "needs": [
            {
                "id": "n1",
                "area": "psychological",
                "text": "Tilda är orolig på morgnarna och missar ofta första lektionen.",
                "sub_goals": [
                    {
                        "id": "d1",
                        "text": "Vara med på första lektionen fyra dagar i veckan.",
                        "target_date": "2027-02",
                        "attainments": [
                            {"outcome": "partly", "on": "2026-12-01", "comment": "Tre dagar nu. Det går framåt."}
                        ],
                    }
                ],
            }
        ],
        "interventions": [
            {
                "id": "i1",
                "text": "Möta Tilda vid skolans entré varje morgon.",
                "responsible_huvudman": MUNICIPALITY,
                "performers": ["p2"],
                "schedule": {"start": "2026-10-20", "text": "Varje skoldag klockan 8"},
                "status": "ongoing",
                "needs": ["n1"],
                "goals": ["d1"],
            },
            {
                "id": "i2",
                "text": "Samtal om oro, tio gånger.",
                "responsible_huvudman": "SE2321000115-R",
                "performers": ["p3", REGION],
                "schedule": {"start": "2027-01-10", "end": "2027-03", "text": "En gång i veckan"},
            },
            {
                "id": "i3",
                "text": "Hjälpa familjen att göra ett schema för morgonen.",
                "responsible_huvudman": MUNICIPALITY,
                "performers": [BOARD],
                "status": "performed",
            },
        ],
        "other_measures": [
            {"id": "o1", "text": "Lägga fram kläder på kvällen.", "performer": "person", "performed_by": "person"}
        ],
        "lead_huvudman": MUNICIPALITY,
        "coordinator": "p1",
        "follow_up": {"on": "2027-02-18T13:30:00+01:00", "convener": "p1"},
        "established_on": "2026-10-14",
        "follow_ups": [{"id": "f1", "on": "2026-12-01", "continues": False}],
        "summary": {"text": "Skolan, socialtjänsten och BUP hjälps åt så att Tilda kan gå till skolan."},
    }
    plan.update(changed)
    return plan


def document(consents=CONSENTS, **changed) -> SipDocument:
    """The plan as a document."""
    parsed = parse_document({"plan": child_plan(**changed), "consents": consents})
    assert parsed.document is not None, parsed.findings
    return parsed.document


def adult(**changed) -> SipDocument:
    """An adult's plan with the least that a plan can have."""
    least = {
        "plan_id": PLAN,
        "version": 1,
        "state": "established",
        "person": {
            "name": {"given": "Tolvan", "family": "Testsson"},
            "identity": {"kind": "personnummer", "value": "191212121212"},
        },
    }
    parsed = parse_document({"plan": {**least, **changed}})
    assert parsed.document is not None, parsed.findings
    return parsed.document


def row(recipient: str, state: CopyState, version: int = 2, **more) -> LedgerRow:
    """A row of the ledger for the plan."""
    return LedgerRow(PLAN, version, recipient, state, datetime(2026, 12, 2, 9, 0, tzinfo=UTC), **more)


ROWS = (
    row("person", CopyState.HANDED_OVER),
    row("g1", CopyState.MADE),
    row(REGION, CopyState.RECORDED, evidence=Evidence.SYSTEM_RECEIPT, entry_id="JE-000123"),
    row(SCHOOL, CopyState.SENT, late=True),
    row(HEALTH, CopyState.WITHHELD, recipient_name="Elevhälsan", reason="SIP506"),
    row(BOARD, CopyState.RECORDED, evidence=Evidence.HANDED_IN, entry_id="SOC-77"),
)
