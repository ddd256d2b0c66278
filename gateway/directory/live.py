"""A directory whose content is replaced whole while it is in use: whoever asks sees the old one or the new one."""

from __future__ import annotations

from collections.abc import Sequence

from gateway.directory.entries import Directory, Entry


class LiveDirectory:
    """A `Directory` that answers from the snapshot it was given last."""

    def __init__(self, snapshot: Directory) -> None:
        self._snapshot = snapshot

    @property
    def snapshot(self) -> Directory:
        """What answers now: several questions asked of it are answered alike."""
        return self._snapshot

    def swap(self, snapshot: Directory) -> None:
        """From now on this one answers."""
        self._snapshot = snapshot

    def find(self, organisation: str) -> Entry | None:
        """The organisation with exactly that id, or None."""
        return self._snapshot.find(organisation)

    def holds(self, organisation: str) -> bool:
        """Whether there is an organisation with exactly that id."""
        return self._snapshot.holds(organisation)

    def with_number(self, organisation_number: str) -> Sequence[str]:
        """Ids of all organisations on that organisation number."""
        return self._snapshot.with_number(organisation_number)

    def handles_protected(self, organisation: str) -> bool:
        """Whether the organisation has confirmed that it can handle protected identity."""
        return self._snapshot.handles_protected(organisation)

    def by_routing_key(self, routing_key: str) -> Entry | None:
        """The organisation whose queues have that key."""
        return self._snapshot.by_routing_key(routing_key)

    def all(self) -> Sequence[Entry]:
        """Everybody, by id."""
        return self._snapshot.all()
