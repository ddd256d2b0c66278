"""Ping and reconcile over RabbitMQ with two databases on PostgreSQL: the back-up is a copy of the whole database."""

import threading
import uuid
from contextlib import ExitStack, contextmanager
from datetime import timedelta

import psycopg
import pytest

from gateway.exchange.ping import ping
from gateway.exchange.reconciling import reconcile
from gateway.store.rows import WantedParked
from gateway.worker import run_until_idle
from schemas.states import CopyState
from tests.broker.virtual_hosts import virtual_host
from tests.directory.sites import Platform, Site
from tests.exchange.plans import HOME, REGION, SCHOOL, consent, plan
from tests.exchange.reconciling_pair import goal
from tests.exchange.world import START
from tests.store.databases import migrated

A_WHILE = timedelta(seconds=60)


class StoredSite(Site):
    """A gateway on RabbitMQ and PostgreSQL."""

    def __init__(self, folder, name, organisations, platform, host, url):
        self.url, self.rest = url, (folder, name, organisations, platform, host)
        super().__init__(*self.rest)

    @property
    def more(self):
        return self._more

    @more.setter
    def more(self, text):
        self._more = f'{text}\n[store]\nurl = "{self.url}"'

    def reopen(self):
        super().__init__(*self.rest)


class Meeting:
    """Two gateways that meet at a broker, and what an operator does with their databases."""

    def __init__(self, server, host, folder):
        self.server, self.platform, self.made = server, Platform(folder), []
        self.clock = self.platform.clock
        self.hub = StoredSite(folder / "hub", "hub", (HOME,), self.platform, host, migrated(self._new()))
        self.edge = StoredSite(folder / "edge", "edge", (REGION, SCHOOL), self.platform, host, migrated(self._new()))
        for site in (self.hub, self.edge):
            for each in site.organisations:
                site.introduce(each)
        self.platform.publish()
        for site in (self.hub, self.edge):
            site.gateway.refresh()
            site.declare()

    def _new(self, template=None):
        name = f"test_{uuid.uuid4().hex}"
        self._say(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
        self.made.append(name)
        return self.server.database(name)

    def _say(self, statement):
        with psycopg.connect(self.server.url, autocommit=True) as connection:
            connection.execute(statement)

    def back_up(self, site):
        site.close()
        kept = self._new(site.url.rpartition("/")[2])
        site.reopen()
        return kept

    def restore(self, site, kept):
        site.close()
        name = site.url.rpartition("/")[2]
        self._say(f"DROP DATABASE {name}")
        self._say(f"CREATE DATABASE {name} TEMPLATE {kept.rpartition('/')[2]}")
        site.reopen()

    def run(self):
        while run_until_idle(self.hub.parts) + run_until_idle(self.edge.parts):
            pass

    def give(self, data):
        self.hub.hand_in(data)
        self.run()

    def close(self):
        self.hub.close()
        self.edge.close()
        for name in self.made:
            self._say(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def meeting(rabbitmq, postgresql, tmp_path):
    with ExitStack() as opened:
        made = Meeting(postgresql, opened.enter_context(virtual_host(rabbitmq)), tmp_path)
        opened.callback(made.close)
        yield made


@contextmanager
def at_work(*sites):
    """Each gateway works in a thread of its own, as its own processes would."""
    stop = threading.Event()

    def work(site):
        while not stop.wait(0.05):
            run_until_idle(site.parts)

    threads = [threading.Thread(target=work, args=(site,)) for site in sites]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        stop.set()
        for each in threads:
            each.join(60)


def parked(site):
    with site.parts.store.transaction() as tx:
        return [row.reason for row in tx.parked(WantedParked())]


def test_the_answer_to_a_ping_is_found_whichever_process_has_taken_it(meeting):
    with at_work(meeting.hub, meeting.edge):
        pong = ping(meeting.hub.parts, HOME, REGION, within=A_WHILE, work=lambda: None)
        back = ping(meeting.edge.parts, SCHOOL, HOME, within=A_WHILE, work=lambda: None)
    assert (pong.answer.header.sender, back.answer.header.sender) == (REGION, HOME)
    assert pong.took < A_WHILE


def test_two_databases_restored_from_an_hour_ago_are_brought_together_again(meeting):
    """First the edge has lost what came, then the hub what it had made; each journal has every copy once."""
    meeting.give(plan(consents=[consent()]))
    kept_edge, kept_hub = meeting.back_up(meeting.edge), meeting.back_up(meeting.hub)
    meeting.clock.forward(hours=1)
    meeting.give(plan(revision=2, consents=[], overall_goals=goal(2)))
    practice = meeting.edge.practice(REGION)
    practice.run_once()
    meeting.run()
    assert (meeting.hub.state(REGION, 2), meeting.hub.row(REGION, 2).entry_id) == ("recorded", "JP-000002")

    meeting.restore(meeting.edge, kept_edge)
    lines = reconcile(meeting.edge.parts, meeting.edge.parts.hosted, [HOME], START, within=A_WHILE, work=meeting.run)
    assert {line.organisation: dict(+line.counts) for line in lines} == {
        REGION: {"again": 1, "settled": 1},
        SCHOOL: {"again": 1},
    }
    meeting.run()
    with meeting.edge.parts.store.transaction() as tx:
        held = {row.copy_id.version: (row.state, row.entry_id) for row in tx.holdings(REGION)}
    assert held == {1: (CopyState.RECORDED, "JP-000001"), 2: (CopyState.RECORDED, "JP-000002")}
    meeting.edge.practice(REGION).run_once()
    entries = (meeting.edge.folder / "entries-0.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(entries) == 2

    meeting.restore(meeting.hub, kept_hub)
    assert (REGION, 2) not in meeting.hub.rows()
    lines = reconcile(meeting.hub.parts, [HOME], [], START, within=A_WHILE, work=meeting.run)
    assert {line.partner: dict(+line.counts) for line in lines} == {
        REGION: {"settled": 2, "unknown": 1},
        SCHOOL: {"settled": 1, "unknown": 1},
    }
    assert parked(meeting.hub) == ["SIP751"]
    assert (meeting.hub.state(REGION, 2), meeting.hub.row(REGION, 2).entry_id) == ("recorded", "JP-000002")
    meeting.clock.forward(hours=1)
    meeting.give(plan(revision=3, consents=[], overall_goals=goal(3)))
    assert meeting.hub.state(REGION, 3) == "handed-over"
    assert parked(meeting.hub) == parked(meeting.edge) == []
