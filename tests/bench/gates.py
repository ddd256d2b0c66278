"""Our gates on their own, to put before and behind a translation that is not ours."""

from __future__ import annotations

import orjson
from lxml import etree

from mappings.fhir.structure import bundle_faults
from mappings.sip_xml.schema import is_valid
from mappings.xml_parser import parse_xml


class Refused(Exception):
    """A gate does not let it through; `codes` say why."""

    def __init__(self, *codes: str) -> None:
        super().__init__(*codes)
        self.codes = codes


def check_source(body: bytes) -> etree._Element:
    """Hardened parse and published schema."""
    root, findings = parse_xml(body)
    if root is None:
        raise Refused(*(each.code for each in findings))
    if not is_valid(root):
        raise Refused("XSD")
    return root


def check_output(body: bytes) -> None:
    """The structure, codes and references of a message: the gate that all messages of ours leave by."""
    if faults := bundle_faults(orjson.loads(body)):
        raise Refused(*(each.code for each in faults))
