"""The plan that is measured: the demo's, which has something of almost everything."""

from __future__ import annotations

from functools import cache
from importlib import resources

from mappings.formats import read, write
from mappings.reading import Format


def sip_xml() -> bytes:
    """The plan as SIP XML."""
    return resources.files("gateway.demo").joinpath("plan.xml").read_bytes()


@cache
def sip_json() -> bytes:
    """The plan as SIP JSON."""
    document = read(sip_xml()).document
    if document is None:
        raise ValueError("the demo's plan is not readable")
    return write(document, Format.SIP_JSON).body
