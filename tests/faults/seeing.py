"""Reads what the oracle looks at from a run that has come to rest: journals, databases, logs, what got outside."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from schemas.messages import CopyId
from tests.faults.accepted import markers_in, read_accepted
from tests.faults.behaving import journal_lines
from tests.faults.processes import METRICS, Process
from tests.faults.seen import Entry, Event, Exposed, Journal, Notice, Parked, Said, Seen, Stands

if TYPE_CHECKING:
    from tests.faults.world import World

Ask = Callable[[str, str], Iterable[tuple[Any, ...]]]
"""(gateway, SQL) → rows."""

_STANDS = "SELECT organisation, plan_id, version, recipient, kind, state, reason, content_hash, entry_id FROM"
_PARKED = "SELECT organisation, subject, reason, kind FROM parked WHERE resolved_at IS NULL"
_EVENTS = (
    "SELECT organisation, id, event, plan_id, copy_id, detail FROM audit WHERE event IN "
    "('accepted', 'consent-withdrawn', 'may-have-left', 'received', 'control-taken')"
)
PERSON = re.compile(rb"(?<![0-9])(?:19)?121212-?1212(?![0-9])|Tolvan|Testsson")
"""The one person whom all plans are about: number and name."""


def see(world: World) -> Seen:
    """Everything of a world at rest; what its processes and its broker have logged is what got outside."""
    gateways = {name: [each.id for each in site.organisations] for name, site in world.sites.items()}
    found = seen(world.accepted, gateways, world.reading.ask, world.journals)
    logs = logs_in(world.folder)
    headers, metrics = list(world.postman.written_on), metrics_of(world.processes)
    found.exposed += exposed_in(logs)
    found.exposed += exposed_in({"headers of messages": b"\n".join(headers), **metrics})
    found.searched = {"logs": len(logs), "headers": len(headers), "metrics": len(metrics)}
    return found


def logs_in(folder: Path) -> dict[str, bytes]:
    """What gateways, broker and database have logged there."""
    logs = [*folder.glob("*.log"), *(folder / "broker").rglob("*.log"), *folder.glob("database/log")]
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in sorted(logs)}


def metrics_of(processes: Iterable[Process]) -> dict[str, bytes]:
    """What each process that runs tells a monitoring system now."""
    found = {}
    for each in processes:
        if METRICS in each.command and each.pid is not None:
            address = each.command[each.command.index(METRICS) + 1]
            with suppress(httpx.TransportError):  # it is being started again: then it has counted nothing yet
                told = httpx.get(f"http://{address}/metrics", timeout=60).raise_for_status()
                found[f"metrics of {each.name}"] = told.content
    return found


def seen(accepted: Path, gateways: Mapping[str, Iterable[str]], ask: Ask, journals: Path) -> Seen:
    """Everything but what got outside (`exposed_in`). `gateways`: which organisations each hosts."""
    found = Seen(read_accepted(accepted))
    for gateway, organisations in gateways.items():
        for organisation in organisations:
            found.journals[organisation] = journal_of(journal_lines(journals, organisation))
        for owner, stands in _stands(ask(gateway, f"{_STANDS} copies")):
            if CopyId.parse(stands.copy_id).recipient != owner:  # what a home keeps of its own plan is no copy
                found.ledgers[stands.copy_id] = stands
        for owner, stands in _stands(ask(gateway, f"{_STANDS} holdings")):
            if CopyId.parse(stands.copy_id).recipient == owner:
                found.held[stands.copy_id] = stands
        found.parked += [
            Parked(organisation, reason, kind, _copy_in(subject))
            for organisation, subject, reason, kind in ask(gateway, _PARKED)
        ]
        found.events += [_event(row) for row in ask(gateway, _EVENTS)]
    return found


def journal_of(lines: list[dict[str, Any]]) -> Journal:
    """A journal as its process has written it."""
    entries, notices, said, refused = [], [], [], set()
    for place, line in enumerate(lines):
        if "entry_id" in line:
            fhir = Path(line["file"].rpartition("~")[0]).suffix == ".json"
            entries.append(
                Entry(
                    line["copy_id"],
                    line["entry_id"],
                    line["content_hash"],
                    place,
                    tuple(line["markers"]),
                    line["sha256"] if fhir else None,
                    line["whole"],
                )
            )
        elif "ended" in line:
            notices.append(Notice(line["ended"], line["content_hash"], place))
        elif "said" in line:
            receipt = line["said"]
            said.append(Said(*(receipt[name] for name in ("copy_id", "state", "entry_id", "content_hash"))))
        elif "refused" in line:
            refused.add(line["copy_id"])
    return Journal(tuple(entries), tuple(notices), tuple(said), frozenset(refused))


def exposed_in(outside: Mapping[str, bytes]) -> list[Exposed]:
    """Markers and the person in what anybody may read; `outside` by what it is (a log, the metrics, a header)."""
    found = []
    for where, body in outside.items():
        markers = len(markers_in(body))
        if markers:
            found.append(Exposed(where, f"plan content ({markers} markers)"))
        if PERSON.search(body):
            found.append(Exposed(where, "the person"))
    return found


def _stands(rows: Iterable[tuple[Any, ...]]) -> Iterable[tuple[str, Stands]]:
    for owner, plan_id, version, recipient, _kind, state, reason, content_hash, entry_id in rows:
        copy_id = str(CopyId(plan_id, version, recipient))
        yield owner, Stands(copy_id, state, reason, content_hash, entry_id)


def _copy_in(subject: str) -> str | None:
    try:
        return str(CopyId.parse(subject.removeprefix("receipt#").partition("#")[0]))
    except ValueError:
        return None


def _event(row: tuple[Any, ...]) -> Event:
    organisation, number, event, plan_id, copy_id, detail = row
    version = json.loads(bytes(detail)).get("version") if event == "accepted" else None
    return Event(organisation, number, event, plan_id, copy_id, version)
