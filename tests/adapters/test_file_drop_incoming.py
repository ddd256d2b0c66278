"""Copies, pages, receipts and status: what the system finds in its folders, and what it says back."""

import json
import re
from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.contract import PLAN_ID, RECIPIENT, TestClock, a_copy, a_receipt
from adapters.file_drop import FileDrop, FileDropConfig, IncomingFormat, Mode
from adapters.journal import Entry, HandedOver, LedgerEvent, PageToHandOut
from mappings.formats import read
from mappings.sip_xml import read_disclosure_note_xml, write_receipt_xml
from schemas.errors import Rejected
from schemas.messages import CopyId, Evidence
from schemas.receipts import DisclosureNote, Receipt
from schemas.states import CopyState


@pytest.fixture
def clock():
    return TestClock()


def drop(tmp_path, clock, **settings):
    return FileDrop(FileDropConfig(tmp_path, **{"quiet": timedelta(0), **settings}), clock)


def put_receipt(tmp_path, body, name="r.xml"):
    (tmp_path / "receipts").mkdir(exist_ok=True)
    (tmp_path / "receipts" / name).write_bytes(body)


def refused_codes(tmp_path):
    (path,) = (tmp_path / "receipts" / "refused").glob("*.findings.json")
    return [each["code"] for each in json.loads(path.read_bytes())["findings"]]


def test_a_copy_lies_in_the_folder_as_sip_xml_with_its_page_and_its_copy_id(tmp_path, clock):
    copy = a_copy()
    place = drop(tmp_path, clock).record(copy).place
    assert read((tmp_path / place).read_bytes()).document == copy.document
    assert (tmp_path / place).with_suffix(".html").read_bytes() == copy.page
    cover = json.loads((tmp_path / place).with_suffix(".copy.json").read_bytes())
    assert cover["copy_id"] == str(copy.copy_id)
    assert cover["content_hash"] == copy.content_hash


def test_a_copy_in_fhir_has_exactly_the_bytes_that_were_received(tmp_path, clock):
    copy = a_copy(fhir=b'{ "resourceType" : "Bundle",\r\n "x":1.50 }')
    place = drop(tmp_path, clock, incoming_format=IncomingFormat.FHIR_JSON).record(copy).place
    assert (tmp_path / place).read_bytes() == copy.fhir


def test_file_names_hold_no_person_and_no_organisation(tmp_path, clock):
    system = drop(tmp_path, clock)
    system.record(a_copy())
    system.hand_out(PageToHandOut(CopyId(PLAN_ID, 1, "person"), b"x", a_copy().content_hash, clock()))
    system.note_disclosure(a_note())
    names = [each.name for each in tmp_path.rglob("*") if each.is_file()]
    assert len(names) >= 6
    for name in names:
        assert not re.search(r"1912|Tolvan|2120001223|SOC|SE2321|person|Region", name)
        assert re.fullmatch(r"[a-z0-9.-]+", name)
        assert len(name) < 120


def test_a_copy_that_the_system_has_fetched_is_not_delivered_again(tmp_path, clock):
    copy = a_copy()
    first = drop(tmp_path, clock).record(copy)
    for each in (tmp_path / "in").iterdir():
        each.unlink()
    assert drop(tmp_path, clock).record(copy) == first
    assert list((tmp_path / "in").iterdir()) == []


def test_a_receipt_by_a_person_must_say_by_whom(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    system.record(copy)
    by_nobody = a_receipt(copy).model_copy(update={"evidence": Evidence.PERSON_CONFIRMED})
    put_receipt(tmp_path, write_receipt_xml(by_nobody))
    assert list(system.confirmations()) == []
    assert refused_codes(tmp_path) == ["SIP814"]


def test_recorded_without_the_id_of_an_entry_is_not_believed(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    system.record(copy)
    put_receipt(tmp_path, write_receipt_xml(a_receipt(copy, entry_id=None)))
    assert list(system.confirmations()) == []
    assert refused_codes(tmp_path) == ["SIP813"]
    assert isinstance(system.find(copy.copy_id), HandedOver)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"copy_id": f"{PLAN_ID.removeprefix('urn:uuid:')}/9/{RECIPIENT}/plan"}, "SIP811"),
        ({"copy_id": "no copy at all"}, "SIP816"),
        ({"content_hash": "sha256:" + "0" * 64}, "SIP812"),
    ],
)
def test_a_receipt_that_fits_no_copy_of_ours_is_refused(tmp_path, clock, change, code):
    copy = a_copy()
    system = drop(tmp_path, clock)
    system.record(copy)
    put_receipt(tmp_path, write_receipt_xml(a_receipt(copy).model_copy(update=change)))
    assert list(system.confirmations()) == []
    assert refused_codes(tmp_path) == [code]
    assert isinstance(system.find(copy.copy_id), HandedOver)


@pytest.mark.parametrize("body", [b"<SipReceipt/>", b'{"copy_id": 1}', b"[]", b"<!DOCTYPE a><a/>"])
def test_a_receipt_that_cannot_be_read_is_refused_with_findings(tmp_path, clock, body):
    put_receipt(tmp_path, body)
    system = drop(tmp_path, clock)
    assert list(system.confirmations()) == []
    assert refused_codes(tmp_path)[0] == "SIP810"
    assert [each.read_bytes() for each in (tmp_path / "receipts" / "refused").glob("r.xml")] == [body]


def test_half_a_receipt_waits_and_is_then_refused(tmp_path, clock):
    put_receipt(tmp_path, b"<SipReceipt")
    system = drop(tmp_path, clock, half_after=timedelta(minutes=15))
    assert list(system.confirmations()) == []
    assert (tmp_path / "receipts" / "r.xml").exists()
    clock.move(minutes=15)
    assert list(system.confirmations()) == []
    assert refused_codes(tmp_path) == ["SIP815"]


def test_a_receipt_in_json_is_as_good_as_one_in_xml(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    system.record(copy)
    receipt = a_receipt(copy)
    put_receipt(tmp_path, receipt.model_dump_json(exclude_none=True).encode(), "r.json")
    assert list(system.confirmations()) == [receipt]
    system.confirmed(receipt)
    assert (tmp_path / "receipts" / "done" / "r.json").is_file()


def test_what_a_person_confirms_through_the_gateway_is_found_as_an_entry(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    system.record(copy)
    confirmed = a_receipt(copy).model_copy(update={"evidence": Evidence.PERSON_CONFIRMED, "by": "Berit Testsson"})
    system.confirmed(confirmed)
    assert drop(tmp_path, clock).find(copy.copy_id) == Entry("E-1", confirmed.at, copy.content_hash)


def test_a_recorded_copy_stays_recorded_whatever_is_told_later(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    system.record(copy)
    system.confirmed(a_receipt(copy))
    system.confirmed(a_receipt(copy, CopyState.REJECTED))
    assert isinstance(drop(tmp_path, clock).find(copy.copy_id), Entry)


def test_a_copy_that_the_system_refused_is_delivered_again_when_it_comes_again(tmp_path, clock):
    copy = a_copy()
    system = drop(tmp_path, clock)
    place = system.record(copy).place
    (tmp_path / place).unlink()
    system.confirmed(a_receipt(copy, CopyState.REJECTED))
    assert system.find(copy.copy_id) is None
    with pytest.raises(Rejected):
        system.record(replace(copy, content_hash="sha256:" + "0" * 64))
    clock.move(hours=1)
    again = system.record(copy)
    assert again == HandedOver(place, clock(), copy.content_hash)
    assert (tmp_path / place).is_file()


def test_in_the_mode_of_receipts_only_receipts_pass(tmp_path, clock):
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "plan.xml.ready").write_bytes(b"<SipPlan/>")
    system = drop(tmp_path, clock, mode=Mode.RECEIPTS)
    receipt = a_receipt(a_copy())
    put_receipt(tmp_path, write_receipt_xml(receipt))
    assert list(system.read()) == []
    assert list(system.confirmations()) == [receipt]
    system.confirmed(receipt)
    assert list(system.confirmations()) == []
    with pytest.raises(Rejected) as raised:
        system.record(a_copy())
    assert raised.value.code == "SIP801"


def a_note(**changed):
    fields = {
        "plan_id": PLAN_ID,
        "version": 1,
        "source_plan_id": "K-17",
        "recipient": RECIPIENT,
        "recipient_name": "Socialtjänsten",
        "disclosed_at": "2026-12-01T12:00:00+00:00",
        "redacted": True,
        "content_hash": a_copy().content_hash,
    }
    return DisclosureNote.model_validate({**fields, **changed})


def test_a_disclosure_is_one_document_in_status_however_often_it_is_told(tmp_path, clock):
    """PDL 3 kap. 11 §: the journal notes who has got a copy, and when."""
    system = drop(tmp_path, clock)
    system.note_disclosure(a_note())
    system.note_disclosure(a_note())
    system.note_disclosure(a_note(recipient="2120001223.SKOLA"))
    documents = [read_disclosure_note_xml(each.read_bytes()).document for each in (tmp_path / "status").glob("*.xml")]
    assert sorted(each.recipient for each in documents) == ["2120001223.SKOLA", RECIPIENT]
    assert a_note() in documents


def test_one_document_per_plan_says_who_has_recorded_when_and_in_which_entry(tmp_path, clock):
    system = drop(tmp_path, clock)
    sent = LedgerEvent(PLAN_ID, "K-17", 1, RECIPIENT, "Socialtjänsten", CopyState.SENT, clock())
    clock.move(minutes=5)
    recorded = replace(sent, state=CopyState.RECORDED, at=clock(), entry_id="E-1", evidence="system-receipt")
    for event in (sent, recorded, sent, recorded):
        system.note(event)
    (path,) = (tmp_path / "status").glob("*.json")
    told = json.loads(path.read_bytes())
    assert told["source_plan_id"] == "K-17"
    assert [(each["state"], each["state_sv"], each["entry_id"]) for each in told["copies"]] == [
        ("recorded", "journalförd", "E-1")
    ]
    assert len(told["history"]) == 2


def test_what_was_told_last_holds_also_when_the_recipients_clock_is_behind(tmp_path, clock):
    """`at` of what the recipient says is by the recipient's clock; the ledger tells in the right order."""
    system = drop(tmp_path, clock)
    sent = LedgerEvent(PLAN_ID, "K-17", 1, RECIPIENT, "Socialtjänsten", CopyState.SENT, clock())
    behind = replace(sent, state=CopyState.RECORDED, at=clock() - timedelta(minutes=10), entry_id="E-1")
    for event in (sent, behind):
        system.note(event)
    (path,) = (tmp_path / "status").glob("*.json")
    told = json.loads(path.read_bytes())
    assert [each["state"] for each in told["copies"]] == ["recorded"]
    assert [each["state"] for each in told["history"]] == ["sent", "recorded"]


def test_a_handed_out_page_can_be_confirmed(tmp_path, clock):
    system = drop(tmp_path, clock)
    copy_id = CopyId(PLAN_ID, 1, "person")
    place = system.hand_out(PageToHandOut(copy_id, b"<p>sida</p>", a_copy().content_hash, clock()))
    assert (tmp_path / place).read_bytes() == b"<p>sida</p>"
    receipt = Receipt(copy_id=str(copy_id), state=CopyState.RECORDED, entry_id="E-2", at=clock())
    put_receipt(tmp_path, write_receipt_xml(receipt))
    assert list(system.confirmations()) == [receipt]
