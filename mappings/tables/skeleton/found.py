"""What the bytes of a sample give away: format, encoding, root, namespaces, delimiter, and by what it was seen."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, field

from lxml import etree

from mappings.tables.language.rules import Kind, Layout
from mappings.tables.sources import DELIMITERS, ENCODINGS
from mappings.tables.sources.encodings import decoded
from mappings.xml_parser import parse_xml
from schemas.findings import Finding, finding

ASCII = "ascii"
"""No character that one encoding writes otherwise than another."""

_DECLARED = re.compile(r"""^<\?xml[^>]*?\sencoding\s*=\s*["']([^"']*)["']""")
_C1 = re.compile(rb"[\x80-\x9f]")
_BOMS = {b"\xef\xbb\xbf": "utf-8", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_ROWS_LOOKED_AT = 200
_A_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


@dataclass(frozen=True, slots=True)
class Found:
    """How one sample is written down; `because` says, word by word of the table, how that was seen."""

    kind: Kind
    layout: Layout
    because: dict[str, str] = field(default_factory=dict)
    headings: tuple[str, ...] = ()
    """CSV: the first row."""


def found_in(body: bytes) -> Found | Finding:
    """How a document of unknown origin is written down, or why it cannot be read. Never raises."""
    encoding, why = encoding_of(body)
    text = decoded(body, "utf-8" if encoding == ASCII else encoding)
    if isinstance(text, Finding):
        return text
    first = text.lstrip()[:1]
    if first == "<":
        return _found_xml(text, encoding, why)
    if first in ("{", "["):
        return Found(Kind.JSON, Layout(encoding), {"format": f"the first character is {first}", "encoding": why})
    return _found_csv(text, encoding, {"encoding": why}, bom=body.startswith(b"\xef\xbb\xbf"))


def encoding_of(body: bytes) -> tuple[str, str]:
    """The encoding (or ASCII), and how it was seen."""
    for mark, name in _BOMS.items():
        if body.startswith(mark):
            return name, "there is a byte order mark"
    if len(body) > 1 and (body[0] == 0) != (body[1] == 0):
        return "utf-16", "every second byte is empty"
    declared = _DECLARED.match(body[:300].decode("latin-1"))
    for name, others in ENCODINGS.items():
        if declared is not None and declared[1].strip().lower() in others:
            return name, "the sample declares it"
    if body.isascii():
        return ASCII, "nothing but ASCII stands in the samples, which most encodings write alike"
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        if _C1.search(body):
            return "windows-1252", "the bytes are no UTF-8, and some are letters in Windows alone; nothing declares it"
        return "iso-8859-1", "the bytes are no UTF-8; nothing declares it (windows-1252 would read the same)"
    return "utf-8", "the bytes are UTF-8"


def _found_xml(text: str, encoding: str, why: str) -> Found | Finding:
    declared = re.match(r"^\s*<\?xml.*?\?>", text, re.DOTALL)
    parsed = parse_xml(text[declared.end() if declared else 0 :].lstrip().encode())
    if parsed.root is None:
        return parsed.findings[0]
    prefixes = namespaces_of(parsed.root)
    name = etree.QName(parsed.root)
    prefix = {uri: each for each, uri in prefixes.items()}.get(name.namespace or "", "")
    if name.namespace is None and "" in prefixes.values():
        prefix = ""
    root = f"{prefix}:{name.localname}" if prefix else name.localname
    if not name.namespace and "" in prefixes:
        root = f"{{}}{name.localname}"
    because = {"format": "the first character is <", "encoding": why}
    return Found(Kind.XML, Layout(encoding, root, prefixes), because)


def namespaces_of(root: etree._Element) -> dict[str, str]:
    """Prefix → namespace, of those that names of the document are in; the document's own prefixes where it can be."""
    used: dict[str, str] = {}
    plain = any(not str(each.tag).startswith("{") for each in root.iter())
    for each in root.iter():
        for name in (each.tag, *each.attrib):
            uri = etree.QName(str(name)).namespace
            if uri is None or uri in used.values() or uri in _THEIR_OWN:
                continue
            own = next((prefix for prefix, bound in each.nsmap.items() if bound == uri and prefix), None)
            default = each.nsmap.get(None) == uri and not plain and "" not in used
            used[_free(own, used) if own and not default else ("" if default else _free("ns", used))] = uri
    return used


_THEIR_OWN = frozenset({"http://www.w3.org/XML/1998/namespace", "http://www.w3.org/2001/XMLSchema-instance"})


def _free(prefix: str, used: dict[str, str]) -> str:
    if not _A_PREFIX.fullmatch(prefix) or prefix.lower().startswith("xml"):
        prefix = "ns"
    number, made = 1, prefix
    while made in used:
        number, made = number + 1, f"{prefix}{number + 1}"
    return made


def _found_csv(text: str, encoding: str, because: dict[str, str], *, bom: bool) -> Found | Finding:
    widths = {each: _widths(text, each) for each in sorted(DELIMITERS)}
    best = max(widths, key=lambda each: (_agreeing(widths[each]), widths[each][0] if widths[each] else 0))
    columns = widths[best]
    if not columns or columns[0] < 2:
        return finding("SIP229", expected="XML, JSON, CSV")
    quote = (
        "'" if '"' not in text and re.search(rf"(^|{re.escape(best)})'[^'\n]*'({re.escape(best)}|\r?$)", text) else '"'
    )
    try:
        row = next(csv.reader(io.StringIO(text, newline=""), delimiter=best, quotechar=quote), [])
    except csv.Error:
        return finding("SIP231", line=1)
    headings = [each.strip() for each in row]
    while headings and not headings[-1]:
        headings.pop()
    because |= {
        "format": "it is neither XML nor JSON, and its rows have columns",
        "delimiter": f"it makes {columns[0]} columns of the first row, and as many of the others",
    }
    return Found(Kind.CSV, Layout(encoding, delimiter=best, quote=quote, bom=bom), because, tuple(headings))


def _widths(text: str, delimiter: str) -> list[int]:
    made: list[int] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            if row:
                made.append(len(row))
            if len(made) == _ROWS_LOOKED_AT:
                break
    except csv.Error:
        return []
    return made


def _agreeing(widths: list[int]) -> float:
    """How many rows are as wide as most are; nothing when that is one column."""
    if not widths or widths[0] < 2:
        return 0
    return Counter(widths).get(widths[0], 0) / len(widths)
