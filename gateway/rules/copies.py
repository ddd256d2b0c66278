"""One recipient's copy of one version: what stands in the way of it, and the copy itself.

The copy is minimised by consent and subjects, carries an extract of the consent and ids of its own, and has one mark
for the whole when anything was left out. Sources: SIP.md §2, §4, §7; DESIGN promises 2-4 and "withheld".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gateway.rules.aliases import with_aliases
from gateway.rules.consent import ConsentDecision
from gateway.rules.extract import extracts
from gateway.rules.minimise import NOT_MARKED, LeftOut, Reason, Scope, is_protected, minimise
from schemas.codes import AttachmentKind, Content
from schemas.errors import ConsentMissing
from schemas.findings import Finding, finding
from schemas.identifiers import PERSON
from schemas.sip.document import SipDocument

__all__ = ["CopySettings", "LeftOut", "MadeCopy", "Reason", "make_copy", "obstacles"]


@dataclass(frozen=True, slots=True)
class CopySettings:
    """What the home lets travel beside the plan itself, to those whose consent covers all of it. Off by default."""

    attachments: bool = False
    source_document: bool = False


@dataclass(frozen=True, slots=True)
class MadeCopy:
    """A recipient's share. `aliases` (old and new) are to be kept for the recipient's next version.

    `redacted` is true for every recipient whose consent is limited, whether or not anything had to be left out this
    time: otherwise the mark would tell that something was.
    """

    document: SipDocument
    redacted: bool
    aliases: dict[str, str]
    left_out: tuple[LeftOut, ...]


def obstacles(
    document: SipDocument,
    recipient: str,
    decision: ConsentDecision,
    *,
    recipient_handles_protected: bool,
    home: str | None = None,
) -> tuple[Finding, ...]:
    """Everything that stands in the way of this copy; empty when it can be made. The home's own has no obstacle.

    Protected identity (SIP.md §7): only organisations that confirmed that they handle it get a copy; when the child or
    a guardian is flagged, no guardian's copy is made automatically; a document that cannot be divided is never sent.
    Protected housing (lag 2024:79 6 kap. 1 §) hides in the same way where people are to be found.
    """
    if recipient == (home or document.plan.home):
        return ()
    found = list(decision.missing)
    whole = document.plan.content is Content.DOCUMENT
    guardians = {guardian.id: guardian for guardian in document.plan.guardians}
    if recipient in guardians:
        if document.plan.person.protection or any(each.protection for each in guardians.values()):
            found.append(finding("SIP525"))
    elif recipient != PERSON and is_protected(document) and not recipient_handles_protected:
        found.append(finding("SIP606"))
    if whole and decision.allowed and not decision.covers_everything:
        found.append(finding("SIP526"))
    if whole and _hides_somebody(document, decision):
        found.append(finding("SIP532"))
    return tuple(found)


def make_copy(
    document: SipDocument,
    recipient: str,
    decision: ConsentDecision,
    *,
    aliases: Mapping[str, str],
    new_id: Callable[[], str],
    recipient_handles_protected: bool,
    home: str | None = None,
    settings: CopySettings | None = None,
) -> MadeCopy:
    """Make the copy. The same arguments (with the aliases that came back) give the same copy, byte for byte.

    The home's own is the document as it is. Raises ConsentMissing with every obstacle when the copy may not be made,
    ValueError when the decision is about another recipient.
    """
    if decision.recipient != recipient:
        raise ValueError("the decision is about another recipient")
    keeper = home or document.plan.home
    if recipient == keeper:
        return MadeCopy(document, redacted=False, aliases=dict(aliases), left_out=())
    standing = obstacles(
        document, recipient, decision, recipient_handles_protected=recipient_handles_protected, home=keeper
    )
    if standing or not decision.allowed:
        raise ConsentMissing(findings=standing)
    return _made(document, decision, keeper, aliases, new_id, settings or CopySettings())


def _made(
    document: SipDocument,
    decision: ConsentDecision,
    home: str | None,
    aliases: Mapping[str, str],
    new_id: Callable[[], str],
    settings: CopySettings,
) -> MadeCopy:
    scope = Scope(
        recipient=decision.recipient,
        home=home,
        everything=decision.covers_everything,
        subjects=decision.subjects,
        protected=_hides_somebody(document, decision),
        attachments=_attachments(document, settings),
    )
    whole = SipDocument(plan=document.plan, consents=extracts(document.plan, decision))
    share, left_out = minimise(whole, scope)
    said = with_aliases(share, aliases, new_id)
    stayed = (
        *left_out,
        *(LeftOut(f"/consents/{at}", Reason.EXTRACT) for at in range(len(document.consents))),
    )
    redacted = not decision.covers_everything or any(each.reason not in NOT_MARKED for each in stayed)
    return MadeCopy(said.document, redacted=redacted, aliases=said.aliases, left_out=stayed)


def _hides_somebody(document: SipDocument, decision: ConsentDecision) -> bool:
    """Whether no copy may say where anybody of the plan is to be found."""
    return is_protected(document) or decision.protected_housing


def _attachments(document: SipDocument, settings: CopySettings) -> frozenset[AttachmentKind]:
    """Kinds that may travel. A signed consent never: it names other recipients and what was excluded."""
    kinds: set[AttachmentKind] = set()
    if settings.attachments or document.plan.content is Content.DOCUMENT:
        kinds |= {AttachmentKind.PLAN_DOCUMENT, AttachmentKind.SIGNED_PLAN}
    if settings.attachments:
        kinds.add(AttachmentKind.OTHER)
    if settings.source_document:
        kinds.add(AttachmentKind.SOURCE)
    return frozenset(kinds)
