"""What the quick check remembers: constants of ours that are sound, and values that were right once."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from mappings.fhir.constants import Constant
from mappings.fhir.structure.primitives import IS

_REMEMBERED = 4096


@cache
def constants_of(_: str) -> dict[int, Any]:
    """Identity of each constant that is sound as a certain type → the constant, which so keeps its identity."""
    return {}


@cache
def right_of(_: str) -> set[str]:
    """Values of a primitive type that were right."""
    return set()


@cache
def remembering(kind: str) -> Callable[[Any], bool]:
    """The exact question of a primitive type, which puts what is right among what was."""
    right, exact = right_of(kind), IS[kind]

    def check(value: Any) -> bool:
        if not exact(value):
            return False
        if len(right) < _REMEMBERED:
            right.add(value)
        return True

    return check


def once(question: Callable[[Any], bool]) -> Callable[[Any], bool]:
    """A question that is asked of each constant once."""
    constants: dict[int, Any] = {}

    def sound(value: Any) -> bool:
        if id(value) in constants:
            return True
        if not question(value):
            return False
        if type(value) is Constant:
            constants[id(value)] = value
        return True

    return sound
