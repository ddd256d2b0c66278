"""Documents that the system writes to `out/`: taken one by one, given out until answered, then moved away.

Taking is one rename into a folder of its own, `out/.taken/TOKEN/NAME`: from then on nobody can replace the file, a new
export under the same name is a new document, and a crash leaves it there to be given out again. Answering writes the
answer beside the place that the file will have, then renames the file there; by the token in the answer a second
attempt after a crash finds that place again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from adapters.file_drop import config as layout
from adapters.file_drop.documents import answer_json, findings_xml, json_bytes, read_json
from adapters.file_drop.folders import Folders, TooLarge, move, reachable, read_bounded, waiting_files, write_whole
from adapters.file_drop.names import again, beside
from adapters.file_drop.watch import Watch
from adapters.journal import Answer, HandedIn
from schemas.findings import finding

ANSWER = ".answer.json"
FINDINGS = ".findings.json"
FINDINGS_XML = ".findings.xml"


@dataclass(frozen=True, slots=True)
class Exported:
    """What waits to be answered: how many files, and when the oldest of them was written, by the file server."""

    count: int
    oldest: datetime | None


def exported(root: Path) -> Exported:
    """What the system has exported and nobody has answered. Looks only: nothing is made, moved or read."""
    with reachable():
        taken = root / layout.TAKEN
        places = [root / layout.OUT, *(taken.iterdir() if taken.is_dir() else ())]
        files = [each for place in places if place.is_dir() for each in waiting_files(place)]
        looks = [each.stat(follow_symlinks=False) for each in files]
    written = [max(each.st_mtime, each.st_ctime) for each in looks]  # a copy may keep the time of what was copied
    return Exported(len(written), datetime.fromtimestamp(min(written), UTC) if written else None)


@dataclass(slots=True)
class Outgoing:
    """What the system hands in."""

    folders: Folders
    watch: Watch
    clock: Callable[[], datetime]

    def read(self) -> Iterator[HandedIn]:
        """Documents that wait for an answer, those already taken first, then those that are ready now."""
        with reachable():
            self._take()
            tokens = sorted(each.name for each in self.folders.at(layout.TAKEN).iterdir() if each.is_dir())
        for token in tokens[: self.watch.config.at_once]:
            body = self._body(token)
            if body is not None:
                yield HandedIn(token, body)

    def answer(self, answer: Answer) -> None:
        """Move the document to done or refused, with the answer beside it. Nothing when it is moved already."""
        with reachable():
            taken = self._taken(answer.token)
            if taken is not None:
                self._settle(taken, answer)

    def _take(self) -> None:
        """Claim every file that is ready; a half one too once it has waited too long, to be refused for what it is."""
        for path, _ in self.watch.ripe(self.folders.at(layout.OUT)):
            stamp = self.clock().astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
            order = len(list(self.folders.at(layout.TAKEN).glob(f"{stamp}-*")))
            claim = self.folders.at(layout.TAKEN) / f"{stamp}-{order:04d}-{uuid4().hex[:12]}"
            claim.mkdir()
            try:
                move(path, claim / path.name)
            except (FileNotFoundError, PermissionError):  # taken back, or still held open (Windows): next time
                _remove(claim)

    def _taken(self, token: str) -> Path | None:
        """The file behind a token; an empty folder is what a crash left before or after the file was there."""
        claim = self.folders.at(layout.TAKEN) / token
        if not token or token in {".", ".."} or Path(token).name != token or not claim.is_dir():
            return None
        files = [each for each in claim.iterdir() if each.is_file() and not each.is_symlink() and each.name[0] != "."]
        if not files:
            _remove(claim)
            return None
        return files[0]

    def _body(self, token: str) -> bytes | None:
        limit = self.watch.config.max_bytes
        with reachable():
            taken = self._taken(token)
            if taken is None:
                return None
            try:
                return read_bounded(taken, limit)
            except TooLarge:
                self._settle(taken, Answer(token, accepted=False, findings=(finding("SIP005", limit=limit),)))
                return None

    def _settle(self, taken: Path, answer: Answer) -> None:
        folder = self.folders.at(layout.DONE if answer.accepted else layout.REFUSED)
        ending = ANSWER if answer.accepted else FINDINGS
        name = self._free_name(folder, taken.name, ending, answer.token)
        if not answer.accepted:
            write_whole(folder / f"{beside(name)}{FINDINGS_XML}", findings_xml(answer))
        write_whole(folder / f"{beside(name)}{ending}", json_bytes({"token": answer.token} | answer_json(answer)))
        move(taken, folder / name)
        _remove(taken.parent)

    def _free_name(self, folder: Path, name: str, ending: str, token: str) -> str:
        """The system's own name, or that name with the token when an earlier document has it."""
        told = folder / f"{beside(name)}{ending}"
        if told.exists():
            ours = read_json(read_bounded(told, self.watch.config.max_bytes)).get("token") == token
            return name if ours and not (folder / name).exists() else again(beside(name), token)
        return again(beside(name), token) if (folder / name).exists() else name


def _remove(claim: Path) -> None:
    """Remove a claim that is done with. What somebody else has put there stays, and does no harm."""
    with suppress(OSError):
        claim.rmdir()
