"""Every field of the model has its usual transformation."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from mappings.tables.nodes import text_of
from mappings.tables.ways import WAYS, usual_way
from mappings.tables.ways.contract import Field, WrongOptionError
from schemas.identifiers import PersonIdentity
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.shapes import shapes_of
from tests.tables.ways.fields import ABOUT, BYTES, COUNT, DATE, IDENTITY, MOMENT, NAME, STATE, TEXT, TRUTH, attempt


def _parts(cls: type[Part], seen: set[type[Part]]) -> Iterator[Field]:
    if cls in seen:
        return
    seen.add(cls)
    for name, shape in shapes_of(cls).items():
        yield Field(cls, name, shape)
        if shape.part is not None:
            yield from _parts(shape.part, seen)


FIELDS = tuple(_parts(SipDocument, set()))


def test_every_field_that_holds_a_value_has_a_way_and_parts_are_written_by_their_fields() -> None:
    ways = set()
    for each in FIELDS:
        if each.shape.part is None or each.shape.part is PersonIdentity:
            ways.add(usual_way(each, ABOUT).name)
        else:
            with pytest.raises(WrongOptionError):
                usual_way(each, ABOUT)
    assert ways == {"text", "code", "date", "time", "boolean", "number", "base64", "identity"}


@pytest.mark.parametrize(
    ("field", "text"),
    [
        (DATE, "2024-02-29"),
        (MOMENT, "2024-02-29T10:00:00+01:00"),
        (BYTES, "YQ=="),
        (IDENTITY, "191212121212"),
        (TRUTH, "true"),
        (COUNT, "7"),
        (STATE, "established"),
        (TEXT, "Room 7"),
    ],
)
def test_the_usual_way_writes_what_it_reads(field: Field, text: str) -> None:
    made = usual_way(field, ABOUT)
    assert text_of(made.write(made.read(text))) == text


def test_a_name_in_one_text_is_asked_for() -> None:
    with pytest.raises(WrongOptionError, match="as: name"):
        usual_way(NAME, ABOUT)


@pytest.mark.parametrize(
    "text", ["", "\0", "å" * 1000, "-1", "0" * 40, "\ud800", "١٩١٢", "2024-99-99T99:99:99Z", "()[]\\"]
)
def test_no_text_makes_a_way_fail_otherwise_than_it_says(text: str) -> None:
    for each in FIELDS:
        for name in WAYS:
            try:
                made = WAYS[name](each, {"unit": "seconds", "order": "given-family", "name": "dotnet-date"}, ABOUT)
            except WrongOptionError:
                continue
            assert attempt(made, text)[1] in {"", "SIP103", "SIP104", "SIP109", "SIP110", "SIP220"}
