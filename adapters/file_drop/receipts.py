"""Receipts that the system writes, and what they have told: given out until the ledger has them, kept for `find`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from adapters.file_drop import config as layout
from adapters.file_drop.documents import json_bytes, read_json, read_receipt
from adapters.file_drop.folders import Folders, TooLarge, flush_folder, move, reachable, read_bounded, write_whole
from adapters.file_drop.names import again, beside, copy_name
from adapters.file_drop.watch import Ripeness, Watch
from adapters.journal import HandedOver
from schemas.findings import Finding, finding
from schemas.messages import CopyId
from schemas.receipts import Receipt
from schemas.states import CopyState

_RECEIPT_BYTES = 256 * 1024


@dataclass(slots=True)
class Receipts:
    """The folder of receipts. `handed_over` tells what a receipt must fit; None when another adapter hands over."""

    folders: Folders
    watch: Watch
    handed_over: Callable[[CopyId], HandedOver | None] | None

    def waiting(self) -> Iterator[Receipt]:
        """Receipts that the ledger does not have yet, oldest first; what cannot be believed is moved to refused."""
        with reachable():
            files = self.watch.ripe(self.folders.at(layout.RECEIPTS))
        for path, ripeness in files:
            receipt = self._receipt(path, ripeness)
            if receipt is not None:
                yield receipt

    def told(self, copy_id: CopyId) -> Receipt | None:
        """The last that the system has told of a copy: what the ledger has, else a receipt that waits to be read."""
        known = self.kept(copy_id)
        if known is not None and known.state is CopyState.RECORDED:
            return known
        of_copy = [each for each in self.waiting() if each.copy_id == str(copy_id)]
        recorded = next((each for each in of_copy if each.state is CopyState.RECORDED), None)
        return recorded or (of_copy[-1] if of_copy else known)

    def kept(self, copy_id: CopyId) -> Receipt | None:
        """The last receipt for a copy that the ledger has."""
        with reachable():
            path = self._told_path(copy_id)
            kept = read_json(read_bounded(path, _RECEIPT_BYTES)) if path.exists() else {}
        return Receipt.model_validate(kept) if kept.get("copy_id") == str(copy_id) else None

    def keep(self, receipt: Receipt) -> None:
        """Remember what was told, then move the document to done. A recorded copy stays recorded."""
        copy_id = CopyId.parse(receipt.copy_id)
        same, known = self._files_of(receipt), self.kept(copy_id)
        with reachable():
            if known is None or known.state is not CopyState.RECORDED:
                write_whole(self._told_path(copy_id), json_bytes(receipt.model_dump(mode="json")))
            for each in same:
                done = self.folders.at(layout.RECEIPTS_DONE)
                move(each, done / self._free_name(each, done))

    def forget(self, copy_id: CopyId) -> None:
        """Drop what was told of a copy that the system refused, so that it can be handed over again."""
        with reachable():
            self._told_path(copy_id).unlink(missing_ok=True)
            flush_folder(self.folders.at(layout.TOLD))

    def _files_of(self, receipt: Receipt) -> list[Path]:
        with reachable():
            files = self.watch.ripe(self.folders.at(layout.RECEIPTS))
        return [path for path, ripeness in files if self._receipt(path, ripeness) == receipt]

    def _receipt(self, path: Path, ripeness: Ripeness) -> Receipt | None:
        """The receipt in a file, or None: gone meanwhile, or refused with its findings beside."""
        if ripeness is Ripeness.HALF:
            minutes = int(self.watch.config.half_after.total_seconds() // 60)
            self._refuse(path, (finding("SIP815", minutes=minutes),))
            return None
        with reachable():
            try:
                body = read_bounded(path, _RECEIPT_BYTES)
            except FileNotFoundError:
                return None
            except TooLarge:
                self._refuse(path, (finding("SIP005", limit=_RECEIPT_BYTES),))
                return None
        receipt, found = read_receipt(body)
        found = found or self._unfitting(receipt)
        if found:
            self._refuse(path, found)
            return None
        return receipt

    def _unfitting(self, receipt: Receipt | None) -> tuple[Finding, ...]:
        try:
            copy_id = CopyId.parse(receipt.copy_id) if receipt else None
        except ValueError:
            return (finding("SIP816"),)
        if receipt is None or copy_id is None or self.handed_over is None:
            return ()
        handed_over = self.handed_over(copy_id)
        if handed_over is None:
            return (finding("SIP811"),)
        fits = receipt.content_hash in {None, handed_over.content_hash}
        return () if fits else (finding("SIP812"),)

    def _refuse(self, path: Path, found: tuple[Finding, ...]) -> None:
        with reachable():
            folder = self.folders.at(layout.RECEIPTS_REFUSED)
            name = self._free_name(path, folder)
            told = {"valid": False, "findings": [each.as_json() for each in found]}
            write_whole(folder / f"{beside(name)}.findings.json", json_bytes(told))
            move(path, folder / name)

    def _free_name(self, path: Path, folder: Path) -> str:
        """The file's own name, or that name with when and how large it was, when an earlier one has it."""
        if not (folder / path.name).exists():
            return path.name
        now = path.stat(follow_symlinks=False)
        return again(beside(path.name), f"{now.st_mtime_ns}-{now.st_size}")

    def _told_path(self, copy_id: CopyId) -> Path:
        return self.folders.at(layout.TOLD) / f"{copy_name(copy_id)}.json"
