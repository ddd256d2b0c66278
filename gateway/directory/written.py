"""How an organisation is written in the shared directory, the same in TOML, in the signed document and in an entry.

What is read is checked whole: a key that is private, or a routing key that could name somebody, is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from gateway.directory.entries import Entry
from gateway.settings import GATEWAY_NAME
from schemas.codes import OrganisationKind
from schemas.findings import Finding, finding
from schemas.identifiers import OrganisationId
from schemas.messages import READABLE_MESSAGE_VERSIONS
from schemas.sip.base import Line
from schemas.sip.walk import pointer


def _public(jwk: dict[str, str]) -> dict[str, str]:
    if "d" in jwk:
        raise ValueError("a private key")
    return jwk


class Written(BaseModel):
    """A frozen part of the directory; unknown members are refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)


class WrittenKey(Written):
    """A public key and when it counts."""

    jwk: Annotated[dict[str, str], AfterValidator(_public)]
    valid_from: str
    valid_until: str | None = None


class WrittenOrganisation(Written):
    """One organisation as it stands in the directory."""

    id: OrganisationId
    name: Line
    kind: OrganisationKind
    routing_key: str | None = Field(None, pattern=r"^[A-Za-z0-9_-]{16,64}$")
    huvudman: OrganisationId | None = None
    acts_for: OrganisationId | None = None
    keys: tuple[WrittenKey, ...] = ()
    message_versions: tuple[str, ...] = READABLE_MESSAGE_VERSIONS
    handles_protected: bool = False
    gateway: str | None = Field(None, pattern=GATEWAY_NAME)
    sdk_address: Line | None = None
    stated_at: AwareDatetime | None = None

    def entry(self) -> Entry:
        """The entry that it says."""
        facts = {each.name: getattr(self, each.name) for each in fields(Entry)}
        return Entry(**facts | {"keys": tuple(key.model_dump() for key in self.keys)})


def facts_of(entry: Entry) -> dict[str, Any]:
    """What is written of an entry, in the order of writing; what is not known is left out."""
    said: dict[str, Any] = {
        "id": entry.id,
        "name": entry.name,
        "kind": entry.kind.value,
        "routing_key": entry.routing_key,
        "huvudman": entry.huvudman,
        "acts_for": entry.acts_for,
        "message_versions": list(entry.message_versions),
        "handles_protected": entry.handles_protected,
        "gateway": entry.gateway,
        "sdk_address": entry.sdk_address,
        "stated_at": entry.stated_at.isoformat() if entry.stated_at else None,
        "keys": [dict(key) for key in entry.keys],
    }
    return {name: value for name, value in said.items() if value is not None}


def is_twice(organisations: Sequence[WrittenOrganisation]) -> bool:
    """Whether an id or a routing key stands twice."""
    ids = [each.id for each in organisations]
    keys = [each.routing_key for each in organisations if each.routing_key]
    return len(set(ids)) != len(ids) or len(set(keys)) != len(keys)


def places(faults: ValidationError, code: str) -> tuple[Finding, ...]:
    """A finding with the place of everything that is wrong, without values."""
    found = faults.errors(include_input=False, include_url=False, include_context=False)
    return tuple(finding(code, pointer(tuple(each["loc"]))) for each in found)
