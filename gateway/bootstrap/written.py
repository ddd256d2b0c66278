"""Reading `samspel.toml`, and a directory that stands in a file beside it.

Theory of operation. A local directory is completed with what those hosted here can say of themselves: their public
keys, and a routing key where there is none. It is written back where the file is this machine's own: with the embedded
broker, or with the embedded database. With both real, several machines may read one file, so nothing is written: the
keys are completed in memory, and an organisation without routing key waits until the directory gives it one.
"""

from __future__ import annotations

import secrets
import tomllib
from dataclasses import replace
from pathlib import Path

from pydantic import ValidationError

from gateway.directory.entries import Directory, Entry
from gateway.directory.toml_directory import TomlDirectory, read_directory, write_directory
from gateway.security.keys import KeyStore
from gateway.settings import Settings
from schemas.errors import InvalidDocument
from schemas.findings import finding
from schemas.messages import READABLE_MESSAGE_VERSIONS
from schemas.sip.walk import pointer

ROUTING_KEY_BYTES = 18  # 144 random bits: names nobody and cannot be guessed


def read_settings(path: Path) -> Settings:
    """Read `samspel.toml`. Raises InvalidDocument: SIP652 unreadable, SIP653 with the place of what is not right."""
    try:
        return settings_of(path.read_bytes())
    except OSError:
        raise InvalidDocument(findings=(finding("SIP652"),)) from None


def settings_of(body: bytes) -> Settings:
    """The settings in the bytes of a file. Raises as `read_settings`."""
    try:
        return Settings.model_validate(tomllib.loads(body.decode("utf-8")))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError):
        raise InvalidDocument(findings=(finding("SIP652"),)) from None
    except ValidationError as faults:
        found = faults.errors(include_input=False, include_url=False, include_context=False)
        places = tuple(finding("SIP653", pointer(tuple(each["loc"]))) for each in found)
        raise InvalidDocument(findings=places) from None


def new_routing_key() -> str:
    """A random routing key."""
    return secrets.token_urlsafe(ROUTING_KEY_BYTES)


def local_directory(path: Path, settings: Settings, keys: KeyStore) -> Directory:
    """The directory of the file, completed. Raises InvalidDocument (SIP650, SIP654-SIP657)."""
    read = read_directory(path)
    hosted = {each.id for each in settings.organisations}
    if any(read.find(each) is None for each in hosted):
        raise InvalidDocument(findings=(finding("SIP657"),))
    refuse_elsewhere(settings, read)
    own = settings.broker is None or settings.store is None
    entries = [_complete(entry, keys, own=own) if entry.id in hosted else entry for entry in read.all()]
    if own and entries != list(read.all()):
        write_directory(path, entries)
    return TomlDirectory(entries)


def refuse_elsewhere(settings: Settings, directory: Directory) -> None:
    """The embedded broker reaches nobody in another gateway. Raises InvalidDocument (SIP650)."""
    hosted = {each.id for each in settings.organisations}
    elsewhere = any(entry.id not in hosted for entry in directory.all() if entry.routing_key or entry.keys)
    if settings.broker is None and elsewhere:
        raise InvalidDocument(findings=(finding("SIP650"),))


def _complete(entry: Entry, keys: KeyStore, *, own: bool) -> Entry:
    public = tuple(keys.ring(entry.id).public().as_json())
    routing_key = entry.routing_key or (new_routing_key() if own else None)
    reads = READABLE_MESSAGE_VERSIONS if own else entry.message_versions  # else the platform says when we are upgraded
    return replace(entry, routing_key=routing_key, keys=public, message_versions=reads)
