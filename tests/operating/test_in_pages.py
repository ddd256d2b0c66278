"""A choice of what is parked is settled whole, however many it holds: page by page, and with one body in hand."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from gateway.exchange import parked as module
from gateway.exchange import parked_in_bulk
from gateway.exchange.envelopes import header_to
from gateway.exchange.locked import lock_told
from gateway.exchange.parked import count_parked, list_parked, pages_of_parked, replay
from gateway.exchange.parked_in_bulk import discard_chosen, replay_chosen
from gateway.exchange.parking import IN, OUT, park
from gateway.store.parts.parked import ParkedPart
from gateway.store.rows import WantedParked
from schemas.messages import MessageKind, Response, ResponseCode
from tests.exchange.plans import HOME, REGION
from tests.exchange.world import World

HOPELESS = "SIP634"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(module, "PAGE", 3)
    made = World(tmp_path / "gateway")
    yield made
    made.close()


@pytest.fixture
def answers(world: World) -> list[int]:
    """Answers that could not be sent, with their bodies; among them what cannot be replayed."""
    parts, numbers = world.parts, []
    with parts.store.transaction() as tx:
        for each in range(8):
            about = f"urn:uuid:00000000-0000-4000-8000-{each:012}"
            header = header_to(parts, MessageKind.RESPONSE, HOME, REGION, about, asked_in=parts.speaks[0])
            body = lock_told(parts.vault(HOME), Response(header=header, answers=about, code=ResponseCode.OK))
            numbers.append(park(tx, parts, HOME, OUT, about, "SIP620", "response", body=body))
            if each % 2:
                numbers.append(park(tx, parts, HOME, IN, f"status-{each}", HOPELESS, "status"))
    return numbers


@pytest.fixture
def bodies(monkeypatch: pytest.MonkeyPatch) -> Counter[int]:
    """Row → how often its body was read."""
    read: Counter[int] = Counter()
    row_of = ParkedPart.parked_row

    def noted(self, parked_id, *, with_body=True):
        read[parked_id] += with_body
        return row_of(self, parked_id, with_body=with_body)

    monkeypatch.setattr(ParkedPart, "parked_row", noted)
    return read


def test_every_page_is_settled_and_what_fails_stays_and_is_passed_by(world: World, answers: list[int]) -> None:
    settled = replay_chosen(world.parts, WantedParked())
    hopeless = {row.id for row in list_parked(world.parts)}
    assert sorted([*settled.done, *hopeless]) == answers
    assert (len(settled.done), settled.left) == (8, 0)
    assert settled.failed == dict.fromkeys(hopeless, "SIP642")
    assert replay_chosen(world.parts, WantedParked(limit=1)).failed == settled.failed  # the limit of lists is not asked
    discarded = discard_chosen(world.parts, WantedParked(reason=HOPELESS))
    assert (set(discarded.done), discarded.failed, discarded.left) == (hopeless, {}, 0)
    assert list_parked(world.parts) == []


def test_what_is_parked_again_meanwhile_is_not_taken_again(
    world: World, answers: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = world.parts

    def comes_back(_parts, number):
        row = module.show_parked(parts, number)
        replay(parts, number)
        with parts.store.transaction() as tx:
            park(tx, parts, HOME, OUT, row.subject, row.reason, row.kind, body=row.body)

    monkeypatch.setattr(parked_in_bulk, "replay", comes_back)
    settled = replay_chosen(parts, WantedParked(reason="SIP620"))
    assert (len(settled.done), settled.failed, settled.left) == (8, {}, 0)
    again = [row.id for row in list_parked(parts, None, WantedParked(reason="SIP620"))]
    assert len(again) == 8
    assert min(again) > max(answers)


def test_no_more_than_was_asked_for_is_tried_and_the_rest_is_counted(world: World, answers: list[int]) -> None:
    settled = discard_chosen(world.parts, WantedParked(), at_most=4)
    assert (settled.done, settled.left) == (answers[:4], len(answers) - 4)
    more = discard_chosen(world.parts, WantedParked(), at_most=100)
    assert (more.done, more.left) == (answers[4:], 0)


def test_a_body_is_read_once_to_be_replayed_and_never_to_be_listed_or_discarded(
    world: World, answers: list[int], bodies: Counter[int]
) -> None:
    parts = world.parts
    assert [row.body for page in pages_of_parked(parts, WantedParked()) for row in page] == [None] * len(answers)
    discard_chosen(parts, WantedParked(), at_most=2)
    assert not +bodies
    replay_chosen(parts, WantedParked(reason="SIP620"))
    assert set(bodies.values()) <= {0, 1}
    assert bodies.total() == 6
    assert count_parked(parts, WantedParked(resolved=None)) == len(answers)
