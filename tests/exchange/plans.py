"""A small plan with three organisations, said as SIP JSON: what the tests of the exchange hand in."""

import json

from schemas.sip.document import SipDocument

HOME, REGION, SCHOOL, CLINIC = "2120000001.soc", "TSTNMT2321000016-VC1", "2120000001.skola", "TSTNMT2321000016-PSY"
NAMES = {HOME: "Socialtjänsten", REGION: "Vårdcentralen", SCHOOL: "Skolan", CLINIC: "Psykiatrin"}
KINDS = {HOME: "municipal-board", REGION: "care-provider", SCHOOL: "municipal-school", CLINIC: "care-provider"}
MUNICIPALITY, COUNTY = "2120000001", "2321000016"

PERSON = {
    "name": {"given": "Tolvan", "family": "Testsson"},
    "identity": {"kind": "personnummer", "value": "191212121212"},
    "contact": {"phones": ["070-174 06 99"]},
}


def measure(element, text, performer, subject, huvudman):
    return {
        "id": element,
        "text": text,
        "responsible_huvudman": huvudman,
        "performers": [performer],
        "subjects": [subject],
    }


def consent(recipients=(REGION, SCHOOL), given_at="2026-01-10", school_subjects=("school",), **changes):
    rows = [{"recipient": each} for each in recipients if each != SCHOOL]
    if SCHOOL in recipients:
        rows.append({"recipient": SCHOOL, "subjects": list(school_subjects)})
    return {
        "givers": [{"who": "person", "given_at": given_at, "form": "oral"}],
        "noted_by": "Handläggare ett",
        "recipients": rows,
        **changes,
    }


def plan(revision=1, consents=(), source=True, **changes):
    """The document as plain data. `changes` go into the plan."""
    organisations = [
        {"id": MUNICIPALITY, "name": "Provkommunen", "kind": "municipality"},
        {"id": COUNTY, "name": "Provregionen", "kind": "region"},
        *({"id": each, "name": NAMES[each], "kind": KINDS[each], "part_of": _owner(each)} for each in NAMES),
    ]
    said = {
        "source": {"system": HOME, "plan_id": "SOC-1", "revision": revision} if source else None,
        "state": "established",
        "established_on": "2026-01-12",
        "person": PERSON,
        "organisations": organisations,
        "participants": [
            {
                "id": f"deltagare-{number}",
                "name": {"given": "Deltagare", "family": f"Nummer{number}"},
                "organisation": each,
            }
            for number, each in enumerate(NAMES, 1)
        ],
        "coordinator": "deltagare-1",
        "lead_huvudman": MUNICIPALITY,
        "overall_goals": [
            {"id": "mal-1", "whose": "person", "text": "Sova hela natten", "subjects": ["somatic-health"]}
        ],
        "needs": [
            {"id": "behov-1", "text": "Sover dåligt om nätterna", "subjects": ["somatic-health"]},
            {"id": "behov-2", "text": "Lugn plats i matsalen", "subjects": ["school"]},
        ],
        "interventions": [
            measure("insats-1", "Sömnskola varje vecka", REGION, "somatic-health", COUNTY),
            measure("insats-2", "Egen plats vid fönstret", SCHOOL, "school", MUNICIPALITY),
        ],
        "no_other_measures": True,
        "summary": {"text": "Alla är överens om det viktigaste"},
        "follow_up": {"on": "2026-04-01"},
        **changes,
    }
    return {
        "format": "samspel-sip",
        "version": "0.9",
        "plan": {name: value for name, value in said.items() if value is not None},
        "consents": list(consents),
    }


def _owner(organisation):
    return COUNTY if organisation in (REGION, CLINIC) else MUNICIPALITY


def as_bytes(data):
    SipDocument.model_validate(data)
    return json.dumps(data, ensure_ascii=False).encode()


def texts_of(data):
    """Every text of the plan that a person wrote, and who it is about: what must never be seen outside."""
    found = set()

    def walk(value, name=""):
        if isinstance(value, dict):
            for key, inner in value.items():
                walk(inner, key)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, name)
        elif isinstance(value, str) and name in {"text", "given", "family", "value", "phones", "noted_by"}:
            found.add(value)

    walk(data["plan"])
    walk(data["consents"])
    return found
