"""The filters that lists share: by copy, message, plan, organisation, age. Never by person."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Optional

import typer

from schemas.errors import Rejected
from schemas.findings import finding

OneCopy = Annotated[
    Optional[str],  # noqa: UP045  (typer reads the annotation while running)
    typer.Option("--copy", metavar="COPY", help="Only this copy: PLAN/VERSION/RECIPIENT/plan."),
]
OneMessage = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--message", metavar="ID", help="Only this message."),
]
OnePlan = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--plan", metavar="PLAN", help="Only this plan."),
]
With = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--with", metavar="ORG", help="Only what goes to, or has come from, this organisation."),
]
OlderThan = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--older-than", metavar="AGE", help="Only what has been so for longer: P3D, PT4H."),
]
NewerThan = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--newer-than", metavar="AGE", help="Only what has been so for less: P3D, PT4H."),
]
Limit = Annotated[int, typer.Option("--limit", min=1, metavar="N", help="Rows of each list at most.")]
AtMost = Annotated[
    Optional[int],  # noqa: UP045
    typer.Option("--limit", min=1, metavar="N", help="No more than so many, the oldest first. Default: all."),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show which they are.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do it with all that the options choose.")]


def age_of(text: str | None) -> timedelta | None:
    """An age written as ISO 8601 has durations. Raises Rejected (SIP675) for what is none, and for a negative one."""
    if text is None:
        return None
    from pydantic import TypeAdapter, ValidationError

    try:
        age = TypeAdapter(timedelta).validate_python(text.upper() if text[:1] in "pP" else "-")
    except ValidationError:
        raise Rejected(findings=(finding("SIP675"),)) from None
    if age < timedelta(0) or age > _EVER:
        raise Rejected(findings=(finding("SIP675"),))
    return age


_EVER = timedelta(days=36_500)


def message_id_of(text: str | None) -> str | None:
    """A message id, written with or without `urn:uuid:`; what is parked of a document has other names."""
    if text is None or ":" in text or len(text) != 36:
        return text
    return f"urn:uuid:{text.lower()}"
