"""How partners are asked: twice, in stretches, those that are away or of the version before, and who is told what."""

from datetime import timedelta

import pytest

from gateway.exchange.hand_over import offer
from gateway.exchange.parked import accept_hand_over, list_parked
from gateway.exchange.reconcile import stretches
from gateway.exchange.reconciling import ask, look, reconcile
from schemas.messages import CopyId, KnownCopy, Side
from schemas.states import CopyState
from tests.exchange.plans import HOME, REGION, SCHOOL, consent, plan
from tests.exchange.reconciling_pair import compare, counted, everything, goal, parked, recorded
from tests.exchange.test_versions import OLD, old_program
from tests.exchange.world import START


@pytest.mark.parametrize("name", ["home", "away"])
def test_reconciling_twice_changes_nothing_more(pair, name):
    pair.give(plan(consents=[consent()]))
    pair.back_up(name)
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[], overall_goals=goal(2)))
    recorded(pair, REGION, SCHOOL)
    pair.restore(name)
    organisations = pair.site(name).parts.hosted
    for each in organisations:
        compare(pair, name, each)
    before = everything(pair, "home"), everything(pair, "away")
    for each in organisations:
        assert all(not counted(line) or set(counted(line)) <= {"forks"} for line in compare(pair, name, each).values())
    assert (everything(pair, "home"), everything(pair, "away")) == before


def test_a_partner_that_is_away_is_said_and_what_comes_later_is_taken_all_the_same(pair):
    pair.give(plan(consents=[consent()]))
    pair.back_up("home")
    recorded(pair, REGION)
    pair.restore("home")
    since, nothing = START, timedelta(0)
    (line,) = reconcile(pair.home.parts, [HOME], [REGION], since, within=nothing, work=pair.home.run)
    assert (line.answered, line.code) == (0, "SIP758")
    pair.run()
    assert pair.home.state(REGION) == "recorded"


def test_neighbours_ask_each_other_only_if_something_lies_between_them(world):
    world.give(plan(consents=[consent()]))
    around = (world.parts, world.parts.hosted)
    lines = reconcile(*around, [], START, within=timedelta(minutes=1), work=world.run)
    asked = {(each.organisation, each.partner) for each in lines if each.questions}
    assert asked == {pair for each in (REGION, SCHOOL) for pair in ((HOME, each), (each, HOME))}
    assert all(each.done and each.code is None for each in lines)
    (said,) = reconcile(world.parts, [REGION], [SCHOOL], START, within=timedelta(minutes=1), work=world.run)
    assert said.questions


def test_a_partner_of_the_version_before_cannot_be_asked_and_the_others_are(pair):
    pair.give(plan(consents=[consent()]))
    pair.says(SCHOOL, OLD)
    lines = compare(pair, "home", HOME)
    assert lines[SCHOOL].code == "SIP742"
    assert lines[REGION].done
    assert lines[REGION].code is None
    old_program(pair, "away")


def test_a_partner_is_told_of_copies_between_the_two_and_of_no_others(pair, monkeypatch):
    pair.give(plan(consents=[consent()]))
    named = []
    from gateway.exchange import reconcile as answering

    made = answering.ReconcileAnswer

    def kept(**said):
        named.extend(each.copy_of for each in said["rows"])
        return made(**said)

    monkeypatch.setattr(answering, "ReconcileAnswer", kept)
    compare(pair, "away", SCHOOL, HOME)
    assert named == [str(pair.home.copy_id(SCHOOL))]


def test_what_is_said_of_a_copy_of_others_is_refused_whole(pair, monkeypatch):
    pair.give(plan(consents=[consent()]))
    from gateway.exchange import reconciling

    stolen = KnownCopy(
        side=Side.HELD,
        copy_of=str(pair.home.copy_id(REGION)),
        content_hash=pair.home.row(REGION).content_hash,
        state=CopyState.RECORDED,
        at=pair.clock(),
    )
    monkeypatch.setattr(reconciling, "_known", lambda *_: [stolen])
    (line,) = compare(pair, "away", SCHOOL, HOME).values()
    assert line.code == "SIP745"
    assert "SIP633" in line.why[0].en


def test_an_answer_that_nobody_asked_for_changes_nothing(pair):
    pair.give(plan(consents=[consent()]))
    pair.back_up("home")
    line = ask(pair.home.parts, HOME, REGION, START)
    pair.restore("home")  # the question is forgotten too
    recorded(pair, REGION)
    with pair.home.parts.store.transaction() as tx:
        refused = [row for row in tx.audit_rows(HOME) if row.event == "refused-message"]
    assert [b"SIP750" in row.detail for row in refused] == [True]
    look(pair.home.parts, line)
    assert not line.done


def test_long_lists_are_asked_in_stretches_that_leave_no_gap():
    rows = [
        KnownCopy(
            side=Side.HELD,
            copy_of=str(CopyId(f"urn:uuid:{number:08d}-0000-4000-8000-000000000000", 1, REGION)),
            content_hash="sha256:" + "0" * 64,
            state=CopyState.RECORDED,
            at=START,
        )
        for number in range(1201)
    ]
    pages = stretches(list(reversed(rows)))
    assert [len(page) for _, _, page in pages] == [500, 500, 201]
    assert [each for _, _, page in pages for each in page] == rows
    assert [after for after, _, _ in pages] == [None, *(until for _, until, _ in pages[:-1])]
    assert pages[-1][1] is None
    assert stretches([]) == [(None, None, ())]


def test_more_copies_than_one_message_holds_come_back_by_several(pair, monkeypatch):
    from gateway.exchange import reconcile as answering

    monkeypatch.setattr(answering, "ROWS_AT_MOST", 2)
    pair.give(plan(consents=[consent()]))
    pair.back_up("away")
    for revision in range(2, 7):
        pair.clock.forward(minutes=10)
        pair.give(plan(revision=revision, consents=[], overall_goals=goal(revision)))
    recorded(pair, REGION)
    pair.restore("away")
    line = compare(pair, "away", REGION, HOME)[HOME]
    assert (line.answered, len(line.questions)) == (1, 1)
    assert counted(line)["again"] == 5
    with pair.away.parts.store.transaction() as tx:
        assert {row.copy_id.version for row in tx.holdings(REGION)} == {1, 2, 3, 4, 5, 6}
    again = compare(pair, "away", REGION, HOME)[HOME]
    assert (again.answered, len(again.questions)) == (3, 3)
    assert list_parked(pair.away.parts) == []


def test_a_time_that_is_too_late_is_said_with_the_copies_that_are_missing(pair):
    pair.back_up("away")
    pair.give(plan(consents=[consent(recipients=(REGION,))]))
    pair.clock.forward(hours=3)
    recorded(pair, REGION)
    pair.restore("away")
    late = compare(pair, "away", REGION, HOME, since=pair.clock())
    assert counted(late[HOME]) == {"shown": 1}
    assert parked(pair, "away") == [("SIP757", f"{pair.home.copy_id(REGION)}#reconcile")]
    assert counted(compare(pair, "away", REGION, HOME)[HOME]) == {"again": 1}


def test_a_hand_over_that_the_old_home_forgot_is_shown_to_it(pair):
    pair.give(plan(consents=[consent()]))
    plan_id = pair.home.plan_id()
    pair.back_up("home")
    pair.clock.forward(minutes=10)
    offer(pair.home.parts, HOME, plan_id, SCHOOL)
    pair.run()
    accept_hand_over(pair.away.parts, SCHOOL, plan_id)
    pair.run()
    pair.restore("home")
    for told_by in (REGION, SCHOOL):  # a holder, and the new home itself
        assert counted(compare(pair, "home", HOME, told_by)[told_by])["shown"] == 1
    assert ("SIP754", plan_id) in parked(pair, "home")
