"""What docs/formats.md shows is what is read: its examples are documents that nothing is wrong with."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path

from gateway.rules.consent import decide
from gateway.rules.report import report_on
from mappings.formats import read
from mappings.sip_xml import read_consent_xml
from schemas.sip.integrity import broken_references

_PAGE = (Path(__file__).resolve().parents[2] / "docs" / "formats.md").read_text(encoding="utf-8")
PLAN, CONSENT, *_ = (each.encode() for each in re.findall(r"```xml\n(<.*?)```", _PAGE, re.DOTALL))


def test_nothing_is_found_wrong_with_the_plan_in_the_documentation():
    report = report_on(PLAN, date(2026, 4, 1))

    assert (report.valid, report.findings) == (True, ())
    assert report.account.complete
    assert read(PLAN).document.plan.needs[0].text == "Jag kommer inte ut.\nJag vill träffa folk."


def test_the_consent_beside_it_lets_it_go_to_the_one_whom_it_names():
    document = read(PLAN).document
    plan = document.plan.model_copy(update={"version": 1})
    now = datetime(2026, 4, 1, 12, tzinfo=UTC)

    assert decide(plan, document.consents, "TSTNMT2120000142-SOC", now).allowed
    assert not decide(plan, (), "TSTNMT2120000142-SOC", now).allowed


def test_the_consent_document_is_read_whole_and_speaks_of_those_in_the_plan():
    reading = read_consent_xml(CONSENT)

    assert reading.findings == ()
    assert reading.account.complete
    assert broken_references(read(PLAN).document.plan, (reading.document,)) == []


def test_a_plan_that_is_a_pdf_is_sent_as_the_documentation_shows():
    body = PLAN.decode().replace("<State>", "<Content>document</Content><State>")
    shown = re.search(r"    <Attachment>.*?</Attachment>\n", _PAGE, re.DOTALL)[0].replace("...", "")
    report = report_on(body.replace("  </Plan>", f"{shown}  </Plan>").encode(), date(2026, 4, 1))

    assert report.valid, report.findings
    assert report.format == "sip-xml"


def test_every_code_that_the_page_names_is_in_the_catalogue():
    from schemas.catalogue import CATALOGUE

    assert set(re.findall(r"SIP\d{3}", _PAGE)) <= CATALOGUE.keys()
