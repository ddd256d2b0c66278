"""Whether anybody does what waits outside the database: exported documents, and journal systems to look into."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from gateway.bootstrap import now
from gateway.exchange.parts import LOOKING
from gateway.store.sqlite import open_sqlite
from tests.doctor.conftest import HOSTS, Examined


def test_documents_that_nobody_takes_are_told_with_their_age(folder: Path, examined: Examined) -> None:
    out = folder / "journals" / HOSTS[1][0] / "out"
    out.mkdir(exist_ok=True)
    (out / "plan.xml").write_bytes(b"<x/>")
    assert examined(folder)["journals"].findings == ()
    result = examined(folder, clock=lambda: now() + timedelta(minutes=7))["journals"]
    assert [(each.code, each.path, dict(each.words)) for each in result.findings] == [
        ("SIP934", "/organisation/1/folder", {"count": 1, "minutes": 7})
    ]
    assert result.seen == {"journals": 2, "reached": 2, "exported": 1}


def test_journals_that_nobody_looks_into_are_told_when_processes_take_turns(folder: Path, examined: Examined) -> None:
    with (folder / "samspel.toml").open("a", encoding="utf-8") as settings:
        settings.write('\n[broker]\nurls = ["amqp://127.0.0.1:9"]\n')
    never = examined(folder)["work"]
    assert [(each.code, each.path) for each in never.findings] == [
        ("SIP936", "/organisation/0"),
        ("SIP936", "/organisation/1"),
    ]
    with closing(open_sqlite(folder / "data" / "samspel.db")) as store:
        for minutes, (organisation, *_) in zip((4, 1), HOSTS, strict=True):
            taken = now() - timedelta(minutes=minutes)
            assert store.take_turn(
                organisation, LOOKING, owner="a", now=taken, lease=timedelta(minutes=1), every=timedelta(0)
            )
    found = examined(folder)["work"]
    assert [(each.code, each.path, dict(each.words)) for each in found.findings] == [
        ("SIP935", "/organisation/0", {"minutes": 4})
    ]
    assert found.seen["looked_minutes_ago"] == 4
