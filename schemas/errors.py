"""The tree of errors that every floor raises.

SamspelError
├── Rejected                 the message is at fault; sending it again will not help
│   ├── InvalidDocument      the document breaks the format, the model or the law; carries findings
│   ├── ConsentMissing       the consent in force does not cover what was asked
│   ├── NotYours             an organisation speaks of a plan, part or copy that is another's
│   ├── UnknownRecipient     the directory has no such organisation, or several
│   ├── VersionConflict      the document builds on a version that is not the newest
│   ├── CannotOpen           a sealed message that is not for us, is altered or signed by a stranger
│   └── NotFound             no plan, copy or entry with that id
├── Unavailable              something around us is at fault; try again
│   ├── BrokerUnavailable
│   ├── StoreUnavailable
│   └── JournalUnavailable
└── UnsoundMessage           what we were about to send is not sound FHIR: a defect of ours

Texts hold ids, codes and paths, never personal data or plan content.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from schemas.findings import Finding


_MOST_SAID = 20


class SamspelError(Exception):
    """Root of all errors of ours; `code` is stable and documented."""

    code = "SIP000"

    def __init__(self, text: str = "", *, code: str | None = None) -> None:
        super().__init__(text or (self.__doc__ or "").strip())
        if code is not None:
            self.code = code


class Rejected(SamspelError):
    """The message is at fault; sending it again will not help."""

    code = "SIP900"

    def __init__(self, text: str = "", *, code: str | None = None, findings: tuple[Finding, ...] = ()) -> None:
        if findings:
            text = text or ", ".join(sorted({finding.code for finding in findings}))
            code = code or findings[0].code
        super().__init__(text, code=code)
        self.findings = findings


class InvalidDocument(Rejected):
    """The document breaks the format, the model or the law."""


class ConsentMissing(Rejected):
    """The consent in force does not cover what was asked."""

    code = "SIP500"


class NotYours(Rejected):
    """An organisation speaks of a plan, part or copy that is another's."""

    code = "SIP600"


class UnknownRecipient(Rejected):
    """The directory has no such organisation, or several that could be meant."""

    code = "SIP601"


class VersionConflict(Rejected):
    """The document builds on a version that is not the newest."""

    code = "SIP610"


class CannotOpen(Rejected):
    """A sealed message that is not for us, is altered, or is signed by a stranger."""

    code = "SIP700"


class NotFound(Rejected):
    """No plan, copy or entry with that id."""

    code = "SIP602"


class Unavailable(SamspelError):
    """Something around us is at fault; try again."""

    code = "SIP950"


class UnsoundMessage(SamspelError):
    """What we were about to send is not sound FHIR: a defect of ours, and nothing was sent."""

    code = "SIP179"

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        said = ", ".join(sorted({f"{each.code} {each.path}" for each in findings})[:_MOST_SAID])
        super().__init__(f"{(self.__doc__ or '').strip()} {said}")
        self.findings = findings


class BrokerUnavailable(Unavailable):
    """The message broker does not answer."""

    code = "SIP951"


class LeftAlone(BrokerUnavailable):
    """The broker is left alone for a while after a failure; text and code are that failure's. It is not one more."""


class StoreUnavailable(Unavailable):
    """The store does not answer."""

    code = "SIP952"


class JournalUnavailable(Unavailable):
    """The journal system does not answer."""

    code = "SIP953"
