"""Messages on the wire: frozen bytes travel untouched, every kind comes back, what is wrong is refused."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from hypothesis import given

from gateway.exchange.locked import Told
from mappings.fhir import (
    content_hash,
    copy_as_checked,
    copy_from_bundle,
    copy_from_frozen,
    frozen_copy,
    message_bundle,
    message_from_wire,
    unwrap,
    wrap,
)
from mappings.fhir.models import as_models
from schemas.errors import InvalidDocument
from schemas.messages import ControlMessage, Copy, CopyMessage, Header, MessageKind
from tests.fhir.messages import (
    ENVELOPE_ID,
    HOME,
    MESSAGE_ID,
    NOON,
    controls,
    copies,
    copy_of,
    header,
    headers,
    partner_messages,
    responses,
    statuses,
)


@given(copies(), headers((MessageKind.PLAN,)))
def test_a_copy_comes_back_from_the_wire(copied: Copy, head: Header) -> None:
    frozen = frozen_copy(copied)
    wire = wrap(frozen, head, ENVELOPE_ID)
    reading = message_from_wire(wire)
    assert reading.findings == ()
    assert reading.message == CopyMessage(header=head, copied=copied)
    assert reading.frozen == frozen
    assert reading.account.complete
    assert reading.envelope_id == ENVELOPE_ID


@given(controls() | responses() | statuses() | partner_messages())
def test_what_carries_no_plan_comes_back_from_the_wire(message: Told) -> None:
    wire = message_bundle(message, ENVELOPE_ID)
    reading = message_from_wire(wire)
    assert reading.message == message
    assert reading.findings == ()
    assert reading.account.complete
    assert as_models(json.loads(wire)).type == "message"


def test_frozen_bytes_stand_in_the_message_untouched_however_often_it_is_sent() -> None:
    frozen = frozen_copy(copy_of())
    again = header(message_id=ENVELOPE_ID, created_at=NOON + timedelta(days=9))
    for head, envelope in ((header(), ENVELOPE_ID), (again, MESSAGE_ID)):
        wire = wrap(frozen, head, envelope)
        unwrapped, carried, bundle = unwrap(wire)
        assert frozen[1:] in wire
        assert carried == frozen
        assert content_hash(carried) == content_hash(frozen)
        assert unwrapped == head
        assert copy_from_bundle(bundle) == copy_of()
        assert copy_from_frozen(carried) == copy_of()


def test_the_same_copy_is_frozen_to_the_same_bytes() -> None:
    assert frozen_copy(copy_of()) == frozen_copy(Copy.model_validate_json(copy_of().model_dump_json()))


def test_a_frozen_copy_has_no_header_and_says_whose_it_is() -> None:
    entries = json.loads(frozen_copy(copy_of()))
    kinds = [each["resource"]["resourceType"] for each in entries]
    assert "MessageHeader" not in kinds
    assert kinds[0] == "Task"
    assert entries[0]["resource"]["identifier"][0]["value"] == str(copy_of().copy_id)


def test_white_space_of_another_writer_is_part_of_what_was_frozen() -> None:
    bundle = json.loads(wrap(frozen_copy(copy_of()), header(), ENVELOPE_ID))
    wire = json.dumps(bundle, indent=2).encode()
    reading = message_from_wire(wire)
    assert reading.message is not None
    assert reading.frozen is not None
    assert reading.frozen in wire.replace(wire[: wire.index(reading.frozen[1:40])], b"[", 1)
    assert json.loads(reading.frozen) == bundle["entry"][1:]


def test_a_redacted_copy_is_marked_on_bundle_and_plan_and_a_whole_one_nowhere() -> None:
    for redacted in (True, False):
        bundle = json.loads(wrap(frozen_copy(copy_of(redacted=redacted)), header(), ENVELOPE_ID))
        marked = [
            each["resourceType"]
            for each in (bundle, *(entry["resource"] for entry in bundle["entry"]))
            if any(label["code"] == "REDACTED" for label in each.get("meta", {}).get("security", ()))
        ]
        assert marked == (["Bundle", "CarePlan"] if redacted else [])


def test_a_control_message_carries_no_plan_content() -> None:
    message = ControlMessage(
        header=header(MessageKind.WITHDRAWAL), plan_id=copy_of().document.plan.plan_id or "", at=NOON
    )
    bundle = json.loads(message_bundle(message, ENVELOPE_ID))
    assert [entry["resource"]["resourceType"] for entry in bundle["entry"]] == ["MessageHeader", "Task"]


def _wire() -> dict:
    return json.loads(wrap(frozen_copy(copy_of()), header(), ENVELOPE_ID))


@pytest.mark.parametrize(
    ("change", "code", "path"),
    [
        (lambda b: b.update(type="collection"), "SIP730", "Bundle"),
        (lambda b: b["entry"].pop(0), "SIP730", "Bundle"),
        (lambda b: b.update(id="another"), "SIP734", "Bundle.identifier"),
        (lambda b: b["entry"][0]["resource"].pop("definition"), "SIP731", "Bundle.entry[0].resource.definition"),
        (
            lambda b: b["entry"][0]["resource"].update(
                definition=b["entry"][0]["resource"]["definition"].replace("0.9", "7.0")
            ),
            "SIP008",
            "Bundle.entry[0].resource.definition",
        ),
        (lambda b: b["entry"][0]["resource"].pop("sender"), "SIP732", "Bundle.entry[0].resource"),
        (lambda b: b["entry"][0]["resource"].update(id=ENVELOPE_ID[9:]), "SIP733", "Bundle.entry[0].resource.id"),
        (lambda b: b.pop("timestamp"), "SIP732", "Bundle.entry[0].resource"),
        (lambda b: b["entry"].pop(1), "SIP735", "Bundle.entry"),
        (
            lambda b: b["entry"][1]["resource"]["owner"]["identifier"].update(value=HOME),
            "SIP736",
            "Bundle.entry[0].resource",
        ),
        (
            lambda b: b["entry"][1]["resource"]["identifier"][0].update(value="x/1/y/plan"),
            "SIP737",
            "Bundle.entry[1].resource.identifier",
        ),
        (lambda b: b["meta"].pop("security"), "SIP738", "Bundle.meta.security"),
    ],
)
def test_a_message_that_is_not_whole_is_refused_with_its_reason(change, code: str, path: str | None) -> None:
    bundle = _wire()
    change(bundle)
    reading = message_from_wire(json.dumps(bundle).encode())
    assert reading.message is None
    assert code in {finding.code for finding in reading.findings}
    assert path is None or path in {finding.path for finding in reading.findings if finding.code == code}


def test_a_message_that_is_refused_still_says_who_sent_it() -> None:
    bundle = _wire()
    bundle["entry"][2]["resource"]["modifierExtension"] = [{"url": "https://example.org/x", "valueBoolean": True}]
    reading = message_from_wire(json.dumps(bundle).encode())
    assert reading.message is None
    assert reading.header == header()
    assert reading.envelope_id == ENVELOPE_ID


@pytest.mark.parametrize("wire", [b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b'{"entry": 1}', b'{"entry": []}'])
def test_what_is_no_message_is_refused_and_never_raises(wire: bytes) -> None:
    reading = message_from_wire(wire)
    assert reading.message is None
    assert reading.findings
    with pytest.raises(InvalidDocument):
        unwrap(wire)


def test_bytes_kept_with_their_hash_read_the_same_as_when_they_came():
    frozen = frozen_copy(copy_of())
    assert copy_as_checked(frozen, content_hash(frozen)) == copy_from_frozen(frozen) == copy_of()


def test_bytes_with_another_hash_than_kept_are_checked_once_more():
    entries = json.loads(frozen_copy(copy_of()))
    kept = content_hash(json.dumps(entries).encode())
    entries[0]["resource"]["implicitRules"] = "https://example.org/rules"
    with pytest.raises(InvalidDocument) as refused:
        copy_as_checked(json.dumps(entries).encode(), kept)
    assert "SIP132" in {each.code for each in refused.value.findings}
