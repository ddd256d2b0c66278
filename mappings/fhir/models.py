"""The typed face for users of Python: a bundle as the models of fhir.resources. The one place that imports them.

fhir.resources has R4B 4.3.0 and no R4; for every type that a message of ours uses the two are equal. It is no
validator, and rewrites times: never write out again what was received.
"""

from __future__ import annotations

from typing import Any

from fhir.resources.R4B.bundle import Bundle


def as_models(bundle: dict[str, Any]) -> Bundle:
    """The bundle as a typed model. Raises pydantic.ValidationError; show its errors without their input."""
    return Bundle.model_validate(bundle)
