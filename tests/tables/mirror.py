"""A mapping table that reads SIP XML itself, made of the rows of our own reader: the whole model in one table."""

from __future__ import annotations

from functools import cache
from typing import Any

import yaml

from mappings.sip_xml.rows import NAMESPACE
from mappings.sip_xml.table import TABLE
from mappings.tables.loading.loader import load_table
from mappings.tables.table_format import TableFormat
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.integrity import REFERENCES
from schemas.sip.shapes import shapes_of


@cache
def mirror() -> TableFormat:
    """The table, ready for use."""
    loaded = load_table(mirror_text())
    assert loaded.table is not None, loaded.findings
    return TableFormat(loaded.table)


def mirror_text() -> str:
    """The table as YAML."""
    top = {
        "table": "sip-xml",
        "format": "xml",
        "root": "SipPlan",
        "namespaces": {"": NAMESPACE},
        "ignore": {"@version": "always the same"},
        **_fields(SipDocument),
    }
    return str(yaml.safe_dump(top, sort_keys=False, allow_unicode=True))


def _fields(part: type[Part]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for field, element in TABLE[part].items():
        shape = shapes_of(part)[field]
        if not element or element.startswith("@"):
            continue
        if shape.part is not None:
            made[field] = {"each" if shape.many else "from": element, **_fields(shape.part)}
        elif (part.__name__, field) in REFERENCES or field == "excluded_parties":
            made[field] = {"from": element, "person": "person"}
        else:
            made[field] = {"from": element}
    return made
