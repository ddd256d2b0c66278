"""Files that are written whole or not at all, read with a bound, and never reached through a link out of the folder.

A write is a temporary file in the same folder, flushed to the disk, renamed over the name, and the folder flushed:
after a crash the name is there with all its bytes, or not there. Names of files can name people: no error holds one.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from schemas.errors import JournalUnavailable

_TEMPORARY = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", ".lock", "~")
_PART = ".part"


class TooLarge(Exception):
    """The file has more bytes than we read."""


@contextmanager
def reachable() -> Iterator[None]:
    """Turns every fault of the file system into JournalUnavailable, without the name of the file that it was about."""
    try:
        yield
    except OSError as fault:
        raise JournalUnavailable(f"the folder of the journal system: {type(fault).__name__}") from None


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders under one root."""

    root: Path

    def at(self, name: str) -> Path:
        """A folder of ours, made when missing. OSError when the root is away or a link leads out of it."""
        if not self.root.is_dir():
            raise FileNotFoundError("the root folder is not there")
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        if not folder.resolve().is_relative_to(self.root.resolve()):
            raise PermissionError("a folder leads out of the root")
        return folder


def flush_folder(folder: Path) -> None:
    """Make renames and new names in a folder last (Windows does so by itself and cannot open folders)."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_part(path: Path, body: bytes) -> Path:
    """Write and flush the temporary file that `path` will be renamed from; gives its name."""
    part = path.with_name(f".{path.name}{_PART}")
    if part.is_symlink():
        part.unlink()
    with part.open("wb") as file:
        file.write(body)
        file.flush()
        os.fsync(file.fileno())
    return part


def write_whole(path: Path, body: bytes) -> None:
    """Write a file so that its name always has all its bytes. Replaces what the name had."""
    write_part(path, body).replace(path)
    flush_folder(path.parent)


def part_of(path: Path) -> Path:
    """The temporary file of `path`."""
    return path.with_name(f".{path.name}{_PART}")


def move(source: Path, target: Path) -> None:
    """Rename a file within the root, and make that last on both sides."""
    source.replace(target)
    flush_folder(target.parent)
    flush_folder(source.parent)


def read_bounded(path: Path, limit: int) -> bytes:
    """The bytes of a regular file; TooLarge above the limit, OSError for a link or anything that is no file."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
    if path.is_symlink():
        raise PermissionError("links are not followed")
    with os.fdopen(os.open(path, flags), "rb") as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise PermissionError("not a file")
        body = file.read(min(found.st_size, limit) + 1)  # room is made for as much as is asked for
        if found.st_size < len(body) <= limit:  # it has grown meanwhile
            body += file.read(limit + 1 - len(body))
    if len(body) > limit:
        raise TooLarge
    return body


def waiting_files(folder: Path) -> list[os.DirEntry[str]]:
    """Regular files of a folder, the oldest first; no links, no dotfiles, no temporary files."""
    with os.scandir(folder) as entries:
        files = [each for each in entries if _is_handed_in(each)]
    return sorted(files, key=lambda each: (each.stat(follow_symlinks=False).st_mtime_ns, each.name))


def _is_handed_in(entry: os.DirEntry[str]) -> bool:
    name = entry.name.lower()
    if name.startswith((".", "~")) or name.endswith(_TEMPORARY):
        return False
    return entry.is_file(follow_symlinks=False)
