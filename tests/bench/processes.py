"""The real thing: `samspel work` in processes of its own, documents and receipts through folders, and their memory.

Plans are exported as files to the home's folder, and practice journal systems (which flush an entry to the disk, and
write a receipt) import the copies in the process of the benchmark: so they take their share of the same cores. A copy
counts when its receipt stands in the home's ledger. Memory is the high-water mark of what a process had in memory.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from adapters.file_drop import config as layout
from adapters.file_drop.practice_system import PracticeSystem
from tests.bench.documents import HOME, PERSON, RECIPIENTS, plan_xml
from tests.bench.figures import Measured, Size
from tests.bench.services import Services
from tests.bench.world import folder_on, store_url
from tests.worker.processes import working

PROCESSES = {"embedded": 1, "real": 2}
PATIENCE = 240.0  # seconds
_RECORDED = sa.text("SELECT count(*) FROM copies WHERE state = 'recorded' AND recipient <> organisation")


def measured(size: Size, services: Services) -> Measured:
    """Copies recorded in a second with receipts, and the peak of memory of each process."""
    found = Measured()
    for kind in services.kinds:
        with tempfile.TemporaryDirectory() as made, ExitStack() as around:
            folder = around.enter_context(folder_on(kind, Path(made), services))
            logs = [Path(made) / f"work-{number}.log" for number in range(PROCESSES[kind])]
            running = [around.enter_context(working(folder, log=log)) for log in logs]
            seconds = _all_recorded(folder, size.plans)
            peaks = [_high_water(process.pid) for process in running]
        rate = size.plans * len(RECIPIENTS) / seconds if seconds else None
        how = f"{len(running)} process(es) of `samspel work`, {size.plans} plans at once"
        found.add(f"file-copies-{kind}", f"{kind}: copies recorded, files and receipts", rate, "copies/s", how)
        peak = max((each for each in peaks if each), default=None)
        found.add(f"memory-{kind}", f"{kind}: peak memory of a worker process", peak, "MB", how)
    if services.why_not:
        found.absent("memory-real", "the same on RabbitMQ and PostgreSQL", services.why_not)
    return found


def _all_recorded(folder: Path, plans: int) -> float | None:
    """Seconds from the export until the ledger has a receipt for every copy; None when that took too long."""
    systems = [
        PracticeSystem(folder / "journals" / each, each, folder / f"{each}.jsonl", lambda: datetime.now(UTC), {PERSON})
        for each in RECIPIENTS
    ]
    recorded, wanted = _counter(folder), plans * len(RECIPIENTS)
    out = folder / "journals" / HOME / layout.OUT
    for number in range(plans):
        (out / f"plan-{number}.part").write_bytes(plan_xml(number))
    began = time.perf_counter()
    for number in range(plans):
        (out / f"plan-{number}.part").rename(out / f"plan-{number}.xml.ready")
    while recorded() < wanted:
        if time.perf_counter() - began > PATIENCE:
            return None
        if not sum(system.run_once() for system in systems):
            time.sleep(0.05)
    return time.perf_counter() - began


def _counter(folder: Path) -> Callable[[], int]:
    """How many copies of others the home's ledger has as recorded."""
    engine = sa.create_engine(store_url(folder), poolclass=sa.NullPool)

    def recorded() -> int:
        try:
            with engine.connect() as connection:
                return int(connection.execute(_RECORDED).scalar_one())
        except sa.exc.OperationalError:  # not made yet
            return 0

    return recorded


def _high_water(pid: int) -> float | None:
    """The most that the process ever had in memory, in MB; None where the system does not say."""
    status = Path(f"/proc/{pid}/status")
    return peak_of(status.read_text(encoding="ascii", errors="replace")) if status.exists() else None


def peak_of(status: str) -> float | None:
    """The same from the text of `/proc/PID/status`, which counts in KiB."""
    lines = status.splitlines()
    return next((int(line.split()[1]) * 1024 / 1e6 for line in lines if line.startswith("VmHWM")), None)
