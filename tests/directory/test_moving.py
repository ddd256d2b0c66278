"""An organisation moves to another gateway, with copies in flight and work open."""

import json

import pytest

from gateway.exchange.audit_chain import check_audit, newest_batch
from gateway.exchange.moving import move_cancel, move_done, move_in, move_out
from schemas.errors import CannotOpen, Rejected
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan

PASSPHRASE = "sju mjuka moln över mon"


def give(region, revision, recipients=(REGION,)):
    said = plan(revision=revision, consents=[consent(list(recipients))], summary={"text": f"Nummer {revision}"})
    region.hub.hand_in(said)
    region.hub.run()


def journal_lines(site):
    """What the practice journal system of the organisation has written."""
    return [line for path in site.folder.glob("entries-*.jsonl") for line in path.read_text("utf-8").splitlines()]


def code_of(error):
    return error.value.findings[0].code


def carry(region, folder, organisation=REGION):
    """Take the organisation out of the settings of its old gateway, and write the file."""
    region.edge.rehost()
    region.edge.gateway.refresh()
    assert move_out(region.edge.parts, organisation, folder / "moving", PASSPHRASE) > 0
    return folder / "moving"


def arrive(region, file):
    """Take the file in, enter the organisation in settings and directory, read its queues."""
    assert move_in(region.spare.parts, file, PASSPHRASE) == REGION
    region.spare.rehost(REGION)
    region.platform.admit(region.spare.entry(REGION))
    region.platform.publish()
    region.clock.forward(minutes=6)
    for site in (region.hub, region.edge, region.spare):
        site.gateway.refresh()


@pytest.mark.parametrize("spare_store", ["sqlite", "postgresql"], indirect=True)
def test_a_copy_in_the_queue_and_open_work_are_recorded_once_at_the_new_gateway(region, tmp_path):
    away = region.edge.root(REGION)
    give(region, 1)
    region.edge.run()
    region.edge.practice(REGION).run_once()
    for site in (region.edge, region.hub):
        site.run()
    assert region.hub.state(REGION) == "recorded"
    give(region, 2)
    away.rename(away.with_suffix(".away"))  # its journal system is away: received, and the work of recording is open
    region.edge.run()
    with region.edge.parts.store.transaction() as tx:
        assert [row.kind.value for row in tx.open_work(REGION) if row.version == 2] == ["record"]
    away.with_suffix(".away").rename(away)
    give(region, 3)  # lies in the queue
    root = newest_batch(region.edge.parts, REGION)
    file = carry(region, tmp_path)
    arrive(region, file)
    assert region.spare.parts.hosted == (REGION,)
    assert region.edge.codes() == []
    region.clock.forward(hours=1)
    for _ in range(3):
        region.spare.run()
        region.spare.practice(REGION).run_once()
        region.hub.run()
    move_done(region.edge.parts, REGION, file, PASSPHRASE)
    told = {version: row.state.value for (to, version), row in region.hub.rows().items() if to == REGION}
    assert told == {1: "recorded", 2: "recorded", 3: "recorded"}
    in_journals = [line for site in (region.edge, region.spare) for line in journal_lines(site)]
    assert sorted(json.loads(line)["copy_id"].split("/")[1] for line in in_journals) == ["1", "2", "3"]
    assert check_audit(region.spare.parts, REGION) == ()
    with region.spare.parts.store.transaction() as tx:
        batches = {batch.number: batch.root for batch in tx.audit_batches(REGION)}
    assert batches[root.number] == root.root  # noted before the move, and still in the chain
    assert len(batches) > root.number
    with region.edge.parts.store.transaction() as tx:
        assert not tx.has_organisation(REGION)
        assert tx.moved_out() == frozenset()
    assert region.edge.parts.keys.peek(REGION) is None


def test_the_old_gateway_never_takes_up_again_what_has_moved_out(region, tmp_path):
    give(region, 1)
    carry(region, tmp_path)
    region.edge.rehost(REGION)
    region.edge.gateway.refresh()
    assert region.edge.parts.hosted == ()
    assert region.edge.codes() == ["SIP698"]
    move_cancel(region.edge.parts, REGION)
    region.edge.gateway.refresh()
    region.edge.run()
    assert region.hub.run() is not None
    assert region.hub.state(REGION) == "handed-over"


def test_an_organisation_that_works_here_is_not_taken_out(region, tmp_path):
    with pytest.raises(Rejected) as error:
        move_out(region.edge.parts, REGION, tmp_path / "moving", PASSPHRASE)
    assert code_of(error) == "SIP694"
    assert list(tmp_path.glob("moving*")) == []


def test_a_lease_that_runs_keeps_it_here(region, tmp_path):
    from gateway.store.rows import WorkKind

    give(region, 1)
    away = region.edge.root(REGION)
    away.rename(away.with_suffix(".away"))
    region.edge.run()
    region.clock.forward(hours=1)
    store, times = region.edge.parts.store, region.edge.parts.times
    claim = store.claim([REGION], tuple(WorkKind), owner="another", now=region.clock(), lease=times.lease)
    assert claim is not None
    region.edge.rehost()
    region.edge.gateway.refresh()
    with pytest.raises(Rejected) as error:
        move_out(region.edge.parts, REGION, tmp_path / "moving", PASSPHRASE)
    assert code_of(error) == "SIP694"
    store.give_back("another")
    assert move_out(region.edge.parts, REGION, tmp_path / "moving", PASSPHRASE) > 0


def test_what_was_written_after_the_file_was_made_is_not_removed(region, tmp_path):
    give(region, 1)
    region.edge.run()
    file = carry(region, tmp_path)
    move_cancel(region.edge.parts, REGION)
    region.edge.rehost(REGION)
    region.edge.gateway.refresh()
    give(region, 2)
    region.edge.run()
    region.edge.rehost()
    region.edge.gateway.refresh()
    with pytest.raises(Rejected) as error:
        move_done(region.edge.parts, REGION, file, PASSPHRASE)
    assert code_of(error) == "SIP695"
    with region.edge.parts.store.transaction() as tx:
        assert len(tx.holdings(REGION)) == 2


def test_it_is_taken_in_whole_or_not_at_all(region, tmp_path):
    give(region, 1)
    region.edge.run()
    file = carry(region, tmp_path)
    whole = file.read_bytes()
    harms = [whole[:-1], whole[: len(whole) // 2], whole[:-40] + bytes(40), b"", whole + whole[-60:]]
    for harm in harms:
        file.write_bytes(harm)
        with pytest.raises(CannotOpen) as error:
            move_in(region.spare.parts, file, PASSPHRASE)
        assert code_of(error) == "SIP696"
    file.write_bytes(whole)
    for wrong in ("another passphrase", "", "kort"):
        with pytest.raises(CannotOpen):
            move_in(region.spare.parts, file, wrong)
    with region.spare.parts.store.transaction() as tx:
        assert not tx.has_organisation(REGION)
    assert region.spare.parts.keys.peek(REGION) is None
    move_in(region.spare.parts, file, PASSPHRASE)
    with pytest.raises(Rejected) as error:
        move_in(region.spare.parts, file, PASSPHRASE)
    assert code_of(error) == "SIP697"


def test_the_file_shows_nothing_of_what_it_carries(region, tmp_path):
    give(region, 1)
    region.edge.run()
    body = carry(region, tmp_path).read_bytes()
    for word in (REGION, HOME, SCHOOL, CLINIC, "Tolvan", "audit", "jwk"):
        assert word.encode() not in body


def test_a_home_that_moves_goes_on_with_its_plans_and_gets_its_answers(region, tmp_path):
    """The home itself moves while a copy of its plan is on its way: the answer reaches it at the new gateway."""
    give(region, 1, (REGION, SCHOOL))
    region.hub.run()
    region.hub.rehost(SCHOOL)
    region.hub.gateway.refresh()
    assert move_out(region.hub.parts, HOME, tmp_path / "home", PASSPHRASE) > 0
    assert move_in(region.spare.parts, tmp_path / "home", PASSPHRASE) == HOME
    region.spare.rehost(HOME)
    region.platform.admit(region.spare.entry(HOME))
    region.platform.publish()
    region.clock.forward(minutes=6)
    for site in (region.hub, region.edge, region.spare):
        site.gateway.refresh()
    assert (region.hub.parts.hosted, region.spare.parts.hosted) == ((SCHOOL,), (HOME,))
    region.edge.run()
    region.edge.practice(REGION).run_once()
    for site in (region.edge, region.spare):
        site.run()
    assert region.spare.state(REGION) == "recorded"
    assert check_audit(region.spare.parts, HOME) == ()
    assert check_audit(region.hub.parts, SCHOOL) == ()
    region.spare.hand_in(plan(revision=2, consents=[consent([REGION])], summary={"text": "Efter flytten"}))
    for site in (region.spare, region.edge, region.spare):
        site.run()
    assert region.spare.state(REGION, 2) == "handed-over"
