"""Writes the golden messages of the samples anew: `python -m tests.samples.regenerate`. Look at the difference in git.

Every copy that would be sent to another organisation becomes `golden/STEP/RECIPIENT.json`, indented to be read, and
`golden/content-hashes.json` holds the hash of the frozen bytes themselves. Identities, times and ids are fixed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from mappings import fhir
from tests.samples.loading import Sample, samples
from tests.samples.way import outcomes

HASHES = "content-hashes.json"


def golden_of(sample: Sample) -> dict[str, bytes]:
    """Path below `golden` → bytes, for every message of the sample."""
    files: dict[str, bytes] = {}
    hashes: dict[str, str] = {}
    for each in outcomes(sample):
        if each.message is not None and each.frozen is not None:
            name = f"{each.step.name}/{each.recipient}"
            files[f"{name}.json"] = readable(json.loads(each.message))
            hashes[name] = fhir.content_hash(each.frozen)
    return {**files, HASHES: readable(hashes)}


def readable(value: Mapping[str, object]) -> bytes:
    """JSON as it lies in the folder."""
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def golden_in(folder: Path) -> dict[str, bytes]:
    """Path below `golden` → bytes, as they lie there."""
    golden = folder / "golden"
    return {path.relative_to(golden).as_posix(): path.read_bytes() for path in golden.rglob("*.json")}


def main() -> None:
    """Write them all."""
    for sample in samples():
        golden = sample.folder / "golden"
        if golden.exists():
            shutil.rmtree(golden)
        made = golden_of(sample)
        for name, body in made.items():
            path = golden / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(body)
        print(f"{sample.name}: {len(made) - 1} messages, {sum(map(len, made.values())) // 1024} KiB")


if __name__ == "__main__":
    main()
