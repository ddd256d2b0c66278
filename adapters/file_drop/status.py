"""What the system's users see of their plans: one document per plan of who has what, and one per disclosure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adapters.file_drop import config as layout
from adapters.file_drop.documents import json_bytes, read_json, write_disclosure_note_xml
from adapters.file_drop.folders import Folders, reachable, read_bounded, write_whole
from adapters.file_drop.names import disclosure_name, plan_name
from adapters.journal import LedgerEvent
from mappings.swedish import sv
from schemas.receipts import DisclosureNote

_STATUS_BYTES = 16 * 1024 * 1024


@dataclass(slots=True)
class Status:
    """The folder `status/`."""

    folders: Folders

    def note(self, event: LedgerEvent) -> None:
        """Put an event into the plan's document. An event that is there already changes nothing."""
        with reachable():
            path = self.folders.at(layout.STATUS) / f"{plan_name(event.plan_id)}.json"
            told = read_json(read_bounded(path, _STATUS_BYTES)) if path.exists() else {}
            history = [each for each in told.get("history", ()) if isinstance(each, dict)]
            line = _line(event)
            if line not in history:
                history.append(line)
                write_whole(path, json_bytes(_document(event, history)))

    def disclosed(self, note: DisclosureNote) -> None:
        """Keep the note of a disclosure as a document (PDL 3 kap. 11 §). The first one stays."""
        with reachable():
            path = self.folders.at(layout.STATUS) / disclosure_name(note)
            if not path.exists():
                write_whole(path, write_disclosure_note_xml(note))


def _line(event: LedgerEvent) -> dict[str, Any]:
    late = {} if event.deadline is None else {"late": True, "deadline": event.deadline.isoformat()}
    return late | {
        "version": event.version,
        "recipient": event.recipient,
        "recipient_name": event.recipient_name,
        "state": event.state.value,
        "state_sv": sv(event.state),
        "at": event.at.isoformat(),
        "entry_id": event.entry_id,
        "evidence": event.evidence,
        "reason": event.reason,
    }


def _document(event: LedgerEvent, history: list[dict[str, Any]]) -> dict[str, Any]:
    """The plan's document: of each copy what was told last, then all events in the order that they were told.

    The times come from the clocks of several organisations, so they say nothing of the order: the ledger's does.
    """
    newest = {(line["version"], line["recipient"]): line for line in history}
    copies = [newest[key] for key in sorted(newest)]
    return {
        "plan_id": event.plan_id,
        "source_plan_id": event.source_plan_id,
        "copies": copies,
        "history": history,
    }
