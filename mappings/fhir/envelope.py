"""The envelope around frozen bytes.

Theory of operation. What is sent of a plan is frozen: a JSON array of all entries of the bundle except the header, made
once, hashed, stored. Sending puts an envelope around these very bytes: a Bundle with new ids whose first entry is the
header. So a retry, or a replay under a new message id, has the same content hash, and the receiver hashes the bytes
that came, never something written anew.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

import orjson

from mappings.fhir.constants import BASE, URI, Json, made
from mappings.fhir.header import header_json, instant, uuid_of
from mappings.fhir.labels import REDACTED, TEST
from mappings.fhir.structure import demand_sound_bundle
from mappings.fhir.structure.references import targets_of
from schemas.messages import Header

_DECODER = json.JSONDecoder()
_SPACE = " \t\n\r"


def frozen_bytes(entries: list[Json]) -> bytes:
    """The one way entries are written: UTF-8, no white space, the order in which they were made."""
    return json_bytes(entries)


def json_bytes(value: Any) -> bytes:
    """JSON as we write it everywhere: UTF-8, no white space, the order in which it was made."""
    try:
        return orjson.dumps(value)
    except TypeError:  # a whole number of more than 64 bits, which the model allows
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def indented_bytes(value: Any) -> bytes:
    """JSON for people to look at: UTF-8, two spaces, a newline at the end."""
    try:
        return orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
    except TypeError:  # as above
        return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def unshared(value: Json) -> Json:
    """The same JSON in which every object stands once, so that whoever gets it may change it.

    What the mapping builds shares its constants and references, which makes it quick. To write it down and read it
    again is the quickest way to copy it.
    """
    try:
        same: Json = orjson.loads(orjson.dumps(value))
    except TypeError:  # as above
        same = json.loads(json.dumps(value))
    return same


def content_hash(frozen: bytes) -> str:
    """SHA-256 over the frozen bytes."""
    return f"sha256:{hashlib.sha256(frozen).hexdigest()}"


def wrap(frozen: bytes, header: Header, envelope_id: str, extra: Json | None = None) -> bytes:
    """A message of frozen entries: they stand in it byte for byte. `extra` is what an answer's header has besides."""
    entries: list[Json] = orjson.loads(frozen)
    first = {"fullUrl": header.message_id, "resource": header_json(header, entries, extra)}
    envelope = {
        "resourceType": "Bundle",
        "id": uuid_of(envelope_id),
        "meta": made(profile=[f"{BASE}/StructureDefinition/sip-message"], security=_labels(entries)),
        "identifier": {"system": URI, "value": f"urn:uuid:{uuid_of(envelope_id)}"},
        "type": "message",
        "timestamp": instant(header.created_at),
    }
    demand_sound_bundle({**envelope, "entry": [first]}, targets_of([first, *entries]))
    opening, head = json_bytes(envelope)[:-1], json_bytes(first)
    return b"".join((opening, b',"entry":[', head, b"," if entries else b"", frozen[1:], b"}"))


def _labels(entries: list[Json]) -> list[Json]:
    """Labels of a part that the whole message carries too."""
    said = [label for each in entries for label in each["resource"].get("meta", {}).get("security", ())]
    return [label for label in (REDACTED, TEST) if label in said]


def frozen_part(wire: bytes, *, last: bool = False) -> bytes:
    """The frozen bytes of a message: `[` and all that follows the header in `entry`, to its end.

    For well-formed JSON with an array `entry` at the top; ValueError otherwise. `last` says that nothing comes after
    `entry`, as in every message that we write: then its end is known without reading all that stands in it.
    """
    text = wire.removeprefix(b"\xef\xbb\xbf").decode("utf-8")
    place = _expect(text, 0, "{")
    while True:
        name, place = _value(text, place)
        place = _expect(text, place, ":")
        if name == "entry":
            return _rest_of_array(text, place, last=last)
        _, place = _value(text, place)
        place = _expect(text, place, ",")


def _rest_of_array(text: str, place: int, *, last: bool) -> bytes:
    place = _expect(text, place, "[")
    _, place = _value(text, place)
    place = _skip(text, place)
    if text[place] == "]":
        return b"[]"
    start = place = _expect(text, place, ",")
    if last:
        inside = text.rstrip(_SPACE).removesuffix("}").rstrip(_SPACE)
        return ("[" + inside[start:]).encode("utf-8")
    while True:
        _, place = _value(text, place)
        place = _skip(text, place)
        if text[place] == "]":
            return ("[" + text[start : place + 1]).encode("utf-8")
        place = _expect(text, place, ",")


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in _SPACE:
        place += 1
    return place


def _expect(text: str, place: int, sign: str) -> int:
    place = _skip(text, place)
    if text[place : place + 1] != sign:
        raise ValueError("no message bundle")
    return place + 1


def _value(text: str, place: int) -> tuple[Any, int]:
    return _DECODER.raw_decode(text, _skip(text, place))
