"""How values lie locked in the store: one purpose for each kind of value, bound to whose row it is."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Any

from pydantic import TypeAdapter

from gateway.security.vault import Vault
from schemas.messages import (
    ControlMessage,
    CopyId,
    Ping,
    PingAnswer,
    Reconcile,
    ReconcileAnswer,
    Response,
    StatusMessage,
)
from schemas.sip.consent import Consent
from schemas.sip.plan import Plan

Told = ControlMessage | Response | StatusMessage | PingAnswer | ReconcileAnswer | Ping | Reconcile
"""Messages without plan content: they wait as work, and are built again when they are sent."""

_TOLD: TypeAdapter[Told] = TypeAdapter(Told)


class Purpose(StrEnum):
    """What kind of value is locked."""

    SOURCE = "source"
    ACCOUNT = "account"
    PLAN = "plan"
    CONSENT = "consent"
    FROZEN = "frozen"
    HOLDING = "holding"
    INBOX = "inbox"
    WORK = "work"
    IDENTITY = "identity"


def lock_plan(vault: Vault, plan: Plan) -> bytes:
    """A version's plan, SIP JSON."""
    return vault.lock(
        plan.model_dump_json().encode(), purpose=Purpose.PLAN, about=version_name(plan.plan_id, plan.version)
    )


def unlock_plan(vault: Vault, locked: bytes, plan_id: str, version: int) -> Plan:
    """The plan of a version row."""
    return Plan.model_validate_json(vault.unlock(locked, purpose=Purpose.PLAN, about=version_name(plan_id, version)))


def version_name(an_id: str | None, version: int | None) -> str:
    """What a version of a plan, or of a consent, is locked as."""
    return f"{an_id}/{version}"


def lock_consent(vault: Vault, consent: Consent) -> bytes:
    """One version of a consent."""
    about = version_name(consent.id, consent.version)
    return vault.lock(consent.model_dump_json().encode(), purpose=Purpose.CONSENT, about=about)


def unlock_consent(vault: Vault, locked: bytes, consent_id: str, version: int) -> Consent:
    """The consent of a consent row."""
    opened = vault.unlock(locked, purpose=Purpose.CONSENT, about=version_name(consent_id, version))
    return Consent.model_validate_json(opened)


def lock_frozen(vault: Vault, frozen: bytes, copy_id: CopyId) -> bytes:
    """The frozen bytes of a copy in the ledger."""
    return vault.lock(frozen, purpose=Purpose.FROZEN, about=str(copy_id))


def unlock_frozen(vault: Vault, locked: bytes, copy_id: CopyId) -> bytes:
    """The frozen bytes again."""
    return vault.unlock(locked, purpose=Purpose.FROZEN, about=str(copy_id))


def lock_holding(vault: Vault, frozen: bytes, copy_id: CopyId) -> bytes:
    """The frozen bytes of a copy at its recipient."""
    return vault.lock(frozen, purpose=Purpose.HOLDING, about=str(copy_id))


def unlock_holding(vault: Vault, locked: bytes, copy_id: CopyId) -> bytes:
    """The received bytes again."""
    return vault.unlock(locked, purpose=Purpose.HOLDING, about=str(copy_id))


def lock_told(vault: Vault, message: Told) -> bytes:
    """A control message or an answer that waits to be sent."""
    return vault.lock(message.model_dump_json().encode(), purpose=Purpose.WORK, about=message.header.message_id)


def unlock_told(vault: Vault, locked: bytes, message_id: str) -> Told:
    """The message again."""
    return _TOLD.validate_json(vault.unlock(locked, purpose=Purpose.WORK, about=message_id))


def lock_json(vault: Vault, value: Any, purpose: Purpose, about: str) -> bytes:
    """Plain data."""
    return vault.lock(json.dumps(value, ensure_ascii=False).encode(), purpose=purpose, about=about)


def unlock_json(vault: Vault, locked: bytes, purpose: Purpose, about: str) -> Any:
    """Plain data again."""
    return json.loads(vault.unlock(locked, purpose=purpose, about=about))
