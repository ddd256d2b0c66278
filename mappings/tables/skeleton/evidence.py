"""Whether what stands at a place fits the field that its name means, and what the rule is then."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Any, NamedTuple

from mappings.tables.skeleton.code_words import matched
from mappings.tables.skeleton.lexicon import PARTS
from mappings.tables.skeleton.places import Place
from mappings.tables.skeleton.values import Looks
from mappings.tables.skeleton.values import Shape as Seen
from schemas.codes import Protection
from schemas.dates import Day, Moment, PartialDate
from schemas.identifiers import PersonIdentity
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.integrity import REFERENCES
from schemas.sip.people import Name
from schemas.sip.shapes import Holds, Shape, shapes_of


class Fit(NamedTuple):
    """What a rule says besides the place, and whether the evidence is enough; `why` or `but` tell it."""

    options: dict[str, Any]
    good: bool
    why: str
    codes: dict[str, list[str]] | None = None
    """Our code → theirs, `""` for those that nobody has matched."""
    asks: str = ""
    """What is to be done."""


@cache
def class_of(part: str) -> type[Part]:
    """The class of a part of the lexicon."""
    words = PARTS[part]
    around = class_of(words.within) if words.within else SipDocument
    return _part_of(around, words.field)


@cache
def field_of(part: str, field: str) -> tuple[type[Part], str, Shape]:
    """The class, name and shape of a field by its path from a part."""
    cls = class_of(part)
    *outer, name = field.split(".")
    for each in outer:
        cls = _part_of(cls, each)
    return cls, name, shapes_of(cls)[name]


def _part_of(cls: type[Part], field: str) -> type[Part]:
    part = shapes_of(cls)[field].part
    if part is None:
        raise LookupError(field)
    return part


def is_reference(part: str, field: str) -> bool:
    """Whether a field refers to another part."""
    cls, name, _ = field_of(part, field)
    return (cls.__name__, name) in REFERENCES


def fit(part: str, field: str, place: Place, seen: Seen) -> Fit:
    """Judge one place for one field that is no reference."""
    _, _, shape = field_of(part, field)
    if seen.looks is Looks.NOTHING:
        return Fit({}, good=False, why="the name looks like it, but nothing stands there in the samples")
    if shape.part is PersonIdentity:
        return _identity(seen)
    if shape.part is Name:
        return _name(place)
    if isinstance(shape.kind, type) and issubclass(shape.kind, Enum):
        return _codes(shape.kind, place, seen)
    if shape.holds is Holds.BOOLEAN:
        return _truth(seen)
    if shape.kind in (PartialDate, Day, Moment) or shape.holds is Holds.INSTANT:
        return _time(shape, seen)
    if shape.holds is Holds.INTEGER:
        good = seen.looks is Looks.NUMBER
        return Fit({"as": "number", **dict(seen.options)} if good else {}, good, _looks(seen))
    if shape.holds is Holds.BYTES:
        return Fit({}, seen.looks is Looks.BYTES, _looks(seen))
    return _text(part, field, place, seen)


def _looks(seen: Seen) -> str:
    return f"looks like {seen}"


def _identity(seen: Seen) -> Fit:
    good = seen.looks is Looks.IDENTITY
    return Fit(dict(seen.options) if good else {}, good, f"{_looks(seen)}{', check digit and all' if good else ''}")


def _name(place: Place) -> Fit:
    if all(re.fullmatch(r"[^,\d]+, [^,\d]+", each) for each in place.texts):
        options = {"as": "name", "order": "family-given", "separator": ", "}
        return Fit(options, good=True, why="a comma after the family name")
    ask = "family-given or given-family? the samples do not say"
    return Fit({"as": "name", "order": "given-family", "separator": " "}, good=False, why=ask)


def _codes(kind: type[Enum], place: Place, seen: Seen) -> Fit:
    if seen.looks not in (Looks.WORD, Looks.NUMBER, Looks.BOOLEAN, Looks.NOTHING):
        return Fit({}, good=False, why=f"but {_looks(seen)}")
    if kind is Protection and seen.looks is Looks.BOOLEAN:
        return _protection(place, seen)
    found = matched(kind, sorted(place.texts))
    good = "" not in found and len(place.texts) <= 30
    known = ", ".join(each.value for each in kind)
    why = "each text is a word of one of our codes" if good else "say what each code means under codes"
    return Fit({}, good, why, found, asks="" if good else f"ours: {known}")


def _protection(place: Place, seen: Seen) -> Fit:
    """A yes or no: the no says that there is no protection, the yes not which."""
    no = str(dict(seen.options).get("no", "false"))
    yes = sorted(each for each in place.texts if each != no)
    known = ", ".join(each.value for each in Protection)
    why = f"{no} means that there is none; say under codes which protection the other is"
    return Fit({"nothing": no}, good=False, why=why, codes={"": yes} if yes else None, asks=f"ours: {known}")


def _truth(seen: Seen) -> Fit:
    if seen.looks is not Looks.BOOLEAN:
        return Fit({}, good=False, why=f"but {_looks(seen)}")
    options = {"as": "boolean", **dict(seen.options)} if seen.options else {}
    return Fit(
        options, seen.certain, _looks(seen) if seen.certain else "the samples hold one word only: check the other"
    )


def _time(shape: Shape, seen: Seen) -> Fit:
    options: dict[str, Any] = dict(seen.options)
    if seen.looks is Looks.EPOCH:
        return Fit({"as": "epoch", **options}, good=True, why=_looks(seen))
    if seen.looks not in (Looks.DATE, Looks.TIME) or not seen.certain:
        return Fit({}, good=False, why=_looks(seen))
    if seen.looks is Looks.TIME:
        good = shape.kind == Moment or shape.holds is Holds.INSTANT
        return Fit(
            {"as": "time", **options} if good else {}, good, _looks(seen) + ("" if good else ", and the field is a day")
        )
    if shape.holds is Holds.INSTANT or (shape.kind == Day and isinstance(options.get("pattern"), list)):
        return Fit({}, good=False, why=f"{_looks(seen)}, and the field holds another precision")
    return Fit({"as": "date", **options}, good=True, why=_looks(seen))


_NEVER_TEXT = frozenset(
    {Looks.IDENTITY, Looks.SHORT_IDENTITY, Looks.WRONG_IDENTITY, Looks.DATE, Looks.TIME, Looks.EPOCH, Looks.BOOLEAN}
)
_LETTERS = frozenset({Looks.WORD, Looks.TEXT})
_ICF = re.compile(r"[bdes][0-9]{1,6}(\.[0-9+]+)?")


def _has(*looks: Looks) -> Callable[[str, Place, Seen], bool]:
    return lambda _, __, seen: seen.looks in looks


def _in_letters(_: str, place: Place, seen: Seen) -> bool:
    return seen.looks in _LETTERS and not any(re.search(r"\d", each) for each in place.texts)


_FITTING: dict[str, Callable[[str, Place, Seen], bool]] = {
    "contact.emails": _has(Looks.E_MAIL),
    "contact.phones": _has(Looks.PHONE),
    "contact.address.postal_code": _has(Looks.POSTAL, Looks.NUMBER),
    "contact.address.city": _in_letters,
    "name.given": _in_letters,
    "name.family": _in_letters,
    "organisation_number": _has(Looks.ORGANISATION_NUMBER),
    "hsa_id": _has(Looks.HSA),
    "languages": lambda _, place, __: all(re.fullmatch(r"[a-z]{2,3}(-[A-Z]{2})?", each) for each in place.texts),
    "icf": lambda _, place, __: all(_ICF.fullmatch(each) for each in place.texts),
    "source.plan_id": lambda _, __, seen: seen.looks not in _NEVER_TEXT and seen.looks is not Looks.TEXT,
    "id": lambda part, _, seen: (
        seen.looks is Looks.HSA if part == "organisations" else seen.looks not in _NEVER_TEXT | {Looks.TEXT}
    ),
}


def _text(part: str, field: str, place: Place, seen: Seen) -> Fit:
    judge = _FITTING.get(field)
    good = judge(part, place, seen) if judge is not None else seen.looks in _LETTERS and not _like_codes(place)
    return Fit({}, good, _looks(seen) if good else f"but {_looks(seen)}")


def _like_codes(place: Place) -> bool:
    """Whether texts are rather codes: short words in capitals or with digits, that come back."""
    return sum(place.texts.values()) > len(place.texts) and all(
        re.fullmatch(r"[A-ZÅÄÖ0-9_]{1,12}", each) for each in place.texts
    )
