"""Folders and disks: rights, room, and the shares of the journal systems."""

from __future__ import annotations

import os
import sys
import uuid
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path

from adapters.file_drop.outgoing import exported
from gateway.bootstrap.choosing import table_of
from gateway.doctor.patient import Patient
from gateway.doctor.results import Seen
from gateway.settings import Hosted
from gateway.store.folder_lock import FolderLock
from schemas.errors import InvalidDocument, JournalUnavailable, StoreUnavailable
from schemas.findings import Finding, finding

MIB = 1024 * 1024
LITTLE_ROOM = 2048  # MiB; some hundred thousand copies: days to act
LONG_UNREAD = timedelta(minutes=5)  # a document is taken within seconds of its quiet time
NO_ROOM = 256  # MiB; a database that cannot grow its log stops at once
_READABLE_BY_OTHERS = 0o077


def folders(patient: Patient) -> tuple[Seen, list[Finding]]:
    """The data folder on a disk that can be written, and secrets that nobody else reads."""
    data = patient.data
    found = [] if may_write(data if data.exists() else patient.folder) else [finding("SIP904", "/data")]
    keys = data / "keys"
    secrets = [*([keys, *keys.iterdir()] if keys.is_dir() and os.access(keys, os.R_OK) else []), *_passwords(patient)]
    open_ones = sum(_others_may_read(each) for each in secrets)
    if open_ones:
        found.append(finding("SIP905", "/data", count=open_ones))
    seen: dict[str, str | int | float | None] = {"secrets": len(secrets), "readable_by_others": open_ones}
    if patient.settings.embedded:  # else any number of processes may have it
        seen["in_use"] = _in_use(patient)
    return seen, found


def _passwords(patient: Patient) -> Iterable[Path]:
    """Files of secrets that the settings name."""
    read = patient.settings
    named = [read.store.password_file, read.store.keys_secret_file] if read.store else []
    named += [read.broker.password_file, read.broker.key_file] if read.broker else []
    return [patient.folder / each for each in named if each is not None]


def _others_may_read(path: Path) -> bool:
    if sys.platform == "win32":  # no modes there: the folder's own permissions count
        return False
    try:
        return bool(path.stat().st_mode & _READABLE_BY_OTHERS)
    except OSError:
        return False  # who needs it says that it cannot be read


def _in_use(patient: Patient) -> str:
    """Whether a process has the folder now; taken for a moment, to know."""
    lock = FolderLock(patient.data / "lock")
    if not (patient.data / "lock").exists():
        return "no"
    try:
        lock.acquire()
    except StoreUnavailable:
        return "yes"
    except OSError:
        return "unknown"
    lock.release()
    return "no"


def may_write(folder: Path) -> bool:
    """Whether a file can be made, filled and removed there."""
    trial = folder / f".doctor-{uuid.uuid4().hex}"
    try:
        trial.write_bytes(b"samspel")
        trial.unlink()
    except OSError:
        return False
    return True


def disk(patient: Patient) -> tuple[Seen, list[Finding]]:
    """Room for the data folder and for every journal system's folder."""
    places = {"/data": patient.data}
    places |= {
        f"/organisation/{place}/folder": patient.folder / each.folder
        for place, each in enumerate(patient.settings.organisations)
    }
    room = {path: free for path, place in places.items() if (free := _free(patient, place)) is not None}
    findings = [found for path, free in room.items() for found in _room(path, free)]
    return {"free_mib": room.get("/data"), "least_free_mib": min(room.values(), default=None)}, findings


def _free(patient: Patient, place: Path) -> int | None:
    """MiB; None where the folder cannot be reached, which another check says."""
    try:
        return patient.free(place) // MIB
    except OSError:
        return None


def _room(path: str, free: int) -> list[Finding]:
    if free < NO_ROOM:
        return [finding("SIP917", path, free=free)]
    return [finding("SIP916", path, free=free, limit=NO_ROOM)] if free < LITTLE_ROOM else []


def journals(patient: Patient) -> tuple[Seen, list[Finding]]:
    """Every journal system's folder is there, we may write to it, and what it exported does not lie there."""
    hosted = patient.settings.organisations
    places = [(f"/organisation/{place}/folder", patient.folder / each.folder) for place, each in enumerate(hosted)]
    away = {path for path, place in places if not may_write(place)}
    findings = [finding("SIP927", path) for path in sorted(away)]
    findings += [found for place, each in enumerate(hosted) for found in _table(patient, place, each)]
    waiting = 0
    for path, place in places:
        if path not in away:
            count, trouble = _exported(patient, path, place)
            waiting += count
            findings += trouble
    return {"journals": len(places), "reached": len(places) - len(away), "exported": waiting}, findings


def _table(patient: Patient, place: int, hosted: Hosted) -> list[Finding]:
    """What is wrong with the mapping table of a journal system, each with the file's name and the line."""
    try:
        table_of(hosted, patient.folder)
    except InvalidDocument as wrong:
        return [each.at(f"/organisation/{place}/table ({each.path})") for each in wrong.findings]
    return []


def _exported(patient: Patient, path: str, place: Path) -> tuple[int, list[Finding]]:
    """How many documents wait in the journal system's folder, and whether one has for too long."""
    try:
        found = exported(place)
    except JournalUnavailable:  # taken away between the two looks
        return 0, []
    if found.oldest is None or patient.clock() - found.oldest < LONG_UNREAD:
        return found.count, []
    minutes = int((patient.clock() - found.oldest).total_seconds() // 60)
    return found.count, [finding("SIP934", path, count=found.count, minutes=minutes)]
