"""Where tests find the third-party material that they only read: beside the checkout, or where SAMSPEL_SHARED says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_BESIDE = Path(__file__).resolve().parents[2] / "shared"


def shared(*parts: str) -> Path:
    """A folder or file of the shared material. Absent: the test is skipped, and fails where CI is set."""
    root = Path(os.environ.get("SAMSPEL_SHARED", _BESIDE))
    wanted = root.joinpath(*parts)
    if not wanted.exists():
        reason = f"no shared material {'/'.join(parts)}: set SAMSPEL_SHARED to the folder that holds it"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    return wanted


def shared_files(*parts: str, suffixes: tuple[str, ...] = ()) -> list[Path]:
    """Every file below a folder of the shared material, in a stable order; only these suffixes, if any are given."""
    found = sorted(path for path in shared(*parts).rglob("*") if path.is_file())
    chosen = [path for path in found if not suffixes or path.suffix in suffixes]
    assert chosen, "the shared material is there but empty"
    return chosen
