"""How the directory is shown: one line for each organisation, with the fingerprints that are read out."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from gateway.cli.voice import Voice
from gateway.directory.entries import Entry
from gateway.directory.signed import SignedDirectory
from gateway.directory.signing import grouped
from gateway.security.keys import Generation, KeyUse, PublicKeys
from schemas.dates import STOCKHOLM

_USES = {KeyUse.SIGN: ("signering", "signing"), KeyUse.ENCRYPT: ("försegling", "sealing")}


def line_of(voice: Voice, entry: Entry, now: datetime) -> str:
    """One organisation and its keys, indented."""
    where = entry.gateway or "-"
    reads = voice.choose("nås", "reached") if entry.routing_key else voice.choose("nås inte", "not reached")
    lines = [f"{entry.id}  {entry.name}  [{entry.kind.value}]  {where}  {reads}"]
    keys = PublicKeys.from_json(entry.id, entry.keys)
    return "\n".join([*lines, *(f"  {key_line(voice, each, now)}" for each in keys.generations)])


def key_line(voice: Voice, key: Generation, now: datetime) -> str:
    """One key: what it is for, whether it counts now, from when until when, and its fingerprint."""
    until = _told(key.valid_until) if key.valid_until else ""
    counts = voice.choose("gäller", "counts") if key.valid_at(now) else voice.choose("gäller inte", "does not count")
    use = voice.choose(*_USES[key.use])
    return f"{use:<10} {counts:<14} {_told(key.valid_from)}/{until:<25}  {grouped(key.kid)}"


def _told(moment: datetime) -> str:
    """Swedish time with its offset: a key counts until the second, and a day does not say which."""
    return moment.astimezone(STOCKHOLM).isoformat(timespec="seconds")


def object_of(entry: Entry, now: datetime) -> str:
    """The same as JSON, on one line."""
    keys = PublicKeys.from_json(entry.id, entry.keys)
    said = {
        "id": entry.id,
        "name": entry.name,
        "kind": entry.kind.value,
        "gateway": entry.gateway,
        "reached": entry.routing_key is not None,
        "message_versions": list(entry.message_versions),
        "keys": [key_object(each, now) for each in keys.generations],
    }
    return json.dumps(said, ensure_ascii=False)


def key_object(key: Generation, now: datetime) -> dict[str, Any]:
    """One public key as data; never its private half."""
    return {
        "use": key.use.value,
        "fingerprint": grouped(key.kid),
        "counts": key.valid_at(now),
        "valid_from": key.valid_from.isoformat(),
        "valid_until": key.valid_until.isoformat() if key.valid_until else None,
    }


def version_line(signed: SignedDirectory | None, now: datetime) -> tuple[str, str]:
    """Version, age, end and signer of the signed directory; or that it is a file. Swedish, English."""
    if signed is None:
        return (
            "Katalogen är en fil (directory.toml), inte signerad.",
            "The directory is a file (directory.toml), unsigned.",
        )
    days = (now - signed.issued_at).days
    end = signed.expires_at.date().isoformat()
    return (
        f"Version {signed.version}, {days} dagar gammal, får visas till {end}, signerad av {signed.signer}",
        f"Version {signed.version}, {days} days old, may be shown until {end}, signed by {signed.signer}",
    )
