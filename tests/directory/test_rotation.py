"""Keys rotate with overlap over two gateways that pull one directory."""

import json
from datetime import timedelta

import pytest
from joserfc.util import urlsafe_b64decode

from gateway.exchange.directory_entry import signer_of
from gateway.exchange.envelopes import opened_for, public_keys
from gateway.exchange.rotate_keys import prune_keys, revoke_keys, rotate_keys
from gateway.security.keys import KeyUse
from gateway.security.seal import SealHeader, seal
from schemas.errors import CannotOpen, InvalidDocument, Rejected
from tests.exchange.plans import HOME, REGION, consent, plan


def sealed_with(site, monkeypatch):
    """The key ids of the outer headers of what a gateway sends from now on."""
    seen, publish = [], site.parts.broker.publish

    def watched(message):
        seen.append(json.loads(urlsafe_b64decode(message.body.split(b".")[0]))["kid"])
        publish(message)

    monkeypatch.setattr(site.parts.broker, "publish", watched)
    return seen


def give(region, revision):
    region.hub.hand_in(plan(revision=revision, consents=[consent([REGION])], summary={"text": f"Nummer {revision}"}))
    region.hub.run()


def settle(region):
    """Everything that is in flight arrives and is answered."""
    for site in (region.edge, region.hub, region.edge, region.hub):
        site.run()
    region.edge.practice(REGION).run_once()
    for site in (region.edge, region.hub):
        site.run()


def kid(site, organisation, place, use=KeyUse.ENCRYPT):
    return [each.kid for each in site.parts.keys.ring(organisation).generations if each.use is use][place]


def test_copies_sealed_before_within_and_after_the_overlap_are_all_recorded(region, monkeypatch):
    sent = sealed_with(region.hub, monkeypatch)
    begin = region.clock() + timedelta(days=1)
    give(region, 1)  # sealed before anybody knew of new keys, and still in the queue at the end
    rotate_keys(region.edge.parts, REGION, begin, timedelta(days=7))
    region.platform.admit(region.edge.entry(REGION))  # signed by a key that is known: no fingerprint is needed
    region.platform.publish()
    region.clock.forward(minutes=10)
    region.hub.gateway.refresh()
    give(region, 2)  # the new ones are known, and have not begun
    region.clock.forward(days=2)
    region.edge.gateway.refresh()
    give(region, 3)  # within the overlap
    old, new = kid(region.edge, REGION, 0), kid(region.edge, REGION, 1)
    assert sent[:2] == [old, old]
    assert set(sent[2:]) == {new}  # the third, and those before it once more, since nobody has answered
    settle(region)
    region.clock.forward(days=10)
    give(region, 4)  # the old ones have ended
    assert sent[-1] == new
    settle(region)
    assert {version: row.state.value for (to, version), row in region.hub.rows().items() if to == REGION} == {
        1: "recorded",
        2: "recorded",
        3: "recorded",
        4: "recorded",
    }
    assert region.hub.codes() == region.edge.codes() == []


def test_a_signature_by_the_old_key_still_counts_when_it_arrives_within_the_overlap(region):
    give(region, 1)
    rotate_keys(region.hub.parts, HOME, region.clock() + timedelta(days=1), timedelta(days=7))
    region.platform.admit(region.hub.entry(HOME))
    region.platform.publish()
    region.clock.forward(days=3)
    for site in (region.hub, region.edge):
        site.gateway.refresh()
    settle(region)
    assert region.hub.state(REGION) == "recorded"


def test_a_sender_signs_with_the_old_key_until_the_directory_shows_the_new_one(region):
    rotate_keys(region.hub.parts, HOME, region.clock(), timedelta(days=7))
    region.clock.forward(hours=1)
    give(region, 1)
    settle(region)
    assert region.hub.state(REGION) == "recorded"


def test_keys_are_destroyed_only_when_they_have_ended_and_the_queues_are_empty(region):
    old = kid(region.edge, REGION, 0)
    rotate_keys(region.edge.parts, REGION, region.clock(), timedelta(days=1))
    region.platform.admit(region.edge.entry(REGION))
    region.platform.publish()
    give(region, 1)
    region.clock.forward(days=2)
    now = region.clock()
    for site in (region.hub, region.edge):
        site.gateway.refresh()
    with pytest.raises(Rejected) as error:
        prune_keys(region.edge.parts, REGION, now)
    assert error.value.code == "SIP688"
    settle(region)
    assert region.hub.state(REGION) == "recorded"
    with pytest.raises(Rejected) as error:
        prune_keys(region.edge.parts, REGION, now + timedelta(days=1))
    assert error.value.code == "SIP688"
    assert prune_keys(region.edge.parts, REGION, now) == 2
    assert prune_keys(region.edge.parts, REGION, now) == 0
    assert region.edge.parts.keys.ring(REGION).named(KeyUse.ENCRYPT, old) is None
    events = []
    with region.edge.parts.store.transaction() as tx:
        events += [row.event for row in tx.audit_rows(REGION)]
    assert events.count("keys-rotated") == events.count("keys-pruned") == 1


def pulled(region, *sites):
    region.clock.forward(minutes=10)
    for site in sites:
        site.gateway.refresh()


def test_a_stolen_key_is_refused_after_the_publishing_and_what_was_on_its_way_is_recorded(region):
    hub, edge = region.hub, region.edge
    thief = hub.parts.keys.ring(HOME)
    backdated = region.clock()
    give(region, 1)  # in the queue, signed by the key that is stolen
    region.clock.forward(minutes=1)
    rotate_keys(hub.parts, HOME, region.clock() + timedelta(days=1), timedelta(0))  # planned before, and overtaken
    revoke_keys(hub.parts, HOME)
    give(region, 2)
    assert hub.state(REGION, 2) != "sent", "nothing leaves until the directory shows the new key"
    body = hub.entry(HOME)
    with pytest.raises(InvalidDocument) as error:
        region.platform.admit(body)
    assert error.value.findings[0].code == "SIP691", "a thief could sign an entry too: it takes a telephone call"
    region.platform.admit(body, signer_of(body))
    region.platform.publish()
    pulled(region, hub, edge)
    assert forged(region, thief, region.clock()) == "SIP709"
    settle(region)
    assert (hub.state(REGION, 1), hub.state(REGION, 2)) == ("recorded", "recorded")
    assert forged(region, thief, backdated) is None, "a thief can date back while the directory shows the key"
    assert prune_keys(hub.parts, HOME, region.clock()) == 2
    region.platform.admit(hub.entry(HOME))  # by the new key, which is known now
    region.platform.publish()
    pulled(region, hub, edge)
    assert forged(region, thief, backdated) == "SIP707"
    assert hub.codes() == edge.codes() == []
    give(region, 3)
    settle(region)
    assert hub.state(REGION, 3) == "recorded"


def forged(region, stolen, moment):
    """The code with which the region refuses what a thief signs for the home, dated at that moment; None: believed."""
    edge = region.edge.parts
    said = SealHeader(HOME, REGION, edge.new_id(), edge.new_id(), "copy", "0.9", None)
    body = seal(b"forged", said, stolen, public_keys(edge.directory, REGION), moment)
    try:
        opened_for(edge, REGION, body)
    except CannotOpen as error:
        return error.code
    return None


def test_an_organisation_taken_out_of_the_settings_leaves_its_queue_waiting(region):
    """What is on its way to it waits at the broker, and is recorded once when it is hosted again."""
    region.edge.rehost()
    region.edge.gateway.refresh()
    assert region.edge.parts.hosted == ()
    give(region, 1)
    region.edge.run()
    assert region.hub.state(REGION) in {"sent", "queued"}
    region.edge.rehost(REGION)
    region.edge.gateway.refresh()
    settle(region)
    assert region.hub.state(REGION) == "recorded"
    assert len(region.edge.incoming(REGION)) <= 1
