"""What makes two versions of a plan the same: a hash over what the plan says, without what only numbers it.

Not in the hash: plan id, version number, parent, and the source system's revision: handing in the same content again
with a new revision is nothing new (SIP.md field 1). Consents are objects of their own and change no version. Fields
that are not set are not in it either, so that a field added to the model later changes no old hash.
"""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from schemas.dates import first_day
from schemas.sip.plan import Plan

_NUMBERING = {"plan_id", "version", "parent"}


def content_hash_of(plan: Plan) -> str:
    """`sha256:` and 64 hexadecimal digits over the canonical JSON of what the plan says.

    Ids of parts count: give them by `matching.assign_ids` first, so that the same content has the same ids. The same
    plan gives the same hash, on every machine and in every version of ours that knows its fields.
    """
    said: dict[str, Any] = plan.model_dump(mode="json", exclude_defaults=True, exclude=_NUMBERING)
    if "source" in said:
        said["source"].pop("revision", None)
    return f"sha256:{hashlib.sha256(canonical(said)).hexdigest()}"


def follow_up_on(plan: Plan) -> date | None:
    """The first day on which the plan can be followed up next; None when it does not say."""
    return first_day(plan.follow_up.on) if plan.follow_up and plan.follow_up.on else None


def canonical(value: Any) -> bytes:
    """JSON with sorted names and no white space, UTF-8: one form for one content."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
