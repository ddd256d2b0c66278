"""Names of the files that we make: of random ids and hashes, so that they say nothing of people or organisations."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from schemas.messages import CopyId
from schemas.receipts import DisclosureNote

_LONGEST = 180
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def plan_name(plan_id: str) -> str:
    """The name of what belongs to one plan: its random id, or a hash of what is none."""
    bare = plan_id.removeprefix("urn:uuid:")
    return bare if _UUID.fullmatch(bare) else _digest(plan_id)


def copy_name(copy_id: CopyId) -> str:
    """The name, without ending, of the files of one copy; the same copy id gives the same name."""
    return f"{plan_name(copy_id.plan_id)}-v{copy_id.version}-{_digest(str(copy_id))}"


def disclosure_name(note: DisclosureNote) -> str:
    """The name of the document of one disclosure: the same plan, version, recipient and content give the same name."""
    key = "\n".join((note.plan_id, str(note.version), note.recipient, note.content_hash))
    return f"{plan_name(note.plan_id)}-v{note.version}-disclosure-{_digest(key)}.xml"


def beside(name: str) -> str:
    """The system's own file name, shortened so that an ending can be added to it."""
    if len(name.encode("utf-8", "surrogateescape")) <= _LONGEST:
        return name
    suffix = Path(name).suffix[:20]
    return f"{name[:40]}-{_digest(name.encode('utf-8', 'surrogateescape').hex())}{suffix}"


def again(name: str, key: str) -> str:
    """Another name for a file whose name is taken: the key before the ending."""
    path = Path(name)
    return f"{path.stem}~{key}{path.suffix}"
