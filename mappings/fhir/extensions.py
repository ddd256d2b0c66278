"""Parts of the model that R4 has no element for, as complex extensions: each read and written by one table.

A field that has its default in the model is not written. A part that is there but says nothing holds a
`data-absent-reason`, since an extension must hold something.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cache, lru_cache
from typing import Any, NamedTuple

from mappings.codes import coding
from mappings.fhir.constants import ABSENT, Constant, Json, extension
from mappings.fhir.node import Node, Said
from mappings.fhir.reader import Reader
from mappings.fhir.urls import Urls, logical_party
from schemas.sip.base import Part

_MAX_INTEGER = 2**31 - 1


class Kind(NamedTuple):
    """How one sort of value is said in an extension, and read from it."""

    write: Callable[[Urls, Any], Json]
    read: Callable[[Reader, Node], Any]
    name: str = ""
    """The field `value[x]` it stands in; empty for parts within."""
    coded: bool = False
    """Whether its values are codes: then an extension with one of them is the same for all who say it."""


class Table(NamedTuple):
    """Address of an extension, and field → kind of the part it holds. A repeated field is written once for each."""

    url: str
    part: type[Part]
    fields: dict[str, Kind]


def _plain(name: str, read: Callable[[Node], Any]) -> Kind:
    return Kind(lambda _, value: {name: value}, lambda _, node: read(node), name)


TEXT = _plain("valueString", lambda node: node.string("valueString"))
MOMENT = _plain("valueDateTime", lambda node: node.string("valueDateTime"))
YES_NO = _plain("valueBoolean", lambda node: node.boolean("valueBoolean"))
COUNT = Kind(
    lambda _, value: {"valueUnsignedInt" if value <= _MAX_INTEGER else "valueDecimal": value},
    lambda _, node: node.integer("valueDecimal" if node.has("valueDecimal") else "valueUnsignedInt"),
    "valueUnsignedInt",
)
"""A count; R4's integers have 32 bits, and the model's have no end."""
URN = _plain("valueUri", lambda node: node.string("valueUri"))
ID = _plain("valueId", lambda node: node.string("valueId"))
REF = Kind(
    lambda urls, ref: {"valueReference": urls.reference(ref)},
    lambda reader, node: reader.ref_in(node, "valueReference"),
    "valueReference",
)
PARTY = Kind(
    lambda _, party: {"valueReference": logical_party(party)},
    lambda reader, node: reader.logical(node.child("valueReference")),
    "valueReference",
)


@cache
def code(kind: type[StrEnum]) -> Kind:
    """A code of ours."""
    return Kind(
        lambda _, member: {"valueCoding": coding(member)},
        lambda reader, node: reader.code(node.child("valueCoding"), kind),
        "valueCoding",
        coded=True,
    )


def within(table: Table) -> Kind:
    """A part within a part."""
    return Kind(
        lambda urls, part: {"extension": _inner(urls, table, part)}, lambda reader, node: read_part(reader, node, table)
    )


@cache
def step(field: str) -> str:
    """The address of a field within its extension."""
    return field.replace("_", "-")


@cache
def defaults(part: type[Part]) -> dict[str, Any]:
    """What each field of a part of the model is when nothing is said of it."""
    return {name: field.get_default() for name, field in part.model_fields.items()}


def _inner(urls: Urls, table: Table, part: Part) -> list[Json]:
    said: list[Json] = []
    usual = defaults(type(part))
    for field, kind in table.fields.items():
        value = getattr(part, field)
        if value == usual[field]:
            continue
        values = value if isinstance(value, tuple) else (value,)
        said += _said(urls, step(field), kind, values)
    return said or [{"url": ABSENT, "valueCode": "unknown"}]


def write_part(urls: Urls, table: Table, part: Part | None) -> list[Json]:
    """The extension for a part, as a list of one or none."""
    return [] if part is None else [{"url": extension(table.url), "extension": _inner(urls, table, part)}]


def write_parts(urls: Urls, table: Table, parts: tuple[Part, ...]) -> list[Json]:
    """An extension for each part."""
    return [each for part in parts for each in write_part(urls, table, part)]


def write_value(urls: Urls, name: str, kind: Kind, value: Any) -> list[Json]:
    """A simple extension, as a list of one or none; one for each of several."""
    if value is None or value == ():
        return []
    return _said(urls, extension(name), kind, value if isinstance(value, tuple) else (value,))


def _said(urls: Urls, url: str, kind: Kind, values: tuple[Any, ...]) -> list[Json]:
    if kind.coded:
        return [_coded(url, kind, each) for each in values]
    return [{"url": url, **kind.write(urls, each)} for each in values]


_NO_URLS = Urls("")


@lru_cache(maxsize=4096)
def _coded(url: str, kind: Kind, member: StrEnum) -> Json:
    return Constant({"url": url, **kind.write(_NO_URLS, member)})


def read_part(reader: Reader, node: Node, table: Table) -> Said:
    """The plain data of a part that an extension says."""
    said = Said()
    said.path = node
    node.take("url")
    if (nothing := node.extension(ABSENT)) is not None:
        nothing.take("valueCode")
    usual = defaults(table.part)
    for field, kind in table.fields.items():
        values = [kind.read(reader, each) for each in node.extensions(step(field))]
        known = [value for value in values if value is not None]
        if isinstance(usual[field], tuple):
            said[field] = known
        elif known:
            said[field] = known[0]
    return said


def read_parts(reader: Reader, node: Node, table: Table) -> list[Said]:
    """Every part that extensions of one kind say."""
    return [read_part(reader, each, table) for each in node.extensions(extension(table.url))]


def read_one(reader: Reader, node: Node, table: Table) -> Said | None:
    """The part that one extension says, or None."""
    return next(iter(read_parts(reader, node, table)), None)


def read_value(reader: Reader, node: Node | None, name: str, kind: Kind) -> Any:
    """The value of a simple extension, or None."""
    found = None if node is None else node.extension(extension(name))
    return None if found is None else kind.read(reader, found)


def read_values(reader: Reader, node: Node | None, name: str, kind: Kind) -> list[Any]:
    """The values of a repeated simple extension."""
    found = [] if node is None else [kind.read(reader, each) for each in node.extensions(extension(name))]
    return [value for value in found if value is not None]
