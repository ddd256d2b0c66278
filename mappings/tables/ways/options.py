"""What stands as an option of a transformation, or a WrongOptionError that says what should."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from mappings.tables.language.rules import Scalar, Way
from mappings.tables.ways.contract import About, Field, WrongOptionError


@dataclass(slots=True)
class Maker:
    """A transformation by name: the names of its options, and how it is made."""

    OPTIONS: frozenset[str]
    make: Callable[[Field, Mapping[str, Any], About], Way]

    def __call__(self, for_field: Field, options: Mapping[str, Any], about: About) -> Way:
        """Raises WrongOptionError."""
        return self.make(for_field, options, about)


def one_of(options: Mapping[str, Any], name: str, allowed: Collection[str], usual: str) -> str:
    """One word of a few."""
    said = options.get(name, usual)
    if said not in allowed:
        words = ", ".join(allowed)
        raise WrongOptionError(f"{name} är en av {words}", f"{name} is one of {words}")
    return str(said)


def texts(options: Mapping[str, Any], name: str, usual: tuple[str, ...] = ()) -> tuple[str, ...]:
    """One text or several; no empty ones."""
    said = options.get(name, usual)
    listed = said if isinstance(said, list | tuple) else [said]
    if not listed or not all(isinstance(each, str) and each for each in listed):
        if name not in options:
            return ()
        raise WrongOptionError(f"{name} är en text, eller en lista av texter", f"{name} is a text or a list of texts")
    return tuple(listed)


def scalars(options: Mapping[str, Any], name: str) -> tuple[Scalar, ...]:
    """One text, number or truth, or several."""
    if name not in options:
        return ()
    said = options[name]
    return a_scalar_or_several(name, said)


def a_scalar_or_several(name: str, said: object) -> tuple[Scalar, ...]:
    """As a tuple; the first is written."""
    listed = said if isinstance(said, list) else [said]
    if not listed or not all(isinstance(each, str | int) and each != "" for each in listed):
        raise WrongOptionError(f"{name}: en text eller ett tal, eller en lista", f"{name}: a text or number, or a list")
    return tuple(listed)


def needs(right: bool, sv: str, en: str) -> None:
    """Raise WrongOptionError unless a field or an option is as it has to be."""
    if not right:
        raise WrongOptionError(sv, en)
