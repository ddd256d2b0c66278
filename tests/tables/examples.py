"""The example tables with their samples, for tests."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import mappings.tables
from mappings.tables.loading.loader import load_table
from mappings.tables.table_format import TableFormat

FOLDER = Path(mappings.tables.__file__).parent / "examples"
NAMES = sorted(each.name for each in FOLDER.iterdir() if each.is_dir())


@cache
def example(name: str) -> TableFormat:
    """One example table, ready for use."""
    loaded = load_table((FOLDER / name / "table.yaml").read_text(encoding="utf-8"))
    assert loaded.table is not None, loaded.findings
    return TableFormat(loaded.table)


def samples(name: str) -> list[Path]:
    """The samples of one example."""
    return sorted((FOLDER / name / "samples").iterdir())


ALL_SAMPLES = [(name, sample) for name in NAMES for sample in samples(name)]
