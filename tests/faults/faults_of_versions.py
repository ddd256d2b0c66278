"""A platform that is upgraded while messages are on their way: programs of the version before, and their database."""

from __future__ import annotations

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random
from typing import ClassVar

from gateway.bootstrap.opening import now
from gateway.directory.platform_key import read_platform_key
from gateway.directory.signed import read_signed
from gateway.exchange.locked import Purpose
from gateway.exchange.publish_directory import publish_directory
from gateway.store.migrations import every_step
from mappings import fhir
from schemas.messages import MESSAGE_VERSION, PREVIOUS_MESSAGE_VERSION, READABLE_MESSAGE_VERSIONS
from tests.faults.cast import EDGE_A, EDGE_B, GATEWAYS, HOME_A, HUB, HUB_HOME, hosted_at
from tests.faults.fault import Fault, NotInjected
from tests.faults.faults_of_machines import TRAFFIC, Restarted
from tests.faults.faults_of_messages import inboxes
from tests.faults.load import Batch
from tests.faults.older import SPEAKS
from tests.faults.operating import pull, samspel
from tests.faults.setting_up import PLATFORM_KEY
from tests.faults.world import World

OLDER = (sys.executable, "-u", "-m", "tests.faults.older", "--")
OLDER_SCHEMA, OLD_DATABASE = list(every_step())[-2], "SIP956"
LAST = ("receiver", EDGE_B)
"""Those that are down until the others have the new program: what is for them waits in queues."""
UPGRADED = (HUB, EDGE_A, EDGE_B)
_AT_HUB, _AT_A, _AT_B = (tuple(each.id for each in hosted_at(gateway)) for gateway in UPGRADED)


def say_in_directory(world: World, versions: dict[str, tuple[str, ...]]) -> None:
    """Publish a directory in which those of some gateways read those message versions; every gateway pulls it."""
    folder = world.folder / "gateways"
    signed = folder / "signed.json"
    entries = [
        replace(each, message_versions=versions.get(each.gateway or "", each.message_versions))
        for each in read_signed(signed.read_bytes()).entries
    ]
    publish_directory(entries, read_platform_key(folder / PLATFORM_KEY), signed, now())
    for each in GATEWAYS:
        pull(world, each)


def received_in(world: World, batch: Batch) -> Counter[str]:
    """How many plan messages of a batch lie in the inboxes, by message version."""
    found: Counter[str] = Counter()
    ours = {each.removeprefix("urn:uuid:") for each in batch.plan_ids}
    for gateway in UPGRADED:
        asked = "SELECT organisation, message_id, copy_id, body FROM inbox WHERE kind = 'plan'"
        rows = [row for row in world.reading.ask(gateway, asked) if (row[2] or "").partition("/")[0] in ours and row[3]]
        with world.opened(gateway) as opened:
            for organisation, message_id, _, body in rows:
                vault = opened.parts.vault(organisation)
                wire = vault.unlock(bytes(body), purpose=Purpose.INBOX, about=message_id)
                message = fhir.message_from_wire(wire).message
                found[message.header.version if message is not None else "unreadable"] += 1
    return found


class RollingUpgrade(Fault):
    """Everybody has the version before; then one process after the other, and one gateway after the other, has this
    one. What waits in queues was written by the version before; new relays write for partners that read only that; and
    when the directory says that all are upgraded the new version is written."""

    name, says = "rolling-upgrade", "message version 0.9 to 0.9.1, process by process, with full queues"
    first = True
    waits_for_all = True
    shape: ClassVar = {"homes": (HOME_A, HUB_HOME)}
    NEW_VERSIONS = 4  # plans that get another version at each stage

    def __init__(self) -> None:
        self._older: dict[str, Restarted] = {}
        self._down: list[str] = []
        self._began = False
        self._queued = 0

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._began = True
        say_in_directory(world, dict.fromkeys(UPGRADED, SPEAKS))
        processes = [each for gateway in UPGRADED for each in world.processes.at(gateway)]
        with ThreadPoolExecutor(len(processes)) as pool:
            restarted = pool.map(lambda each: Restarted([each], OLDER), processes)
            self._older = dict(zip((each.name for each in processes), restarted, strict=True))
        for late in LAST:
            world.processes[late].hold()
            self._down.append(late)

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        found = inboxes(world)
        copies = [found[each].copies for each in (*_AT_HUB, *_AT_B)]
        world.until(lambda: self._waits(world, copies) > 0, "messages of the version before wait", TRAFFIC)
        self._queued = self._waits(world, copies)
        for each in sorted(self._older.keys() - {*LAST, EDGE_A}):
            self._older[each].back()
        self._new_versions(world, batch)
        self._all_back(world)
        self._directory(world)
        self._new_versions(world, batch)

    def _all_back(self, world: World) -> None:
        """What has not been upgraded yet is, and what was down runs again. Twice is once."""
        for each in self._older.values():
            each.back()
        while self._down:
            world.processes[self._down.pop()].release()

    def _new_versions(self, world: World, batch: Batch) -> None:
        going_on = [each for each in batch.plans if each.name in batch.accepted and each.name not in batch.ended]
        for each in going_on[: self.NEW_VERSIONS]:
            world.load.hand_in(batch, each, len(batch.accepted[each.name]) + 1)

    def _directory(self, world: World) -> None:
        if self._began:
            self._began = False
            say_in_directory(world, dict.fromkeys(UPGRADED, READABLE_MESSAGE_VERSIONS))

    def _waits(self, world: World, queues: list[str]) -> int:
        return sum(world.postman.waiting(each) for each in queues)

    def heal(self, world: World) -> None:
        self._all_back(world)
        self._directory(world)

    def proof(self, world: World, batch: Batch) -> str:
        found = received_in(world, batch)
        if not found[PREVIOUS_MESSAGE_VERSION] or not found[MESSAGE_VERSION] or not self._queued:
            raise NotInjected(f"received {dict(found)}, {self._queued} waited")
        return (
            f"{found[PREVIOUS_MESSAGE_VERSION]} copies came in {PREVIOUS_MESSAGE_VERSION}, "
            f"{found[MESSAGE_VERSION]} in {MESSAGE_VERSION}; {self._queued} waited in queues over the upgrade"
        )


class SchemaUpgrade(Fault):
    """An edge's database is of the schema before, and the new program does not work with it: messages wait at the
    broker until an operator migrates it. Another edge's (SQLite) is moved up by the program itself."""

    name, says = "schema-upgrade", "databases at the schema before, migrated while messages wait"
    first = True
    waits_for_all = True
    ordinary = False
    shape: ClassVar = {"homes": (HUB_HOME,), "recipients": (*_AT_A, *_AT_B)}

    def __init__(self) -> None:
        self._down = False
        self._queued = self._refused = 0
        self._schemas: Counter[str] = Counter()

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        self._down = True
        with ThreadPoolExecutor(2) as pool:
            self._schemas.update(pool.map(lambda edge: _step_back(world, edge), (EDGE_A, EDGE_B)))
        self._refused = _refusals(world)

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        queues = [inboxes(world)[each].copies for each in (*_AT_A, *_AT_B)]
        wanted = sum(len(told) for told in batch.accepted.values())
        world.until(lambda: sum(world.postman.waiting(each) for each in queues) >= wanted, "copies wait")
        self._queued = sum(world.postman.waiting(each) for each in queues)
        world.processes[EDGE_A].release()
        world.until(lambda: _refusals(world) > self._refused, "the program says that it is too old")

    def heal(self, world: World) -> None:
        if not self._down:
            return
        self._down = False
        samspel(world, EDGE_A, "migrate")
        for edge in (EDGE_A, EDGE_B):
            world.processes[edge].release()
            pull(world, edge)

    def proof(self, world: World, batch: Batch) -> str:
        refused = _refusals(world) - self._refused
        now_ = {_schema(world, each) for each in (EDGE_A, EDGE_B)}
        if self._schemas != {OLDER_SCHEMA: 2} or OLDER_SCHEMA in now_ or not self._queued or not refused:
            raise NotInjected(f"{dict(self._schemas)}, {self._queued} waited, {refused} times refused")
        return (
            f"{self._queued} waited over schema {OLDER_SCHEMA} to {now_.pop()}, {refused} times it was said to be old"
        )


def _step_back(world: World, edge: str) -> str:
    """Take its database back while it is down; the schema that it has then."""
    world.processes[edge].stop()
    samspel(world, edge, "migrate", "--to", OLDER_SCHEMA, "--yes")
    return _schema(world, edge)


def _refusals(world: World) -> int:
    """How often a program at edge A has ended since its database is too old: as commands say it, not as a log."""
    return world.processes[EDGE_A].log.read_bytes().count(f"{OLD_DATABASE} ".encode())


def _schema(world: World, gateway: str) -> str:
    return str(world.reading.ask(gateway, "SELECT version_num FROM alembic_version")[0][0])


OF_VERSIONS = (RollingUpgrade, SchemaUpgrade)
