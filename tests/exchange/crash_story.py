"""The story of the crash test: everything that happens to one plan, told so that it can be told again from the start.

Each act is done only if the ledger does not say that it is done: what a person or a clock would do after a restart.
"""

import json
from datetime import timedelta

from gateway.exchange.confirm import confirm
from gateway.exchange.consent import Taking, withdraw
from schemas.states import CopyState
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.world import START, World, lay_out

WITHDRAWN_AT = START + timedelta(minutes=1)
RECIPIENTS = (REGION, SCHOOL, CLINIC)


def set_the_scene(folder):
    """The folders, the directory, and the document that waits in the home's export folder."""
    lay_out(folder)
    world = World(folder)
    world.hand_in(plan(consents=[consent(RECIPIENTS)]), name="plan")
    world.close()


def tell(world):
    """Everything, in order: the way, the region's receipt, the school's confirmation, and the withdrawal."""
    world.run()
    world.practice(REGION).run_once()
    world.run()
    if world.state(SCHOOL) != CopyState.RECORDED:
        confirm(world.parts, SCHOOL, world.copy_id(SCHOOL), by="Rektor Provsson", entry_id="PÄRM-7")
    world.run()
    withdraw(world.parts, HOME, world.plan_id(), Taking(WITHDRAWN_AT))
    world.run()


ENDS = {HOME: "recorded", REGION: "recorded", SCHOOL: "recorded", CLINIC: "withdrawn", "person": "made"}
"""Who has the plan in the end, whatever was stopped on the way. The clinic's system never said that it has it."""


def read_the_journals(world):
    """One record for each copy id, with one content hash, every copy in its right state, and nothing left to do."""
    states = {recipient: row.state.value for (recipient, _), row in world.rows().items()}
    assert states == ENDS
    sent = {recipient: row for (recipient, _), row in world.rows().items() if recipient in RECIPIENTS}
    entries = world.practice(REGION).entries()
    assert [(each["copy_id"], each["content_hash"]) for each in entries] == [
        (str(world.copy_id(REGION)), sent[REGION].content_hash)
    ]
    covers = [json.loads(path.read_bytes()) for path in world.incoming(SCHOOL)]
    assert [(each["copy_id"], each["content_hash"]) for each in covers] == [
        (str(world.copy_id(SCHOOL)), sent[SCHOOL].content_hash)
    ]
    assert (sent[REGION].entry_id, sent[SCHOOL].entry_id) == ("JP-000001", "PÄRM-7")
    assert len(list((world.root(HOME) / "hand-out").glob("*.html"))) == 1
    assert len(list((world.root(HOME) / "out" / "done").glob("*.answer.json"))) == 1
    plan_id = world.plan_id()
    with world.parts.store.transaction() as tx:
        assert len(tx.consents(HOME, plan_id)) == 2  # the consent, and its withdrawal
        assert tx.parked() == []
        assert [work for each in world.organisations for work in tx.open_work(each)] == []
