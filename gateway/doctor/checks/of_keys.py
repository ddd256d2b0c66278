"""The organisations' own keys: there, in use now, and with another to take over in time."""

from __future__ import annotations

from datetime import datetime, timedelta

from gateway.doctor.opened import keys_of
from gateway.doctor.patient import Patient
from gateway.doctor.results import Seen
from gateway.security.keys import Generation, KeyRing, KeyUse
from schemas.findings import Finding, finding

SOON = timedelta(days=30)  # time to make keys, give them to the platform, and let partners pull them


def keys(patient: Patient) -> tuple[Seen, list[Finding]]:
    """For each organisation: a key to sign with and one to be encrypted to, now and in thirty days."""
    now, store = patient.clock(), keys_of(patient)
    findings, made, generations = [], 0, 0
    for place, hosted in enumerate(patient.settings.organisations):
        ring = store.peek(hosted.id)
        if ring is None:
            continue  # they are made at the first start, and the directory says that it lacks them
        made += 1
        generations += len(ring.generations)
        findings += _of_ring(ring, f"/organisation/{place}", now)
    return {"organisations": made, "generations": generations}, findings


def _of_ring(ring: KeyRing, path: str, now: datetime) -> list[Finding]:
    ends = [_counts_until(ring.generations, use, now) for use in KeyUse]
    if any(end == now for end in ends):
        return [finding("SIP714", path)]
    first = min((end for end in ends if end is not None), default=None)
    return [finding("SIP925", path, days=(first - now).days)] if first and first - now <= SOON else []


def _counts_until(generations: tuple[Generation, ...], use: KeyUse, now: datetime) -> datetime | None:
    """Until when some key of that use counts without a gap; None for ever, `now` when none counts."""
    moment = now
    while True:
        counting = [each for each in generations if each.use is use and each.valid_at(moment)]
        if any(each.valid_until is None for each in counting):
            return None
        if not counting:
            return moment
        moment = max(each.valid_until for each in counting if each.valid_until)
