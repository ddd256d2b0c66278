"""What people do at the ledger: preview, hand-over of a plan, dead letters, the questions it answers."""

import pytest

from gateway.broker.protocol import Outgoing, Queue
from gateway.exchange.confirm import confirm
from gateway.exchange.hand_over import offer
from gateway.exchange.ledger import holders_of, ledger, not_recorded, page_rows, plan_view
from gateway.exchange.parked import discard, drain_dead_letters, list_parked, replay, show_parked
from gateway.exchange.preview import preview_document, preview_plan
from gateway.worker import Worker
from schemas.errors import InvalidDocument, NotFound, NotYours, Rejected
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, as_bytes, consent, plan


def test_preview_shows_what_would_be_sent_and_changes_nothing(world):
    world.give(plan(consents=[consent()]))
    before = world.rows()
    seen = preview_plan(world.parts, HOME, world.plan_id(), SCHOOL)
    assert "Egen plats vid fönstret".encode() in seen.fhir
    assert "Sömnskola".encode() not in seen.fhir
    assert seen.preview.left_out
    assert world.rows() == before


def test_preview_of_a_document_says_why_nothing_would_go(world):
    seen = preview_document(world.parts, HOME, as_bytes(plan(consents=[consent()])), CLINIC)
    assert seen.fhir is None
    assert [each.code for each in seen.preview.obstacles] == ["SIP506"]
    assert world.rows() == {}


def test_preview_for_the_person_is_a_page_and_no_message(world):
    seen = preview_document(world.parts, HOME, as_bytes(plan()), "person")
    assert seen.fhir is None
    assert seen.preview.document is not None


def test_preview_of_what_is_not_there_says_so(world):
    with pytest.raises(NotFound):
        preview_plan(world.parts, HOME, world.parts.new_id(), SCHOOL)
    with pytest.raises(InvalidDocument):
        preview_document(world.parts, HOME, b"{}", SCHOOL)


def test_a_plan_is_handed_over_when_the_new_home_has_accepted(world):
    world.give(plan(consents=[consent()]))
    plan_id = world.plan_id()
    offer(world.parts, HOME, plan_id, REGION)
    world.run()
    (offered,) = list_parked(world.parts, REGION)
    assert (offered.reason, offered.detail) == ("SIP644", HOME)
    assert homes(world, plan_id) == {HOME: HOME, REGION: HOME, SCHOOL: HOME}
    replay(world.parts, offered.id)
    world.run()
    assert homes(world, plan_id) == {HOME: REGION, REGION: REGION, SCHOOL: REGION}


def homes(world, plan_id):
    with world.parts.store.transaction() as tx:
        return {each: tx.plan(each, plan_id).home for each in (HOME, REGION, SCHOOL)}


def test_the_new_home_goes_on_with_the_next_version(world):
    world.give(plan(consents=[consent()]))
    plan_id = world.plan_id()
    offer(world.parts, HOME, plan_id, REGION)
    world.run()
    replay(world.parts, list_parked(world.parts, REGION)[0].id)
    world.run()
    carried_on = plan(plan_id=plan_id, coordinator="deltagare-2", summary={"text": "Regionen tar vid"})
    carried_on["plan"]["source"] = {"system": REGION, "plan_id": "PMO-1"}
    carried_on["consents"] = [consent(recipients=(SCHOOL,), given_at="2026-01-14")]
    world.hand_in(carried_on, organisation=REGION)
    world.run()
    rows = {(row.copy_id.recipient, row.copy_id.version): row.state.value for row in ledger(world.parts, REGION)}
    assert rows[(SCHOOL, 2)] == "handed-over"


def test_only_the_home_hands_over_and_only_to_a_holder(world):
    world.give(plan(consents=[consent()]))
    with pytest.raises(NotYours):
        offer(world.parts, SCHOOL, world.plan_id(), REGION)
    with pytest.raises(Rejected):
        offer(world.parts, HOME, world.plan_id(), CLINIC)


def test_the_ledger_says_who_holds_what_who_has_not_and_what_is_late(world):
    world.give(plan(consents=[consent()]))
    world.practice(REGION).run_once()
    world.run()
    assert holders_of(world.parts, HOME, world.plan_id()) == {HOME: 1, REGION: 1}
    assert {row.copy_id.recipient for row in not_recorded(world.parts, HOME)} == {SCHOOL, CLINIC, "person"}
    assert list(ledger(world.parts, HOME, late=True)) == []
    world.clock.forward(days=8)
    late = {row.copy_id.recipient for row in ledger(world.parts, HOME, late=True)}
    assert late == {SCHOOL, "person"}
    assert {row.recipient for row in page_rows(world.parts, HOME) if row.late} == late
    view = plan_view(world.parts, SCHOOL, world.plan_id())
    assert (view.home, view.version, len(view.holdings)) == (HOME, None, 1)


def test_who_has_no_part_in_a_plan_sees_nothing_of_it(world):
    world.give(plan(consents=[consent()]))
    with pytest.raises(NotFound):
        plan_view(world.parts, CLINIC, world.plan_id())


def test_dead_letters_are_drained_into_the_parked_list_once(world, monkeypatch):
    key = world.parts.directory.find(REGION).routing_key
    world.parts.broker.publish(Outgoing(key, Queue.COPIES, "envelope-1", b"kills its reader"))

    def killed(_delivery):
        raise KeyboardInterrupt

    for _ in range(50):
        with pytest.raises(KeyboardInterrupt):
            world.parts.broker.deliver([key], killed, stop=lambda: False)
    assert drain_dead_letters(world.parts) == 1
    assert drain_dead_letters(world.parts) == 0
    (parked,) = list_parked(world.parts, REGION)
    assert parked.reason == "SIP641"
    assert show_parked(world.parts, parked.id).body == b"kills its reader"
    discard(world.parts, parked.id)
    assert list_parked(world.parts, REGION) == []


def test_a_document_that_a_defect_keeps_from_being_taken_stops_no_other(world, monkeypatch):
    monkeypatch.setattr("gateway.exchange.accept.weigh", _broken_for_first)
    world.hand_in(plan(summary={"text": "Den trasiga"}), name="a")
    world.hand_in(plan(consents=[consent()]), name="b")
    Worker(world.parts).run_until_idle()
    assert world.state(REGION) == "handed-over"
    (parked,) = list_parked(world.parts, HOME)
    assert (parked.reason, parked.kind) == ("SIP640", "document")
    monkeypatch.undo()
    replay(world.parts, parked.id)
    assert {version for _, version in world.rows()} == {1, 2}


def _broken_for_first(tx, parts, organisation, document, **options):
    from gateway.exchange.accepting import weigh

    if document.plan.summary.text == "Den trasiga":
        raise ZeroDivisionError
    return weigh(tx, parts, organisation, document, **options)


def test_a_protected_guardians_copy_is_never_made_and_is_confirmed_when_given_by_hand(world):
    """SIP.md §7: the danger is often the other guardian."""
    child = {
        "name": {"given": "Tretton", "family": "Testsson"},
        "identity": {"kind": "personnummer", "value": "201305012385"},
    }
    guardians = [
        {"id": "vh-1", "name": {"given": "Ett", "family": "Testsson"}, "protection": ["sekretessmarkering"]},
        {"id": "vh-2", "name": {"given": "Två", "family": "Testsson"}},
    ]
    givers = [
        {"who": each["id"], "mandate": "guardian", "given_at": "2026-01-10", "form": "written"} for each in guardians
    ]
    world.give(plan(person=child, guardians=guardians, consents=[consent(givers=givers)]))
    assert {(world.state(each), world.row(each).reason) for each in ("vh-1", "vh-2")} == {("parked", "SIP525")}
    assert not list((world.root(HOME) / "hand-out").glob("*vh-*"))
    confirm(world.parts, HOME, world.copy_id("vh-1"), by="Handläggare ett", entry_id="på kontoret")
    assert world.state("vh-1") == "handed-over"
    assert [row.subject.split("/")[2] for row in list_parked(world.parts, HOME)] == ["vh-2"]
