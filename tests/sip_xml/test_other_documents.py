"""Consent, receipt, disclosure note and findings as documents of their own: both ways, by the schema."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from mappings.account import Account, Entry
from mappings.reading import Report
from mappings.sip_xml import (
    read_consent_xml,
    read_disclosure_note_xml,
    read_findings_xml,
    read_receipt_xml,
    read_sip_xml,
    write_consent_xml,
    write_disclosure_note_xml,
    write_findings_xml,
    write_receipt_xml,
)
from mappings.sip_xml.rows import NAMESPACE
from mappings.sip_xml.schema import judging
from mappings.sip_xml.table import HEADER_ONLY_ROOTS
from schemas.catalogue import CATALOGUE
from schemas.findings import finding
from schemas.messages import Evidence
from schemas.receipts import DisclosureNote, Receipt
from schemas.states import CopyState
from tests.generated_plans.strategies import consents, maximal_document

PLAN_ID = "urn:uuid:0b9cf0a4-6f5c-4a3e-9f4e-2f1a6c0d7e11"
HASH = "sha256:" + "0123456789abcdef" * 4
AT = datetime(2026, 3, 2, 9, 30, tzinfo=timezone(timedelta(hours=1)))
RECEIPT = Receipt(
    copy_id=f"{PLAN_ID.removeprefix('urn:uuid:')}/2/TSTNMT2321000156-1001/plan",
    state=CopyState.RECORDED,
    entry_id="anteckning 17",
    content_hash=HASH,
    at=AT,
    evidence=Evidence.PERSON_CONFIRMED,
    by="Tolvan Testsson",
    reason="none",
)
NOTE = DisclosureNote(
    plan_id=PLAN_ID,
    version=2,
    source_plan_id="4711",
    recipient="TSTNMT2321000156-1001",
    recipient_name="Vårdcentralen Norr",
    disclosed_at=datetime(2026, 3, 2, 8, 30, 0, 125000, tzinfo=UTC),
    redacted=True,
    content_hash=HASH,
)


def assert_by_the_schema(body: bytes) -> None:
    with judging() as judge:
        assert judge.validate(etree.fromstring(body)), [entry.type_name for entry in judge.error_log]


@given(st.data())
def test_a_consent_on_its_own_survives(data):
    consent = data.draw(consents(maximal_document().plan))
    body = write_consent_xml(consent)

    assert read_consent_xml(body).document == consent
    assert_by_the_schema(body)


def test_a_receipt_survives():
    body = write_receipt_xml(RECEIPT)
    reading = read_receipt_xml(body)

    assert (reading.document, reading.findings) == (RECEIPT, ())
    assert len(reading.account.mapped) == len(type(RECEIPT).model_fields) + 3
    assert_by_the_schema(body)


def test_a_disclosure_note_survives():
    body = write_disclosure_note_xml(NOTE)

    assert read_disclosure_note_xml(body).document == NOTE
    assert_by_the_schema(body)


def test_a_receipt_without_zone_or_with_another_state_is_refused():
    body = write_receipt_xml(RECEIPT).replace(b"+01:00<", b"<").replace(b">recorded<", b">superseded<")

    found = {(each.code, each.path) for each in read_receipt_xml(body).findings}

    assert {path for _, path in found} == {"/SipReceipt/Receipt/At", "/SipReceipt/Receipt/State"}
    assert ("SIP103", "/SipReceipt/Receipt/State") in found


def test_a_receipt_with_seconds_since_1970_is_refused():
    body = write_receipt_xml(RECEIPT).replace(b"2026-03-02T09:30:00+01:00", b"1772440200")

    assert read_receipt_xml(body).document is None


def test_a_wrong_value_in_a_consent_is_told_with_its_place():
    body = write_consent_xml(maximal_document().consents[0]).replace(b"<Form>written<", b"<Form>nodded<")

    assert [(each.code, each.path) for each in read_consent_xml(body).findings] == [
        ("SIP103", "/SipConsent/Consent/Giver[1]/Form")
    ]


def test_findings_survive_with_their_account():
    words = {"field": "x", "limit": 1, "line": 1, "root": "x", "elements": 1, "known": "x", "expected": "x"}
    words |= {"format": "x", "stated": 1, "column": 1, "kind": "x", "list": "x"}
    found = []
    for number, code in enumerate(sorted(CATALOGUE)[:40]):
        found.append(finding(code, f"/SipPlan/Plan/Need[{number}]" if number else "", **words))
    report = Report(
        False,
        "sip-xml",
        tuple(found),
        Account((Entry("/a", "/plan"),), (Entry("/b", "reason"),), (Entry("/c", ""), Entry("", "all"))),
    )

    body = write_findings_xml(report)

    assert read_findings_xml(body).document == report
    assert_by_the_schema(body)


def test_findings_without_format_survive():
    report = read_sip_xml(b"<").report()

    assert read_findings_xml(write_findings_xml(report)).document == report


def test_something_else_is_not_read_as_findings():
    assert [each.code for each in read_findings_xml(write_receipt_xml(RECEIPT)).findings] == ["SIP014"]
    assert [each.code for each in read_findings_xml(b"<a").findings] == ["SIP003"]
    broken = write_findings_xml(Report(True, None)).replace(b"<Valid>true</Valid>", b"")
    assert not read_findings_xml(broken).valid


@pytest.mark.parametrize("name", HEADER_ONLY_ROOTS)
def test_the_roots_to_come_have_their_header_and_version(name):
    body = f"""<{name} xmlns="{NAMESPACE}" version="0.9"><Header><Id>{PLAN_ID}</Id>
      <CreatedAt>2026-03-02T09:30:00+01:00</CreatedAt><Sender>TSTNMT2321000156-1001</Sender></Header></{name}>"""

    assert_by_the_schema(body.encode())
