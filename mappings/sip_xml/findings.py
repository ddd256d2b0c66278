"""SipFindings: what we say of a document, with the account of every element. Writer and reader side by side."""

from __future__ import annotations

from lxml import etree

from mappings.account import Account, Entry
from mappings.reading import Format, ReadingOf, Report
from mappings.sip_xml.documents import wrong_root
from mappings.sip_xml.rows import NAMESPACE
from mappings.sip_xml.schema import structural_faults
from mappings.sip_xml.writer import DEFAULT_NAMESPACE, document_bytes
from mappings.xml_parser import parse_xml
from schemas.findings import Fault, Finding, Severity
from schemas.sip.document import FORMAT_VERSION

_LISTS = {"Mapped": "mapped", "Ignored": "ignored", "NotUnderstood": "not_understood"}


def write_findings_xml(report: Report) -> bytes:
    """What we say of a document, for a system that reads XML."""
    root = etree.Element(f"{{{NAMESPACE}}}SipFindings", nsmap=DEFAULT_NAMESPACE)
    root.set("version", FORMAT_VERSION)
    _say(root, "Valid", "true" if report.valid else "false")
    _say(root, "Format", report.format)
    for each in report.findings:
        _finding_element(root, each)
    account = _say(root, "Account", "")
    for name, field in _LISTS.items():
        for entry in getattr(report.account, field):
            element = _say(account, name, "")
            _say(element, "Path", entry.path)
            _say(element, "Reason", entry.reason or None)
    return document_bytes(root)


def read_findings_xml(body: bytes) -> ReadingOf[Report]:
    """Read `SipFindings`. The schema judges it; a document of ours always passes."""
    root, findings = parse_xml(body)
    if root is None:
        return ReadingOf(Format.SIP_XML, None, findings=findings)
    wrong = wrong_root(root, "SipFindings")
    faults = (wrong,) if wrong is not None else tuple(structural_faults(root, {root: "/SipFindings"}))
    if faults:
        return ReadingOf(Format.SIP_XML, None, findings=faults)
    report = Report(
        _said(root, "Valid") in ("true", "1"),
        _said(root, "Format") or None,
        tuple(_finding_from(each) for each in root.iterfind(f"{{{NAMESPACE}}}Finding")),
        _account_from(root.find(f"{{{NAMESPACE}}}Account")),
    )
    return ReadingOf(Format.SIP_XML, report)


def _finding_element(root: etree._Element, each: Finding) -> None:
    element = _say(root, "Finding", "")
    _say(element, "Severity", each.severity.value)
    _say(element, "Code", each.code)
    _say(element, "Path", each.path)
    _say(element, "Fault", each.fault.value)
    _say(element, "TextSv", each.sv)
    _say(element, "TextEn", each.en)


def _finding_from(element: etree._Element) -> Finding:
    return Finding(
        code=_said(element, "Code"),
        path=_said(element, "Path"),
        severity=Severity(_said(element, "Severity")),
        sv=_said(element, "TextSv"),
        en=_said(element, "TextEn"),
        fault=Fault(_said(element, "Fault")),
    )


def _account_from(element: etree._Element | None) -> Account:
    if element is None:
        return Account()
    lists = {
        field: tuple(Entry(_said(each, "Path"), _said(each, "Reason")) for each in element.iterfind(f"{{*}}{name}"))
        for name, field in _LISTS.items()
    }
    return Account(**lists)


def _say(parent: etree._Element, name: str, text: str | None) -> etree._Element:
    if text is None:
        return parent
    element = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    element.text = text or None
    return element


def _said(parent: etree._Element, name: str) -> str:
    return (parent.findtext(f"{{{NAMESPACE}}}{name}") or "").strip()
