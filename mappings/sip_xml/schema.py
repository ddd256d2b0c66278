"""The published schema as the last judge of structure. Its own messages quote values, so only their kind is used.

Each thread has a judge of its own: a judge keeps the faults of what it judged last, and those of another thread's
document must never be told of this one. Compiling takes a lock, since libxml2 reads included files by one way in.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from importlib.resources import files
from itertools import islice
from typing import Any

from lxml import etree

from schemas.findings import Finding, finding

_CODE_OF_KIND = {
    "SCHEMAV_CVC_ENUMERATION_VALID": "SIP103",
    "SCHEMAV_CVC_MINLENGTH_VALID": "SIP106",
    "SCHEMAV_CVC_MAXLENGTH_VALID": "SIP107",
    "SCHEMAV_CVC_PATTERN_VALID": "SIP108",
    "SCHEMAV_ELEMENT_CONTENT": "SIP013",
    "SCHEMAV_CVC_COMPLEX_TYPE_4": "SIP101",
}
MOST_FAULTS = 200
"""To find the place of one costs a search of the document: what stands beyond these is found when they are mended."""


class _FromPackage(etree.Resolver):
    """Finds what a schema includes among our own files, and nowhere else."""

    def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:  # noqa: ARG002
        name = (system_url or "").rsplit("/", 1)[-1]
        return self.resolve_string(_schema_bytes(name), context, base_url=name)


def _schema_bytes(name: str) -> bytes:
    return files("schemas").joinpath("xsd", name).read_bytes()


_compiling = threading.Lock()
_own = threading.local()


def schema() -> etree.XMLSchema:
    """The schema of the whole family, compiled once for each thread."""
    judge: etree.XMLSchema | None = getattr(_own, "judge", None)
    if judge is None:
        with _compiling:
            judge = _own.judge = _compiled()
    return judge


def _compiled() -> etree.XMLSchema:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    parser.resolvers.add(_FromPackage())
    return etree.XMLSchema(etree.fromstring(_schema_bytes("sip.xsd"), parser, base_url="sip.xsd"))


def structural_faults(root: etree._Element, places: dict[etree._Element, str]) -> list[Finding]:
    """What the schema says against the document, as findings with our paths."""
    judge = schema()
    if judge.validate(root):
        return []
    found = dict.fromkeys(_faults(judge, root, places))
    return list(found) or [finding("SIP100", field="")]


def _faults(judge: etree.XMLSchema, root: etree._Element, places: dict[etree._Element, str]) -> Iterator[Finding]:
    log: Any = judge.error_log
    for entry in islice(log, MOST_FAULTS):
        element = _element_at(root, entry.path)
        path = "" if element is None else places.get(element, "")
        name = path.rsplit("/", 1)[-1].split("[")[0]
        yield finding(_CODE_OF_KIND.get(entry.type_name, "SIP100"), path, field=name, list="schemas/xsd/sip-codes.xsd")


def _element_at(root: etree._Element, path: str | None) -> etree._Element | None:
    prefixes = {prefix: uri for prefix, uri in root.nsmap.items() if prefix}
    try:
        found = root.getroottree().xpath(path or "", namespaces=prefixes)
    except etree.XPathError:
        return None
    first = found[0] if isinstance(found, list) and found else None
    return first if etree.iselement(first) else None
