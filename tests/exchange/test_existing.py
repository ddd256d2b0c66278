"""A plan that the others hold on paper: its copies are kept back at once, and only a person lets them go."""

import pytest

from adapters.journal import HandedIn
from gateway.exchange.accept import accept
from gateway.exchange.consent import record_consent
from gateway.exchange.parked import list_parked, replay
from gateway.exchange.steps import Step
from schemas.sip.consent import Consent
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, as_bytes, consent, plan
from tests.exchange.world import World

OTHERS = (REGION, SCHOOL, CLINIC, "person")


def handed(data, token="existing-1"):
    return HandedIn(token, as_bytes(data))


def states(world, version=1):
    return {world.state(each, version) for each in OTHERS}


def test_everybodys_copy_is_kept_back_but_the_homes(world):
    answer = accept(world.parts, HOME, handed(plan(consents=[consent()])), existing=True)
    world.run()
    assert answer.accepted
    assert world.state(HOME) == "recorded"
    assert states(world) == {"parked"}
    assert {row.reason for row in list_parked(world.parts, HOME)} == {"SIP609"}


def test_a_consent_that_comes_later_releases_nothing_by_itself(world):
    accept(world.parts, HOME, handed(plan()), existing=True)
    record_consent(world.parts, HOME, world.plan_id(), Consent.model_validate(consent()))
    world.give(plan(revision=2, consents=[consent(given_at="2026-01-12")]))
    assert states(world) == {"parked"}
    assert {row.reason for row in list_parked(world.parts, HOME)} == {"SIP609"}
    (region,) = [row.id for row in list_parked(world.parts, HOME) if f"/{REGION}/" in row.subject]
    replay(world.parts, region)
    world.run()
    assert (world.state(REGION), world.state(SCHOOL)) == ("handed-over", "parked")


def test_a_version_that_is_here_already_stays_as_it_is(world):
    document = plan(consents=[consent()])
    world.give(document)
    before = {key: (row.state, row.reason) for key, row in world.rows().items()}
    assert "made" in {state.value for state, _ in before.values()}
    again = accept(world.parts, HOME, handed(document, "another"), existing=True)
    world.run()
    assert (again.accepted, again.version) == (True, 1)
    assert {key: (row.state, row.reason) for key, row in world.rows().items()} == before
    assert list_parked(world.parts, HOME) == []


def test_a_plan_that_others_have_got_from_here_is_not_taken_as_one_that_they_have_on_paper(world):
    world.give(plan(consents=[consent()]))
    answer = accept(world.parts, HOME, handed(plan(revision=2, summary={"text": "Ny text"})), existing=True)
    assert (answer.accepted, [each.code for each in answer.findings]) == (False, ["SIP617"])
    assert {version for _, version in world.rows()} == {1}


def test_a_mended_export_before_anything_is_released_takes_the_place_of_the_first(world):
    accept(world.parts, HOME, handed(plan(consents=[consent()])), existing=True)
    answer = accept(world.parts, HOME, handed(plan(revision=2, summary={"text": "Ny text"}), "second"), existing=True)
    world.run()
    assert answer.version == 2
    assert states(world) == {"superseded"}
    assert states(world, 2) == {"parked"}


def test_a_crash_after_the_version_is_written_leaves_no_copy_that_can_leave(tmp_path):
    def crash(step):
        if step is Step.ACCEPT_AFTER_COMMIT:
            raise KeyboardInterrupt

    world = World(tmp_path / "gateway", fault=crash)
    with pytest.raises(KeyboardInterrupt):
        accept(world.parts, HOME, handed(plan(consents=[consent()])), existing=True)
    world.close()
    restarted = World(tmp_path / "gateway")
    restarted.run()
    assert states(restarted) == {"parked"}
    assert restarted.incoming(REGION) == []
    restarted.close()
