"""The samples that a table is tried on: which files they are, where the golden file of each lies, and trying one."""

from __future__ import annotations

import glob
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gateway.cli.streams import body_or_finding
from schemas.errors import Rejected
from schemas.findings import Finding, finding

if TYPE_CHECKING:
    from mappings.tables.table_format import TableFormat
    from mappings.tables.trial import Trial

SAMPLES, GOLDEN = "samples", "golden"
_MAGIC = "*?["
_NO_SAMPLES = frozenset({".yaml", ".yml", ".md"})


class Sample(NamedTuple):
    """One document to try a table on."""

    name: str
    """As it is shown: the path as it was given."""
    path: Path
    golden: Path
    """Where the plan that must come out lies, if anywhere."""


def samples_of(table: Path, given: Sequence[str], golden: Path | None = None) -> list[Sample]:
    """The samples that a command line names: files, folders, patterns; without any, `samples` beside the table.

    Raises Rejected (SIP980) for a name that leads to no sample.
    """
    found: dict[Path, Sample] = {}
    for name in given or [str(table.parent / SAMPLES)]:
        files = list(_files(name))
        if not files:
            raise Rejected(findings=(finding("SIP980", Path(name).name),))
        for path in files:
            found.setdefault(path, Sample(path.as_posix(), path, golden_file(path, golden)))
    return list(found.values())


def golden_file(sample: Path, golden: Path | None = None) -> Path:
    """Where the golden file of a sample lies: beside its folder `samples`, or in `golden` beside the sample itself."""
    if golden is None:
        around = sample.resolve().parent
        golden = (around.parent if around.name == SAMPLES else around) / GOLDEN
    return golden / f"{sample.stem}.json"


def _files(name: str) -> Iterator[Path]:
    path = Path(name)
    if path.is_dir():
        folder = path / SAMPLES if (path / SAMPLES).is_dir() else path
        yield from (each for each in sorted(folder.iterdir()) if _is_sample(each))
    elif path.is_file():
        yield path
    elif any(each in name for each in _MAGIC):  # a shell of Windows leaves patterns to us
        found = glob.glob(name, recursive=True)  # noqa: PTH207  (the pattern may begin at a root)
        yield from (each for each in sorted(map(Path, found)) if _is_sample(each))


def _is_sample(path: Path) -> bool:
    return path.is_file() and not path.name.startswith((".", "~")) and path.suffix.lower() not in _NO_SAMPLES


def tried(table: TableFormat, sample: Sample, today: date) -> Trial:
    """What comes of a sample. A defect of ours is told as a finding of it (SIP989), and keeps from no other."""
    from gateway.rules.report import missing_in
    from mappings.reading import Reading
    from mappings.tables.trial import Step, Trial, try_sample

    body = body_or_finding(str(sample.path))
    if isinstance(body, Finding):
        return Trial(sample.name, Reading(table.name, None, findings=(body,)), failed=(Step.READ,))
    try:
        golden = sample.golden.read_bytes() if sample.golden.is_file() else None
        return try_sample(table, sample.name, body, golden, lambda document: missing_in(document, today))
    except Exception as defect:  # noqa: BLE001  (one sample must not keep the others from being looked at)
        from gateway.cli.traces import shows_traces

        if shows_traces():
            import traceback

            traceback.print_exception(defect)
        return Trial(sample.name, Reading(table.name, None, findings=(finding("SIP989"),)), failed=(Step.READ,))


def update_golden(table: TableFormat, sample: Sample) -> bool | None:
    """Write the golden file of a sample anew; whether it has changed, None for a sample that cannot be read.

    Raises Rejected (SIP981) when it cannot be written.
    """
    from mappings.tables.trial import golden_of

    body = body_or_finding(str(sample.path))
    reading = table.read(body) if not isinstance(body, Finding) else None
    if reading is None or reading.document is None or not reading.valid:
        return None
    made = golden_of(reading.document)
    try:
        if sample.golden.is_file() and sample.golden.read_bytes() == made:
            return False
        sample.golden.parent.mkdir(parents=True, exist_ok=True)
        sample.golden.write_bytes(made)
    except OSError:
        raise Rejected(findings=(finding("SIP981"),)) from None
    return True
