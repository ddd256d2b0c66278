"""Every field of the model has a Swedish word, and no word is for a field that is not there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

from mappings import swedish_fields
from schemas.sip.base import Part
from schemas.sip.document import SipDocument


def parts_in(annotation: Any) -> Iterator[type[Part]]:
    for inner in get_args(annotation):
        yield from parts_in(inner)
    if isinstance(annotation, type) and issubclass(annotation, Part):
        yield annotation


def field_names() -> set[str]:
    seen: set[type[Part]] = set()
    waiting: list[type[Part]] = [SipDocument]
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen.add(part)
            waiting += [each for field in part.model_fields.values() for each in parts_in(field.annotation)]
    return {name for part in seen for name in part.model_fields}


def test_every_field_has_a_swedish_word_and_every_word_a_field() -> None:
    names = field_names()
    assert len(names) > 150
    assert {name: swedish_fields.sv_field(name) for name in names} == swedish_fields._WORDS
    assert all(word.strip() == word and "_" not in word for word in swedish_fields._WORDS.values())
