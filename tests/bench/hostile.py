"""The slowest answers of `check` to hostile input: third-party files, where they are, and attacks of our own."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

from gateway.cli.check import report_on
from tests.bench.figures import Measured, Size
from tests.cli.test_check_bounds import ATTACKS

_SHARED = Path(os.environ.get("SAMSPEL_SHARED", Path(__file__).resolve().parents[3] / "shared"))
SHOWN = 5


def measured(size: Size) -> Measured:
    """The slowest few. Every one belongs under a second."""
    with tempfile.TemporaryDirectory() as made:
        timed = [_of_file(name, _written(Path(made), name, body)) for name, (body, _) in ATTACKS.items()]
    corpus = _SHARED / "corpora" / "6-hostile"
    quick = size.name == "quick"
    files = [path for path in corpus.rglob("*") if path.is_file()] if corpus.exists() and not quick else []
    timed += [_of_file(path.name, path) for path in files]
    found = Measured()
    for place, (name, seconds) in enumerate(sorted(timed, key=lambda each: -each[1])[:SHOWN], 1):
        found.add(f"hostile-{place}", name[:60], 1000 * seconds, "ms")
    found.add("hostile-all", f"all {len(timed)} together", sum(each[1] for each in timed), "s")
    return found


def _written(folder: Path, name: str, body: bytes) -> Path:
    file = folder / name.replace(" ", "-")
    file.write_bytes(body)
    return file


def _of_file(what: str, path: Path) -> tuple[str, float]:
    began = time.perf_counter()
    report_on(str(path))
    return what, time.perf_counter() - began
