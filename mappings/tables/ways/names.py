"""Names of persons in one text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mappings.tables.language.rules import Scalar, UnwritableError
from mappings.tables.ways.contract import About, Field
from mappings.tables.ways.options import Maker, needs, one_of, texts
from schemas.sip.people import Name

_FAMILY_FIRST = "family-given"
_GIVEN_FIRST = "given-family"


@dataclass(slots=True)
class NameWay:
    """A name that is split where its separator stands exactly once; else all of it is the given name."""

    family_first: bool
    separator: str
    name: str = "name"

    def read(self, text: str) -> dict[str, Any]:
        """Plain data of the name."""
        whole = " ".join(text.split())
        parts = [" ".join(each.split()) for each in whole.split(self.separator)]
        if len(parts) != 2 or not all(parts):
            return {"given": whole}
        given, family = reversed(parts) if self.family_first else parts
        return {"given": given, "family": family}

    def write(self, value: Any) -> Scalar:
        """Refuses a name that would be read as another."""
        names = {each: str(value[each]) for each in ("given", "family") if value.get(each)}
        parts = [names["given"], names["family"]] if "family" in names else [names["given"]]
        written = self.separator.join(reversed(parts) if self.family_first else parts)
        if self.read(written) != names:
            raise UnwritableError("the name in one text would be split elsewhere")
        return written


def _name(for_field: Field, options: Mapping[str, Any], _: About) -> NameWay:
    needs(for_field.shape.part is Name, "fältet är inget namn på en person", "the field is no name of a person")
    needs("order" in options, "order saknas", "order is missing")
    family_first = one_of(options, "order", (_FAMILY_FIRST, _GIVEN_FIRST), _GIVEN_FIRST) == _FAMILY_FIRST
    separator = (texts(options, "separator") or (", " if family_first else " ",))[0]
    needs(
        "\n" not in separator and "  " not in separator,
        "separator är tecken på en rad",
        "separator is characters in one line",
    )
    return NameWay(family_first, " " if separator.isspace() else separator)


NAME = Maker(frozenset({"order", "separator"}), _name)
