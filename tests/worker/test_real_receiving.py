"""The receiver on RabbitMQ: a message that meets a defect, and queues that are missing, keep nobody else waiting."""

import json
import secrets
import time
from dataclasses import replace
from datetime import timedelta

from gateway.directory.toml_directory import read_directory, write_directory
from gateway.exchange import receive as receive_module
from gateway.exchange.parked import list_parked
from gateway.worker import receiver as receiver_module
from tests.exchange.plans import REGION, SCHOOL, consent, plan
from tests.exchange.world import World
from tests.worker.real import real_gateway
from tests.worker.running import MovingClock, quick, running, wait_until

A_MINUTE = 60.0  # seconds; three deliveries, with rests of a few seconds between


def test_a_message_that_meets_a_defect_is_set_aside_within_a_minute_and_the_next_is_taken(
    tmp_path, rabbitmq, database, monkeypatch
):
    reading, stumbled = receive_module.receive_copy, []

    def stumble(tx, parts, organisation, message, frozen):
        stumbled.extend([message.header.message_id] if organisation == REGION and not stumbled else [])
        if message.header.message_id in stumbled:
            raise KeyError("Tolvan")
        reading(tx, parts, organisation, message, frozen)

    monkeypatch.setattr(receive_module, "receive_copy", stumble)
    with real_gateway(tmp_path / "gateway", rabbitmq, database, monkeypatch) as real:
        world = World(real.folder, clock=MovingClock())
        with running(quick(world.parts)):
            world.hand_in(plan(consents=[consent()]))
            wait_until(lambda: stumbled)
            began = time.monotonic()
            second = plan(consents=[consent()])
            second["plan"]["source"]["plan_id"] = "SOC-2"
            world.hand_in(second)
            (row,) = wait_until(lambda: list_parked(world.parts, REGION))
            wait_until(lambda: len(world.incoming(REGION)) == 1)
            assert time.monotonic() - began < A_MINUTE
            wait_until(lambda: len(world.incoming(SCHOOL)) == 2)
        world.close()
    assert (row.reason, row.kind) == ("SIP640", "delivery")


def test_an_organisation_whose_queues_are_missing_is_said_once_and_the_others_are_read(
    tmp_path, rabbitmq, database, monkeypatch
):
    with real_gateway(tmp_path / "gateway", rabbitmq, database, monkeypatch) as real:
        path = real.folder / "directory.toml"
        entries = {each.id: each for each in read_directory(path).all()}
        entries[SCHOOL] = replace(entries[SCHOOL], routing_key=secrets.token_urlsafe(18))
        write_directory(path, list(entries.values()))
        world = World(real.folder, clock=MovingClock())

        def said():
            lines = map(json.loads, world.logged.getvalue().splitlines())
            return [each["organisation"] for each in lines if each.get("code") == "SIP663"]

        monkeypatch.setattr(receiver_module, "LISTENS", timedelta(seconds=1))
        with running(quick(world.parts)):
            wait_until(said)
            world.hand_in(plan(consents=[consent()]))
            wait_until(lambda: world.rows() and world.state(REGION) == "handed-over")
            wait_until(lambda: world.state(SCHOOL) == "parked")
        world.close()
    assert said() == [SCHOOL]
