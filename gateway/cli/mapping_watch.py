"""Doing something again whenever a file changes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

EVERY = 0.5
"""Seconds between two looks: soon enough for whoever has just saved, and no work for the machine."""

Seen = dict[Path, tuple[int, int]]


def watch(
    do: Callable[[], object],
    files: Callable[[], Iterable[Path]],
    wait: Callable[[], object] = lambda: time.sleep(EVERY),
) -> None:
    """Do it, and again whenever one of the files is another than it was, comes or goes. Ends on Ctrl-C."""
    seen: Seen | None = None
    try:
        while True:
            now = _look(files())
            if now != seen:
                seen = now
                do()
            wait()
    except KeyboardInterrupt:
        return


def _look(files: Iterable[Path]) -> Seen:
    seen: Seen = {}
    for each in files:
        try:
            found = each.stat()
        except OSError:
            continue
        seen[each] = (found.st_mtime_ns, found.st_size)
    return seen
