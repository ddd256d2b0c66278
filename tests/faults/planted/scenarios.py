"""For each planted fault what makes it bite; without the fault the same does no harm.

A scenario only does what the world may do to a gateway at any time: kill a process, cut a link, send a copy again as a
new message, take a consent back while copies wait. What is killed, cut or planted is one edge; the hub is whom it deals
with, and is left alone. So scenarios at different edges can be played at the same time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gateway.broker.protocol import Queue
from gateway.broker.topology import dead_queue, queue_name
from gateway.exchange.sending_again import let_go_again
from schemas.messages import CopyId
from tests.faults.behaving import Behaviour
from tests.faults.cast import EDGE_A, EDGE_B, EDGE_C, HOME_A, HOME_B, HUB, HUB_HOME, hosted_at
from tests.faults.planted.seams import SLOW_FIRST
from tests.faults.planted.stage import Stage
from tests.faults.verdict import Kind

AWAY, LESS = 150.0, 4.0
"""Seconds that the database is away: until fifty deliveries have made a dead letter, at most; without the fault less,
since none is coming."""
AT_HUB = ("TSTNMT2321000016-VC1", "TSTNMT2321000016-BUP")
OTHERS_AT_HUB = ("TSTNMT2321000016-PSY", "TSTNMT2120000001-SKO")
AT_A, AT_B, AT_C = [tuple(each.id for each in hosted_at(edge)) for edge in (EDGE_A, EDGE_B, EDGE_C)]


@dataclass(frozen=True)
class Scenario:
    """`fault`: as it is planted, at which edge. `found`: what the oracle must call it. `act`: what happens."""

    fault: str
    edge: str
    says: str
    found: Kind
    act: Callable[[Stage], None]


def _status_on_its_way(stage: Stage) -> None:
    """A home dies when it has just been told by the broker that its copies are recorded."""
    plans = stage.plans(2, HOME_A, AT_HUB)
    stage.plant(EDGE_A)
    for each in AT_HUB:
        stage.world.behave(each, Behaviour.DEAD)
    stage.hand_in(plans)
    stage.until(lambda: set(stage.states(EDGE_A)) == {"handed-over"}, "the home knows that all is handed over")
    for each in AT_HUB:
        stage.world.behave(each, Behaviour.WELL)
    stage.until(lambda: _told(stage), "the recipients have told it")
    stage.world.processes[EDGE_A].kill()
    stage.go_on(EDGE_A)


def _told(stage: Stage) -> bool:
    """Whether all is recorded at the recipients, and nothing is left to be sent, nor lies in the home's queue."""
    work = stage.world.reading.ask(HUB, "SELECT plan_id FROM work", stage.batch.plan_ids)
    if work or set(stage.states(HUB, "holdings")) != {"recorded"}:
        return False
    with stage.world.opened(EDGE_A) as gateway:
        entry = gateway.parts.directory.find(HOME_A)
    assert entry is not None
    assert entry.routing_key is not None
    return stage.world.postman.waiting(queue_name(entry.routing_key, Queue.CONTROL)) == 0


def _killed_after_commit(stage: Stage) -> None:
    """A gateway dies when it has just written a version; what its journal system has put out lies there until then."""
    plans = stage.plans(1, HOME_B, OTHERS_AT_HUB)
    stage.plant(EDGE_B)
    before = len(stage.world.reading.ask(EDGE_B, "SELECT plan_id FROM versions"))
    told = stage.hand_in_at_once(plans)
    stage.until(lambda: len(stage.world.reading.ask(EDGE_B, "SELECT plan_id FROM versions")) > before, "the version")
    stage.world.processes[EDGE_B].kill()
    for answer in told:
        assert answer() is not None


def _again_as_new_message(stage: Stage) -> None:
    """A home sends recorded copies once more as new messages, as it does for one who has lost its database."""
    plans = stage.plans(1, HUB_HOME, AT_C)
    stage.plant(EDGE_C)
    stage.hand_in(plans)
    stage.until(lambda: set(stage.states(HUB)) == {"recorded"}, "all is recorded")
    plan_id = stage.batch.plan_id(plans[0])
    with stage.world.opened(HUB) as gateway, gateway.parts.store.transaction() as tx:
        for each in AT_C:
            assert let_go_again(tx, gateway.parts, CopyId(plan_id, 1, each), HUB_HOME, "urn:uuid:asked") is not None
    asked = "SELECT event FROM audit WHERE event = 'received' AND copy_id = '{}'"
    copies = [str(CopyId(plan_id, 1, each)) for each in AT_C]
    stage.until(
        lambda: all(len(stage.world.reading.ask(EDGE_C, asked.format(each))) == 2 for each in copies),
        "the new messages have come",
    )


def _two_versions_two_recorders(stage: Stage) -> None:
    """Two versions come to two processes that have stood still, and the journal system is slow for the first."""
    settings = stage.world.sites[EDGE_A].folder / "samspel.toml"
    as_it_was = settings.read_text(encoding="utf-8")
    settings.write_text(
        as_it_was.replace('wait_for_previous = "PT20S"', 'wait_for_previous = "PT1S"'), encoding="utf-8"
    )
    try:
        plans = stage.plans(1, HUB_HOME, AT_A)
        stage.second(EDGE_A)
        stage.plant(EDGE_A, f"{EDGE_A}-2", **{SLOW_FIRST: "4"})
        both = [stage.world.processes[each] for each in (EDGE_A, f"{EDGE_A}-2")]
        for each in both:
            each.pause()
        for revision in (1, 2):
            stage.hand_in(plans, revision)  # the first must have left: else the second takes its place
            stage.until(lambda: set(stage.states(HUB)) == {"sent"}, "it is sent")
        for each in both:
            each.go_on()
        stage.until(lambda: len(stage.world.entries(AT_A[1])) > 0, "something is recorded")
        stage.rest()
    finally:
        settings.write_text(as_it_was, encoding="utf-8")


def _store_away(stage: Stage) -> None:
    """A recipient's database is away while copies come."""
    link = stage.world.links[EDGE_C, "database"]
    stage.plant(EDGE_C)
    plans = stage.plans(2, HUB_HOME, AT_C)
    link.cut()
    try:
        stage.hand_in(plans)
        stage.until(lambda: set(stage.states(HUB)) == {"sent"}, "all is sent")
        stage.wait_for(lambda: stage.world.postman.waiting(dead_queue(EDGE_C)) > 0, AWAY if stage.planted else LESS)
    finally:
        link.mend()
    stage.until(lambda: set(stage.states(HUB)) == {"recorded"}, "all is recorded")
    stage.until(lambda: _drained(stage), "dead letters are looked for")


def _drained(stage: Stage) -> bool:
    """Whether somebody has looked for dead letters there since all was recorded."""
    with stage.world.opened(EDGE_C) as gateway, gateway.parts.store.transaction() as tx:
        taken = tx.turn_taken("gateway", "dead-letters")
        newest = max((each.since for each in tx.holdings(AT_C[1])), default=None)
    return taken is not None and newest is not None and taken > newest


def _withdrawn_while_queued(stage: Stage) -> None:
    """Consent is taken back while copies lie in the queue of a recipient that is away."""
    (plan,) = stage.plans(1, HUB_HOME, AT_B)
    stage.plant(EDGE_B)
    stage.stop(EDGE_B)
    stage.hand_in([plan])
    stage.until(lambda: set(stage.states(HUB)) == {"sent"}, "it is sent")
    stage.withdraw(plan, HUB)
    stage.until(lambda: _is_told_of_end(stage), "the withdrawal is sent")
    stage.go_on(EDGE_B)


def _is_told_of_end(stage: Stage) -> bool:
    asked = "SELECT plan_id FROM work WHERE kind = 'send' AND attempts = 0"
    return not [row for row in stage.world.reading.ask(HUB, asked) if row[0] in stage.batch.plan_ids]


SCENARIOS = (
    Scenario(
        "acknowledged-early",
        EDGE_A,
        "acknowledged before the commit",
        Kind.HOME_DOES_NOT_KNOW,
        _status_on_its_way,
    ),
    Scenario("outbox-outside", EDGE_B, "the outbox outside the transaction", Kind.LOST, _killed_after_commit),
    Scenario("message-id-only", EDGE_C, "de-duplication by message id only", Kind.DUPLICATED, _again_as_new_message),
    Scenario(
        "claimed-by-row", EDGE_A, "claiming by row instead of stream", Kind.OUT_OF_ORDER, _two_versions_two_recorders
    ),
    Scenario("nacked-without-store", EDGE_C, "nack when the database is away", Kind.UNEXPLAINED, _store_away),
    Scenario("asked-once", EDGE_B, "consent asked only at prepare", Kind.LEAKED, _withdrawn_while_queued),
)
