"""The filters that lists share, as parameters: by plan, copy, message, organisation, age. Never by person."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

from fastapi import Query

from gateway.store.parked_state import ParkedState

_UUID = "[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_ORGANISATION = "[A-Za-z0-9._-]{1,64}"
MOST_ROWS = 1000
_AGES = {"ge": timedelta(0), "le": timedelta(days=36_500)}

OnePlan = Annotated[str | None, Query(pattern=f"^(urn:uuid:)?{_UUID}$", description="only this plan")]
OneCopy = Annotated[
    str | None, Query(pattern=f"^{_UUID}/[1-9][0-9]{{0,6}}/{_ORGANISATION}/plan$", description="only this copy")
]
OneMessage = Annotated[str | None, Query(pattern=f"^urn:uuid:{_UUID}$", description="only this message")]
With = Annotated[
    str | None,
    Query(alias="with", pattern=f"^{_ORGANISATION}$", description="only what goes to, or has come from, it"),
]
Settling = Annotated[ParkedState, Query(description="what waits, what is settled, or both")]
OlderThan = Annotated[timedelta | None, Query(**_AGES, description="only what has been so for longer: P3D, PT4H")]
NewerThan = Annotated[timedelta | None, Query(**_AGES, description="only what has been so for less")]
Limit = Annotated[int, Query(ge=1, le=MOST_ROWS, description="rows of each list at most")]
