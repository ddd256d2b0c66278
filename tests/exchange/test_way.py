"""The whole way of a plan, through the embedded parts."""

import json

from gateway.exchange.confirm import confirm
from schemas.states import CopyState
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan


def test_a_plan_is_recorded_by_every_recipient_that_consent_names(world):
    world.give(plan(consents=[consent()]))
    assert world.state(HOME) == "recorded"
    assert world.row(HOME).entry_id == "SOC-1"
    assert world.row(HOME).evidence == "handed-in"
    assert world.state(REGION) == world.state(SCHOOL) == "handed-over"
    assert (world.state(CLINIC), world.row(CLINIC).reason) == ("withheld", "SIP506")
    world.practice(REGION).run_once()
    world.run()
    assert world.state(REGION) == "recorded"
    assert world.row(REGION).entry_id == "JP-000001"
    assert world.row(REGION).evidence == "system-receipt"


def test_each_recipient_gets_only_its_part(world):
    world.give(plan(consents=[consent()]))
    to_region = b"".join(path.read_bytes() for path in world.root(REGION).rglob("*") if path.is_file()).decode()
    to_school = b"".join(path.read_bytes() for path in world.root(SCHOOL).rglob("*") if path.is_file()).decode()
    assert "Sömnskola varje vecka" in to_region
    assert "Egen plats vid fönstret" in to_region
    assert "Egen plats vid fönstret" in to_school
    assert "Sömnskola" not in to_school
    assert "Sover dåligt" not in to_school
    assert world.row(SCHOOL).redacted
    assert not world.row(REGION).redacted


def test_a_named_person_confirms_a_copy_that_the_system_did_not(world):
    world.give(plan(consents=[consent()]))
    confirm(world.parts, SCHOOL, world.copy_id(SCHOOL), by="Rektor Provsson", entry_id="PÄRM-7")
    world.run()
    row = world.row(SCHOOL)
    assert (row.state, row.entry_id, row.evidence) == (CopyState.RECORDED, "PÄRM-7", "person-confirmed")


def test_the_persons_page_lies_at_home_until_somebody_has_handed_it_over(world):
    world.give(plan(consents=[consent()]))
    assert world.state("person") == "made"
    (page,) = (world.root(HOME) / "hand-out").glob("*.html")
    assert "Sova hela natten" in page.read_text(encoding="utf-8")
    confirm(world.parts, HOME, world.copy_id("person"), by="Handläggare ett", entry_id="på mötet")
    row = world.row("person")
    assert (row.state, row.told_by, row.entry_id) == (CopyState.HANDED_OVER, "Handläggare ett", "på mötet")


def test_the_person_can_decline_the_page_and_take_it_later(world):
    world.give(plan(consents=[consent()]))
    confirm(world.parts, HOME, world.copy_id("person"), by="Handläggare ett", declined=True)
    assert world.state("person") == "declined"
    confirm(world.parts, HOME, world.copy_id("person"), by="Handläggare ett", entry_id="post")
    assert world.state("person") == "handed-over"


def test_the_home_journal_is_told_who_has_recorded_and_notes_each_disclosure(world):
    """PDL 3 kap. 11 §: the sender's journal notes who got a copy and when."""
    world.give(plan(consents=[consent()]))
    world.practice(REGION).run_once()
    world.run()
    status = world.root(HOME) / "status"
    notes = [path.read_text(encoding="utf-8") for path in status.glob("*disclosure*.xml")]
    assert sorted(name for name in (REGION, SCHOOL) for note in notes if name in note) == sorted([REGION, SCHOOL])
    told = json.loads(next(status.glob("*.json")).read_text(encoding="utf-8"))
    assert '"recorded"' in json.dumps(told)
    assert "JP-000001" in json.dumps(told)


def test_a_home_whose_journal_did_not_write_the_plan_records_its_own_copy(world):
    world.give(plan(source=False, consents=[consent()]))
    assert world.state(HOME) == "handed-over"
    world.practice(HOME).run_once()
    world.run()
    assert (world.state(HOME), world.row(HOME).evidence) == ("recorded", "system-receipt")


def test_an_unknown_person_awaits_registration_and_is_then_recorded(world):
    """Hjo: that a party does not know the person is never a reason to refuse a copy."""
    world.give(plan(consents=[consent()]))
    world.practice(REGION, known=()).run_once()
    world.run()
    assert world.state(REGION) == "awaiting-registration"
    world.practice(REGION).run_once()
    world.run()
    assert world.state(REGION) == "recorded"


def test_doing_everything_again_changes_nothing(world):
    world.give(plan(consents=[consent()]))
    before = world.rows()
    assert world.run() == 0
    assert world.rows() == before
