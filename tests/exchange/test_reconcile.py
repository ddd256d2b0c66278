"""After a restored back-up: partners are asked, what was lost comes back, and what cannot come back is shown.

The back-up is a copy of the database file; journal systems, keys and the broker stay as they are.
"""

import json
from datetime import UTC, timedelta

import pytest

from gateway.cli.exits import Exit
from gateway.cli.reconcile import object_of, table, time_of
from gateway.cli.run import run
from gateway.cli.voice import Voice
from gateway.exchange.consent import withdraw
from gateway.exchange.hand_over import offer
from gateway.exchange.parked import accept_hand_over, list_parked
from gateway.exchange.reconcile import stretches
from gateway.exchange.reconciling import ask, look, reconcile
from gateway.exchange.withdrawing import Taking
from gateway.store.rows import WantedParked
from schemas.codes import Language, WithdrawalScope
from schemas.errors import Rejected
from schemas.messages import CopyId, KnownCopy, Side
from schemas.states import CopyState
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.test_versions import OLD, old_program
from tests.exchange.world import START, lay_out

A_WHILE = timedelta(seconds=60)


def compare(pair, name, organisation, *partners, since=START):
    """Reconcile, and let everything happen that follows; the lines by partner."""
    parts = pair.site(name).parts
    lines = reconcile(parts, [organisation], list(partners), since, within=A_WHILE, work=pair.run)
    pair.run()
    return {line.partner: line for line in lines}


def counted(line):
    """What is not nothing."""
    return {name: count for name, count in line.counts.items() if count}


def parked(pair, name):
    with pair.site(name).parts.store.transaction() as tx:
        return sorted((row.reason, row.subject) for row in tx.parked(WantedParked()))


def ledger(pair):
    return {key: (row.state.value, row.entry_id) for key, row in pair.home.rows().items()}


def entries(pair, organisation):
    """What the journal system has imported, one a line."""
    file = pair.away.folder / f"entries-{pair.away.organisations.index(organisation)}.jsonl"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def recorded(pair, *organisations):
    for each in organisations:
        pair.away.practice(each).run_once()
    pair.run()


def everything(pair, name):
    """All rows that reconciling could change."""
    site = pair.site(name)
    with site.parts.store.transaction() as tx:
        return [
            (list(tx.ledger(each)), list(tx.holdings(each)), list(tx.open_work(each))) for each in site.parts.hosted
        ] + [[row.id for row in tx.parked(WantedParked())]]


def test_a_recipient_that_lost_copies_gets_them_again_and_its_journal_has_each_once(pair):
    pair.back_up("away")
    pair.give(plan(consents=[consent()]))
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[], overall_goals=_goal(2)))
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


def test_a_version_that_only_others_hold_is_shown_and_the_next_one_is_numbered_above_it(pair):
    pair.give(plan(consents=[consent()]))
    plan_id = pair.home.plan_id()
    pair.back_up("home")
    for revision in (2, 3):
        pair.clock.forward(minutes=10)
        pair.give(plan(revision=revision, consents=[], overall_goals=_goal(revision)))
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
    pair.give(plan(revision=4, consents=[], overall_goals=_goal(4)))
    assert pair.home.state(REGION, 4) == "handed-over"
    assert pair.home.row(REGION, 4).previous_version == 3
    assert parked(pair, "home") == parked(pair, "away") == []


def _goal(number):
    return [{"id": "mal-1", "whose": "person", "text": f"Sova {number} nätter", "subjects": ["somatic-health"]}]


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
    pair.give(plan(consents=[consent(given_at="2026-01-15")], plan_id=plan_id, overall_goals=_goal(2)))
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
    pair.give(plan(revision=2, consents=[consent()], overall_goals=_goal(2)))
    assert pair.home.state(REGION, 2) == "handed-over"
    assert parked(pair, "home") == []


def test_pairs_that_have_nothing_to_say_are_one_line(pair):
    pair.give(plan(consents=[consent()]))
    pair.back_up("home")
    recorded(pair, REGION)
    pair.restore("home")
    lines = list(compare(pair, "home", HOME).values())
    voice = Voice(Language.EN)
    headings, row, rest = table(voice, lines)
    assert (row.startswith(f"{HOME} – {REGION}"), "settled" in headings) == (True, True)
    assert rest == f"{len(lines) - 1} pairs had nothing to say."
    again = list(compare(pair, "home", HOME).values())
    assert table(voice, again) == [f"{len(lines)} pairs had nothing to say."]
    assert [json.loads(object_of(line))["partner"] for line in again] == [line.partner for line in again]


def test_a_withdrawal_after_it_reaches_who_holds_only_a_lost_version(pair):
    pair.give(plan(consents=[consent(recipients=(REGION,))]))
    pair.back_up("home")
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[consent()], overall_goals=_goal(2)))
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
    pair.give(plan(revision=2, consents=[], overall_goals=_goal(2)))
    pair.restore("home")
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[], overall_goals=_goal(9)))
    assert (pair.home.state(REGION, 2), pair.home.row(REGION, 2).reason) == ("rejected", "SIP614")
    lines = compare(pair, "home", HOME, REGION)
    assert counted(lines[REGION])["forks"] == 1
    fork = f"{pair.home.copy_id(REGION, 2)}#reconcile"
    assert ("SIP752", fork) in parked(pair, "home")
    assert any(code in ("SIP614", "SIP752") for code, _ in parked(pair, "away"))
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=3, consents=[], overall_goals=_goal(3)))
    assert pair.home.state(REGION, 3) == "handed-over"


def test_a_fork_is_shown_at_who_is_asked_too(pair):
    """The home's copy of that number is still with it: only the hashes tell that the two differ."""
    pair.give(plan(consents=[consent(recipients=(REGION,))]))
    pair.back_up("home")
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[], overall_goals=_goal(2)))
    pair.restore("home")
    pair.clock.forward(minutes=10)
    pair.home.hand_in(plan(revision=2, consents=[], overall_goals=_goal(9)))
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
    pair.give(plan(revision=2, consents=[], overall_goals=_goal(2)))
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


@pytest.mark.parametrize("name", ["home", "away"])
def test_reconciling_twice_changes_nothing_more(pair, name):
    pair.give(plan(consents=[consent()]))
    pair.back_up(name)
    pair.clock.forward(minutes=10)
    pair.give(plan(revision=2, consents=[], overall_goals=_goal(2)))
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
        pair.give(plan(revision=revision, consents=[], overall_goals=_goal(revision)))
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


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-15T08:00", "2026-01-15T07:00:00+00:00"),
        ("2026-01-15T08:00+00:00", "2026-01-15T08:00:00+00:00"),
        ("2026-01-15", "2026-01-14T23:00:00+00:00"),
        ("PT2H", "2026-01-15T07:00:00+00:00"),
    ],
)
def test_a_time_is_swedish_or_a_length_back(text, utc):
    assert time_of(text, START).astimezone(UTC).isoformat() == utc


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "P1", "", "-PT2H", "2026-01-15T10:00"])
def test_what_is_no_time_is_refused_with_its_code(text):
    with pytest.raises(Rejected) as error:
        time_of(text, START)
    assert [each.code for each in error.value.findings] == ["SIP747"]


def test_the_command_shows_what_pairs_say_and_where_to_look(tmp_path, capsys):
    lay_out(tmp_path / "g", (HOME, REGION))
    said = ["--data", str(tmp_path / "g"), "--lang", "en"]
    assert run(["reconcile", "--since", "PT2H", *said]) == Exit.DONE
    rows = capsys.readouterr().out.splitlines()
    assert rows == ["2 pairs had nothing to say."]
    assert run(["reconcile", "--since", "PT2H", "--json", *said]) == Exit.DONE
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["organisation"], each["partner"], each["answered"]) for each in objects] == [
        (HOME, REGION, 1),
        (REGION, HOME, 1),
    ]
    assert run(["reconcile", "--since", "PT2H", "--with", "TSTNMT2321000016-NONE", *said]) == Exit.TRY_AGAIN
    assert "SIP601" in capsys.readouterr().err
    assert run(["reconcile", "--since", "soon", *said]) == Exit.UNREADABLE
