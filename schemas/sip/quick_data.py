"""The quick way from plain data to the model, for data in which nothing is wrong.

Theory of operation. Readers of JSON, FHIR and tables give plain data. Nearly all of it is right, and comes with values
that were seen before: codes, dates, ids. So each part is made field by field with the model's own checks, whose answers
to such values are remembered (not of what can be a person's number). At the first thing that is out of the ordinary
`NotQuickError` is raised, and the model judges the whole: it alone says what is wrong, and where. That both make the
same of right data is tested.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from schemas.identifiers import HsaId
from schemas.sip.base import Part
from schemas.sip.checked import checked_part, names_said
from schemas.sip.document import SipDocument
from schemas.sip.field_checks import Check, a_line, a_text, asking, is_a_line, is_a_text, model_check, remembering
from schemas.sip.ids_given import NEEDS_ID, UNASSIGNED
from schemas.sip.shapes import Holds, Shape, shapes_of

_PLAIN = (Holds.BOOLEAN, Holds.INTEGER)


class NotQuickError(Exception):
    """Something is out of the ordinary: the model's turn."""


OUT_OF_THE_ORDINARY = (NotQuickError, KeyError, TypeError, ValidationError, PydanticCustomError)
"""What says, while parts are made, that it is the model's turn."""


class Row(NamedTuple):
    """How one field is read."""

    many: bool
    known: dict[Any, Any]
    check: Check
    part: type[Part] | None
    kind: str | None
    """The kind of the part that it holds, if such a part is given an id."""
    remembered: bool
    """Whether values that were right may be remembered: not of what can be a person's number or words."""


class Rows(NamedTuple):
    """How the fields of one part are read."""

    part: type[Part]
    fields: dict[str, Row]
    usual: dict[str, Any]
    required: frozenset[str]
    lists: tuple[tuple[str, Check], ...]
    whole: tuple[Check, ...]


def quick_document(data: Mapping[str, Any], *, without_none: bool) -> SipDocument:
    """The document that plain data says; parts without an id are given one. Raises NotQuickError."""
    try:
        document: SipDocument = Making(without_none).part(data, SipDocument, None)
    except OUT_OF_THE_ORDINARY:
        raise NotQuickError from None
    return document


class Making:
    """Makes the parts of one document, and counts the ids that it gives them.

    Raises NotQuickError, or what is `OUT_OF_THE_ORDINARY`.
    """

    def __init__(self, without_none: bool) -> None:
        self._without_none = without_none
        self._given: dict[str, int] = {}
        self._own: set[str] = set()

    def part(self, data: Mapping[str, Any], cls: type[Part], kind: str | None) -> Any:
        """The part that an object says."""
        rows, said = rows_of(cls), dict[str, Any]()
        fields = rows.fields
        for name, value in data.items():
            if value is not None:
                said[name] = self.field(value, fields[name])
            elif not self._without_none or name not in fields:
                raise NotQuickError
        return self.whole(said, rows, kind)

    def field(self, value: Any, row: Row) -> Any:
        """What the model makes of the value of a field."""
        return self._list(value, row) if row.many else self.one(value, row)

    def whole(self, said: dict[str, Any], rows: Rows, kind: str | None) -> Any:
        """The part of these fields, which the model's checks have made, and which it keeps."""
        if kind is not None:
            self._identify(said, kind)
        if not rows.required <= said.keys():
            raise NotQuickError
        for name, of_list in rows.lists:
            of_list(said.get(name, ()))
        made = checked_part(rows.part, {**rows.usual, **said}, names_said(said))
        for of_whole in rows.whole:
            of_whole(made)
        return made

    def _list(self, value: Any, row: Row) -> tuple[Any, ...]:
        if not isinstance(value, list | tuple):
            raise NotQuickError
        return tuple([self.one(each, row) for each in value if each is not None or not self._without_none])

    def one(self, value: Any, row: Row) -> Any:
        """What the model makes of one value of a field."""
        if row.part is not None:
            if not isinstance(value, dict):
                raise NotQuickError
            return self.part(value, row.part, row.kind)
        if (type(value) is str or isinstance(value, Enum)) and (found := row.known.get(value)) is not None:
            return found
        return row.check(value)

    def _identify(self, said: dict[str, Any], kind: str) -> None:
        """Give the part an id if it has none; ids that were given before are not mixed with new ones."""
        own = said.get("id")
        if own is None:
            said["id"] = f"{UNASSIGNED}{kind}-{self._given.get(kind, 0) + 1}"
            self._given[kind] = self._given.get(kind, 0) + 1
        elif own.startswith(UNASSIGNED):
            self._own.add(own.removeprefix(UNASSIGNED).rpartition("-")[0])
        if self._own and not self._own.isdisjoint(self._given):
            raise NotQuickError


@cache
def rows_of(part: type[Part]) -> Rows:
    """How the fields of a part are read."""
    shapes, fields = shapes_of(part), part.model_fields
    return Rows(
        part,
        {name: _row(part, name, shapes[name]) for name in fields},
        {name: field.get_default(call_default_factory=True) for name, field in fields.items()},
        frozenset(name for name, field in fields.items() if field.is_required()),
        tuple((name, model_check(part, name)) for name in fields if shapes[name].many and fields[name].metadata),
        tuple(each.func for each in part.__pydantic_decorators__.model_validators.values()),
    )


def _row(part: type[Part], name: str, shape: Shape) -> Row:
    known: dict[Any, Any] = {}
    if shape.part is not None:
        return Row(shape.many, known, _never, shape.part, NEEDS_ID.get(name), remembered=False)
    check, remembered = _check(part, name, shape, known)
    return Row(shape.many, known, check, None, None, remembered)


def _never(_: Any) -> Any:
    raise NotQuickError


def _check(part: type[Part], name: str, shape: Shape, known: dict[Any, Any]) -> tuple[Check, bool]:
    """What checks one value of a field, and whether what was right may be remembered."""
    one = asking(shape.kind) if shape.many else model_check(part, name)
    metadata = [] if shape.many else part.model_fields[name].metadata
    if isinstance(shape.kind, type) and issubclass(shape.kind, Enum) and not metadata:
        known.update({each.value: each for each in shape.kind})
    if is_a_line(shape, metadata):
        return _of_text(a_line(one), one), False
    if is_a_text(shape, metadata):
        return _of_text(a_text(one), one), False
    if shape.holds in _PLAIN:
        return one, True
    if shape.holds in (Holds.BYTES, Holds.INSTANT, Holds.TEXT) or shape.kind in (str, HsaId):
        return one, False
    return _of_text(remembering(one, known), one), True


def _of_text(check: Check, exactly: Check) -> Check:
    def checked(value: Any) -> Any:
        return check(value) if type(value) is str else exactly(value)

    return checked
