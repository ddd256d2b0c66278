"""The table of facts, as rows that the checks read: every type with its elements under the names that JSON has."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import orjson

from mappings.fhir.structure.references import ANYWHERE

EXTENSION = "Extension"
RESOURCE = "Resource"


class Element(NamedTuple):
    """One element of a type, under one of its names."""

    group: str
    """The element as R4 calls it; of `value[x]` at most one may stand."""
    least: int
    most: int | None
    many: bool
    kind: str
    codes: frozenset[str] | None
    """Each code that may stand; of objects, `system|code`."""
    targets: frozenset[str] | None
    fixed: Any

    @property
    def primitive(self) -> bool:
        """Whether a value stands here, no object."""
        return _is_primitive(self.kind)

    @property
    def refers(self) -> bool:
        """Whether a reference stands here."""
        return self.kind == "Reference" or self.targets is not None


def _is_primitive(kind: str) -> bool:
    return kind[0].islower() and "." not in kind and ":" not in kind


class Slice(NamedTuple):
    """An extension that a type names: how often it may stand, and what it is."""

    least: int
    most: int | None
    kind: str


class Type(NamedTuple):
    """A type, a profile of ours or an extension of ours."""

    name: str
    elements: dict[str, Element]
    required: tuple[str, ...]
    """Groups of which something must stand."""
    extensions: dict[str, Slice]
    """By address, as it stands in `url`."""
    of_resource: str | None
    is_extension: bool


@cache
def _table() -> dict[str, Any]:
    table: dict[str, Any] = orjson.loads(files("schemas.fhir").joinpath("structure.json").read_bytes())
    return table


def is_known(name: str) -> bool:
    """Whether the table has the type, the profile or the extension."""
    return name in _table()["types"]


@cache
def type_of(name: str) -> Type:
    """The rows of one type."""
    rows = _table()["types"][name]
    elements: dict[str, Element] = {}
    for group, row in rows.items():
        if not group.startswith("@"):
            elements |= _elements(group, *row)
    slices = [Slice(least, _most(most), kind) for least, most, kind in rows.get("@extensions", {}).values()]
    required = tuple(dict.fromkeys(each.group for each in elements.values() if each.least))
    by_address = {_address(each.kind): each for each in slices}
    return Type(name, elements, required, by_address, rows.get("@resource"), "url" in rows and "value[x]" in rows)


def _elements(
    group: str,
    least: int,
    most: Any,
    kinds: list[str],
    codes: str | None = None,
    targets: list[str] | None = None,
    fixed: Any = None,
) -> dict[str, Element]:
    stem = group.removesuffix("[x]")
    allowed = None if targets is None else frozenset({*targets, ANYWHERE})
    listed = _codes(codes) if codes else None
    many = not isinstance(most, int)
    return {
        stem if stem == group else stem + kind[0].upper() + kind[1:]: Element(
            group,
            least,
            _most(most),
            many,
            kind,
            frozenset(each.rpartition("|")[2] for each in listed) if listed and _is_primitive(kind) else listed,
            allowed if kind == "Reference" or len(kinds) == 1 else None,
            fixed,
        )
        for kind in kinds
    }


@cache
def _codes(value_set: str) -> frozenset[str]:
    return frozenset(_table()["codes"][value_set])


def _most(most: Any) -> int | None:
    number: int | None = most[0] if isinstance(most, list) else most
    return number


def _address(kind: str) -> str:
    """What stands in `url` of an extension: the address of a definition, or the last step of one within another."""
    rows = _table()["types"].get(kind, {})
    return str(rows["url"][5]) if len(rows.get("url", ())) > 5 else kind
