"""Fields of the model, and transformations for them."""

from __future__ import annotations

from typing import Any

import pytest

from mappings.tables.language.rules import UnreadableError, UnwritableError, Way
from mappings.tables.ways import WAYS
from mappings.tables.ways.contract import About, Field, WrongOptionError
from schemas.sip.base import Part
from schemas.sip.content import Attachment
from schemas.sip.people import Person, Representative
from schemas.sip.plan import Plan
from schemas.sip.process import Meeting
from schemas.sip.shapes import shapes_of

ABOUT = About()


def field(part: type[Part], name: str) -> Field:
    """A field of a part."""
    return Field(part, name, shapes_of(part)[name])


DATE = field(Representative, "valid_from")
MOMENT = field(Meeting, "start")
BYTES = field(Attachment, "data")
IDENTITY = field(Person, "identity")
NAME = field(Person, "name")
TRUTH = field(Person, "interpreter_needed")
COUNT = field(Plan, "version")
STATE = field(Plan, "state")
TEXT = field(Meeting, "place")


def way(name: str, for_field: Field, /, about: About = ABOUT, **options: Any) -> Way:
    """A transformation with options that are right."""
    maker = WAYS[name]
    assert set(options) <= maker.OPTIONS
    made = maker(for_field, options, about)
    assert made.name == name
    return made


def refused(name: str, for_field: Field, /, about: About = ABOUT, **options: Any) -> str:
    """Why options are wrong, in English; there is as much in Swedish."""
    with pytest.raises(WrongOptionError) as wrong:
        WAYS[name](for_field, options, about)
    assert wrong.value.sv
    assert wrong.value.sv != wrong.value.en or ":" in wrong.value.sv
    return wrong.value.en


def unreadable(made: Way, text: str) -> tuple[str, Any]:
    """The code of the finding and what is read instead. The text is nowhere in what is told."""
    with pytest.raises(UnreadableError) as wrong:
        made.read(text)
    assert text not in str(wrong.value.words) or len(text) < 4
    return wrong.value.code, wrong.value.instead


def attempt(made: Way, text: str) -> tuple[Any, str]:
    """What a text is read as, or None and the code of the finding."""
    try:
        return made.read(text), ""
    except UnreadableError as wrong:
        return None, wrong.code


def unwritable(made: Way, value: Any) -> str:
    """Why a value cannot be written; never the value."""
    with pytest.raises(UnwritableError) as wrong:
        made.write(value)
    assert str(value) not in wrong.value.reason
    return wrong.value.reason
