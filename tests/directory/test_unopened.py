"""A gateway whose directory lags behind a partner's rotation, or whose clock is behind, loses none of its answers."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.exchange.directory_entry import signer_of
from gateway.exchange.parked import list_parked, replay
from gateway.exchange.pull_directory import pull_directory
from gateway.exchange.rotate_keys import rotate_keys
from schemas.errors import CannotOpen
from tests.directory.test_rotation import give
from tests.exchange.plans import REGION


def reasons(site):
    return [(row.reason, row.kind) for row in list_parked(site.parts)]


def version(site):
    with site.parts.store.transaction() as tx:
        return tx.directory_version()


def record(site):
    """The copy is received and recorded there, and both are answered."""
    site.run()
    site.practice(REGION).run_once()
    site.run()


@pytest.fixture
def lagging(region):
    """The region has changed its keys at once, and answers with the new ones; the hub has just pulled, before that."""
    give(region, 1)
    region.clock.forward(minutes=6)
    region.hub.gateway.refresh()
    rotate_keys(region.edge.parts, REGION, region.clock(), timedelta(0))
    body = region.edge.entry(REGION)
    region.platform.admit(body, signer_of(body))
    region.platform.publish()
    edge = region.edge
    pull_directory(edge.parts.store, edge.gateway.settings.shared, edge.folder, region.clock)
    edge.gateway.refresh()
    region.clock.forward(seconds=20)
    return region


def test_an_answer_by_a_key_that_our_directory_does_not_show_is_taken_when_it_does(lagging):
    """A receipt is sent once: refused for good, the ledger would never know that the copy is recorded."""
    hub = lagging.hub
    record(lagging.edge)
    hub.run()
    assert set(reasons(hub)) == {("SIP707", "delivery")}
    assert hub.state(REGION) == "sent"
    assert hub.run() == 0, "it is not tried again and again with the same directory"
    hub.gateway.refresh()
    hub.run()
    assert hub.state(REGION) == "recorded"
    assert reasons(hub) == []


def test_the_directory_is_pulled_at_once_only_for_what_has_come_since_the_last_pull(lagging):
    hub = lagging.hub
    hub.gateway.refresh()
    assert version(hub) == 1, "it is pulled every five minutes"
    record(lagging.edge)
    hub.run()
    lagging.clock.forward(seconds=11)
    hub.gateway.refresh()
    assert version(hub) == 2
    lagging.platform.publish()
    lagging.clock.forward(seconds=11)
    hub.gateway.refresh()
    assert version(hub) == 2, "nothing has come since"


def test_a_person_who_replays_what_still_does_not_open_is_told_why_and_it_stays(lagging):
    hub = lagging.hub
    record(lagging.edge)
    hub.run()
    row = list_parked(hub.parts)[0]
    with pytest.raises(CannotOpen) as error:
        replay(hub.parts, row.id)
    assert error.value.code == "SIP707"
    assert row.id in {each.id for each in list_parked(hub.parts)}


def test_what_was_signed_ahead_of_our_clock_is_taken_when_its_time_has_come(region):
    give(region, 1)
    edge, right = region.edge, region.edge.parts
    edge.parts = replace(right, clock=lambda: region.clock() + timedelta(minutes=30))
    record(edge)
    edge.parts = right
    region.hub.run()
    assert set(reasons(region.hub)) == {("SIP710", "delivery")}
    region.clock.forward(minutes=26)
    region.hub.run()
    assert region.hub.state(REGION) == "recorded"
    assert reasons(region.hub) == []
