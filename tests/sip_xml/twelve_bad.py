"""Twelve documents that are wrong in one way each, said in SIP XML: what other translators let through in part.

The text of a long plan, changed in one place. Two are not wrong for us: a plan without consent is accepted by its home
and withheld from everybody else, and one without a date is accepted and warned of, since no law makes the date a duty.
"""

from __future__ import annotations

from pathlib import Path

from tests.bench.documents import plan_xml

WITHHELD, WARNED = "no consent", "no start date"
SECRET = "what stands in a file of this computer"


def good() -> bytes:
    """The document that each of them was."""
    return plan_xml(0)


def twelve(secret: Path) -> dict[str, bytes]:
    """Name → document. `secret` is a file of this computer that one of them would like to have read."""
    xml = good()
    declaration, whole = xml.partition(b"?>\n")[0] + b"?>\n", xml.partition(b"?>\n")[2]
    start, end = whole.index(b"<Consent>"), whole.index(b"</Consent>") + len(b"</Consent>")
    inside = b'<!DOCTYPE SipPlan [<!ENTITY ours "mina">]>\n'
    outside = f'<!DOCTYPE SipPlan [<!ENTITY theirs SYSTEM "{secret.resolve().as_uri()}">]>\n'.encode()
    text = b"Att bo kvar hemma"
    return {
        "date 30 February": _other(xml, b"<TargetDate>2026-11-01<", b"<TargetDate>2026-02-30<"),
        "bad personal number": _other(xml, b"<Value>191212121212<", b"<Value>191212121213<"),
        "unknown participant": _other(xml, b"<Coordinator>deltagare-1<", b"<Coordinator>deltagare-99<"),
        "unknown status": _other(xml, b"<Status>ongoing<", b"<Status>nearly<"),
        "duplicate id": _other(xml, b"<Id>insats-2<", b"<Id>insats-1<"),
        "empty text": _emptied(xml),
        "internal entity": declaration + inside + _other(whole, text, b"&ours; " + text),
        WITHHELD: declaration + whole[:start].rstrip() + whole[end:],
        WARNED: _other(xml, b"<EstablishedOn>2026-01-12</EstablishedOn>", b""),
        "truncated": xml[: len(xml) // 2],
        "wrong namespace": _other(xml, b"urn:samspel:sip:0.9", b"urn:samspel:sip:9.0"),
        "external entity": declaration + outside + _other(whole, text, b"&theirs; " + text),
    }


def _emptied(xml: bytes) -> bytes:
    """The first need without text."""
    need = xml.index(b"<Need>")
    start = xml.index(b"<Text>", need) + len(b"<Text>")
    return xml[:start] + xml[xml.index(b"</Text>", start) :]


def _other(xml: bytes, old: bytes, new: bytes) -> bytes:
    if old not in xml:
        raise ValueError("the plan has changed: what was to be made wrong is not there")
    return xml.replace(old, new, 1)
