"""Messages between gateways: copies, controls, answers, as bytes on the wire and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from mappings.account import Account
from mappings.fhir.account import account_of, unread
from mappings.fhir.answers import answered_part, outcome_entries, read_answered, read_response, response_parts
from mappings.fhir.bundles import is_ours, read_resources
from mappings.fhir.constants import URI, Json
from mappings.fhir.document import entries_from_sip, sip_from_resources
from mappings.fhir.envelope import content_hash, frozen_bytes, frozen_part, wrap
from mappings.fhir.header import read_header, uuid_of, validated
from mappings.fhir.labels import REDACTED, TEST, has_label
from mappings.fhir.node import Node, Said
from mappings.fhir.partner_tasks import Partner, entries_from_partner, partner_from_tasks
from mappings.fhir.reader import Reader
from mappings.fhir.reading import made_document, the_care_plan
from mappings.fhir.refusals import is_harmless, refuse
from mappings.fhir.structure import demand_sound_entries
from mappings.fhir.tasks import (
    control_from_task,
    copy_from_task,
    status_from_task,
    task_from_control,
    task_from_copy,
    task_from_status,
)
from mappings.fhir.urls import Urls
from mappings.json_parser import CountedJson, parse_counted, parse_json
from schemas.errors import InvalidDocument
from schemas.findings import Finding, finding, has_errors
from schemas.messages import (
    READABLE_MESSAGE_VERSIONS,
    ControlMessage,
    Copy,
    CopyMessage,
    Header,
    Message,
    MessageKind,
    Ping,
    PingAnswer,
    Reconcile,
    ReconcileAnswer,
    Response,
    StatusMessage,
)
from schemas.sip.document import SipDocument


@dataclass(frozen=True)
class MessageReading:
    """What came: the message (None when it cannot be taken), its frozen bytes, the account, and every finding.

    Header and envelope id stand there also when the message itself is refused, so that it can be answered.
    """

    message: Message | None
    frozen: bytes | None = None
    account: Account = field(default_factory=Account)
    findings: tuple[Finding, ...] = ()
    header: Header | None = None
    envelope_id: str | None = None


def frozen_copy(copied: Copy) -> bytes:
    """The frozen bytes of a copy: all entries but the header. The same copy gives the same bytes, always."""
    urls = Urls(str(copied.copy_id))
    entries = entries_from_sip(copied.document, urls, redacted=copied.redacted)
    return _frozen([{"fullUrl": urls.of("task"), "resource": task_from_copy(urls, copied)}, *entries])


def _frozen(entries: list[Json]) -> bytes:
    """The bytes of entries that are sound. Raises UnsoundMessage, before anything is kept or sent."""
    demand_sound_entries(entries)
    return frozen_bytes(entries)


_PARTNER: dict[MessageKind, type[Partner]] = {
    MessageKind.PING: Ping,
    MessageKind.PING_ANSWER: PingAnswer,
    MessageKind.RECONCILE: Reconcile,
    MessageKind.RECONCILE_ANSWER: ReconcileAnswer,
}


def message_bundle(message: ControlMessage | Response | StatusMessage | Partner, envelope_id: str) -> bytes:
    """A control message, an answer, a ping or a reconciling, on the wire."""
    urls = Urls(message.header.message_id)
    if isinstance(message, Ping | PingAnswer | Reconcile | ReconcileAnswer):
        answers = isinstance(message, PingAnswer | ReconcileAnswer)
        extra = {"response": answered_part(message.answers)} if answers else None  # type: ignore[union-attr]
        return wrap(_frozen(entries_from_partner(urls, message)), message.header, envelope_id, extra)
    if isinstance(message, Response):
        outcome = outcome_entries(urls, message)
        return wrap(_frozen(outcome), message.header, envelope_id, response_parts(urls, message))
    task = task_from_control(message) if isinstance(message, ControlMessage) else task_from_status(message)
    return wrap(_frozen([{"fullUrl": urls.of("task"), "resource": task}]), message.header, envelope_id)


def unwrap(wire: bytes) -> tuple[Header, bytes, Json]:
    """Header, frozen bytes and bundle of a message. Raises InvalidDocument when it is none of ours."""
    parsed = parse_json(wire)
    if parsed.findings or not is_ours(parsed.value):
        raise InvalidDocument(findings=parsed.findings or (finding("SIP730", "Bundle"),))
    reader = read_resources(parsed.value, "Bundle", lenient=False)
    header = read_header(reader, Node(parsed.value, "Bundle", reader.log))
    if header is None or has_errors(reader.log.findings):
        raise InvalidDocument(findings=tuple(dict.fromkeys(reader.log.findings)))
    return header, frozen_part(wire, last=_is_last("entry", parsed.value)), parsed.value


def _is_last(name: str, value: Json) -> bool:
    return next(reversed(value)) == name


def copy_from_bundle(bundle: Json) -> Copy:
    """The copy that a message carries. Raises InvalidDocument with every finding."""
    return _copy_of_bundle(bundle, harmless=False)


def _copy_of_bundle(bundle: Json, *, harmless: bool) -> Copy:
    reader = read_resources(bundle, "Bundle", lenient=False)
    if not harmless:
        refuse(bundle, "Bundle", reader.log)
    copied, _ = _read_copy(reader)
    if copied is None or has_errors(reader.log.findings):
        raise InvalidDocument(findings=tuple(dict.fromkeys(reader.log.findings)) or (finding("SIP730", "Bundle"),))
    return copied


def copy_from_frozen(frozen: bytes) -> Copy:
    """The copy in frozen bytes that were checked when they were made, or when they came: read without account.

    Raises InvalidDocument with every finding.
    """
    parsed = parse_json(frozen)
    if parsed.findings:
        raise InvalidDocument(findings=parsed.findings)
    bundle = {"resourceType": "Bundle", "type": "message", "entry": parsed.value}
    return _copy_of_bundle(bundle, harmless=is_harmless(frozen))


def copy_as_checked(frozen: bytes, known_hash: str) -> Copy:
    """The copy in frozen bytes that this gateway has checked when they came, and kept with their content hash.

    The hash proves that they are the same bytes: that they are sound JSON and have nothing to refuse is not asked once
    more. The model itself judges every field as always. Bytes with another hash are read as `copy_from_frozen` does.
    """
    if content_hash(frozen) != known_hash:
        return copy_from_frozen(frozen)
    return _copy_of_bundle({"resourceType": "Bundle", "type": "message", "entry": orjson.loads(frozen)}, harmless=True)


def message_from_wire(wire: bytes, readable: Sequence[str] = READABLE_MESSAGE_VERSIONS) -> MessageReading:
    """Read what came. Never raises: what cannot be taken has the findings that say why."""
    parsed = parse_counted(wire)
    if parsed.findings:
        return MessageReading(None, findings=parsed.findings)
    if not is_ours(parsed.value):
        return MessageReading(None, findings=(finding("SIP730", "Bundle"),))
    return _read_message(parsed, wire, readable)


def _read_message(parsed: CountedJson, wire: bytes, readable: Sequence[str]) -> MessageReading:
    value: Json = parsed.value
    reader = read_resources(value, "Bundle", lenient=False)
    bundle = Node(value, "Bundle", reader.log)
    if not is_harmless(wire):
        refuse(value, "Bundle", reader.log)
    header = read_header(reader, bundle, readable)
    envelope_id = _envelope_id(reader, bundle)
    message, data = _read_body(reader, header) if header is not None else (None, {})
    if (below := bundle.child("meta")) is not None:
        below.ignore("profile", "names the form, not the content")
    if isinstance(message, CopyMessage) and message.copied.redacted != has_label(bundle, REDACTED):
        reader.log.find("SIP738", "Bundle.meta.security")
    if isinstance(message, Ping | PingAnswer) and not has_label(bundle, TEST):
        reader.log.find("SIP741", "Bundle.meta.security")
    if left := unread(value, reader.log.marks, parsed.leaves):
        reader.log.find("SIP153", "Bundle", count=left)
    findings = tuple(dict.fromkeys(reader.log.findings))
    return MessageReading(
        None if has_errors(findings) else message,
        frozen_part(wire, last=_is_last("entry", value)),
        account_of(value, "Bundle", reader.log, data),
        findings,
        header,
        envelope_id,
    )


def _envelope_id(reader: Reader, bundle: Node) -> str | None:
    identifier = bundle.child("identifier")
    value = identifier.string("value") if identifier is not None and identifier.peek("system") == URI else None
    if identifier is None or value is None or uuid_of(value) != uuid_of(bundle.string("id") or ""):
        reader.log.find("SIP734", bundle.at("identifier"))
        return None
    identifier.take("system")
    return f"urn:uuid:{uuid_of(value)}"


def _read_body(reader: Reader, header: Header) -> tuple[Message | None, Any]:
    if header.kind is MessageKind.PLAN:
        copied, data = _read_copy(reader)
        if copied is None:
            return None, data
        if (copied.sender, copied.receiver) != (header.sender, header.receiver):
            reader.log.find("SIP736", reader.resources[0].node.path)
        return CopyMessage(header=header, copied=copied), data
    if header.kind is MessageKind.RESPONSE:
        said = read_response(reader)
        return _made(reader, Response, header, said), said
    tasks = reader.of("Task")
    if header.kind in _PARTNER and tasks:
        said = partner_from_tasks(reader, header.kind, tasks)
        if header.kind in (MessageKind.PING_ANSWER, MessageKind.RECONCILE_ANSWER):
            said["answers"] = read_answered(reader)
        return _made(reader, _PARTNER[header.kind], header, said), said
    if len(tasks) != 1:
        reader.log.find("SIP735", "Bundle.entry")
        return None, {}
    if header.kind is MessageKind.STATUS:
        said = status_from_task(reader, tasks[0])
        return _made(reader, StatusMessage, header, said), said
    said = control_from_task(reader, tasks[0])
    return _made(reader, ControlMessage, header, said), said


def _made(reader: Reader, kind: type[Any], header: Header, said: Said) -> Any:
    return validated(reader, kind, Said({**said, "header": header.model_dump()}), said.path)


def _read_copy(reader: Reader) -> tuple[Copy | None, Said]:
    tasks, care_plan = reader.of("Task"), the_care_plan(reader, "Bundle")
    data = sip_from_resources(reader, care_plan)
    if len(tasks) != 1 or care_plan is None:
        reader.log.find("SIP735", "Bundle.entry")
        return None, data
    said = copy_from_task(reader, tasks[0])
    said["redacted"] = has_label(care_plan.node, REDACTED)
    carried = said.pop("copy_id")
    document = made_document(reader, data, "Bundle")
    copied = _with_document(reader, said, document)
    if copied is not None and str(copied.copy_id) != carried:
        reader.log.find("SIP737", tasks[0].node.at("identifier"))
    return copied, Said({**data, "task": said, "copy_id": carried})


def _with_document(reader: Reader, said: Said, document: SipDocument | None) -> Copy | None:
    if document is None:
        return None
    if document.plan.plan_id is None or document.plan.version is None:
        reader.log.find("SIP737", said.path)
        return None
    return validated(reader, Copy, Said({**said, "document": document}), said.path)
