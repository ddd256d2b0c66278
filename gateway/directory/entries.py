"""What the shared directory says of an organisation, and the protocol by which it is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from schemas.codes import OrganisationKind
from schemas.messages import READABLE_MESSAGE_VERSIONS


@dataclass(frozen=True, slots=True)
class Entry:
    """One organisation. `routing_key` is random and names nobody; `keys` are public JWKs with validity.

    `huvudman` is the body answerable by law that it belongs to, `acts_for` the one that hired a private provider.
    `gateway` names the installation that reads its queues (its broker user); it says nothing of a person.
    `stated_at` is when the organisation signed what stands here: what it signed before that is not taken in again.
    `sdk_address` is room for its function address in the national service for secure digital communication.
    """

    id: str
    name: str
    kind: OrganisationKind
    routing_key: str | None = None
    huvudman: str | None = None
    acts_for: str | None = None
    keys: tuple[Mapping[str, Any], ...] = ()
    message_versions: tuple[str, ...] = READABLE_MESSAGE_VERSIONS
    handles_protected: bool = False
    gateway: str | None = None
    sdk_address: str | None = None
    stated_at: datetime | None = None


class Directory(Protocol):
    """What the exchange asks of the directory. Raises `Unavailable` when it cannot be read."""

    def find(self, organisation: str) -> Entry | None:
        """The organisation with exactly that id, or None."""

    def holds(self, organisation: str) -> bool:
        """Whether there is an organisation with exactly that id."""

    def with_number(self, organisation_number: str) -> Sequence[str]:
        """Ids of all organisations on that organisation number."""

    def handles_protected(self, organisation: str) -> bool:
        """Whether the organisation has confirmed that it can handle protected identity."""

    def by_routing_key(self, routing_key: str) -> Entry | None:
        """The organisation whose queues have that key."""

    def all(self) -> Sequence[Entry]:
        """Everybody, by id."""
