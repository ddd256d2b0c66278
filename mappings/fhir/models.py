"""The typed face for users of Python: a bundle as the models of fhir.resources. The one place that imports them.

fhir.resources has R4B 4.3.0 and no R4; for every type that a message of ours uses the two are equal. It is no
validator, and rewrites times: never write out again what was received.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin

from fhir.resources.R4B import get_fhir_model_class
from fhir.resources.R4B.bundle import Bundle


class Element(NamedTuple):
    """What FHIR says of one element of a type: whether it repeats, and what its value is in JSON.

    `kind` is bool, int, Decimal or str for a primitive, else None; `of` is the name of the type that it has then.
    """

    many: bool
    kind: type | None
    of: str


def as_models(bundle: dict[str, Any]) -> Bundle:
    """The bundle as a typed model. Raises pydantic.ValidationError; show its errors without their input."""
    return Bundle.model_validate(bundle)


@cache
def elements_of(name: str) -> dict[str, Element] | None:
    """The elements of a type of FHIR in the order of the standard, by their names; None for a type of no such name.

    Backbone elements have the names of their models, such as `CarePlanActivityDetail`.
    """
    try:
        model = get_fhir_model_class(name)
    except (ValueError, LookupError):
        return None
    by_name = {field.alias or key: field.annotation for key, field in model.model_fields.items()}
    order = dict.fromkeys((*model.elements_sequence(), *by_name))
    return {
        each: _element(by_name[each])
        for each in order
        if each in by_name and not each.startswith("_") and each != "fhir_comments"
    }


def _element(annotation: Any) -> Element:
    parts = list(_parts(annotation))
    value = next(each for each in parts if each is not list)
    kind = _KINDS.get(value, str)
    complex_type = value.__module__ == _COMPLEX
    return Element(list in parts, None if complex_type else kind, value.__name__.removesuffix("Type"))


_COMPLEX = "abc"
"""The module that fhir.resources gives the stand-ins of its own types."""
_KINDS: dict[Any, type] = {bool: bool, int: int, Decimal: Decimal}


def _parts(annotation: Any) -> Iterator[Any]:
    """The types in an annotation: what is optional or annotated is opened, `list` is given for a list."""
    origin = get_origin(annotation)
    if origin is None:
        if annotation is not type(None):
            yield annotation
    elif hasattr(annotation, "__metadata__"):
        yield annotation.__origin__
    else:
        if origin is list:
            yield list
        for inner in get_args(annotation):
            yield from _parts(inner)
