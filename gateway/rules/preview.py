"""What would be sent to one recipient, and what would stay: the pure part of `samspel preview`.

Free text inside a permitted part is not read by machine; looking at the preview is the control (SIP.md §2).
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from gateway.rules.consent import ConsentDecision, ConsentSettings, decide
from gateway.rules.copies import CopySettings, LeftOut, make_copy, obstacles
from schemas.findings import Finding
from schemas.sip.document import SipDocument


@dataclass(frozen=True, slots=True)
class Preview:
    """`document` is what would go (None: nothing), `left_out` what would stay, `obstacles` why nothing goes."""

    document: SipDocument | None
    redacted: bool
    left_out: tuple[LeftOut, ...]
    decision: ConsentDecision
    obstacles: tuple[Finding, ...]


def preview(
    document: SipDocument,
    recipient: str,
    now: datetime,
    *,
    recipient_handles_protected: bool = False,
    aliases: Mapping[str, str] | None = None,
    home: str | None = None,
    consent_settings: ConsentSettings | None = None,
    copy_settings: CopySettings | None = None,
) -> Preview:
    """What `recipient` would get at `now`. Never raises for lack of consent; changes and sends nothing.

    Parts without an alias yet are named `preview-1` and on: a real copy gets random ids. A plan that no gateway has
    numbered yet is seen as its first version.
    """
    if document.plan.version is None:
        document = document.model_copy(update={"plan": document.plan.model_copy(update={"version": 1})})
    decision = decide(document.plan, document.consents, recipient, now, settings=consent_settings, home=home)
    standing = obstacles(
        document, recipient, decision, recipient_handles_protected=recipient_handles_protected, home=home
    )
    if standing or not decision.allowed:
        return Preview(None, redacted=False, left_out=(), decision=decision, obstacles=standing)
    numbers = itertools.count(1)
    made = make_copy(
        document,
        recipient,
        decision,
        aliases=aliases or {},
        new_id=lambda: f"preview-{next(numbers)}",
        recipient_handles_protected=recipient_handles_protected,
        home=home,
        settings=copy_settings,
    )
    return Preview(made.document, made.redacted, made.left_out, decision, ())
