"""The bodies that fuzzing starts from: golden plans and messages in every format, with a secret in every free text."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from mappings import fhir
from mappings.formats import read, write
from mappings.reading import Format, Report
from mappings.sip_xml import write_consent_xml, write_findings_xml, write_receipt_xml
from schemas.findings import finding
from schemas.messages import MessageKind
from schemas.receipts import Receipt
from schemas.sip.document import SipDocument
from schemas.states import CopyState
from tests.fhir.messages import (
    ENVELOPE_ID,
    controls,
    copy_of,
    header,
    partner_messages,
    responses,
    statuses,
    with_ids,
)
from tests.fuzz.guards import SECRET
from tests.generated_plans.strategies import maximal_document, sip_documents

T = TypeVar("T")

FREE = frozenset({"text", "given", "family", "name", "comment", "performer_name", "title", "display"})
_SHARED = Path(os.environ.get("SAMSPEL_SHARED", Path(__file__).resolve().parents[3] / "shared"))
LARGEST = 2**20
"""Bytes; larger files of the corpora are the ordinary tests' business."""


@cache
def plan() -> SipDocument:
    """A plan with something of everything, in which every free text is the secret."""
    whole = json.loads(write(with_ids(maximal_document()), Format.SIP_JSON).body)
    document = read(json.dumps(_with_secrets(whole)).encode()).document
    if document is None:
        raise ValueError("the plan to start from is not readable")
    return document


def _with_secrets(value: Any, name: str | None = None) -> Any:
    if isinstance(value, dict):
        return {key: _with_secrets(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_secrets(each, name) for each in value]
    return SECRET if name in FREE and isinstance(value, str) else value


@cache
def documents(form: Format) -> tuple[bytes, ...]:
    """The demo's plan, the plan of everything and the smallest plans, in one format."""
    demo = Path(__file__).resolve().parents[2] / "gateway" / "demo" / "plan.xml"
    small = read(demo.read_bytes()).document
    smallest = sorted(drawn(sip_documents(most=1), 12), key=lambda each: len(each.model_dump_json()))[:3]
    return tuple(write(each, form).body for each in (*smallest, plan(), small) if each is not None)


@cache
def messages() -> tuple[bytes, ...]:
    """A copy on the wire, and some of every smaller message of ours."""
    frozen = fhir.frozen_copy(copy_of(plan()))
    strategies = (controls(), responses(), statuses(), partner_messages())
    small = [fhir.message_bundle(each, ENVELOPE_ID) for kind in strategies for each in drawn(kind, 3)]
    return (fhir.wrap(frozen, header(MessageKind.PLAN), ENVELOPE_ID), *small)


@cache
def small_documents() -> tuple[bytes, ...]:
    """A consent, a receipt and a report of findings, as SIP XML."""
    consent = next(iter(plan().consents))
    receipt = Receipt(
        copy_id=f"urn:uuid:{ENVELOPE_ID[9:]}/1/2120000142.skola-norr/plan",
        state=CopyState.RECORDED,
        entry_id="journal-4711",
        at=datetime(2026, 3, 2, 9, 0, tzinfo=UTC),
        by=SECRET,
    )
    report = Report(False, None, (finding("SIP010"),))
    return write_consent_xml(consent), write_receipt_xml(receipt), write_findings_xml(report)


def drawn(strategy: st.SearchStrategy[T], count: int) -> list[T]:
    """Some examples, the same ones every time."""
    found: list[T] = []

    @seed(1)
    @settings(max_examples=count, database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(strategy)
    def draw(value: T) -> None:
        found.append(value)

    draw()
    return found


@cache
def hostile_files() -> tuple[Path, ...]:
    """Every file of the hostile corpora; none where they are absent."""
    found = sorted(path for path in (_SHARED / "corpora" / "6-hostile").rglob("*") if path.is_file())
    return tuple(path for path in found if path.stat().st_size <= LARGEST)
