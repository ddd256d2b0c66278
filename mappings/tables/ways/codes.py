"""Codes: lists of the table, published ConceptMaps, or our own codes as they are."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from mappings.codes import concept_map
from mappings.fhir.constants import BASE
from mappings.tables.language.rules import Scalar, UnreadableError, UnwritableError
from mappings.tables.nodes import text_of
from mappings.tables.ways.contract import About, CodeList, Field, WrongOptionError
from mappings.tables.ways.options import Maker, a_scalar_or_several, needs
from schemas.sip.shapes import Holds

_MAP_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+){0,12}")


@dataclass(frozen=True, slots=True)
class PublishedList(CodeList):
    """A list from a ConceptMap, which may be read otherwise than written: `ours` is what it reads a code as."""

    ours: dict[str, str] = field(default_factory=dict)


def code_list(name: str, plain: object, line: int = 0) -> CodeList:
    """The list that a table writes, or `{map: id}` of a ConceptMap of ours. Raises WrongOptionError."""
    if not isinstance(plain, Mapping) or not plain:
        raise WrongOptionError("vår kod: deras kod", "our code: their code")
    if len(plain) == 1 and isinstance(plain.get("map"), str) and _is_a_map(plain["map"]):
        return _published(name, plain["map"], line)
    made = CodeList(name, {str(ours): a_scalar_or_several(str(ours), theirs) for ours, theirs in plain.items()}, line)
    seen: dict[str, str] = {}
    for ours, theirs in made.theirs.items():
        for each in theirs:
            if seen.setdefault(text_of(each).strip(), ours) != ours:
                raise WrongOptionError(f"{each} står för två koder", f"{each} stands for two codes")
    return made


def wrong_codes(listed: CodeList, for_field: Field) -> tuple[str, ...]:
    """The codes of a list that its field does not have. A field without codes of its own has none that are wrong."""
    codes = codes_of_field(for_field)
    used = dict.fromkeys((*listed.theirs, *(listed.ours.values() if isinstance(listed, PublishedList) else ())))
    return tuple(each for each in used if each not in codes) if codes else ()


def codes_of_field(for_field: Field) -> frozenset[str]:
    """The codes that a field can hold; none when it has no code list."""
    kind = for_field.shape.kind
    return frozenset(each.value for each in kind) if isinstance(kind, type) and issubclass(kind, Enum) else frozenset()


def _is_a_map(name: str) -> bool:
    if not _MAP_ID.fullmatch(name):
        raise WrongOptionError("map är id på en ConceptMap", "map is the id of a ConceptMap")
    return True


def _published(name: str, map_id: str, line: int) -> PublishedList:
    try:
        found = concept_map(map_id)
    except FileNotFoundError:
        raise WrongOptionError("ConceptMap finns inte", "there is no such ConceptMap") from None
    if all(other.system.startswith(BASE) for other in found.forward.values()):  # from theirs to ours
        written = {ours.code: (theirs,) for ours, theirs in found.backward.items()}
        return PublishedList(name, dict(written), line, {theirs: ours.code for theirs, ours in found.forward.items()})
    theirs_of = {ours: (theirs.code,) for ours, theirs in found.forward.items()}
    return PublishedList(name, dict(theirs_of), line, {theirs.code: ours for theirs, ours in found.backward.items()})


@dataclass(slots=True)
class CodeWay:
    """The codes of a list, exactly as they stand there."""

    listed: CodeList
    ours: dict[str, str]
    name: str = "code"

    def read(self, text: str) -> str:
        """Our code. Raises UnreadableError (SIP221)."""
        found = self.ours.get(text.strip())
        if found is None:
            raise UnreadableError("SIP221", list=self.listed.name)
        return found

    def write(self, value: Any) -> Scalar:
        """Their first code for ours. Refuses what a ConceptMap reads as another code, or as none."""
        theirs = self.listed.theirs.get(str(value))
        if not theirs:
            raise UnwritableError("the table's list has no code of theirs for it")
        if self.ours.get(text_of(theirs[0]).strip()) != str(value):
            raise UnwritableError("their code is not read as the same code of ours")
        return theirs[0]


@dataclass(slots=True)
class OurCodeWay:
    """Our own codes, in a system that writes them."""

    codes: frozenset[str]
    listed: str
    name: str = "code"

    def read(self, text: str) -> str:
        """Raises UnreadableError (SIP103)."""
        found = text.strip()
        if found not in self.codes:
            raise UnreadableError("SIP103", list=self.listed)
        return found

    def write(self, value: Any) -> Scalar:
        """The code."""
        return str(value)


def _code(for_field: Field, options: Mapping[str, Any], about: About) -> CodeWay | OurCodeWay:
    needs(
        for_field.shape.holds in (Holds.TOKEN, Holds.TEXT),
        "fältet håller ingen kod",
        "the field holds no code",
    )
    if "codes" not in options:
        codes = codes_of_field(for_field)
        needs(bool(codes), "codes saknas", "codes is missing")
        return OurCodeWay(codes, for_field.shape.kind.__name__)
    listed = about.codes.get(str(options["codes"]))
    if listed is None:
        raise WrongOptionError("kodlistan finns inte under codes", "there is no such list under codes")
    if isinstance(listed, PublishedList):
        return CodeWay(listed, listed.ours)
    return CodeWay(listed, {text_of(each).strip(): ours for ours, theirs in listed.theirs.items() for each in theirs})


CODE = Maker(frozenset({"codes"}), _code)
