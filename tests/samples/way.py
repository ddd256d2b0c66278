"""Takes a sample through the rules and the mapping, as the gateway does, with fixed time, ids and aliases.

No store and no broker: what is decided and what is said, not how it travels.
"""

from __future__ import annotations

import hashlib
import itertools
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache

from gateway.directory.toml_directory import read_directory
from gateway.rules.copies import MadeCopy, make_copy
from gateway.rules.recipients import DirectoryView, Disposition, RecipientDecision, RecipientKind, recipients_of
from mappings import fhir
from mappings.sip_xml import read_consent_xml, read_sip_xml
from schemas.messages import Copy, Header, MessageKind
from schemas.sip.consent import Consent
from schemas.sip.document import SipDocument
from tests.samples.loading import Sample, Version


@dataclass(frozen=True)
class Outcome:
    """What has become of one recipient's copy of one version.

    `frozen` are the bytes of the copy and `message` the envelope around them; None for who is no other organisation.
    """

    step: Version
    decided: RecipientDecision
    made: MadeCopy | None = None
    frozen: bytes | None = None
    message: bytes | None = None

    @property
    def recipient(self) -> str:
        """The recipient's id in the plan."""
        return self.decided.recipient


@dataclass
class _Way:
    """One lifecycle on its way: what each recipient has got so far."""

    sample: Sample
    aliases: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)
    sent: dict[tuple[str, str], int] = field(default_factory=dict)

    def step(self, step: Version) -> list[Outcome]:
        document = accepted(self.sample, step)
        known = read_directory(self.sample.directory)
        found = recipients_of(document, document.consents, self.sample.home, known, step.now)
        return [self._outcome(step, document, each, known) for each in found]

    def _outcome(self, step: Version, document: SipDocument, one: RecipientDecision, known: DirectoryView) -> Outcome:
        if one.disposition not in (Disposition.PREPARE, Disposition.MADE):
            return Outcome(step, one)
        plan_id = document.plan.plan_id or ""
        key = (plan_id, one.recipient)
        made = make_copy(
            document,
            one.recipient,
            one.decision,
            aliases=self.aliases.get(key, {}),
            new_id=_ids_of(plan_id, one.recipient, start=len(self.aliases.get(key, {}))),
            recipient_handles_protected=known.handles_protected(one.address or ""),
            home=self.sample.home,
        )
        self.aliases[key] = made.aliases
        if one.kind is not RecipientKind.ORGANISATION or one.address is None:
            return Outcome(step, one, made)
        frozen = fhir.frozen_copy(_copy(self.sample, step, one.address, made, self.sent.get(key)))
        self.sent[key] = step.number
        return Outcome(step, one, made, frozen, _wrapped(self.sample, step, one.address, frozen))


@cache
def outcomes(sample: Sample) -> tuple[Outcome, ...]:
    """Every recipient's copy of every step, in order. The same sample gives the same bytes."""
    way = _Way(sample)
    return tuple(each for step in sample.steps for each in way.step(step))


def accepted(sample: Sample, step: Version) -> SipDocument:
    """The document as the home's gateway holds it: with a plan id and a number, and the consents entered by hand."""
    read = read_sip_xml(step.document).document
    assert read is not None, f"{sample.name}/{step.name} cannot be read"
    plan_id = read.plan.plan_id or f"urn:uuid:{_uuid(sample.name)}"
    plan = read.plan.model_copy(update={"plan_id": plan_id, "version": step.number})
    return SipDocument(plan=plan, consents=(*read.consents, *_by_hand(step)))


def _by_hand(step: Version) -> tuple[Consent, ...]:
    read = [read_consent_xml(body).document for body in step.by_hand]
    return tuple(each for each in read if each is not None)


def _copy(sample: Sample, step: Version, receiver: str, made: MadeCopy, before: int | None) -> Copy:
    return Copy(
        sender=sample.home,
        receiver=receiver,
        document=made.document,
        previous_version=before,
        version_digest=hashlib.sha256(f"{sample.name} {step.name}".encode()).hexdigest(),
        redacted=made.redacted,
    )


def _wrapped(sample: Sample, step: Version, receiver: str, frozen: bytes) -> bytes:
    header = Header(
        message_id=f"urn:uuid:{_uuid(sample.name, step.name, receiver, 'message')}",
        kind=MessageKind.PLAN,
        sender=sample.home,
        receiver=receiver,
        sender_key=_uuid(sample.home, "key"),
        receiver_key=_uuid(receiver, "key"),
        created_at=step.now,
    )
    return fhir.wrap(frozen, header, f"urn:uuid:{_uuid(sample.name, step.name, receiver, 'envelope')}")


def _ids_of(plan_id: str, recipient: str, start: int) -> Callable[[], str]:
    numbers = itertools.count(start)
    return lambda: _uuid(plan_id, recipient, str(next(numbers)))


def _uuid(*words: str) -> str:
    return str(uuid.UUID(bytes=hashlib.sha256("|".join(words).encode()).digest()[:16], version=4))
