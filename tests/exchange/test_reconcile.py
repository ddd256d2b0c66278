"""After a restored back-up: partners are asked, what was lost comes back, and what cannot come back is shown.

The back-up is a copy of the database file; journal systems, keys and the broker stay as they are.
"""

from gateway.exchange import sending_again
from gateway.exchange.consent import withdraw
from gateway.exchange.parked import list_parked, replay
from gateway.exchange.parking import copy_in
from gateway.exchange.withdrawing import Taking
from gateway.store.rows import WorkKind
from schemas.codes import WithdrawalScope
from schemas.states import CopyState
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.reconciling_pair import compare, counted, entries, goal, ledger, parked, recorded


def test_a_recipient_that_lost_copies_gets_them_again_and_its_journal_has_each_once(pair):
    pair.back_up("away")
    pair.give(plan(consents=[consent()]))
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[], overall_goals=goal(2)))
    recorded(pair, REGION)
    before, had = ledger(pair), entries(pair, REGION)
    assert before[(REGION, 2)] == ("recorded", "JP-000002")
    pair.restore("away")
    assert pair.away.parts.store is not None
    with pair.away.parts.store.transaction() as tx:
        assert tx.holdings(REGION) == []
    lines = compare(pair, "away", REGION, HOME)
    assert counted(lines[HOME]) == {"again": 2}
    with pair.away.parts.store.transaction() as tx:
        held = {row.copy_id.version: (row.state, row.entry_id) for row in tx.holdings(REGION)}
    assert held[2] == (CopyState.RECORDED, "JP-000002")
    recorded(pair, REGION)
    assert entries(pair, REGION) == had
    assert ledger(pair) == before
    assert parked(pair, "away") == parked(pair, "home") == []


def test_a_copy_again_that_a_defect_has_parked_can_be_released(pair, monkeypatch):
    pair.back_up("away")
    pair.give(plan(consents=[consent()]))
    recorded(pair, REGION)
    pair.restore("away")
    with monkeypatch.context() as broken:
        broken.setattr(sending_again, "envelope_of_copy", None)
        compare(pair, "away", REGION, HOME)
        for _ in range(5):
            pair.clock.forward(hours=1)
            pair.run()
    (row,) = list_parked(pair.home.parts, HOME)
    assert (row.reason, copy_in(row.subject)) == ("SIP640", str(pair.home.copy_id(REGION)))
    replay(pair.home.parts, row.id)
    pair.run()
    with pair.away.parts.store.transaction() as tx:
        assert [each.state for each in tx.holdings(REGION)] == [CopyState.RECORDED]
    assert parked(pair, "home") == []


def test_a_recipient_learns_again_what_it_had_recorded(pair):
    pair.give(plan(consents=[consent()]))
    pair.back_up("away")
    recorded(pair, REGION)
    pair.restore("away")
    with pair.away.parts.store.transaction() as tx:
        assert [row.state for row in tx.holdings(REGION)] == [CopyState.HANDED_OVER]
    assert counted(compare(pair, "away", REGION, HOME)[HOME]) == {"settled": 1}
    with pair.away.parts.store.transaction() as tx:
        (row,) = tx.holdings(REGION)
    assert (row.state, row.entry_id, row.evidence) == (CopyState.RECORDED, "JP-000001", "system-receipt")


def test_a_home_settles_receipts_that_it_had_lost(pair):
    pair.give(plan(consents=[consent()]))
    pair.back_up("home")
    recorded(pair, REGION)
    pair.restore("home")
    assert pair.home.state(REGION) == "handed-over"
    lines = compare(pair, "home", HOME)
    assert counted(lines[REGION]) == {"settled": 1}
    assert (pair.home.row(REGION).state.value, pair.home.row(REGION).entry_id) == ("recorded", "JP-000001")
    assert {line.code for line in lines.values()} == {None}


def test_a_home_hears_from_a_recipient_that_asks_what_it_had_lost(pair):
    pair.give(plan(consents=[consent()]))
    pair.back_up("home")
    recorded(pair, REGION)
    pair.restore("home")
    assert pair.home.state(REGION) == "handed-over"
    compare(pair, "away", REGION, HOME)
    assert (pair.home.row(REGION).state.value, pair.home.row(REGION).entry_id) == ("recorded", "JP-000001")


def test_a_home_learns_that_a_copy_it_took_back_had_been_recorded_before(pair):
    pair.give(plan(consents=[consent()]))
    pair.back_up("home")
    recorded(pair, REGION)
    pair.restore("home")
    withdraw(pair.home.parts, HOME, pair.home.plan_id())
    pair.run()
    assert pair.home.state(REGION) == "withdrawn"
    assert counted(compare(pair, "home", HOME)[REGION]) == {"settled": 1}
    assert pair.home.state(REGION) == "recorded"


def test_a_version_that_only_others_hold_is_shown_and_the_next_one_is_numbered_above_it(pair):
    pair.give(plan(consents=[consent()]))
    plan_id = pair.home.plan_id()
    pair.back_up("home")
    for revision in (2, 3):
        pair.clock.forward(minutes=10)
        pair.give(plan(revision=revision, consents=[], overall_goals=goal(revision)))
    recorded(pair, REGION)
    pair.restore("home")
    assert {version for _, version in pair.home.rows()} == {1}
    lines = compare(pair, "home", HOME)
    assert counted(lines[REGION])["unknown"] == 2
    assert [row for row in parked(pair, "home") if row[0] == "SIP751"] == [
        ("SIP751", f"{plan_id.removeprefix('urn:uuid:')}/{version}") for version in (2, 3)
    ]
    assert pair.home.state(REGION, 3) == "recorded"
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=4, consents=[], overall_goals=goal(4)))
    assert pair.home.state(REGION, 4) == "handed-over"
    assert pair.home.row(REGION, 4).previous_version == 3
    assert parked(pair, "home") == parked(pair, "away") == []


def test_a_plan_that_is_not_known_at_all_is_remembered_with_its_numbers(pair):
    pair.back_up("home")
    pair.give(plan(consents=[consent()]))
    plan_id = pair.home.plan_id()
    pair.restore("home")
    assert pair.home.rows() == {}
    lines = compare(pair, "home", HOME)
    assert counted(lines[REGION]) == counted(lines[SCHOOL]) == {"unknown": 1, "settled": 1}
    assert counted(lines[CLINIC]) == {}
    assert parked(pair, "home") == [("SIP751", f"{plan_id.removeprefix('urn:uuid:')}/1")]
    pair.clock.forward(minutes=10)
    pair.give(plan(consents=[consent(given_at="2026-01-15")], plan_id=plan_id, overall_goals=goal(2)))
    assert pair.home.state(REGION, 2) == "handed-over"
    assert {version for _, version in pair.home.rows()} == {1, 2}
    assert parked(pair, "home") == []


def test_a_lost_copy_of_a_version_that_is_here_is_settled_by_the_next_version(pair):
    """Consent came in the lost time: the version is here, and only that a copy of it has left is not."""
    pair.give(plan(consents=[]))
    pair.back_up("home")
    pair.give(plan(consents=[consent()]))
    recorded(pair, REGION)
    pair.restore("home")
    compare(pair, "home", HOME)
    assert [code for code, _ in parked(pair, "home")] == ["SIP751"]
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[consent()], overall_goals=goal(2)))
    assert pair.home.state(REGION, 2) == "handed-over"
    assert parked(pair, "home") == []


def test_a_withdrawal_after_it_reaches_who_holds_only_a_lost_version(pair):
    pair.give(plan(consents=[consent(recipients=(REGION,))]))
    pair.back_up("home")
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[consent()], overall_goals=goal(2)))
    assert pair.home.state(SCHOOL, 2) == "handed-over"
    pair.restore("home")
    compare(pair, "home", HOME)
    assert pair.home.state(SCHOOL, 2) == "handed-over"
    withdraw(pair.home.parts, HOME, pair.home.plan_id())
    pair.run()
    assert pair.home.state(SCHOOL, 2) == "withdrawn"
    with pair.away.parts.store.transaction() as tx:
        assert [row.state.value for row in tx.holdings(SCHOOL)] == ["withdrawn"]


def test_a_document_handed_in_before_reconciling_makes_a_fork_that_both_sides_show(pair):
    pair.give(plan(consents=[consent(recipients=(REGION,))]))
    pair.back_up("home")
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[], overall_goals=goal(2)))
    pair.restore("home")
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[], overall_goals=goal(9)))
    assert (pair.home.state(REGION, 2), pair.home.row(REGION, 2).reason) == ("rejected", "SIP614")
    lines = compare(pair, "home", HOME, REGION)
    assert counted(lines[REGION])["forks"] == 1
    fork = f"{pair.home.copy_id(REGION, 2)}#reconcile"
    assert ("SIP752", fork) in parked(pair, "home")
    assert any(code in ("SIP614", "SIP752") for code, _ in parked(pair, "away"))
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=3, consents=[], overall_goals=goal(3)))
    assert pair.home.state(REGION, 3) == "handed-over"


def test_a_fork_is_shown_at_who_is_asked_too(pair):
    """The home's copy of that number is still with it: only the hashes tell that the two differ."""
    pair.give(plan(consents=[consent(recipients=(REGION,))]))
    pair.back_up("home")
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[], overall_goals=goal(2)))
    pair.restore("home")
    pair.clock.forward(minutes=10)
    pair.home.hand_in(plan(revision=2, consents=[], overall_goals=goal(9)))
    pair.home.run()  # sent, and not taken there yet
    assert pair.home.state(REGION, 2) == "sent"
    compare(pair, "home", HOME, REGION)
    fork = ("SIP752", f"{pair.home.copy_id(REGION, 2)}#reconcile")
    assert fork in parked(pair, "home")
    assert fork in parked(pair, "away")


def test_a_withdrawal_that_the_home_forgot_holds_for_who_heard_of_it(pair):
    pair.give(plan(consents=[consent(recipients=(REGION,))]))
    pair.back_up("home")
    pair.clock.forward(minutes=10)
    withdraw(pair.home.parts, HOME, pair.home.plan_id())
    pair.run()
    pair.restore("home")
    lines = compare(pair, "home", HOME)
    assert counted(lines[REGION]) == {"settled": 1, "shown": 1}
    assert parked(pair, "home") == [("SIP753", f"{pair.home.plan_id()}#{REGION}")]
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[], overall_goals=goal(2)))
    assert (pair.home.state(REGION, 2), pair.home.row(REGION, 2).reason) == ("withheld", "SIP504")


def test_a_withdrawal_that_a_recipient_forgot_is_said_to_it_again(pair):
    pair.give(plan(consents=[consent()]))
    pair.back_up("away")
    pair.clock.forward(minutes=10)
    withdraw(pair.home.parts, HOME, pair.home.plan_id())
    pair.run()
    pair.restore("away")
    compare(pair, "away", REGION, HOME)
    with pair.away.parts.store.transaction() as tx:
        assert [row.state.value for row in tx.holdings(REGION)] == ["withdrawn"]
        assert tx.plan(REGION, pair.home.plan_id()).tombstone is not None


def test_what_ended_and_is_said_again_is_answered_again(pair):
    """The answer is the one that the home has had: it need not be said once more."""
    pair.give(plan(consents=[consent()]))
    withdraw(pair.home.parts, HOME, pair.home.plan_id())
    pair.run()
    compare(pair, "away", REGION, HOME)
    with pair.home.parts.store.transaction() as tx:
        assert [each for each in tx.open_work(HOME) if each.kind is WorkKind.SEND] == []


def test_a_copy_whose_consent_is_gone_or_whose_body_is_culled_is_not_sent_again_but_said(pair):
    pair.back_up("away")
    pair.give(plan(consents=[consent()]))
    recorded(pair, REGION, SCHOOL)
    culled = pair.home.copy_id(SCHOOL)
    with pair.home.parts.store.transaction() as tx:
        tx.drop_body(HOME, culled)
    taking = Taking(pair.clock(), WithdrawalScope.RECIPIENT, (REGION,))
    withdraw(pair.home.parts, HOME, pair.home.plan_id(), taking)
    pair.run()
    pair.restore("away")
    for organisation, code in ((REGION, "SIP756"), (SCHOOL, "SIP755")):
        assert counted(compare(pair, "away", organisation, HOME)[HOME]) == {"shown": 1}
        assert code in {reason for reason, _ in parked(pair, "away")}
    with pair.away.parts.store.transaction() as tx:
        assert tx.holdings(REGION) == tx.holdings(SCHOOL) == []
