"""Changing a golden body so that it is nearly right: parts taken away, doubled, swapped, of another kind, hostile."""

from __future__ import annotations

import json
import random
import tomllib
from collections.abc import Callable
from typing import Any

from lxml import etree

from tests.fuzz.guards import SECRET

_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**15, "", " ", SECRET, f"{SECRET}\n\t\\\"<&>'", "\u202e" + SECRET, "\U0001f9ff",
    "x" * 5000, "2026-02-30", "0001-01-01", "9999-12-31T23:59:60Z", "191212121212", "urn:uuid:", "#", "../..", [], {},
    [[]], [SECRET], {SECRET: SECRET}, {"resourceType": "Patient"}, {"reference": "#"}, "%s{0}{{7*7}}",
)  # fmt: skip


def mutated(body: bytes, kind: str, chance: random.Random) -> bytes:
    """The body with one to four changes; of its structure where it has one, else of its bytes."""
    change = _STRUCTURED.get(kind, _bytes_changed)
    if chance.random() < 0.2:
        change = _bytes_changed
    for _ in range(chance.choice((1, 1, 1, 2, 4))):
        try:
            body = change(body, chance)
        except (ValueError, RecursionError, etree.LxmlError):  # not well-formed any more
            body = _bytes_changed(body, chance)
    return body


def _json_changed(body: bytes, chance: random.Random) -> bytes:
    value = json.loads(body)
    _change_in(value, chance)
    return json.dumps(value, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")


def _toml_changed(body: bytes, chance: random.Random) -> bytes:
    tomllib.loads(body.decode("utf-8"))
    return _lines_changed(body, "=", chance)


def _yaml_changed(body: bytes, chance: random.Random) -> bytes:
    return _lines_changed(body, ":", chance)


def _lines_changed(body: bytes, sign: str, chance: random.Random) -> bytes:
    """One line of names and values taken away, doubled, or with another value: JSON, which both languages take."""
    lines = body.decode("utf-8").splitlines()
    place = chance.randrange(len(lines))
    said = json.dumps(chance.choice([each for each in _VALUES if isinstance(each, str | int | list)]))
    name = lines[place].partition(sign)[0] or SECRET
    lines[place : place + chance.randrange(2)] = chance.choice(([], [lines[place]] * 2, [f"{name}{sign} {said}"]))
    return "\n".join(lines).encode()


def _change_in(value: Any, chance: random.Random) -> None:
    places = _places(value)
    if not places:
        return
    holder, key = chance.choice(places)
    what = chance.randrange(6)
    if what == 0:
        del holder[key]
    elif what == 1:
        other, there = chance.choice(places)
        holder[key], other[there] = other[there], holder[key]
    elif what == 2 and isinstance(holder, list):
        holder += [holder[key]] * chance.choice((1, 2, 300))
    elif what == 3 and isinstance(holder, dict):
        holder[chance.choice((f"_{key}", SECRET, "modifierExtension", "implicitRules", key + key))] = holder[key]
    elif what == 4:
        for _ in range(chance.choice((1, 3, 200))):
            holder[key] = {key: holder[key]} if isinstance(key, str) else [holder[key]]
    else:
        holder[key] = chance.choice(_VALUES)


def _places(value: Any) -> list[tuple[Any, Any]]:
    found, waiting = [], [value]
    while waiting:
        each = waiting.pop()
        keys = list(each) if isinstance(each, dict) else range(len(each)) if isinstance(each, list) else ()
        found += [(each, key) for key in keys]
        waiting += [each[key] for key in keys]
    return found


def _xml_changed(body: bytes, chance: random.Random) -> bytes:
    root = etree.fromstring(body, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))
    elements = [each for each in root.iter() if isinstance(each.tag, str)]
    one, other = chance.choice(elements), chance.choice(elements)
    what = chance.randrange(7)
    if what == 0 and one is not root:
        one.getparent().remove(one)
    elif what == 1 and one is not root:
        one.addnext(etree.fromstring(etree.tostring(other)))
    elif what == 2:
        one.text = chance.choice([each for each in _VALUES if isinstance(each, str)])
    elif what == 3:
        one.tag = chance.choice((other.tag, "x", "{urn:x}" + etree.QName(one).localname))
    elif what == 4:
        one.set(chance.choice(("version", "id", "{urn:x}y", "value")), SECRET)
    elif what == 5:
        one.append(chance.choice((etree.Comment(SECRET), etree.ProcessingInstruction("x", SECRET))))
    else:
        return _with_doctype(etree.tostring(root), chance)
    return etree.tostring(root)


def _with_doctype(body: bytes, chance: random.Random) -> bytes:
    """Entities that grow, and entities that point at a file or a port; the names of both are given by the run."""
    place = chance.choice(HOSTILE_ADDRESSES).encode()
    internal = b'<!ENTITY a "' + SECRET.encode() + b'"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">'
    external = b'<!ENTITY a SYSTEM "' + place + b'">'
    head = b"<!DOCTYPE x SYSTEM '" + place + b"' [" + chance.choice((internal, external, b"")) + b"]>"
    return head + body.replace(b"><", b">&a;<", 1)


def _bytes_changed(body: bytes, chance: random.Random) -> bytes:
    place, length = chance.randrange(len(body) + 1), chance.choice((1, 1, 2, 16, 400))
    piece = chance.choice(_PIECES)
    changes: tuple[Callable[[], bytes], ...] = (
        lambda: body[:place] + body[place + length :],
        lambda: body[:place],
        lambda: body[:place] + piece + body[place:],
        lambda: body[:place] + chance.randbytes(length) + body[place + length :],
        lambda: body[:place] + body[place : place + length] * chance.choice((2, 50)) + body[place:],
    )
    return chance.choice(changes)()


_PIECES = (
    b"\0",
    b"\xff\xfe",
    b"\xef\xbb\xbf",
    b"\\ud800",
    b"<!--",
    b"]]>",
    b"&#0;",
    b"&#x110000;",
    b"1e999",
    b"-0",
    b'"',
    b"[" * 900,
)
_STRUCTURED = {"json": _json_changed, "xml": _xml_changed, "toml": _toml_changed, "yaml": _yaml_changed}
HOSTILE_ADDRESSES: list[str] = ["file:///dev/null"]
"""Where hostile entities point: the run adds a file with a secret in it and a loopback port."""
