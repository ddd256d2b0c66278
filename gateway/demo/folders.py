"""The demo's folder: made fresh, replaced only when an earlier demo made it; and where its journals lie."""

from __future__ import annotations

import shutil
from pathlib import Path

from adapters.file_drop.names import copy_name
from schemas.errors import Rejected
from schemas.findings import finding
from schemas.messages import CopyId
from schemas.sip.document import SipDocument

DEFAULT = Path("samspel-demo")
_MARK = ".made-by-samspel-demo"


def fresh(folder: Path) -> None:
    """Make the folder, or empty it when a demo made it. Raises Rejected: SIP983 another's, SIP981."""
    try:
        if folder.is_symlink() or (folder.exists() and not (folder / _MARK).is_file() and _holds_anything(folder)):
            raise Rejected(findings=(finding("SIP983"),))
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir(parents=True)
        (folder / _MARK).write_text("samspel demo may replace this folder\n", encoding="utf-8")
    except OSError as fault:
        raise Rejected(findings=(finding("SIP981"),)) from fault


def _holds_anything(folder: Path) -> bool:
    return not folder.is_dir() or any(folder.iterdir())


def journal(folder: Path, organisation: str) -> Path:
    """The folder that an organisation's journal system shares with the gateway."""
    return folder / "journals" / organisation


def page_of(folder: Path, organisation: str, copy_id: CopyId) -> Path:
    """The page of a person's or guardian's copy, where its home's staff fetch it."""
    return journal(folder, organisation) / "hand-out" / f"{copy_name(copy_id)}.html"


def received(folder: Path, organisation: str, version: int) -> SipDocument:
    """The copy of a version that an organisation's journal system got, read from its file."""
    from mappings.formats import read

    files = journal(folder, organisation).glob(f"in/**/*-v{version}-*.xml")
    reading = read(next(iter(sorted(files))).read_bytes())
    if reading.document is None:
        raise ValueError("the copy in the folder cannot be read")
    return reading.document
