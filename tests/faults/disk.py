"""A small disk, which can be full: where a gateway's data lie, moved onto it and back.

Theory of operation. With the rights to mount (root, as in CI) it is a `tmpfs` of some megabytes mounted over the
folder, and a file fills it to the last byte: who writes gets ENOSPC, as on any disk. Without, no file of the process
may grow past where its files are (RLIMIT_FSIZE, set from outside): writing fails with EFBIG. Which one it was is said,
and each is refused when it does not really bite. In CI, where services are required, only the first one counts.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

PIECE = 2**12


class SmallDisk:
    """A tmpfs of `size` bytes over a folder. What lies in the folder is on it from `mount` to `unmount`."""

    def __init__(self, folder: Path, size: int) -> None:
        self.folder, self._size = folder, size
        self._ballast = folder / "ballast"
        self._aside = folder.with_name(f"{folder.name}.aside")
        self.is_mounted = False

    @staticmethod
    def is_possible() -> bool:
        """Whether this process may mount: a container's root may not."""
        if not hasattr(os, "geteuid") or os.geteuid() != 0 or shutil.which("mount") is None:
            return False
        with tempfile.TemporaryDirectory(prefix="samspel-mount-") as folder:
            mounted = _mount(Path(folder), "size=64k").returncode == 0
            if mounted:
                subprocess.run(["umount", folder], capture_output=True, check=True)
        return mounted

    def mount(self) -> None:
        """Move the folder's content onto it. Nobody may have a file open there."""
        self.folder.rename(self._aside)
        self.folder.mkdir()
        done = _mount(self.folder, f"size={self._size},mode=0700")
        if done.returncode != 0:
            self.folder.rmdir()
            self._aside.rename(self.folder)
            raise PermissionError(done.stderr.decode(errors="replace"))
        self.is_mounted = True
        shutil.copytree(self._aside, self.folder, dirs_exist_ok=True)

    def fill(self) -> int:
        """Leave not a byte of room; how many were left before."""
        filled = 0
        with self._ballast.open("ab", buffering=0) as file, contextlib.suppress(_Full):
            while True:
                filled += _written(file.fileno(), PIECE)
        return filled

    @property
    def is_full(self) -> bool:
        """Whether it really says so."""
        trial = self.folder / "trial"
        try:
            with trial.open("wb", buffering=0) as file:
                file.write(b"x" * PIECE)
        except OSError as error:
            return error.errno == errno.ENOSPC
        finally:
            with contextlib.suppress(OSError):
                trial.unlink()
        return False

    def empty(self) -> None:
        """There is room again. Twice is once."""
        self._ballast.unlink(missing_ok=True)

    def unmount(self) -> None:
        """Move everything back to where it was. Nobody may have a file open there. Twice is once."""
        if not self.is_mounted:
            return
        self.empty()
        shutil.rmtree(self._aside)
        shutil.copytree(self.folder, self._aside)
        subprocess.run(["umount", self.folder], capture_output=True, check=True)
        self.folder.rmdir()
        self._aside.rename(self.folder)
        self.is_mounted = False


def _mount(folder: Path, options: str) -> subprocess.CompletedProcess[bytes]:
    command = ["mount", "-t", "tmpfs", "-o", options, "samspel-faults", folder]
    return subprocess.run(command, capture_output=True, check=False)


class _Full(Exception):
    """No room."""


def _written(file: int, size: int) -> int:
    try:
        return os.write(file, bytes(size))
    except OSError as error:
        if error.errno == errno.ENOSPC:
            raise _Full from None
        raise


def limit_files(pid: int, folder: Path) -> int:
    """Let no file of a process grow past the largest one in the folder; that size."""
    import resource

    largest = max((each.stat().st_size for each in folder.iterdir() if each.is_file()), default=0)
    _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
    resource.prlimit(pid, resource.RLIMIT_FSIZE, (largest, hard))
    return largest


def unlimit_files(pid: int) -> None:
    """Let them grow again. Twice is once; so is a process that is gone."""
    import resource

    with contextlib.suppress(ProcessLookupError):
        _, hard = resource.prlimit(pid, resource.RLIMIT_FSIZE)
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (hard, hard))
