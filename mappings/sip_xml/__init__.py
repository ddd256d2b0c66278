"""SIP XML 0.9, the family of vendor-neutral documents: readers and writers. The schemas are in `schemas/xsd/`."""

from mappings.sip_xml.documents import (
    read_consent_xml,
    read_disclosure_note_xml,
    read_receipt_xml,
    read_sip_tree,
    read_sip_xml,
    write_consent_xml,
    write_disclosure_note_xml,
    write_receipt_xml,
    write_sip_xml,
)
from mappings.sip_xml.findings import read_findings_xml, write_findings_xml

__all__ = [
    "read_consent_xml",
    "read_disclosure_note_xml",
    "read_findings_xml",
    "read_receipt_xml",
    "read_sip_tree",
    "read_sip_xml",
    "write_consent_xml",
    "write_disclosure_note_xml",
    "write_findings_xml",
    "write_receipt_xml",
    "write_sip_xml",
]
