"""The published schema as the last judge of structure. Its own messages quote values, so only their kind is used.

Whoever judges has a judge for himself meanwhile: a judge keeps the faults of what it judged last, and those of another
thread's document must never be told of this one. Afterwards it is free for the next, so that threads which come and go
need not compile one each. It is compiled from one document: libxml2 reads included files by one way in for all threads,
which whoever parses anything meanwhile closes. One thread at a time compiles: libxml2 makes the built-in types of XML
Schema when the first schema of a process asks for them, and a second that asks meanwhile finds half of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from itertools import islice
from threading import Lock
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


_INCLUDE = "{http://www.w3.org/2001/XMLSchema}include"


def _schema_bytes(name: str) -> bytes:
    return files("schemas").joinpath("xsd", name).read_bytes()


_free: list[etree.XMLSchema] = []
_compiling = Lock()


@contextmanager
def judging() -> Iterator[etree.XMLSchema]:
    """The schema of the whole family, for whoever asks alone."""
    try:
        judge = _free.pop()
    except IndexError:
        judge = compiled()
    try:
        yield judge
    finally:
        _free.append(judge)


def is_valid(root: etree._Element) -> bool:
    """Whether the schema says nothing against the document."""
    with judging() as judge:
        return judge.validate(root)


def compiled() -> etree.XMLSchema:
    """A judge of one's own; takes some milliseconds."""
    with _compiling:
        return etree.XMLSchema(etree.fromstring(_in_one(), _parser()))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True)


@cache
def _in_one() -> bytes:
    """The schema with all that it includes, in one document. Raises ValueError when a file binds other prefixes."""
    whole = etree.fromstring(_schema_bytes("sip.xsd"), _parser())
    taken = {"sip.xsd"}
    while (include := whole.find(_INCLUDE)) is not None:
        name = include.get("schemaLocation", "")
        whole.remove(include)
        if name in taken:
            continue
        taken.add(name)
        part = etree.fromstring(_schema_bytes(name), _parser())
        if (part.nsmap, dict(part.attrib)) != (whole.nsmap, dict(whole.attrib)):
            raise ValueError(name)
        whole.extend(part)
    return etree.tostring(whole)


def structural_faults(root: etree._Element, places: dict[etree._Element, str]) -> list[Finding]:
    """What the schema says against the document, as findings with our paths."""
    with judging() as judge:
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
