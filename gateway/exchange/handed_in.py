"""Reading what an organisation hands in: with the table of its journal system, where it has one."""

from __future__ import annotations

from gateway.exchange.parts import Parts
from mappings.formats import Format, detect, read
from mappings.reading import Reading

_ANOTHER_DOCUMENT = "SIP229"


def read_handed_in(parts: Parts, organisation: str, body: bytes) -> Reading:
    """The reading of a document. Never raises.

    With a table, a document that the table cannot read is taken for one of our own formats if it is one: a form or a
    test may still hand in SIP XML. The other way round nothing is tried, so that no table reads what is not its own.
    """
    table = parts.at_home(organisation).table
    if table is None:
        return read(body)
    reading = table.read(body)
    if reading.document is not None or not isinstance(detect(body), Format):
        return reading
    ours = read(body)
    other = any(each.code == _ANOTHER_DOCUMENT for each in reading.findings)
    return ours if ours.document is not None or other else reading
