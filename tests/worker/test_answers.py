"""A receiver without a relay answers who asks, and sends nothing else."""

from __future__ import annotations

from gateway.worker.roles import Role
from tests.exchange.plans import REGION, SCHOOL, consent, plan
from tests.worker.running import quick, running, wait_until


def test_a_receiver_alone_answers_and_lets_no_copy_out(world):
    world.hand_in(plan(1, [consent((REGION, SCHOOL))]))
    with running(quick(world.parts), {Role.RECORDER, Role.RELAY}):
        wait_until(lambda: len(world.rows()) > 2 and world.state(REGION) == "sent" and world.state(SCHOOL) == "sent")
    world.hand_in(plan(2, [consent((REGION, SCHOOL))], summary={"text": "En annan sammanfattning"}))
    with running(quick(world.parts), {Role.RECORDER}):
        wait_until(lambda: any(version == 2 for _, version in world.rows()))
    with running(quick(world.parts), {Role.RECEIVER}):
        wait_until(lambda: world.state(REGION) == "received" and world.state(SCHOOL) == "received")
        assert {world.state(REGION, 2), world.state(SCHOOL, 2)} == {"awaiting-consent"}
