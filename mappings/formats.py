"""Any document in, any format out: which format a body is in, and who reads and writes it.

The readers are imported when they are needed, so that a command that needs one does not wait for the others.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, cast

from mappings.account import NOTHING, Account, Entry
from mappings.reading import Format, Reading, Writing
from mappings.text_bytes import kind_of_file, utf8_or_finding
from schemas.findings import Finding, finding
from schemas.sip.walk import sayable

if TYPE_CHECKING:
    from lxml import etree

    from schemas.sip.document import SipDocument

__all__ = ["Format", "OtherFormat", "Reading", "Writing", "detect", "read", "write"]

_SIP_FAMILY = "urn:samspel:sip:"
_FHIR = "http://hl7.org/fhir"
_RIV = "urn:riv:"
_XML = {Format.SIP_XML, Format.FHIR_XML}
_SIP_JSON_KEYS = frozenset({"format", "plan"})


class _FhirMapping(Protocol):
    """What the FHIR mapping offers."""

    def read_fhir_json(self, body: bytes) -> Reading:
        """Read a FHIR R4 message or bundle."""

    def fhir_from_sip(self, document: SipDocument) -> dict[str, Any]:
        """Make a FHIR R4 message."""

    def write_fhir_json(self, document: SipDocument) -> Writing:
        """Write a FHIR R4 message."""


class OtherFormat(Protocol):
    """A format beside those of ours: a mapping table, ready for use."""

    def read(self, body: bytes) -> Reading:
        """A document as a plan with its consents. Never raises."""

    def write(self, document: SipDocument) -> Writing:
        """The plan as a document, with the account of what the format could hold."""


class _Looked(NamedTuple):
    """What a first look gave: the format, or the finding that says why there is none; and what was parsed."""

    format: Format | None
    findings: tuple[Finding, ...] = ()
    root: etree._Element | None = None
    value: Any = None
    account: Account = NOTHING


def detect(body: bytes) -> Format | Finding:
    """The format of a document by its content, or the finding that says why we do not read it."""
    looked = _look(body)
    return looked.findings[0] if looked.findings else looked.format or finding("SIP001")


def read(body: bytes, format: Format | OtherFormat | None = None) -> Reading:  # noqa: A002
    """Read a document in the format given, or in the one that its content shows. Never raises."""
    if format is not None and not isinstance(format, Format):
        return format.read(body)
    if format is Format.FHIR_JSON:
        return _fhir().read_fhir_json(body)
    looked = _look(body, format)
    if looked.findings:
        return Reading(looked.format, None, looked.account, looked.findings)
    if looked.format is Format.FHIR_JSON:
        return _fhir().read_fhir_json(body)
    if looked.format is Format.FHIR_XML and looked.root is not None:
        return _read_fhir_tree(looked.root)
    if looked.root is not None:
        from mappings.sip_xml import read_sip_tree

        return read_sip_tree(looked.root, len(body))
    from mappings.sip_json import read_sip_value

    return read_sip_value(looked.value)


def write(document: SipDocument | None, format: Format | OtherFormat) -> Writing:  # noqa: A002
    """Write a document in a format, with the account of what that format could hold.

    Raises TypeError when there is no document: of what could not be read, `Reading.findings` says why.
    """
    if document is None:
        raise TypeError("there is no document to write: the reading's findings say why it could not be read")
    if not isinstance(format, Format):
        return format.write(document)
    if format is Format.FHIR_JSON:
        return _fhir().write_fhir_json(document)
    if format is Format.FHIR_XML:
        from mappings.fhir_xml import xml_from_json

        return Writing(xml_from_json(_fhir().fhir_from_sip(document)))
    if format is Format.SIP_XML:
        from mappings.sip_xml import write_sip_xml

        return Writing(write_sip_xml(document))
    from mappings.sip_json import write_sip_json

    return Writing(write_sip_json(document))


def _fhir() -> _FhirMapping:
    return cast("_FhirMapping", import_module("mappings.fhir"))


def _read_fhir_tree(root: etree._Element) -> Reading:
    """FHIR XML says what FHIR JSON says, and paths of FHIRPath are the same in both: one reader for the two."""
    from mappings.fhir.reading import read_fhir
    from mappings.fhir_xml import json_from_xml

    return replace(read_fhir(json_from_xml(root)), format=Format.FHIR_XML)


def _look(body: bytes, wanted: Format | None = None) -> _Looked:
    if (kind := kind_of_file(body)) is not None:
        return _Looked(None, (finding("SIP016", kind=kind),))
    content = utf8_or_finding(body)
    if isinstance(content, Finding):
        return _Looked(wanted, (content,))
    first = content.lstrip()[:1]
    if wanted in _XML or (wanted is None and first == b"<"):
        return _look_at_xml(content, wanted)
    if wanted is Format.SIP_JSON or first in (b"{", b"["):
        return _look_at_json(content, wanted)
    return _Looked(None, (finding("SIP001"),))


def _look_at_json(content: bytes, wanted: Format | None) -> _Looked:
    from mappings.json_parser import parse_json

    value, findings = parse_json(content)
    if findings:
        return _Looked(wanted, findings)
    if wanted is None and isinstance(value, dict) and "resourceType" in value:
        return _Looked(Format.FHIR_JSON)
    if wanted is None and not (isinstance(value, dict) and _SIP_JSON_KEYS & value.keys()):
        unknown = Account(not_understood=(Entry("", "a JSON document of an unknown kind"),))
        return _Looked(None, (finding("SIP001"),), account=unknown)
    return _Looked(Format.SIP_JSON, value=value)


def _look_at_xml(content: bytes, wanted: Format | None) -> _Looked:
    from mappings.xml_parser import parse_xml

    root, findings = parse_xml(content)
    if root is None:
        return _Looked(wanted, findings)
    found = wanted or _kind_of_xml(root)
    if isinstance(found, Format):
        return _Looked(found, root=root)
    account = Account(not_understood=(Entry(found.path, "an XML document of a kind that is not read"),))
    return _Looked(None, (found,), account=account)


def _kind_of_xml(root: etree._Element) -> Format | Finding:
    from lxml import etree

    name = etree.QName(root)
    namespace, path = name.namespace or "", f"/{sayable(name.localname)}"
    if namespace.startswith(_SIP_FAMILY) or (not namespace and name.localname.startswith("Sip")):
        return Format.SIP_XML
    if namespace == _FHIR:
        return Format.FHIR_XML
    if namespace.startswith(_RIV) or any((uri or "").startswith(_RIV) for uri in root.nsmap.values()):
        return finding("SIP015", path, format="RIV-TA")
    elements = sum(1 for _ in root.iter("*"))
    return finding("SIP007", path, root=sayable(name.localname), elements=elements)
