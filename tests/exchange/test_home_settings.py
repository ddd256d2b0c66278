"""What a home lets travel beside the plan: off by default, never more than consent covers (DESIGN promise 2)."""

import base64
import json

import pytest

from gateway.exchange.consent import record_consent
from gateway.exchange.locked import unlock_frozen
from mappings import fhir
from schemas.codes import AttachmentKind
from schemas.identifiers import PERSON
from schemas.sip.consent import Consent
from tests.exchange.plans import HOME, REGION, SCHOOL, consent, plan
from tests.exchange.world import World, lay_out

ATTACHMENT = {
    "id": "bilaga-1",
    "kind": "other",
    "media_type": "text/plain",
    "data": base64.b64encode(b"Kartan till skolan").decode(),
}


@pytest.fixture
def world_of(tmp_path):
    opened = []

    def make(*lines):
        folder = tmp_path / f"world{len(opened)}"
        lay_out(folder)
        settings = folder / "samspel.toml"
        settings.write_text(settings.read_text("utf-8").replace("\n", "\n" + "\n".join(lines) + "\n", 1), "utf-8")
        opened.append(World(folder))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


def attached(world, recipient):
    """Kind and bytes of every attachment in the recipient's frozen copy."""
    copy_id = world.copy_id(recipient)
    with world.parts.store.transaction() as tx:
        row = tx.copy(HOME, copy_id)
    frozen = unlock_frozen(world.parts.vault(HOME), row.frozen, row.copy_id)
    return [(each.kind, each.data) for each in fhir.copy_from_frozen(frozen).document.plan.attachments]


def consented_later(world, **changes):
    said = Consent.model_validate(consent(**changes) | {"plan_id": world.plan_id()})
    record_consent(world.parts, HOME, world.plan_id(), said)
    world.run()


def test_attachments_stay_home_unless_the_home_has_said_otherwise(world_of):
    world = world_of()
    world.give(plan(attachments=[ATTACHMENT], consents=[consent()]))
    assert attached(world, REGION) == []
    assert world.row(REGION).redacted


def test_attachments_go_to_those_whose_consent_covers_all_of_the_plan(world_of):
    world = world_of("attachments_travel = true")
    world.give(plan(attachments=[ATTACHMENT], consents=[consent()]))
    assert attached(world, REGION) == [(AttachmentKind.OTHER, b"Kartan till skolan")]
    assert attached(world, SCHOOL) == []


def test_the_source_document_travels_whole_to_those_whose_consent_covers_all_of_it(world_of):
    world = world_of("source_document_travels = true")
    data = plan()
    world.give(data)
    consented_later(world)
    ((kind, body),) = attached(world, REGION)
    assert kind is AttachmentKind.SOURCE
    assert b"SOC-1" in body
    assert attached(world, SCHOOL) == []


def test_a_source_document_that_holds_consents_tells_of_others_and_stays_home(world_of):
    world = world_of("source_document_travels = true")
    world.give(plan(consents=[consent()]))
    assert attached(world, REGION) == []


def test_a_source_document_with_something_not_understood_stays_home(world_of):
    world = world_of("source_document_travels = true")
    said = plan()
    said["plan"]["made_up_field"] = "x"
    world.give(json.dumps(said).encode())
    consented_later(world)
    assert world.state(REGION) == "handed-over"
    assert attached(world, REGION) == []


def test_the_source_document_of_a_protected_person_never_travels(world_of):
    world = world_of("source_document_travels = true")
    data = plan()
    data["plan"]["person"] = {**data["plan"]["person"], "protection": ["sekretessmarkering"]}
    world.give(data)
    consented_later(world)
    assert world.state(REGION) == "withheld"


def unable():
    return consent(
        givers=[{"who": PERSON, "form": "unable", "given_at": "2026-01-10"}],
        basis="unable",
        judged_by="Läkare Provsson",
    )


def test_a_judgement_that_the_person_cannot_consent_counts_only_where_the_county_lets_it(world_of):
    world = world_of()
    world.give(plan(consents=[unable()]))
    assert world.state(REGION) == "withheld"
    allowed = world_of("consent_of_unable = true")
    allowed.give(plan(consents=[unable()]))
    assert allowed.state(REGION) == "handed-over"
