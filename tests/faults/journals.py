"""The journal systems of many organisations, in one process of their own, behind their file-drop folders.

    python -m tests.faults.journals FOLDER ORGANISATION=ROOT ...

Theory of operation. Each organisation has a thread, a root folder as in docs/file-drop.md, and a journal of its own,
`FOLDER/ORGANISATION.jsonl`: one object on each line, lines are only added, each flushed. *Whatever is delivered becomes
a line*: a copy that comes twice gives two entries, since the oracle must see it. A document is claimed by one rename,
then the entry is written, then the receipt; what a kill interrupts is done at the next start, once. An entry says what
the document really holds (its bytes' hash, its markers), not what its cover note says of it.

How an organisation behaves stands in `FOLDER/ORGANISATION.behaviour` (`behave`) and may change at any time. A root that
goes away is a link that leads nowhere, so that no one makes it anew as an empty folder in passing: therefore the
process is started before the gateways, and makes each root a link to `ROOT.real`.
"""

from __future__ import annotations

import hashlib
import json
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from adapters.file_drop.watch import is_whole
from tests.faults.accepted import markers_in, now
from tests.faults.behaving import Behaviour, Control, behaviour_of, journal_lines

LOOKS_EVERY = 0.1  # seconds
CLAIMED = "in/read"
REAL = ".real"


@dataclass
class Journal:
    """One organisation's journal system."""

    folder: Path
    organisation: str
    root: Path
    stop: threading.Event = field(default_factory=threading.Event)
    _count: int = 0
    _owed: list[tuple[float, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Take up what a kill has interrupted."""
        self._make_link()
        file = self.folder / f"{self.organisation}.jsonl"
        if file.exists():
            whole = file.read_bytes()
            with file.open("r+b") as cut:
                cut.truncate(whole.rfind(b"\n") + 1)
        lines = journal_lines(self.folder, self.organisation)
        self._count = sum("entry_id" in line for line in lines)
        seen = {line["file"] for line in lines if "file" in line}
        said = {line["said"]["entry_id"] for line in lines if "said" in line}
        for claimed in sorted(self._at(CLAIMED).glob("*~*")):
            if claimed.name not in seen:
                self._enter(claimed, behaviour_of(self.folder, self.organisation))
        for line in lines:
            if "entry_id" in line and line["entry_id"] not in said and not line.get("silent"):
                self._say(line, "recorded")

    def run(self) -> None:
        """Until it is told to stop."""
        while not self.stop.is_set():
            with suppress(FileNotFoundError):  # taken back meanwhile, by the gateway
                self.run_once()
            self.stop.wait(LOOKS_EVERY)

    def run_once(self) -> None:
        """Import what lies there, and say what is to be said."""
        control = behaviour_of(self.folder, self.organisation)
        self._point(self.root.with_name(self.root.name + (".gone" if control.behaviour is Behaviour.AWAY else REAL)))
        if control.behaviour in (Behaviour.AWAY, Behaviour.DEAD):
            return
        self._say_owed()
        for notice in sorted(self._at("in").glob("*.ended.json")):
            self._read_notice(notice)
        for document in self._documents():
            if behaviour_of(self.folder, self.organisation) != control or self.stop.is_set():
                return
            if control.behaviour is Behaviour.SLOW and self.stop.wait(control.seconds):
                return
            with suppress(FileNotFoundError):
                self._enter(self._claim(document), control)

    def _documents(self) -> list[Path]:
        """Delivered and not claimed, in the order in which they came."""
        found = []
        for path in self._at("in").iterdir():
            if path.suffix in (".xml", ".json") and not path.name.endswith((".copy.json", ".ended.json")):
                with suppress(FileNotFoundError):
                    if path.name[0] != "." and path.is_file():
                        found.append((path.stat().st_mtime_ns, path))
        return [path for _, path in sorted(found)]

    def _claim(self, document: Path) -> Path:
        folder, number = self._at(CLAIMED), 1
        while (claimed := folder / f"{document.name}~{number}").exists():
            number += 1
        return document.rename(claimed)

    def _enter(self, claimed: Path, control: Control) -> None:
        """The entry for a claimed document, and what is said about it."""
        try:
            cover, body = self._cover(claimed), claimed.read_bytes()
        except FileNotFoundError:  # the gateway has taken back what says of what copy it is
            self._append({"without_cover": True, "file": claimed.name})
            return
        stem = Path(claimed.name.rpartition("~")[0]).stem
        page = self._at("in") / f"{stem}.html"
        markers = markers_in(body + (page.read_bytes() if page.exists() else b""))
        what = {"copy_id": cover["copy_id"], "content_hash": cover["content_hash"], "file": claimed.name}
        if control.behaviour is Behaviour.REFUSING:
            self._append({"refused": True, **what})
            self._say({**what, "entry_id": None}, "rejected")
        elif control.behaviour is Behaviour.LYING_NO_ENTRY:
            self._append({"lied": True, **what})
            self._say({**what, "entry_id": f"NEVER-{claimed.name[-40:]}"}, "recorded")
        else:
            self._count += 1
            entry = {
                "entry_id": f"JS-{self._count:06d}",
                **what,
                "sha256": f"sha256:{hashlib.sha256(body).hexdigest()}",
                "whole": is_whole(body),
                "markers": markers,
                "delivered_at": claimed.stat().st_mtime,
                "silent": control.behaviour is Behaviour.LOST,
            }
            self._append(entry)
            self._say_of(entry, control)
        self._put_away(stem)

    def _say_of(self, entry: dict[str, Any], control: Control) -> None:
        """The receipt for an entry, as the organisation behaves."""
        later = now().timestamp() + control.seconds
        match control.behaviour:
            case Behaviour.LOST:
                return
            case Behaviour.LATE:
                self._owed.append((later, entry))
            case Behaviour.REPEATED:
                self._say(entry, "recorded")
                self._say(entry, "recorded")
                self._owed.append((later, entry))
            case Behaviour.LYING_HASH:
                self._say({**entry, "content_hash": f"sha256:{hashlib.sha256(b'another').hexdigest()}"}, "recorded")
            case Behaviour.LYING_UNKNOWN:
                self._say(entry, "recorded")
                plan, version, rest = entry["copy_id"].split("/", 2)
                self._say({**entry, "copy_id": f"{plan}/{int(version) + 1000}/{rest}"}, "recorded")
            case _:
                self._say(entry, "recorded")

    def _say_owed(self) -> None:
        due = [each for each in self._owed if each[0] <= now().timestamp()]
        for each in due:
            self._owed.remove(each)
            self._say(each[1], "recorded")

    def _say(self, about: dict[str, Any], state: str) -> None:
        """Write a receipt, whole or not at all, and a line about it."""
        receipt = {
            "copy_id": about["copy_id"],
            "state": state,
            "entry_id": about["entry_id"],
            "content_hash": about["content_hash"],
            "at": about.get("at") or now().isoformat(),
        }
        if state == "rejected":
            receipt["reason"] = "not-a-client"
        name = hashlib.sha256(f"{about['file']}{now().timestamp()}".encode()).hexdigest()[:24]
        folder = self._at("receipts")
        written = folder / f"{name}.part"
        written.write_text(json.dumps(receipt), encoding="utf-8")
        written.rename(folder / f"{name}.json.ready")
        self._append({"said": receipt})

    def _read_notice(self, notice: Path) -> None:
        """A copy has ended: it was taken out of the folder, and the entry, if there is one, stays."""
        said = json.loads(notice.read_bytes())
        notice.rename(self._at(CLAIMED) / f"{notice.name}.{now().timestamp()}")
        self._append({"ended": said["copy_id"], "content_hash": said["content_hash"], "state": said["state"]})

    def _cover(self, claimed: Path) -> dict[str, Any]:
        name = f"{Path(claimed.name.rpartition('~')[0]).stem}.copy.json"
        beside = self._at("in") / name
        found: dict[str, Any] = json.loads((beside if beside.exists() else self._at(CLAIMED) / name).read_bytes())
        return found

    def _put_away(self, stem: str) -> None:
        for ending in (".html", ".copy.json"):
            with suppress(FileNotFoundError):
                (self._at("in") / f"{stem}{ending}").replace(self._at(CLAIMED) / f"{stem}{ending}")

    def _append(self, line: dict[str, Any]) -> None:
        """One line more. Processes are killed here and machines are not: what is with the system stays."""
        with (self.folder / f"{self.organisation}.jsonl").open("ab") as file:
            file.write(json.dumps({"at": now().isoformat(), **line}).encode() + b"\n")

    def _at(self, name: str) -> Path:
        folder = self._real / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    @property
    def _real(self) -> Path:
        return self.root.with_name(self.root.name + REAL)

    def _make_link(self) -> None:
        if not self.root.is_symlink():
            if self.root.is_dir():
                self.root.rename(self._real)
            self._real.mkdir(parents=True, exist_ok=True)
            self.root.symlink_to(self._real.name, target_is_directory=True)

    def _point(self, target: Path) -> None:
        """Let the root lead there, in one step."""
        if self.root.readlink() != Path(target.name):
            link = self.root.with_name(self.root.name + ".link")
            link.unlink(missing_ok=True)
            link.symlink_to(target.name, target_is_directory=True)
            link.replace(self.root)


def journals_of(arguments: list[str]) -> Iterator[Journal]:
    """The journal systems that a command line names."""
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    for each in arguments[1:]:
        organisation, _, root = each.partition("=")
        yield Journal(folder, organisation, Path(root))


def main(arguments: list[str]) -> int:
    """Be the journal systems until SIGTERM; says `ready` when all have begun."""
    systems = list(journals_of(arguments))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    threads = []
    for each in systems:
        each.stop = stop
        threads.append(threading.Thread(target=each.run, name=each.organisation, daemon=True))
    for thread in threads:
        thread.start()
    print("ready", flush=True)
    stop.wait()
    for thread in threads:
        thread.join(5)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
