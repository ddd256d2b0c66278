"""The story of the crash test: everything that happens to one plan, told so that it can be told again from the start.

Each act is done only if the ledger does not say that it is done: what a person or a clock would do after a restart.
"""

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
