"""Handing in: what is taken, what is refused, what is the same again, and that nothing is lost."""

import json

import pytest

from adapters.journal import HandedIn
from gateway.exchange.accept import accept
from gateway.exchange.consent import record_consent
from gateway.exchange.kept_documents import kept_body
from gateway.exchange.parked import list_parked, replay, replay_copy
from schemas.errors import Rejected
from schemas.sip.consent import Consent
from tests.exchange.plans import CLINIC, HOME, NAMES, REGION, SCHOOL, as_bytes, consent, plan


def hand(world, data, token="t-1", organisation=HOME):
    body = data if isinstance(data, bytes) else as_bytes(data)
    return accept(world.parts, organisation, HandedIn(token, body))


def codes(answer):
    return [each.code for each in answer.findings if each.severity == "error"]


def test_the_same_token_and_bytes_get_the_same_answer(world):
    first = hand(world, plan())
    again = hand(world, plan())
    assert first == again
    assert (first.accepted, first.version) == (True, 1)
    assert first.content_hash.startswith("sha256:")


def test_the_same_content_from_a_new_export_is_the_version_that_it_is(world):
    first = hand(world, plan())
    again = hand(world, plan(revision=2), token="t-2")
    assert (again.plan_id, again.version) == (first.plan_id, 1)


def test_changed_content_is_the_next_version_of_the_plan_that_the_source_knows(world):
    first = hand(world, plan())
    changed = hand(world, plan(revision=2, summary={"text": "Nytt"}), token="t-2")
    assert (changed.plan_id, changed.version) == (first.plan_id, 2)


def test_a_token_that_names_other_bytes_is_another_document(world):
    hand(world, plan())
    changed = hand(world, plan(revision=2, summary={"text": "Nytt"}))
    assert (changed.accepted, changed.version) == (True, 2)


def test_an_older_export_is_parked_and_can_be_released(world):
    hand(world, plan(revision=5))
    older = hand(world, plan(revision=3, summary={"text": "Äldre"}), token="t-2")
    assert (older.accepted, codes(older)) == (False, ["SIP611"])
    (parked,) = list_parked(world.parts, HOME)
    replay(world.parts, parked.id)
    assert {version for _, version in world.rows()} == {1, 2}
    assert list_parked(world.parts, HOME) == []


def test_a_parent_that_is_not_the_newest_version_is_a_conflict_that_says_what_differs(world):
    first = hand(world, plan())
    hand(world, plan(revision=2, summary={"text": "Nytt"}), token="t-2")
    late = hand(world, plan(revision=3, parent=first.content_hash, summary={"text": "Annat"}), token="t-3")
    assert not late.accepted
    assert codes(late) == ["SIP610", "SIP615"]
    assert [each.path for each in late.findings if each.code == "SIP615"] == ["/plan/summary"]


def test_a_document_that_cannot_be_read_is_kept_with_its_findings(world):
    answer = hand(world, b"\xff\xfe this is no plan")
    assert not answer.accepted
    assert answer.findings
    with world.parts.store.transaction() as tx:
        row = tx.source(HOME, "t-1")
    assert kept_body(world.parts, row) == b"\xff\xfe this is no plan"
    assert b"no plan" not in row.body  # sealed


def test_the_law_refuses_what_lacks_a_statutory_item_and_says_all_of_it(world):
    """HSL 16 kap. 4 §: measures, who answers for them, measures by others, who has the overall responsibility."""
    refused = hand(world, plan(interventions=[], no_other_measures=False, lead_huvudman=None))
    assert not refused.accepted
    assert codes(refused) == ["SIP310", "SIP312", "SIP313"]
    assert world.rows() == {}


def test_a_plan_whose_coordinator_is_elsewhere_is_not_taken(world):
    refused = hand(world, plan(), organisation=REGION)
    assert codes(refused) == ["SIP608"]


def test_our_own_copy_handed_in_again_is_an_echo(world):
    world.give(plan(consents=[consent()]))
    copy = next((world.root(REGION) / "in").glob("*.xml")).read_bytes()
    dropped = hand(world, copy, organisation=REGION)
    assert (dropped.accepted, [each.code for each in dropped.findings][-1]) == (False, "SIP604")
    assert world.rows(REGION) == {}


def test_a_plan_about_a_journal_entry_that_we_wrote_is_an_echo(world):
    world.give(plan(consents=[consent()]))
    world.practice(REGION).run_once()
    world.run()
    mine = plan(coordinator="deltagare-2", source={"system": REGION, "plan_id": "JP-000001"})
    mine["plan"]["source"] = {"system": REGION, "plan_id": "JP-000001"}
    dropped = hand(world, mine, organisation=REGION)
    assert not dropped.accepted
    assert world.rows(REGION) == {}


def test_parts_keep_their_ids_over_versions_and_copies_have_ids_of_their_own(world):
    without_ids = plan(consents=[consent()])
    for part in (*without_ids["plan"]["needs"], *without_ids["plan"]["interventions"]):
        del part["id"]
    world.give(json.dumps(without_ids).encode())
    without_ids["plan"]["source"]["revision"] = 2
    without_ids["plan"]["summary"] = {"text": "Nytt"}
    world.give(json.dumps(without_ids).encode())
    plan_id = world.plan_id()
    with world.parts.store.transaction() as tx:
        aliases = {each: dict(tx.aliases(HOME, plan_id, each)) for each in (REGION, SCHOOL)}
    assert not set(aliases[REGION].values()) & set(aliases[SCHOOL].values())
    for path in (world.root(REGION) / "in").glob("*.xml"):
        text = path.read_text(encoding="utf-8")
        assert any(alias in text for alias in aliases[REGION].values())
        assert not any(alias in text for alias in aliases[SCHOOL].values())


def test_a_newer_version_supersedes_what_never_left(world):
    world.give(plan())
    world.give(plan(revision=2, summary={"text": "Nytt"}))
    assert (world.state(REGION, 1), world.row(REGION, 1).reason) == ("superseded", "SIP628")
    assert world.state("person", 1) == "superseded"
    assert world.state(REGION, 2) == "awaiting-consent"


def test_who_takes_part_no_more_is_told_once_and_its_pending_copies_end(world):
    world.give(plan(consents=[consent()]))
    fewer = plan(revision=2)
    fewer["plan"]["participants"] = [each for each in fewer["plan"]["participants"] if each["organisation"] != SCHOOL]
    fewer["plan"]["interventions"] = fewer["plan"]["interventions"][:1]
    world.give(fewer)
    world.give({**fewer, "plan": {**fewer["plan"], "summary": {"text": "Nytt"}}})
    assert (world.state(SCHOOL), world.row(SCHOOL).reason) == ("ended", "SIP625")
    assert (SCHOOL, 2) not in world.rows()
    plan_id = world.plan_id()
    with world.parts.store.transaction() as tx:
        assert tx.plan(SCHOOL, plan_id).ended_with_version == 2
        taken = [row for row in tx.audit_rows(SCHOOL, plan_id=plan_id) if row.event == "control-taken"]
    assert len(taken) == 1


def test_a_nullified_plan_ends_everywhere_that_it_is_not_recorded(world):
    world.give(plan(consents=[consent()]))
    world.practice(REGION).run_once()
    world.run()
    world.give(plan(revision=2, state="nullified", consents=[consent()]))
    assert world.state(REGION, 1) == "recorded"
    assert (world.state(SCHOOL, 1), world.row(SCHOOL, 1).reason) == ("withdrawn", "SIP624")
    assert (world.state(SCHOOL, 2), world.row(SCHOOL, 2).reason) == ("withdrawn", "SIP624")
    assert world.incoming(SCHOOL) == []  # what nobody had imported must not be imported any more


def test_an_organisation_that_is_not_in_the_directory_parks_its_copy(world):
    data = plan(consents=[consent(recipients=(REGION, "2120000001.okand"))])
    data["plan"]["organisations"].append(
        {"id": "2120000001.okand", "name": "Okänd", "kind": "municipal-board", "part_of": "2120000001"}
    )
    data["plan"]["participants"].append({"id": "d-9", "name": {"given": "D"}, "organisation": "2120000001.okand"})
    world.give(data)
    assert (world.state("2120000001.okand"), world.row("2120000001.okand").reason) == ("parked", "SIP601")
    assert world.state(REGION) == "handed-over"


def test_a_bare_organisation_number_that_several_share_parks_its_copy(world):
    data = plan(consents=[consent(recipients=(REGION, "2120000001"))])
    data["plan"]["participants"].append({"id": "d-9", "name": {"given": "D"}, "organisation": "2120000001"})
    world.give(data)
    assert (world.state("2120000001"), world.row("2120000001").reason) == ("parked", "SIP603")
    (parked,) = list_parked(world.parts, HOME)
    replay(world.parts, parked.id)
    world.run()
    assert world.state("2120000001") == "parked"  # asked again, the directory has not changed


def test_a_copy_that_arrived_is_not_released_again(world):
    world.give(plan(consents=[consent()]))
    copy_id = world.copy_id(REGION)
    with pytest.raises(Rejected), world.parts.store.transaction() as tx:
        replay_copy(tx, world.parts, HOME, copy_id)


def test_everybody_in_the_small_plan_is_accounted_for(world):
    world.give(plan(consents=[consent()]))
    assert {recipient for recipient, _ in world.rows()} == {*NAMES, "person"}
    assert world.state(CLINIC) == "withheld"


def test_a_consent_that_is_kept_already_is_not_missed_in_the_next_document(world):
    """Most systems hold no consent: it was recorded by hand, or came with the version before."""

    def codes(name):
        (path,) = (world.root(HOME) / "out" / "done").glob(f"{name}*.answer.json")
        return {each["code"] for each in json.loads(path.read_bytes())["findings"]}

    world.hand_in(plan(), name="without")
    world.run()
    oral = Consent.model_validate({**consent(), "noted_by": None})
    record_consent(world.parts, HOME, world.plan_id(), oral)
    world.hand_in(plan(2, summary={"text": "Nytt"}), name="next")
    world.run()
    assert "SIP437" in codes("without")
    assert not codes("next") & {"SIP437", "SIP436"}
