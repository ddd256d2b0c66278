"""Twelve organisations that take part in one plan: what isolation is tested with."""

from gateway.directory.entries import Entry
from gateway.directory.toml_directory import write_directory
from schemas.codes import OrganisationKind
from tests.exchange.plans import COUNTY, HOME, MUNICIPALITY, consent, plan
from tests.exchange.world import World
from tests.worker.running import MovingClock

OTHERS = tuple(f"TSTNMT2321000016-V{number:02d}" for number in range(1, 12))


def lay_out(folder):
    folder.mkdir(parents=True)
    lines = []
    for number, each in enumerate((HOME, *OTHERS)):
        (folder / f"journal{number}").mkdir()
        lines.append(f'[[organisation]]\nid = "{each}"\nfolder = "journal{number}"\nquiet = "PT0S"\n')
    (folder / "samspel.toml").write_text("\n".join(lines), encoding="utf-8")
    home = Entry(HOME, "Socialtjänsten", OrganisationKind.MUNICIPAL_BOARD)
    clinics = [Entry(each, f"Vårdcentralen {each[-2:]}", OrganisationKind.CARE_PROVIDER) for each in OTHERS]
    write_directory(folder / "directory.toml", [home, *clinics])


def world_of_twelve(folder):
    lay_out(folder)
    return World(folder, (HOME, *OTHERS), MovingClock())


def plan_of_twelve(**changes):
    """A plan in which all take part, with everybody's consent."""
    organisations = [
        {"id": MUNICIPALITY, "name": "Provkommunen", "kind": "municipality"},
        {"id": COUNTY, "name": "Provregionen", "kind": "region"},
        {"id": HOME, "name": "Socialtjänsten", "kind": "municipal-board", "part_of": MUNICIPALITY},
        *({"id": each, "name": f"VC {each[-2:]}", "kind": "care-provider", "part_of": COUNTY} for each in OTHERS),
    ]
    participants = [
        {"id": f"deltagare-{number}", "name": {"given": "Deltagare", "family": f"Nummer{number}"}, "organisation": each}
        for number, each in enumerate((HOME, *OTHERS), 1)
    ]
    measures = [
        {
            "id": f"insats-{number}",
            "text": "Sömnskola varje vecka",
            "responsible_huvudman": COUNTY,
            "performers": [each],
            "subjects": ["somatic-health"],
        }
        for number, each in enumerate(OTHERS, 1)
    ]
    needs = [{"id": "behov-1", "text": "Sover dåligt om nätterna", "subjects": ["somatic-health"]}]
    return plan(
        consents=[consent(recipients=OTHERS)],
        organisations=organisations,
        participants=participants,
        interventions=measures,
        needs=needs,
        **changes,
    )
