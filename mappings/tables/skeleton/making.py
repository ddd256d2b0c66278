"""From sample documents to the text of a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from mappings.json_parser import parse_json
from mappings.tables.language.rules import Kind, Layout
from mappings.tables.nodes import Node
from mappings.tables.skeleton.found import ASCII, Found, found_in
from mappings.tables.skeleton.names import may_be_shown
from mappings.tables.skeleton.places import Place, add_empty_lists, gather
from mappings.tables.skeleton.proposals import Proposal
from mappings.tables.skeleton.proposing import Proposer
from mappings.tables.skeleton.referring import prove
from mappings.tables.skeleton.rows import Rows, settle_rows
from mappings.tables.skeleton.text import Drawing
from mappings.tables.skeleton.values import Shape, looks_like_data, shape_of
from mappings.tables.sources.encodings import decoded
from mappings.tables.sources.of_csv import ROW, tree_of_csv
from mappings.tables.sources.of_json import tree_of_json
from mappings.tables.sources.of_xml import tree_of_xml
from schemas.findings import Finding, finding

_TREES = {Kind.XML: tree_of_xml, Kind.JSON: tree_of_json, Kind.CSV: tree_of_csv}
PLACES = 3000
"""More places than that are no format that a person can map."""


class Sample(NamedTuple):
    """A document, and the name by which findings call it."""

    name: str
    body: bytes


class Skeleton(NamedTuple):
    """The text of the table, or None with the findings that say why; and what became of the places."""

    text: str | None
    findings: tuple[tuple[str, Finding], ...] = ()
    """Each with the name of its sample."""
    placed: tuple[tuple[str, str], ...] = ()
    """Place and field, of the rules that are active."""
    asked: tuple[tuple[str, str], ...] = ()
    """Place and field, of those that a human is asked about."""
    left: tuple[str, ...] = ()
    """Places without an active rule."""
    missing: tuple[str, ...] = ()
    """Fields that a plan must have, and that no active rule has."""


def skeleton_of(samples: Sequence[Sample], name: str) -> Skeleton:
    """A table that loads as it stands, made of samples of one format. Never raises: findings say what is wrong."""
    founds: list[Found] = []
    wrong: list[tuple[str, Finding]] = []
    for sample in samples:
        found = found_in(sample.body)
        if isinstance(found, Finding):
            wrong.append((sample.name, found))
        else:
            fault = _differs(found, founds)
            wrong += [(sample.name, fault)] if fault else []
            founds.append(found)
    if wrong or not founds:
        return Skeleton(None, tuple(wrong))
    found = _together(founds)
    roots: list[Node] = []
    for sample in samples:
        source = _TREES[found.kind](sample.body, found.layout)
        if source.root is None:
            wrong += [(sample.name, each) for each in source.findings]
        else:
            roots.append(source.root)
    return Skeleton(None, tuple(wrong)) if wrong else _made(name, found, roots, samples)


def _differs(found: Found, before: list[Found]) -> Finding | None:
    """What a sample has otherwise than the first."""
    for column, heading in enumerate(found.headings, 1):
        if not heading or looks_like_data(heading):
            return finding("SIP232", column=column)
    if not before:
        return None
    first = before[0]
    if found.kind is not first.kind:
        return finding("SIP229", expected=first.kind.upper())
    if _root(found.layout) != _root(first.layout):
        return finding("SIP229", expected=first.layout.root)
    if found.layout.delimiter != first.layout.delimiter:
        return finding("SIP229", expected=f"CSV, {first.layout.delimiter}")
    return None


def _root(layout: Layout) -> tuple[str, str]:
    """The root whatever its prefix is: namespace and name."""
    prefix, _, name = layout.root.rpartition(":")
    return layout.namespaces.get(prefix, ""), name


def _together(founds: list[Found]) -> Found:
    """What is found in all; a sample in ASCII is in any encoding."""
    first = next((each for each in founds if each.layout.encoding != ASCII), founds[0])
    encodings = {each.layout.encoding for each in founds} - {ASCII}
    encoding = next(iter(encodings)) if len(encodings) == 1 else first.layout.encoding if encodings else "utf-8"
    if encodings == {"iso-8859-1", "windows-1252"}:
        encoding = "windows-1252"
    namespaces: dict[str, str] = {}
    for each in (first, *founds):
        for prefix, uri in each.layout.namespaces.items():
            if uri not in namespaces.values():
                free = prefix
                while free in namespaces:
                    free = f"{free or 'ns'}x"
                namespaces[free] = uri
    headings = tuple(dict.fromkeys(heading for each in founds for heading in each.headings))
    layout = replace(first.layout, encoding=encoding, namespaces=namespaces)
    return Found(first.kind, layout, first.because, headings)


def _made(name: str, found: Found, roots: list[Node], samples: Sequence[Sample]) -> Skeleton:
    top = Place(found.layout.root)
    if found.kind is Kind.CSV:
        row = top.children[ROW] = Place(ROW, top)
        row.children = {each: Place(each, row) for each in found.headings}
    for number, root in enumerate(roots):
        gather(top, root, number)
    if found.kind is Kind.JSON:
        for sample in samples:
            text = decoded(sample.body, found.layout.encoding)
            if isinstance(text, str):
                value = parse_json(text.encode()).value
                add_empty_lists(top, value[0] if isinstance(value, list) and value else value)
    hidden = _hide(top, found.kind)
    seen = _shapes(top)
    flat = found.kind is Kind.CSV
    proposer = Proposer(top, seen, flat=flat)
    proposals = proposer.propose()
    rows = None
    if flat:
        rows = Rows(roots, list(top.children[ROW].children.values()))
        settle_rows(proposals, rows)
    prove(proposals, roots)
    if rows is not None:
        settle_rows(proposals, rows)
    _settle_nested(proposals)
    drawing = Drawing(name, found, top, seen, proposals, proposer.uses, rows, hidden, len(samples))
    return Skeleton(
        drawing.text(),
        placed=tuple(
            (place.path(), each.target)
            for each in proposals
            if each.active
            for place in (each.place, *each.also)
            if not each.value_only
        ),
        asked=tuple((each.place.path(), each.target) for each in proposals if not each.active),
        left=tuple(each.path() for each in drawing.left),
        missing=tuple(drawing.missing),
    )


def _settle_nested(proposals: list[Proposal]) -> None:
    """What stands in a part whose own place is not sure cannot be sure."""
    for each in proposals:
        if each.active and not each.use.sure:
            each.active, each.why = False, "its part is not sure"


def _hide(top: Place, kind: Kind) -> int:
    """Take away places whose names could be somebody's data; how many."""
    hidden, kept, waiting = 0, 0, [top]
    while waiting:
        place = waiting.pop()
        good = {}
        for name, each in place.children.items():
            if may_be_shown(each, kind) and kept < PLACES:
                good[name] = each
                kept += 1
            else:
                hidden += 1
        place.children = good
        waiting += good.values()
    return hidden


def _shapes(top: Place) -> dict[Place, Shape]:
    short = {text.lower() for each in top.below() for text in each.texts if len(text) <= 5}
    return {each: shape_of(list(each.texts), each.types, short) for each in top.below()}
