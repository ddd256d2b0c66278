"""SIP XML to FHIR message and back, checked, sealed and opened; beside it a floor and the fastest peer.

The floor does what no program that reads XML and gives hashed JSON can leave out, in C all of it: parse, judge by the
schema, write the JSON, hash it. The peer is saxonche (`peer.py`). All take turns; each document
counts at its quickest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

import orjson
from lxml import etree

from gateway.rules.report import report_on
from gateway.security.keys import KeyRing
from gateway.security.seal import SealHeader, seal, unseal
from mappings import fhir
from mappings.fhir import bundles
from mappings.fhir.structure.faults import faults_in
from mappings.fhir.structure.references import targets_of
from mappings.fhir.structure.sound import sound_resource
from mappings.formats import read
from mappings.sip_xml import documents as sip_xml_documents
from mappings.sip_xml.documents import read_thoroughly
from mappings.sip_xml.quick import quick_document
from mappings.sip_xml.schema import compiled
from mappings.xml_parser import new_parser, parse_xml
from tests.bench import gates
from tests.bench.documents import CLINIC, HOME, plan_xml
from tests.bench.figures import Measured, Size, cpu_seconds_of_each
from tests.bench.peer import coverage, peer, same_content

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


def measured(size: Size) -> Measured:
    """Documents a second of one core."""
    bodies = [plan_xml(number) for number in range(size.documents)]
    found, said = Measured(), [ours(body) for body in bodies]
    best = cpu_seconds_of_each(_actions(bodies, said), len(bodies), rounds=size.rounds)
    rates = {name: len(bodies) / seconds for name, seconds in best.items()}
    mean = sum(map(len, bodies)) // len(bodies), sum(map(len, said)) // len(said)
    found.add("source-bytes", "the document: SIP XML", mean[0], "bytes", f"{len(bodies)} different ones")
    found.add(
        "message-bytes", "the message: FHIR JSON", mean[1], "bytes", f"{len(orjson.loads(said[0])['entry'])} resources"
    )
    for name, what in _WHAT.items():
        found.add(name, what, rates[name], "documents/s")
    for name, (one, other, what) in _RATIOS.items():
        found.add(name, what, rates[one] / rates[other], "times")
    _compare(found, bodies, said)
    return found


_WHAT = {
    "floor": "floor: lxml parse, XSD, orjson, SHA-256",
    "ours": "ours, with every gate",
    "unchecked": "ours, without XSD and without the check of what is said",
    "peer": "saxonche, checks nothing",
    "peer-gated": "saxonche with our XSD before and our check behind",
    "read-back": "reading the message back, to a document",
    "read-quick": "the schema and the quick reader of SIP XML",
    "read-thorough": "the thorough reader of SIP XML, which finds nothing",
    "check-quick": "the quick check of the message",
    "check-thorough": "the thorough check of it, which finds nothing",
    "check": "`check` of the SIP XML",
    "seal": "sealing the message (sign, encrypt)",
    "unseal": "opening it (decrypt, verify)",
}
_RATIOS = {
    "ours-to-floor": ("ours", "floor", "ours with every gate, to the floor"),
    "ours-to-peer": ("ours", "peer", "ours with every gate, to the unchecked peer"),
    "unchecked-to-peer": ("unchecked", "peer", "both unchecked"),
    "gated-to-peer-gated": ("ours", "peer-gated", "both with the same gates"),
    "read-quick-to-thorough": ("read-quick", "read-thorough", "the quick reader, to the thorough one"),
    "check-quick-to-thorough": ("check-quick", "check-thorough", "the quick check, to the thorough one"),
}


def ours(body: bytes) -> bytes:
    """The message of a document, by every gate: parser, schema, model and references, structure of what is said."""
    document = read(body).document
    if document is None:
        raise ValueError("a document of the bench is refused")
    return fhir.fhir_bytes_from_sip(document)


@contextmanager
def unchecked() -> Iterator[None]:
    """No XSD, and no check of what is said, meanwhile."""
    kept = sip_xml_documents.is_valid, sip_xml_documents.structural_faults, bundles.demand_sound_bundle
    sip_xml_documents.is_valid = lambda _root: True
    sip_xml_documents.structural_faults = lambda *_: []
    bundles.demand_sound_bundle = lambda *_: None
    try:
        yield
    finally:
        sip_xml_documents.is_valid, sip_xml_documents.structural_faults, bundles.demand_sound_bundle = kept


Action = Callable[[int], object]
"""Of the document of that number."""


def _actions(bodies: list[bytes], said: list[bytes]) -> dict[str, Action]:
    translate, judge = peer(), compiled()
    values = [orjson.loads(body) for body in said]
    home, clinic = (KeyRing.generate(each, NOW) for each in (HOME, CLINIC))
    header = SealHeader(HOME, CLINIC, "urn:uuid:1", "urn:uuid:2", "plan", "0.9.1")
    sealed = [seal(body, header, home, clinic.public(), NOW) for body in said]
    today = date(2026, 6, 1)

    def without_gates(number: int) -> bytes:
        with unchecked():
            return ours(bodies[number])

    def peer_gated(number: int) -> None:
        gates.check_source(bodies[number])
        gates.check_output(translate(bodies[number]))

    def opened(number: int) -> object:
        return unseal(sealed[number], me=CLINIC, ring=clinic, senders=lambda _: home.public(), now=NOW)

    return {
        "floor": lambda number: _floor(bodies[number], values[number], judge),
        "ours": lambda number: ours(bodies[number]),
        "unchecked": without_gates,
        "peer": lambda number: translate(bodies[number]),
        "peer-gated": peer_gated,
        "read-back": lambda number: fhir.read_fhir_json(said[number]),
        "read-quick": lambda number: _read_quickly(bodies[number], judge),
        "read-thorough": lambda number: read_thoroughly(_parsed(bodies[number])),
        "check-quick": lambda number: sound_resource(values[number], targets_of(values[number]["entry"])),
        "check-thorough": lambda number: _found_in(values[number]),
        "check": lambda number: report_on(bodies[number], today),
        "seal": lambda number: seal(said[number], header, home, clinic.public(), NOW),
        "unseal": opened,
    }


def _read_quickly(body: bytes, judge: etree.XMLSchema) -> None:
    root = _parsed(body)
    if not judge.validate(root) or not quick_document(root).plan:
        raise ValueError("a document of the bench is not read the quick way")


def _parsed(body: bytes) -> etree._Element:
    """The tree of a document of the bench."""
    root = parse_xml(body).root
    if root is None:
        raise ValueError("a document of the bench is refused")
    return root


def _found_in(message: Any) -> None:
    """What the thorough check says of a message that is sound: nothing."""
    if faults_in(message, "Resource", "Bundle", targets_of(message["entry"])):
        raise ValueError("a message of the bench is not sound")


def _floor(body: bytes, value: Any, judge: etree.XMLSchema) -> str:
    root = etree.fromstring(body, new_parser())
    if not judge.validate(root):
        raise ValueError("a document of the bench is not of the schema")
    return hashlib.sha256(orjson.dumps(value)).hexdigest()


def _compare(found: Measured, bodies: list[bytes], said: list[bytes]) -> None:
    """Whether the peer says the same, and how much of the source both say."""
    translate = peer()
    theirs = [translate(body) for body in bodies]
    same = sum(map(same_content, said, theirs))
    found.add(
        "same-content",
        "documents of which both say the same resources and values",
        same,
        "documents",
        f"of {len(bodies)}; only ids differ",
    )
    for key, what, messages in (("ours-coverage", "ours", said), ("peer-coverage", "saxonche", theirs)):
        there, of = (sum(each) for each in zip(*map(coverage, bodies, messages), strict=True))
        found.add(
            key, f"values of the source found in the message: {what}", 100 * there / of, "%", f"{there:,} of {of:,}"
        )
