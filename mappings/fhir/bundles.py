"""Bundles: the message that a document becomes, and the resources of a bundle made ready to read."""

from __future__ import annotations

import re
from typing import Any

from mappings.codes import coding, system_of
from mappings.fhir.constants import BASE, Json
from mappings.fhir.document import entries_from_sip
from mappings.fhir.node import MAPPED, Found, Log, Node
from mappings.fhir.organisations import directory_id
from mappings.fhir.people import known_as
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.structure import demand_sound_bundle
from mappings.fhir.urls import Urls
from schemas.messages import MESSAGE_VERSION, MessageKind
from schemas.sip.document import SipDocument
from schemas.sip.ids_given import UNASSIGNED

NOBODY = "urn:samspel:nobody"
_NOT_IN_IDS = re.compile(r"[^A-Za-z0-9.-]")
_FOCUS = ("Task", "CarePlan", "Consent")
_PARTS = frozenset(
    {
        "RelatedPerson",
        "PractitionerRole",
        "Condition",
        "Goal",
        "ServiceRequest",
        "Encounter",
        "Appointment",
        "DocumentReference",
    }
)


def definition(kind: MessageKind, version: str = MESSAGE_VERSION) -> str:
    """Canonical of the definition of a kind of message, with our message version."""
    return f"{BASE}/MessageDefinition/{kind.value}|{version}"


def focus_of(entries: list[Json]) -> list[Json]:
    """What a message is about: the task, the plan and the consents; everything else hangs on these."""
    by_kind = {
        kind: [each["fullUrl"] for each in entries if each["resource"].get("resourceType") == kind] for kind in _FOCUS
    }
    return [{"reference": url} for kind in _FOCUS for url in by_kind[kind]]


def message_header(kind: MessageKind, entries: list[Json]) -> Json:
    """A header that names nobody: of a document that is on its way to no one."""
    return {
        "resourceType": "MessageHeader",
        "meta": {"profile": [f"{BASE}/StructureDefinition/sip-message-header"]},
        "eventCoding": coding(kind),
        "source": {"endpoint": NOBODY},
        "focus": focus_of(entries),
        "definition": definition(kind),
    }


def bundle_from_sip(document: SipDocument) -> Json:
    """The message bundle of a document, addressed to nobody. Raises UnsoundMessage if it were not sound FHIR."""
    urls = Urls(document.plan.plan_id or "urn:samspel:without-id")
    entries = entries_from_sip(document, urls)
    header = {"fullUrl": urls.of("message-header"), "resource": message_header(MessageKind.PLAN, entries)}
    bundle = {
        "resourceType": "Bundle",
        "meta": {"profile": [f"{BASE}/StructureDefinition/sip-message"]},
        "type": "message",
        "entry": [header, *entries],
    }
    demand_sound_bundle(bundle)
    return bundle


def is_ours(value: Any) -> bool:
    """Whether a bundle is a message in our grammar: its first resource says so."""
    try:
        event = value["entry"][0]["resource"]["eventCoding"]
        return bool(value["type"] == "message" and event["system"] == system_of(MessageKind))
    except (KeyError, IndexError, TypeError):
        return False


def read_resources(value: Json, path: str, *, lenient: bool) -> Reader:
    """All resources of a bundle (or the one resource), known by their addresses, with what the model calls each."""
    reader = Reader(Log(lenient=lenient))
    if value.get("resourceType") != "Bundle":
        reader.add(Node(value, path, reader.log), f"{value.get('resourceType')}/{value.get('id')}")
    else:
        _read_entries(reader, value, path)
    for resource in reader.resources:
        resource.ref = _ref(reader, resource)
    return reader


def _read_entries(reader: Reader, bundle: Json, path: str) -> None:
    node = Node(bundle, path, reader.log)
    node.take("resourceType", "type")
    for name in ("id", "identifier", "timestamp", "total", "link", "meta"):
        node.ignore(name, "the envelope, not the plan")
    if _add_plain_entries(reader, node):
        return
    for entry in node.children("entry"):
        entry.take("fullUrl")
        for name in ("request", "response", "search", "link"):
            entry.ignore(name, "the envelope, not the plan")
        resource = entry.child("resource")
        if resource is not None:
            reader.add(resource, entry.peek("fullUrl") or "")
        elif reader.ours:
            reader.log.find("SIP135", entry.path)


def _add_plain_entries(reader: Reader, bundle: Node) -> bool:
    """Take in all entries, if each is a full URL and a resource and nothing else, as in every message of ours."""
    entries = bundle.value.get("entry")
    if type(entries) is not list or not all(map(_is_plain, entries)):
        return False
    marks = reader.log.marks
    for place, each in enumerate(entries):
        marks[id(each), "fullUrl"] = MAPPED
        reader.add(Node(each["resource"], bundle, reader.log, "", f"entry[{place}].resource"), each["fullUrl"])
    return True


def _is_plain(entry: Any) -> bool:
    try:
        return len(entry) == 2 and type(entry["fullUrl"]) is str and type(entry["resource"]) is dict
    except (KeyError, TypeError):
        return False


def _ref(reader: Reader, resource: Resource) -> Found | None:
    if resource.kind == "Patient":
        return known_as(resource)
    if resource.kind == "Organization":
        return directory_id(resource)
    if resource.kind not in _PARTS:
        return None
    own = known_as(resource) if resource.node.has("identifier") else None
    if own is not None or reader.ours:
        return own
    carried = resource.node.peek("id") or resource.url.rpartition(":")[2]
    made_up = f"{UNASSIGNED}{resource.kind.lower()}-{_NOT_IN_IDS.sub('-', carried)}"[:64]
    return Found(made_up, resource.node.path)
