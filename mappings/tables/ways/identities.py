"""Numbers of persons as the system writes them: digits or with a hyphen, told apart by their form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mappings.tables.language.rules import Scalar, UnreadableError, UnwritableError
from mappings.tables.ways.contract import About, Field, WrongOptionError
from mappings.tables.ways.options import Maker, needs, one_of, texts
from schemas.identifiers import (
    IdentityKind,
    PersonIdentity,
    is_hsa_id,
    is_personnummer,
    is_samordningsnummer,
)

_BY_FORM = (IdentityKind.PERSONNUMMER, IdentityKind.SAMORDNINGSNUMMER, IdentityKind.NATIONELLT_RESERVNUMMER)
"""Kinds that the number itself gives away."""

_TWELVE = re.compile(r"([0-9]{8})-?([0-9]{4})")
_RESERVE = re.compile(r"([0-9]{8})-?([0-9A-Zptf]{4})")
_WRONG = {
    IdentityKind.PERSONNUMMER: "SIP110",
    IdentityKind.SAMORDNINGSNUMMER: "SIP111",
    IdentityKind.NATIONELLT_RESERVNUMMER: "SIP112",
    IdentityKind.STOCKHOLM_RESERVNUMMER: "SIP112",
    IdentityKind.LOCAL: "SIP113",
}


@dataclass(slots=True)
class IdentityWay:
    """One number of a person. With `kind`, every number is of that kind; else it is one of `kinds`, by its form."""

    kinds: tuple[IdentityKind, ...] = _BY_FORM
    kind: IdentityKind | None = None
    assigner: str | None = None
    hyphen: bool = False
    name: str = "identity"

    def read(self, text: str) -> dict[str, Any]:
        """Plain data of the number. Raises UnreadableError (SIP110-SIP113, SIP220)."""
        kind, value = self._told_apart(text.strip())
        if self.kind is None and kind not in self.kinds:
            raise UnreadableError("SIP220", expected=", ".join(self.kinds))
        made: dict[str, Any] = {"kind": kind.value, "value": value}
        if self.assigner is not None:
            made["assigner"] = self.assigner
        if not _is_right(kind, value):
            raise UnreadableError(_WRONG[kind])
        return made

    def _told_apart(self, text: str) -> tuple[IdentityKind, str]:
        if self.kind is not None and self.kind not in _BY_FORM:
            return self.kind, text
        found = _RESERVE.fullmatch(text)
        if found is None:
            raise UnreadableError(_WRONG[self.kind or self.kinds[0]])
        value = found[1] + found[2]
        if self.kind is not None:
            return self.kind, value
        if not _TWELVE.fullmatch(text):
            return IdentityKind.NATIONELLT_RESERVNUMMER, value
        return (IdentityKind.SAMORDNINGSNUMMER if int(value[6:8]) > 60 else IdentityKind.PERSONNUMMER), value

    def write(self, value: Any) -> Scalar:
        """The number alone. Refuses what would be read as another kind of number, or as another system's."""
        number = str(value["value"])
        split = self.hyphen and value["kind"] in _BY_FORM and len(number) == 12
        written = f"{number[:8]}-{number[8:]}" if split else number
        try:
            same = self.read(written) == {
                name: str(value[name]) for name in ("kind", "value", "assigner") if value.get(name) is not None
            }
        except UnreadableError:
            same = False
        if not same:
            raise UnwritableError("the format has no place for this kind of number")
        return written


def _is_right(kind: IdentityKind, value: str) -> bool:
    if kind is IdentityKind.PERSONNUMMER:
        return is_personnummer(value)
    if kind is IdentityKind.SAMORDNINGSNUMMER:
        return is_samordningsnummer(value)
    return True  # the form of the others is the model's to check


def _identity(for_field: Field, options: Mapping[str, Any], _: About) -> IdentityWay:
    needs(for_field.shape.part is PersonIdentity, "fältet är inget personnummer", "the field is no person's number")
    assigner = options.get("assigner")
    needs(not ("kind" in options and "kinds" in options), "antingen kind eller kinds", "either kind or kinds")
    kind = IdentityKind(one_of(options, "kind", tuple(IdentityKind), "")) if "kind" in options else None
    needs(
        (kind is IdentityKind.LOCAL) == isinstance(assigner, str),
        "assigner hör till kind: local",
        "assigner belongs to kind: local",
    )
    needs(assigner is None or is_hsa_id(str(assigner).upper()), "assigner är ett HSA-id", "assigner is an HSA-id")
    hyphen = one_of(options, "write", ("digits", "hyphen"), "digits") == "hyphen"
    return IdentityWay(_kinds(options), kind, str(assigner).upper() if assigner else None, hyphen)


def _kinds(options: Mapping[str, Any]) -> tuple[IdentityKind, ...]:
    said = texts(options, "kinds") or _BY_FORM
    if not set(said) <= set(_BY_FORM):
        words = ", ".join(_BY_FORM)
        raise WrongOptionError(f"kinds är några av {words}", f"kinds are some of {words}")
    return tuple(IdentityKind(each) for each in said)


IDENTITY = Maker(frozenset({"kinds", "kind", "assigner", "write"}), _identity)
