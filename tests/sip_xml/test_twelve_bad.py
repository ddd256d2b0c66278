"""Twelve documents that are wrong in one way each are refused, with a stable code and the place."""

from datetime import date

import pytest

from gateway.cli.init import make_folder
from gateway.rules.report import report_on
from mappings.formats import read
from tests.bench.documents import HOME, KINDS, NAMES, RECIPIENTS
from tests.exchange.world import World
from tests.sip_xml.twelve_bad import SECRET, WARNED, WITHHELD, good, twelve

REFUSED = {
    "date 30 February": ("SIP104", "/SipPlan/Plan/Need[1]/SubGoal[1]/TargetDate"),
    "bad personal number": ("SIP110", "/SipPlan/Plan/Person/Identity"),
    "unknown participant": ("SIP201", "/SipPlan/Plan/Coordinator"),
    "unknown status": ("SIP103", "/SipPlan/Plan/Intervention[2]/Status"),
    "duplicate id": ("SIP203", "/SipPlan/Plan/Intervention[3]/Id"),
    "empty text": ("SIP106", "/SipPlan/Plan/Need[1]/Text"),
    "internal entity": ("SIP004", ""),
    "truncated": ("SIP003", ""),
    "wrong namespace": ("SIP008", "/SipPlan"),
    "external entity": ("SIP004", ""),
}


@pytest.fixture
def documents(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text(SECRET, encoding="utf-8")
    return twelve(secret)


def test_there_are_twelve_and_the_document_that_they_were_is_valid(documents):
    assert documents.keys() == REFUSED.keys() | {WITHHELD, WARNED}
    assert len(documents) == 12
    assert read(good()).valid


@pytest.mark.parametrize("name", REFUSED)
def test_a_document_that_is_wrong_in_one_way_is_refused_with_its_code_and_place(documents, name):
    reading = read(documents[name])

    assert reading.document is None
    assert [(each.code, each.path) for each in reading.findings] == [REFUSED[name]]
    assert SECRET not in str(reading)


def test_a_plan_without_consent_is_accepted_by_its_home_and_withheld_from_everybody_else(tmp_path, documents):
    """DESIGN, promise 3: a plan is recorded by its home in every state; no copy leaves without consent."""
    world = _world(tmp_path / "gateway")
    try:
        world.give(documents[WITHHELD], organisation=HOME)
        states = {recipient: row.state.value for (recipient, _), row in world.rows(HOME).items()}
        assert not any(world.incoming(each) for each in RECIPIENTS)
    finally:
        world.close()
    assert {states[each] for each in RECIPIENTS} == {"awaiting-consent"}
    assert states[HOME] == "recorded"


def test_a_plan_without_its_date_is_accepted_and_its_writer_is_told(documents):
    """No statute makes the date a duty; the routines of the counties ask for it."""
    report = report_on(documents[WARNED], date(2026, 6, 1))

    assert report.valid
    assert ("SIP411", "/SipPlan/Plan") in {(each.code, each.path) for each in report.findings}
    assert "SIP411" not in {each.code for each in report_on(good(), date(2026, 6, 1)).findings}


def _world(folder):
    make_folder(folder, [(each, kind, NAMES[each]) for each, kind in KINDS.items()], quiet="PT0S")
    world = World(folder, tuple(KINDS))
    world.root = lambda organisation: folder / "journals" / organisation
    return world
