"""The XML parser, configured once: UTF-8 only, no DTD, no entities, no network, bounded in size, depth and width.

Why a DOCTYPE is refused altogether: with entities switched off lxml accepts the document, and the text behind an entity
of the document's own silently disappears. Nothing of the parser's own messages is shown, since they quote the document.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from mappings.limits import MAX_DEPTH, MAX_ELEMENTS
from mappings.text_bytes import utf8_or_finding
from schemas.findings import Finding, finding

_DECLARED_ENCODING = re.compile(rb"""^<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([^"']{0,60})["']""")
_DEPTH_ERRORS = frozenset({"ERR_NAME_TOO_LONG", "ERR_RESOURCE_LIMIT", "ERR_USER_STOP"})
_TOO_DEEP = etree.XPath(f"boolean({'/*' * (MAX_DEPTH + 1)})")
_TOO_MANY = etree.XPath(f"count(//*) + count(//*/@*) > {MAX_ELEMENTS}")
_PROLOG_BYTES = 100_000
_CANNOT_BE_TOO_MANY = 3 * MAX_ELEMENTS
"""Bytes. An element takes four at least, and an attribute five: in so few they need not be counted."""


class ParsedXml(NamedTuple):
    """The root element, or None with the one finding that says why."""

    root: etree._Element | None
    findings: tuple[Finding, ...] = ()


def new_parser() -> etree.XMLParser:
    """A hardened parser; one per call, since a parser must not be shared by threads."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )


def parse_xml(body: bytes) -> ParsedXml:
    """Parse a document of unknown origin. Never raises; SIP002-SIP006 and SIP010 say what is wrong.

    Comments and processing instructions are no content and are left out.
    """
    content = utf8_or_finding(body)
    if isinstance(content, Finding):
        return ParsedXml(None, (content,))
    declared = _DECLARED_ENCODING.match(content)
    if declared is not None and declared[1].lower() not in {b"utf-8", b"utf8"}:
        return _refused(finding("SIP002"))
    if len(content) > _CANNOT_BE_TOO_MANY and _signs_of_too_many(content):
        return _refused(finding("SIP006", limit=MAX_ELEMENTS))
    parser = new_parser()
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as fault:
        return _syntax(content, fault.position, {entry.type_name for entry in parser.error_log})
    return _within_bounds(root, len(content))


def _signs_of_too_many(content: bytes) -> bool:
    """Whether there is more than the parser should be given at all."""
    return content.count(b"<") > 3 * MAX_ELEMENTS or content.count(b'="') + content.count(b"='") > 2 * MAX_ELEMENTS


def _within_bounds(root: etree._Element, size: int) -> ParsedXml:
    if root.getroottree().docinfo.internalDTD is not None:
        return _refused(finding("SIP004"))
    if _TOO_DEEP(root):
        return _refused(finding("SIP006", limit=MAX_DEPTH))
    if size > _CANNOT_BE_TOO_MANY and _TOO_MANY(root):
        return _refused(finding("SIP006", limit=MAX_ELEMENTS))
    return ParsedXml(root)


def _syntax(content: bytes, place: tuple[int | None, int | None], kinds: set[str]) -> ParsedXml:
    if b"<!DOCTYPE" in content[:_PROLOG_BYTES]:
        return _refused(finding("SIP004"))
    if kinds & _DEPTH_ERRORS:
        return _refused(finding("SIP006", limit=MAX_DEPTH))
    return _refused(finding("SIP003", line=place[0] or 1, column=place[1] or 1))


def _refused(fault: Finding) -> ParsedXml:
    return ParsedXml(None, (fault,))
