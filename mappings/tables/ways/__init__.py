"""The transformations that a table can name: a closed list, each in both directions.

Every one reads what it writes; what it cannot read for sure is a finding, and what it cannot write so that it is read
the same is told as not carried.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from mappings.tables.language.rules import Way
from mappings.tables.ways.codes import CODE, code_list, wrong_codes
from mappings.tables.ways.contract import About, Field, WayMaker, WrongOptionError
from mappings.tables.ways.dates import DATE
from mappings.tables.ways.epochs import EPOCH
from mappings.tables.ways.functions import FUNCTION
from mappings.tables.ways.identities import IDENTITY
from mappings.tables.ways.names import NAME
from mappings.tables.ways.numbers import BOOLEAN, NUMBER
from mappings.tables.ways.texts import BASE64, TEXT
from mappings.tables.ways.times import TIME
from schemas.dates import Day, Moment, PartialDate
from schemas.identifiers import PersonIdentity
from schemas.sip.people import Name
from schemas.sip.shapes import Holds

__all__ = ["WAYS", "code_list", "usual_way", "wrong_codes"]

WAYS: Mapping[str, WayMaker] = {
    "text": TEXT,
    "date": DATE,
    "time": TIME,
    "epoch": EPOCH,
    "number": NUMBER,
    "boolean": BOOLEAN,
    "code": CODE,
    "identity": IDENTITY,
    "name": NAME,
    "base64": BASE64,
    "function": FUNCTION,
}

_BY_WHAT_IT_HOLDS = {
    Holds.TEXT: TEXT,
    Holds.TOKEN: TEXT,
    Holds.BOOLEAN: BOOLEAN,
    Holds.INTEGER: NUMBER,
    Holds.BYTES: BASE64,
    Holds.INSTANT: TIME,
}


def usual_way(for_field: Field, about: About) -> Way:
    """The transformation that fits a field when the table names none. Raises WrongOptionError."""
    return _usual(for_field)(for_field, {}, about)


def _usual(for_field: Field) -> WayMaker:
    shape = for_field.shape
    if shape.part is PersonIdentity:
        return IDENTITY
    if shape.part is Name:
        raise WrongOptionError("skriv given och family, eller as: name", "write given and family, or as: name")
    if shape.part is not None:
        raise WrongOptionError("skriv delens fält", "write the fields of the part")
    if isinstance(shape.kind, type) and issubclass(shape.kind, Enum):
        return CODE
    if shape.kind in (PartialDate, Day):
        return DATE
    return TIME if shape.kind == Moment else _BY_WHAT_IT_HOLDS[shape.holds]
