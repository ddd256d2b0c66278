"""Which copies are still of the newest version that has been made for their recipient."""

from gateway.exchange.ledger import ledger, newest_of
from tests.exchange.plans import HOME, REGION, SCHOOL, consent, plan


def test_a_copy_is_the_newest_until_its_recipient_has_one_of_a_newer_version(world):
    world.give(plan(consents=[consent()]))
    rows = ledger(world.parts, HOME)
    assert list(newest_of(world.parts, rows)) == list(rows)
    world.give(plan(2, summary={"text": "Nytt"}))
    rows = ledger(world.parts, HOME)
    newest = {(each.copy_id.recipient, each.copy_id.version) for each in newest_of(world.parts, rows)}
    assert {each.copy_id.version for each in rows} == {1, 2}
    assert {(REGION, 2), (SCHOOL, 2)} <= newest
    assert {version for _, version in newest} == {2}
