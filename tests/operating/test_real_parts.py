"""Metrics and the trail of a copy on PostgreSQL and RabbitMQ: what waits in a queue is counted there."""

from __future__ import annotations

import io
import json
from collections import Counter
from pathlib import Path

import pytest

from gateway.bootstrap import open_gateway
from gateway.exchange.ledger import ledger, wanted_of
from gateway.exchange.lists import lists_of
from gateway.exchange.take import take
from gateway.store.rows import WorkKind
from gateway.worker import run_until_idle
from gateway.worker.work import work_on
from schemas.messages import CopyId
from tests.exchange.plans import HOME, REGION
from tests.operating.test_metrics import samples
from tests.services.plugin import RabbitMq
from tests.worker.real import real_gateway


def test_a_copy_is_followed_from_the_queue_to_the_journal(
    tmp_path: Path, rabbitmq: RabbitMq, database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with real_gateway(tmp_path / "gateway", rabbitmq, database, monkeypatch) as real:
        real.hand_in(1)
        logged = io.StringIO()
        with open_gateway(real.folder, log_stream=logged) as gateway:
            parts = gateway.parts
            assert take(parts, HOME, Counter()) == 1
            kinds = (WorkKind.PREPARE, WorkKind.SEND)
            while True:  # prepare and send, and nobody receives yet
                claim = parts.store.claim((HOME,), kinds, owner="o", now=parts.clock(), lease=parts.times.lease)
                if claim is None:
                    break
                assert work_on(parts, claim) is None
            seen = samples(parts.meters.text())
            assert seen["samspel_queue_messages", REGION, "copies"] == 1
            assert seen["samspel_copies", "sent", HOME, "sent"] == 2
            assert seen["samspel_oldest_unanswered_seconds", HOME] > 0
            assert (seen["samspel_store_up",], seen["samspel_broker_up",]) == (1, 1)
            assert abs(seen["samspel_clock_skew_seconds",]) < 5
            run_until_idle(parts)
            (row,) = [each for each in ledger(parts, HOME) if each.copy_id.recipient == REGION]
            assert row.state.value == "handed-over"
            (held,) = lists_of(parts, REGION, wanted_of(parts, message_id=row.message_id, counterpart=HOME)).received
            assert held.copy_id == CopyId.parse(str(row.copy_id))
        events = [json.loads(line)["event"] for line in logged.getvalue().splitlines() if str(row.copy_id) in line]
        assert events[:2] == ["copy-prepared", "copy-sent"]
        assert {"message-received", "copy-not-recorded", "answer-settled", "journal-told"} <= set(events)
