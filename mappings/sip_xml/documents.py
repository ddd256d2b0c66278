"""Reading and writing whole documents of the family that hold parts of the model."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, TypeVar

from lxml import etree

from mappings.account import Account, Lists
from mappings.part_ids import ids_to_leave_out
from mappings.reading import Format, Reading, ReadingOf
from mappings.sip_xml.consent import ConsentDocument
from mappings.sip_xml.paths import xml_path
from mappings.sip_xml.quick import NotQuick, quick_document
from mappings.sip_xml.reader import PartReader
from mappings.sip_xml.receipt import DisclosureNoteDocument, ReceiptDocument
from mappings.sip_xml.rows import NAMESPACE
from mappings.sip_xml.schema import MOST_FAULTS, is_valid, structural_faults
from mappings.sip_xml.table import ALL_ROOTS, ROOTS
from mappings.sip_xml.writer import document_bytes, element_from_part
from mappings.xml_parser import parse_xml
from schemas.findings import Finding, finding, has_errors
from schemas.receipts import DisclosureNote, Receipt
from schemas.sip.base import Part
from schemas.sip.consent import Consent
from schemas.sip.document import FORMAT_VERSION, SipDocument
from schemas.sip.reading import parse_document, parse_part
from schemas.sip.walk import Path, sayable

P = TypeVar("P", bound=Part)
_PLACES = {"": "/SipPlan"}


_WIDE = 20_000
"""Elements: no plan has as many, and if all of them are wrong, asking the schema first only costs its time twice."""

_IS_WIDE = etree.XPath(f"count(.//*) > {_WIDE}")
_CANNOT_BE_WIDE = 4 * _WIDE
"""Bytes: the shortest element takes four."""


def read_sip_xml(body: bytes) -> Reading:
    """Read a plan with its consents. Never raises: what is wrong stands in the findings, all of it at once.

    An element that the schema does not know is told (SIP210) and not read; it alone does not refuse the document.
    """
    root, findings = parse_xml(body)
    return Reading(Format.SIP_XML, None, findings=findings) if root is None else read_sip_tree(root, len(body))


def read_sip_tree(root: etree._Element, size: int | None = None) -> Reading:
    """As `read_sip_xml`, of a document of so many bytes that is parsed already. The tree is used up."""
    is_wide = (size is None or size > _CANNOT_BE_WIDE) and _IS_WIDE(root)
    if not is_wide and is_valid(root):
        try:
            return Reading(Format.SIP_XML, quick_document(root), Account.later(partial(_account, root)), (), _PLACES)
        except NotQuick:
            pass  # the thorough reader says what is out of the ordinary
    return read_thoroughly(root)


def read_thoroughly(root: etree._Element) -> Reading:
    """As `read_sip_tree`, element by element and with every finding."""
    read, account, findings = _read(root, "SipPlan", SipDocument)
    return Reading(Format.SIP_XML, read, account, findings, _PLACES)


def write_sip_xml(document: SipDocument) -> bytes:
    """The plan with its consents. SIP XML can say everything that the model can."""
    return document_bytes(element_from_part("SipPlan", document, leave_out=ids_to_leave_out(document)))


def read_consent_xml(body: bytes) -> ReadingOf[Consent]:
    """Read a consent on its own (`SipConsent`)."""
    read, account, findings = _parsed(body, "SipConsent", ConsentDocument)
    return ReadingOf(Format.SIP_XML, read.consent if read else None, account, findings)


def write_consent_xml(consent: Consent) -> bytes:
    """A consent on its own."""
    return document_bytes(element_from_part("SipConsent", ConsentDocument(consent=consent)))


def read_receipt_xml(body: bytes) -> ReadingOf[Receipt]:
    """Read what a journal system says of a copy (`SipReceipt`)."""
    read, account, findings = _parsed(body, "SipReceipt", ReceiptDocument)
    return ReadingOf(Format.SIP_XML, read.receipt if read else None, account, findings)


def write_receipt_xml(receipt: Receipt) -> bytes:
    """What became of a copy."""
    return document_bytes(element_from_part("SipReceipt", ReceiptDocument(receipt=receipt)))


def read_disclosure_note_xml(body: bytes) -> ReadingOf[DisclosureNote]:
    """Read a note of disclosure (`SipDisclosureNote`)."""
    read, account, findings = _parsed(body, "SipDisclosureNote", DisclosureNoteDocument)
    return ReadingOf(Format.SIP_XML, read.note if read else None, account, findings)


def write_disclosure_note_xml(note: DisclosureNote) -> bytes:
    """The note of a disclosure, for the sender's journal."""
    return document_bytes(element_from_part("SipDisclosureNote", DisclosureNoteDocument(note=note)))


def wrong_root(root: etree._Element, expected: str) -> Finding | None:
    """Why this is not the document that is expected, or None: another version (SIP008) or another kind (SIP014)."""
    name = etree.QName(root)
    if name.namespace != NAMESPACE:
        return finding("SIP008", f"/{sayable(name.localname)}", known=NAMESPACE)
    if name.localname != expected:
        shown = name.localname if name.localname in ALL_ROOTS else sayable(name.localname)
        return finding("SIP014", f"/{shown}", root=shown, expected=expected)
    version = root.get("version")
    if version is not None and version.strip() != FORMAT_VERSION:
        return finding("SIP008", f"/{expected}/@version", known=FORMAT_VERSION)
    return None


def _parsed(body: bytes, name: str, cls: type[P]) -> tuple[P | None, Account, tuple[Finding, ...]]:
    root, findings = parse_xml(body)
    return (None, Account(), findings) if root is None else _read(root, name, cls)


def _account(root: etree._Element) -> Lists:
    """The account of a document that was read the quick way."""
    reader = PartReader()
    reader.part(root, SipDocument, "/SipPlan", ())
    account = reader.account.build()
    return account.mapped, account.ignored, account.not_understood


def _read(root: etree._Element, name: str, cls: type[P]) -> tuple[P | None, Account, tuple[Finding, ...]]:
    wrong = wrong_root(root, name)
    if wrong is not None:
        return None, Account(), (wrong,)
    reader = PartReader()
    data = reader.part(root, ROOTS[name], f"/{name}", ())
    made, faults = _modelled(data, cls)
    found = [*reader.findings, *(finding_at(each, xml_path(name, path)) for path, each in faults)]
    if "version" not in data:
        found.append(finding("SIP101", f"/{name}/@version", field="version"))
    if sum(map(_refuses, found)) <= MOST_FAULTS:
        reader.cut_out_unknown()
        found += beside(found, structural_faults(root, reader.places))
    return None if has_errors(found) else made, reader.account.build(), tuple(found)


def _modelled(data: dict[str, Any], cls: type[P]) -> tuple[P | None, tuple[tuple[Path, Finding], ...]]:
    if cls is SipDocument:
        document, faults = parse_document(data)
        return document, faults  # type: ignore[return-value]
    return parse_part(cls, data)


def finding_at(found: Finding, path: str) -> Finding:
    """The same finding with its path in the source document, and the name that the field has there."""
    if "field" not in dict(found.words):
        return found.at(path)
    return found.at(path, field=path.rpartition("/")[2].partition("[")[0].removeprefix("@"))


def beside(known: Iterable[Finding], others: Iterable[Finding]) -> list[Finding]:
    """Those of the schema's findings that say something new: nothing of ours stands at, above or below their place."""
    places = {each.path for each in known if _refuses(each)}
    above = {above for place in places for above in _up_from(place)} | ({""} if places else set())
    return [each for each in others if each.path not in above and places.isdisjoint(_up_from(each.path))]


def _refuses(found: Finding) -> bool:
    return has_errors((found,))


def _up_from(path: str) -> Iterator[str]:
    """The path itself and everything above it."""
    while path:
        yield path
        path = path.rpartition("/")[0]
