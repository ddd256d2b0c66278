"""Builds any part of the model from choices that somebody else makes: hypothesis, or a rule that says yes to all.

Theory of operation. The types of the fields say what can stand there, so a field added to the model is generated
without a word here. References are left open while parts are built and filled in afterwards from the ids that came
to be.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Protocol, TypeVar, Union, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, Base64Bytes

from schemas.identifiers import PERSON, ElementId, IdentityKind, OrganisationId, PersonIdentity, Ref
from schemas.sip.base import Part
from schemas.sip.integrity import _KIND_OF, REFERENCES, Target
from tests.generated_plans.values import BYTES, IDENTITIES, NUMBERS, ORGANISATION_IDS, values_of

V = TypeVar("V")


class Chooser(Protocol):
    """Makes every choice of a document."""

    def present(self, where: str, names: Sequence[str]) -> frozenset[str]:
        """Which of the optional fields of a part are there."""

    def count(self, where: str, least: int) -> int:
        """How many items a list has."""

    def pick(self, where: str, options: Sequence[V]) -> V:
        """One of several values."""

    def text(self, where: str, kind: object, options: Sequence[str]) -> str:
        """A text (`Line` or `Text`)."""


@dataclass(frozen=True)
class _Open:
    """A reference that is filled in when all ids are known."""

    where: str
    allowed: frozenset[Target]
    required: bool


@dataclass
class Builder:
    """Builds parts as plain data, and remembers the ids that they got. `ids` can hold those of a plan that is there."""

    choose: Chooser
    ids: dict[Target, list[str]] = field(default_factory=lambda: {Target.PERSON: [PERSON]})
    counters: dict[str, int] = field(default_factory=dict)

    def part(self, cls: type[Part], *, never: frozenset[str] = frozenset()) -> dict[str, Any]:
        """One part as plain data with open references."""
        if cls is PersonIdentity:
            return self._identity()
        owner = cls.__name__
        optional = [name for name, info in cls.model_fields.items() if not info.is_required() and name not in never]
        chosen = self.choose.present(owner, optional) | ({"organisations"} if owner == "Plan" else set())
        made: dict[str, Any] = {}
        for name, info in cls.model_fields.items():
            if name in chosen or info.is_required():
                made[name] = self._field(cls, name, required=info.is_required())
        return made

    def _identity(self) -> dict[str, Any]:
        kind = self.choose.pick("PersonIdentity.kind", list(IdentityKind))
        made: dict[str, Any] = {"kind": kind.value, "value": self.choose.pick("PersonIdentity.value", IDENTITIES[kind])}
        return made | ({"assigner": "TSTNMT2321000156-SYS"} if kind is IdentityKind.LOCAL else {})

    def _field(self, cls: type[Part], name: str, *, required: bool) -> Any:
        owner, where = cls.__name__, f"{cls.__name__}.{name}"
        kind = kinds_of(cls)[name]
        allowed = REFERENCES.get((owner, name))
        if name == "id" and kind.inner in (ElementId, OrganisationId):
            return self._new_id(owner, kind.inner)
        if not kind.many:
            return _Open(where, frozenset(allowed), required) if allowed else self._value(where, kind.inner)
        least = 1 if owner == "Plan" and name == "organisations" else 0
        items = range(self.choose.count(where, least))
        if allowed:
            return [_Open(where, frozenset(allowed), required=False) for _ in items]
        values = [self._value(where, kind.inner) for _ in items]
        listed_once = isinstance(kind.inner, type) and issubclass(kind.inner, Enum)
        return list(dict.fromkeys(values)) if listed_once else values

    def _new_id(self, owner: str, kind: object) -> str:
        number = self.counters[owner] = self.counters.get(owner, 0) + 1
        made = ORGANISATION_IDS[number - 1] if kind == OrganisationId else f"{owner}-{number}"
        target = _KIND_OF.get(owner)
        if target is not None:
            self.ids.setdefault(target, []).append(made)
        return made

    def _value(self, where: str, kind: Any) -> Any:
        options = values_of(kind)
        if options is not None:
            return self.choose.text(where, kind, options)
        if isinstance(kind, type) and issubclass(kind, Part):
            return self.part(kind)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return self.choose.pick(where, list(kind)).value
        if get_origin(kind) is Literal:
            return self.choose.pick(where, get_args(kind))
        if kind == Base64Bytes:
            return base64.b64encode(self.choose.pick(where, BYTES)).decode()
        simple: Mapping[Any, Sequence[Any]] = {bool: (False, True), int: NUMBERS}
        if kind in simple:
            return self.choose.pick(where, simple[kind])
        if kind == AwareDatetime:
            return self.choose.pick(where, ("2026-03-02T09:30:00+01:00", "2026-07-01T23:59:59.125000Z"))
        if kind == Ref:
            return self.choose.pick(where, ("somebody-else", "TSTNMT2321000156-9999", PERSON))
        raise NotImplementedError(f"no values for {where}: add its type to tests/generated_plans/values.py")

    def resolved(self, value: Any) -> Any:
        """The same data with every open reference filled in; one that nothing can fill is left out."""
        if isinstance(value, dict):
            filled = {name: self.resolved(inner) for name, inner in value.items()}
            return {name: inner for name, inner in filled.items() if inner is not None}
        if isinstance(value, list):
            return [inner for inner in map(self.resolved, value) if inner is not None]
        if isinstance(value, _Open):
            known = sorted({each for target in value.allowed for each in self.ids.get(target, [])})
            return self.choose.pick(value.where, known) if known else None
        return value


@dataclass(frozen=True)
class Kind:
    """What a field takes: the type of one value, and whether it takes several."""

    inner: Any
    many: bool


@cache
def kinds_of(cls: type[Part]) -> dict[str, Kind]:
    """Every field of a part with its kind."""
    hints = get_type_hints(cls, include_extras=True)
    return {name: _kind(hints[name]) for name in cls.model_fields}


def _kind(hint: Any) -> Kind:
    if get_origin(hint) in (Union, UnionType):
        hint = next(each for each in get_args(hint) if each is not NoneType)
    listed = get_args(hint)[0] if hasattr(hint, "__metadata__") and get_origin(get_args(hint)[0]) is tuple else hint
    if get_origin(listed) is tuple:
        return Kind(get_args(listed)[0], many=True)
    return Kind(hint, many=False)


def consistent(plan: dict[str, Any]) -> dict[str, Any]:
    """A plan in which the fields that speak of each other agree."""
    plan = dict(plan)
    if plan.get("other_measures"):
        plan["no_other_measures"] = False
    if plan.get("approved_for_person") is False and "not_approved_reason" not in plan:
        plan["approved_for_person"] = True
    return plan
