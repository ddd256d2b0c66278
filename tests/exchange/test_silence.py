"""Promise 6: no personal data gets out, over a whole run: logs, broker, file names, errors, database."""

import io
import sqlite3

import pytest

from gateway.exchange.confirm import confirm
from gateway.exchange.consent import withdraw
from gateway.exchange.parked import list_parked
from gateway.logs import FACTS, Event, make_log, sayable
from gateway.store.rows import WantedParked
from schemas.errors import JournalUnavailable
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan, texts_of


def a_full_life(world, monkeypatch):
    """Accepted, sent, recorded, confirmed, refused, defective, away, withdrawn; and a document that is refused."""
    document = plan(consents=[consent(recipients=(REGION, SCHOOL, CLINIC))])
    journal = world.parts.journals[CLINIC]
    monkeypatch.setattr(journal, "record", _defect_that_quotes)
    monkeypatch.setattr(world.parts.journals[SCHOOL], "find", _away)
    world.give(document)
    for _ in range(4):
        world.clock.forward(hours=1)
        world.run()
    monkeypatch.undo()
    world.clock.forward(hours=1)
    world.practice(REGION).run_once()
    world.run()
    confirm(world.parts, SCHOOL, world.copy_id(SCHOOL), by="Rektor Provsson", entry_id="PÄRM-7")
    world.hand_in(b'{"format":"samspel-sip","plan":{"person":{"name":{"given":"Tolvan Testsson"}}}}')
    world.run()
    withdraw(world.parts, HOME, world.plan_id())
    world.run()
    return document


def _defect_that_quotes(copy):
    raise RuntimeError(f"cannot record {copy.document.plan.person.name.full} {copy.document.plan.needs[0].text}")


def _away(_copy_id):
    raise JournalUnavailable


@pytest.fixture
def lived(world, monkeypatch):
    world.texts = texts_of(a_full_life(world, monkeypatch))
    assert len(world.texts) > 10
    return world


def holds(content, texts):
    return sorted(text for text in texts if text.encode() in content or text in content.decode("utf-8", "replace"))


def test_logs_hold_no_personal_data(lived):
    logged = lived.logged.getvalue()
    assert logged.count("\n") > 30
    assert "defect" in logged
    assert holds(logged.encode(), lived.texts) == []


def test_the_brokers_files_hold_no_personal_data(lived):
    for path in (lived.folder / "data").glob("broker.db*"):
        assert holds(path.read_bytes(), lived.texts) == []


def test_the_database_holds_nothing_readable_of_a_plan(lived):
    for path in (lived.folder / "data").glob("samspel.db*"):
        assert holds(path.read_bytes(), lived.texts) == []


def test_file_names_hold_no_personal_data(lived):
    names = "\n".join(str(path) for path in lived.folder.rglob("*"))
    assert holds(names.encode(), lived.texts) == []


def test_what_is_parked_shows_frames_of_ours_and_no_texts(lived):
    assert list_parked(lived.parts) == []  # the withdrawal has settled it
    with lived.parts.store.transaction() as tx:
        parked = tx.parked(WantedParked(resolved=True))
    assert [(row.organisation, row.reason) for row in parked] == [(CLINIC, "SIP640")]
    assert parked[0].detail.startswith("RuntimeError at ")
    assert "gateway/exchange/record.py" in parked[0].detail
    assert holds(parked[0].detail.encode(), lived.texts) == []


def test_audit_rows_hold_ids_and_codes_only(lived):
    connection = sqlite3.connect(lived.folder / "data" / "samspel.db")
    try:
        details = [bytes(row[0]) for row in connection.execute("SELECT detail FROM audit")]
    finally:
        connection.close()
    assert len(details) > 20
    assert holds(b"\n".join(details), lived.texts) == []


def test_a_log_takes_no_fact_that_is_not_listed():
    log = make_log(io.StringIO())
    with pytest.raises(TypeError):
        log(Event.DEFECT, name="Tolvan Testsson")
    assert "name" not in FACTS


@pytest.mark.parametrize("value", ["191212121212", "19121212-1212", "Tolvan Testsson åt", "x" * 500, "a\nb"])
def test_a_value_that_is_no_id_is_logged_as_a_question_mark(value):
    stream = io.StringIO()
    make_log(stream)(Event.DEFECT, code=value)
    assert value not in stream.getvalue()
    assert sayable(value) == "?"


@pytest.mark.parametrize(
    "value", ["SIP640", "2120000001.soc", "TSTNMT2321000016-VC1", "urn:uuid:7bc3d90b-71e7-4f9a-a624-7f28628d3a4a"]
)
def test_an_id_is_logged_as_it_is(value):
    assert sayable(value) == value
