"""The slowest answers of `check` to hostile input: third-party files, where they are, and attacks of our own."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from gateway.cli.check import report_on
from tests.bench.timing import Measure, best_of
from tests.cli.test_check_bounds import ATTACKS

_SHARED = Path(os.environ.get("SAMSPEL_SHARED", Path(__file__).resolve().parents[3] / "shared"))
SHOWN = 5


def measures() -> list[Measure]:
    """The slowest few. Every one belongs under a second."""
    with tempfile.TemporaryDirectory() as made:
        timed = [_of_file(f"hostile: {name}", _written(Path(made), name, body)) for name, (body, _) in ATTACKS.items()]
    corpus = _SHARED / "corpora" / "6-hostile"
    files = [path for path in corpus.rglob("*") if path.is_file()] if corpus.exists() else []
    timed += [_of_file(f"hostile: {path.name[:34]}", path) for path in files]
    slowest = sorted(timed, key=lambda each: -each.seconds)[:SHOWN]
    total = Measure(f"hostile: all {len(timed)} together", sum(each.seconds for each in timed))
    return [*slowest, total]


def _written(folder: Path, name: str, body: bytes) -> Path:
    file = folder / name.replace(" ", "-")
    file.write_bytes(body)
    return file


def _of_file(what: str, path: Path) -> Measure:
    return Measure(what, best_of(1, lambda: report_on(str(path))))
