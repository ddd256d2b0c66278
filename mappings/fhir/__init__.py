"""SIP and FHIR R4 4.0.1: a document as a message bundle, and back. Light to import: the mapping comes with its first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mappings.reading import Reading, Writing
    from schemas.sip.document import SipDocument


def fhir_from_sip(document: SipDocument) -> dict[str, Any]:
    """The document as a FHIR R4 message bundle that is addressed to nobody. The same document gives the same bundle."""
    from mappings.fhir.bundles import bundle_from_sip

    return bundle_from_sip(document)


def sip_from_fhir(bundle: dict[str, Any]) -> SipDocument:
    """The document of a bundle; `sip_from_fhir(fhir_from_sip(d)) == d`. Raises InvalidDocument with every finding."""
    from mappings.fhir.reading import document_from_fhir

    return document_from_fhir(bundle)


def read_fhir_json(body: bytes) -> Reading:
    """Read any FHIR JSON. Never raises: a document, or the findings that say why there is none, and the account."""
    from mappings.fhir.reading import read_fhir
    from mappings.json_parser import parse_json
    from mappings.reading import Format, Reading

    parsed = parse_json(body)
    if parsed.findings:
        return Reading(Format.FHIR_JSON, None, findings=parsed.findings)
    return read_fhir(parsed.value)


def write_fhir_json(document: SipDocument) -> Writing:
    """The document as FHIR JSON, UTF-8. FHIR with our extensions can hold every field, so nothing is left over."""
    import json

    from mappings.reading import Writing

    return Writing((json.dumps(fhir_from_sip(document), ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
