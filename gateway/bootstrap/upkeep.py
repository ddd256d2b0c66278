"""Keeping an open gateway up to date: settings, directory and whom it works for change while it works.

Theory of operation. `refresh` is called every few seconds and looks at bytes and numbers only; when they are as they
were, nothing is read further. What has changed is read and checked whole, and then swapped in: whoever is at work sees
the old or the new. A change that is not right is refused whole; what was in force stays in force, the condition is
logged when it begins, and is told by `complaints` for as long as it lasts.

Three conditions, one after the other. *settings*: `samspel.toml`, with a directory that stands in a file. *shared*:
the signed directory, pulled by one process over all machines when its time has come, and taken from the database by
all. *hosting*: an organisation is worked for when it stands in the settings, the directory says that this gateway
reads its queues, and it is not moving away. One that is not worked for loses nothing: its work and its queues wait.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from adapters.journal import JournalSystem
from gateway.bootstrap.choosing import declare_all, home_of, journal_of, table_of
from gateway.bootstrap.live import Live
from gateway.bootstrap.written import local_directory, refuse_elsewhere, settings_of
from gateway.directory.entries import Directory, Entry
from gateway.directory.live import LiveDirectory
from gateway.directory.signed import SignedDirectory
from gateway.directory.toml_directory import TomlDirectory
from gateway.exchange.home_settings import HomeSettings
from gateway.exchange.parts import Parts
from gateway.exchange.pull_directory import age_of_directory, directory_in_force, pull_directory
from gateway.exchange.unopened import waits_since
from gateway.logs import Event
from gateway.security.keys import KeyRing, KeyStore
from gateway.settings import Hosted, Settings, SharedDirectory
from gateway.store.protocol import Store
from schemas.errors import InvalidDocument, Rejected, StoreUnavailable, Unavailable
from schemas.findings import Finding, Severity, finding

LIVE = frozenset({"organisations", "times", "shared"})
"""Settings that count at once; all others count when the program is started again."""

PULL = "directory"
_PULL_TAKES = timedelta(minutes=2)
_ASK_AGAIN = timedelta(seconds=10)
"""The database is asked at most so often whether it is time to pull."""


class _Seen(NamedTuple):
    """What the settings and a local directory were made of."""

    settings: bytes
    directory: bytes | None
    rings: tuple[KeyRing, ...]


class Upkeep:
    """What is in force, and how it is brought up to date."""

    def __init__(
        self, file: Path, settings: Settings, store: Store, keys: KeyStore, clock: Callable[[], datetime]
    ) -> None:
        self.settings, self._started_with = settings, settings
        self.directory = LiveDirectory(TomlDirectory(()))
        self.journals: Live[JournalSystem] = Live({})
        self.homes: Live[HomeSettings] = Live({})
        self._file, self._folder = file, file.parent
        self._store, self._keys, self._clock = store, keys, clock
        self._seen: _Seen | None = None
        self._taken: tuple[int | None, SharedDirectory | None] = (None, None)
        self._signed: SignedDirectory | None = None
        self._hosted: tuple[Hosted, ...] = ()
        self._asked_at: datetime | None = None
        self._pull: tuple[Finding, ...] = ()
        self._complaints: dict[str, tuple[Finding, ...]] = {}
        self._turn = threading.Lock()

    def begin(self) -> None:
        """Bring everything in force for the first time. Raises InvalidDocument for a local directory (SIP65x)."""
        if self.settings.shared is None:
            self.directory.swap(local_directory(self._local, self.settings, self._keys))
            self._seen = self._look()
        else:
            self._complaints["shared"] = self._findings_of(self._take_newest)
        self._complaints["hosting"] = self._host(self._moved_out())

    def complaints(self) -> tuple[Finding, ...]:
        """What is not as the settings and the directory would have it, and what to do."""
        return tuple(each for found in self._complaints.values() for each in found)

    def refresh(self, parts: Parts) -> None:
        """Take what has changed. From any thread; when another is at it, nothing is done. Raises StoreUnavailable."""
        if not self._turn.acquire(blocking=False):
            return
        try:
            self._note(parts, "settings", self._findings_of(lambda: self._look_at_settings(parts)))
            if self.settings.shared is not None:
                self._note(parts, "shared", self._findings_of(lambda: self._look_at_shared(parts)))
            moved = self._moved_out()
            self._note(parts, "hosting", self._findings_of(lambda: self._host(moved)))
        finally:
            self._turn.release()

    @property
    def _local(self) -> Path:
        return self._folder / self.settings.directory

    def _findings_of(self, step: Callable[[], tuple[Finding, ...]]) -> tuple[Finding, ...]:
        try:
            return step()
        except StoreUnavailable:
            raise
        except Rejected as refused:
            return refused.findings or (finding(refused.code),)
        except Unavailable as away:
            return (finding(away.code),)

    def _note(self, parts: Parts, condition: str, found: tuple[Finding, ...]) -> None:
        before = {(each.code, each.path) for each in self._complaints.get(condition, ())}
        self._complaints[condition] = found
        for code in sorted({each.code for each in found if (each.code, each.path) not in before}):
            parts.log(Event.CHANGE_REFUSED, kind=condition, code=code)

    # settings, and a directory in a file
    def _look(self) -> _Seen:
        try:
            body = self._file.read_bytes()
            local = self._local.read_bytes() if self.settings.shared is None else None
        except OSError:
            raise InvalidDocument(findings=(finding("SIP652"),)) from None
        hosted = self.settings.organisations if local is not None else ()
        return _Seen(body, local, tuple(self._keys.ring(each.id) for each in hosted))

    def _look_at_settings(self, parts: Parts) -> tuple[Finding, ...]:
        seen = self._look()
        if seen == self._seen:
            return self._complaints.get("settings", ())
        try:
            read = settings_of(seen.settings)
            found = self._take_settings(parts, read)
        except Rejected:
            self._seen = seen
            raise
        self._seen = self._look()
        return found

    def _take_settings(self, parts: Parts, read: Settings) -> tuple[Finding, ...]:
        """All that may change, or nothing."""
        was = self._started_with
        fixed = [
            name for name in Settings.model_fields if name not in LIVE and getattr(read, name) != getattr(was, name)
        ]
        if (read.shared is None) is not (was.shared is None):
            fixed.append("shared")
        new = read.model_copy(update={name: getattr(self.settings, name) for name in fixed})
        directory: Directory | None = None
        if new.shared is None:
            directory = local_directory(self._folder / new.directory, new, self._keys)
        else:
            refuse_elsewhere(new, self.directory.snapshot)
        self.settings = new
        object.__setattr__(parts, "times", new.times)  # the one thing of the frozen parts that is not a live view
        if directory is not None:
            self._swap(parts, directory)
        parts.log(Event.CHANGE_TAKEN, kind="settings")
        return tuple(finding("SIP693", severity=Severity.WARNING, field=name) for name in fixed)

    def _swap(self, parts: Parts, directory: Directory) -> None:
        if self.settings.broker is None:
            declare_all(parts.broker, directory)
        self.directory.swap(directory)

    # the signed directory
    def _look_at_shared(self, parts: Parts) -> tuple[Finding, ...]:
        shared = self.settings.shared
        if shared is None:
            return ()
        self._pull_when_due(shared)
        with self._store.transaction() as tx:
            version = tx.directory_version()
        if (version, shared) != self._taken:
            self._take_newest(parts)
        age = age_of_directory(self._store, shared, self._signed, self._clock()) if self._signed else ()
        return (*self._pull, *age)

    def _take_newest(self, parts: Parts | None = None) -> tuple[Finding, ...]:
        shared = self.settings.shared
        found = directory_in_force(self._store, shared) if shared is not None else None
        if found is not None:
            directory = TomlDirectory(found.entries)
            refuse_elsewhere(self.settings, directory)
            if parts is None:
                self.directory.swap(directory)
            else:
                self._swap(parts, directory)
                parts.log(Event.CHANGE_TAKEN, kind="shared", version=found.version)
        self._signed, self._taken = found, (found.version if found is not None else None, shared)
        return ()

    def _pull_when_due(self, shared: SharedDirectory) -> None:
        now = self._clock()
        if self._asked_at is not None and now - self._asked_at < min(_ASK_AGAIN, shared.every):
            return
        self._asked_at = now
        owner = f"{self.settings.name}-{id(self)}"
        if self._store.take_turn("", PULL, owner=owner, now=now, lease=_PULL_TAKES, every=self._pull_every(shared)):
            self._pull = self._findings_of(lambda: self._pulled(shared))
            self._store.end_turn("", PULL, owner=owner)

    def _pull_every(self, shared: SharedDirectory) -> timedelta:
        """Once more, at once, for a message that came after the last pull by a signer whom we do not know."""
        with self._store.transaction() as tx:
            before = tx.turn_taken("", PULL)
        return min(_ASK_AGAIN, shared.every) if before and waits_since(self._store, before) else shared.every

    def _pulled(self, shared: SharedDirectory) -> tuple[Finding, ...]:
        pull_directory(self._store, shared, self._folder, self._clock)
        return ()

    # whom it works for
    def _moved_out(self) -> frozenset[str]:
        with self._store.transaction() as tx:
            return tx.moved_out()

    def _host(self, moved: frozenset[str]) -> tuple[Finding, ...]:
        why = {each.id: self._waits(self.directory.find(each.id), each.id in moved) for each in self._wanted}
        hosted = tuple(each for each in self._wanted if why[each.id] is None)
        if hosted != self._hosted:
            known = {each.id: each for each in self._hosted}
            made = {
                each.id: (self.homes[each.id], self.journals[each.id])
                if known.get(each.id) == each
                else self._opened(each)
                for each in hosted
            }
            self.homes.swap({organisation: home for organisation, (home, _) in made.items()})
            self.journals.swap({organisation: journal for organisation, (_, journal) in made.items()})
            self._hosted = hosted
        waiting = enumerate(why[each.id] for each in self._wanted)
        return tuple(finding(code, f"/organisation/{place}") for place, code in waiting if code is not None)

    def _opened(self, hosted: Hosted) -> tuple[HomeSettings, JournalSystem]:
        table = table_of(hosted, self._folder)
        return home_of(hosted, table), journal_of(hosted, self._folder, self._clock, table)

    @property
    def _wanted(self) -> tuple[Hosted, ...]:
        return self.settings.organisations

    def _waits(self, entry: Entry | None, moving: bool) -> str | None:
        """The code of why the organisation is not worked for here, None when it is."""
        if moving:
            return "SIP698"
        if entry is None:
            return "SIP657"
        elsewhere = entry.gateway is not None and entry.gateway != self.settings.name
        return "SIP692" if entry.routing_key is None or elsewhere else None
