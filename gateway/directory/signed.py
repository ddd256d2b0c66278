"""The shared directory as the platform signs it: versions that rise, an end, and the platform's change of key.

Theory of operation. Whoever can change a key in the directory can read what is sent, so the signature is the root of
all trust here. A gateway is told the fingerprint of the platform's key once, by another way than the document itself.
The platform changes its key by a *succession*: a statement, signed by the old key, that names the new one. Every
document carries all successions, so a gateway that has slept through a change still finds the way from the key that it
was told to the one that signs now.

A version is taken when its signature is right, its key follows from a trusted one, and its number is higher than that
of the one in force. A lower number is a rollback; the same number with other bytes means that two documents were
signed under one number, to show to different gateways. Both are refused, as is a document whose end has passed: an
old one can then not be shown for ever. Once a successor has signed a version that was taken, its predecessors sign
nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from joserfc.jwk import ECKey
from pydantic import AwareDatetime, Field, ValidationError

from gateway.directory.entries import Entry
from gateway.directory.signing import NotSigned, fingerprint, key_of, public_part, read, same_fingerprint, sign
from gateway.directory.written import Written, WrittenOrganisation, facts_of, is_twice, places
from schemas.errors import InvalidDocument
from schemas.findings import finding
from schemas.messages import VERSION_AT_MOST

FORMAT = "samspel-signed-directory-0.9"
DIRECTORY = "samspel-directory-1"
SUCCESSION = "samspel-succession-1"


class _Document(Written):
    format: str = Field(pattern=f"^{FORMAT}$")
    version: int = Field(ge=1, le=VERSION_AT_MOST)
    issued_at: AwareDatetime
    expires_at: AwareDatetime
    successions: tuple[str, ...] = Field((), max_length=100)
    organisations: tuple[WrittenOrganisation, ...]


@dataclass(frozen=True, slots=True)
class SignedDirectory:
    """A document whose signature is right; whether `signer` is to be believed is asked by `refuse_unless_better`."""

    body: bytes
    version: int
    issued_at: datetime
    expires_at: datetime
    signer: str  # fingerprint
    successions: tuple[str, ...]
    successors: Mapping[str, str]  # fingerprint → that of the key which follows it
    entries: tuple[Entry, ...]

    def follows(self, trusted: str) -> bool:
        """Whether the key that signed this is the trusted one, or follows from it."""
        return trusted_leads_to(trusted, self.signer, self.successors)


def trusted_leads_to(trusted: str, wanted: str, successors: Mapping[str, str]) -> bool:
    """Whether one key leads to another by successions."""
    seen: set[str] = set()
    at: str | None = next((each for each in (*successors, wanted) if same_fingerprint(each, trusted)), None)
    while at is not None and at not in seen:
        if at == wanted:
            return True
        seen.add(at)
        at = successors.get(at)
    return False


def signed_directory(
    entries: Iterable[Entry],
    key: ECKey,
    *,
    version: int,
    issued_at: datetime,
    expires_at: datetime,
    successions: Sequence[str] = (),
) -> bytes:
    """The document, signed."""
    said = {
        "format": FORMAT,
        "version": version,
        "issued_at": issued_at.astimezone(UTC).isoformat(),
        "expires_at": expires_at.astimezone(UTC).isoformat(),
        "successions": list(successions),
        "organisations": [facts_of(entry) for entry in entries],
    }
    return sign(said, key, DIRECTORY).encode()


def succession(old: ECKey, new: ECKey) -> str:
    """The old key's statement that the new one follows it."""
    return sign({"next": public_part(new)}, old, SUCCESSION)


def read_signed(body: bytes) -> SignedDirectory:
    """Read a document and verify that the key it names has signed it.

    Raises InvalidDocument: SIP680 with the place of what is not right, SIP681 when the signature is wrong.
    """
    try:
        said, key = read(body.decode("ascii").strip(), DIRECTORY)
        successors = dict(map(_succession, said.get("successions", ()) if isinstance(said, dict) else ()))
    except (NotSigned, UnicodeDecodeError):
        raise InvalidDocument(findings=(finding("SIP681"),)) from None
    except (TypeError, AttributeError):
        raise InvalidDocument(findings=(finding("SIP680"),)) from None
    try:
        document = _Document.model_validate(said)
    except ValidationError as faults:
        raise InvalidDocument(findings=places(faults, "SIP680")) from None
    if is_twice(document.organisations) or document.expires_at <= document.issued_at:
        raise InvalidDocument(findings=(finding("SIP680"),))
    return SignedDirectory(
        body,
        document.version,
        document.issued_at,
        document.expires_at,
        fingerprint(key),
        document.successions,
        successors,
        tuple(each.entry() for each in document.organisations),
    )


def _succession(token: str) -> tuple[str, str]:
    said, old = read(token, SUCCESSION)
    if not isinstance(said, dict):
        raise NotSigned("no succession")
    return fingerprint(old), fingerprint(key_of(said.get("next")))


def refuse_untrusted(new: SignedDirectory, told: str | None) -> None:
    """Raise InvalidDocument unless the key told leads to the one that signed: SIP682 when none was told, SIP683."""
    if told is None:
        raise InvalidDocument(findings=(finding("SIP682", fingerprint=new.signer),))
    if not new.follows(told):
        raise InvalidDocument(findings=(finding("SIP683", fingerprint=new.signer),))


def refuse_unless_better(new: SignedDirectory, told: str | None, before: SignedDirectory | None, now: datetime) -> None:
    """Raise InvalidDocument unless the new document may replace the one before.

    `told` is the fingerprint that stands in the settings. SIP682 none is told, SIP683 signed by a key that does not
    follow from it (or that has been succeeded), SIP684 lower version, SIP685 same version with other bytes, SIP686
    its end has passed. A document before it that was signed by no trusted key counts for nothing.
    """
    refuse_untrusted(new, told)
    if before is not None and trusted_leads_to(told or "", before.signer, {**before.successors, **new.successors}):
        if not trusted_leads_to(before.signer, new.signer, new.successors):
            raise InvalidDocument(findings=(finding("SIP683", fingerprint=new.signer),))
        if new.version < before.version:
            raise InvalidDocument(findings=(finding("SIP684", version=new.version, newest=before.version),))
        if new.version == before.version and new.body.strip() != before.body.strip():
            raise InvalidDocument(findings=(finding("SIP685", version=new.version),))
    if new.expires_at <= now:
        raise InvalidDocument(findings=(finding("SIP686", version=new.version),))
