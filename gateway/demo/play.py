"""`samspel demo`: one SIP goes all the way, with real folders, sealed messages and the embedded broker.

Nothing here is acted: the municipality's system writes files into its export folder, the gateway is opened and works,
the other journal systems read theirs and answer. Each step that a person takes is a command of `samspel`, run as shown.
"""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path

from adapters.file_drop.practice_system import PracticeSystem
from gateway.bootstrap import Gateway, now, open_gateway
from gateway.demo import folders
from gateway.demo.cast import CAST, HABILITATION, HOME, PROVIDER, PUPIL_HEALTH, REGION, SCHOOL, Habit, Player
from gateway.demo.differences import differences, ids_of_shared_part
from gateway.demo.documents import CHILD, GUARDIANS, first_export, second_export
from gateway.demo.stage import Command, Stage
from gateway.exchange.accept import accept
from gateway.store.rows import WorkKind
from gateway.worker import do, run_until_idle
from schemas.dates import STOCKHOLM
from schemas.identifiers import PERSON
from schemas.messages import CopyId

_LOG = "samspel.log"


class Play:
    """The demo, chapter by chapter."""

    def __init__(self, folder: Path, command: Command) -> None:
        self.folder = folder
        self.stage = Stage(folder, command)
        self.plan_id = ""
        self.today = datetime.now(STOCKHOLM).date()

    def run(self) -> None:
        """Play it. Raises Rejected when the folder is somebody else's."""
        started = time.monotonic()
        folders.fresh(self.folder)
        self.stage.say(
            """Samspel: one SIP (samordnad individuell plan) goes all the way on this computer. The people are invented,
            the child is a published test person; the folders, the messages, the seals and the ledger are real."""
        )
        self.connect()
        self.export()
        self.exchange()
        self.record()
        self.compare()
        self.hand_over()
        self.withdraw()
        self.end(time.monotonic() - started)

    def connect(self) -> None:
        """Six organisations get folders, keys and queues."""
        self.stage.chapter("Six organisations connect")
        hosts = [text for each in CAST for text in ("--host", f"{each.id}:{each.kind.value}:{each.name}")]
        shown = f"$ samspel init --data {self.folder} --host ID:KIND:NAME ... (six of them)"
        self.stage.run("init", "--at-once", *hosts, *self._data(), shown=shown)
        for each in CAST:
            self.stage.line(f"  {each.short:<16}{each.name}")

    def export(self) -> None:
        """The municipality's system exports the plan."""
        self.stage.chapter("The municipality's journal system exports the plan")
        file = self.folder / "SIP-0117.xml"
        file.write_bytes(first_export(self.today))
        self.stage.run("check", self.stage.place(file), "--county", "halland-barn")
        self.stage.say("It is valid, so the system puts it into the folder that it shares with the gateway:")
        self.stage.line(self.stage.place(self._export_it(file)))

    def exchange(self) -> None:
        """The gateway takes it, seals a copy for each recipient, and hands it to each journal."""
        self.stage.chapter("The gateway takes it, and sends each recipient its own part")
        with self._gateway() as gateway:
            self._take(gateway)
            self._only(gateway, WorkKind.PREPARE, WorkKind.SEND)
            self.plan_id = self._plan_id(gateway)
            self.stage.plan_id = self.plan_id.removeprefix("urn:uuid:")
            self._look_into_the_broker()
            run_until_idle(gateway.parts)
        self.stage.say(
            """The messages were opened, checked and handed to the journal of each receiver. The plan has got an id. Set
            it once, and every command below can be copied as it stands:"""
        )
        self.stage.line(f"$ PLAN={self.stage.plan_id}")
        self._ledger("--state", "recorded", "--state", "handed-over", "--state", "withheld")

    def record(self) -> None:
        """Two systems write receipts, one person confirms, one has only a file."""
        self.stage.chapter("Each records its copy in its own way")
        for each in CAST:
            if each.habit is Habit.WRITES_RECEIPTS:
                wrote = self._practice(each).run_once()
                self.stage.say(f"{each.name}: its system read the folder, wrote {wrote} entry and a receipt.")
        self.stage.say(f"{SCHOOL.name}: its system cannot; the head teacher writes the entry and says so:")
        self._confirm(SCHOOL.id, "ELEV-2041", "Rolf Rektorsson", as_=SCHOOL.id)
        self.stage.say(f"{PUPIL_HEALTH.name}: the file lies there, and nobody has answered.")
        self.stage.say(f"{HABILITATION.name}: takes part, is not in the consent, and got nothing.")

    def compare(self) -> None:
        """Two received copies of one plan."""
        self.stage.chapter("Two copies of the same plan, as they were received")
        region = folders.received(self.folder, REGION.id, 1)
        school = folders.received(self.folder, SCHOOL.id, 1)
        for line in differences(region, school, (REGION.short, SCHOOL.short)):
            self.stage.line(line)
        ids = ids_of_shared_part(region, school)
        if ids is not None:
            self.stage.line()
            self.stage.say(
                f"""The need that both have is {ids[0][:8]}... at one and {ids[1][:8]}... at the other: ids are made for
                each recipient, so that gaps in a numbering tell nobody anything."""
            )

    def hand_over(self) -> None:
        """The person's own page, and the guardians'."""
        self.stage.chapter("The child and the guardians get theirs, on paper")
        self.stage.say(
            """Three pages in Swedish lie in the municipality's folder hand-out, one for the child and one for each
            guardian. Somebody gives the child's, and says so:"""
        )
        self._confirm(PERSON, "vid mötet", "Sonja Samordnarsson", as_=HOME.id)

    def withdraw(self) -> None:
        """A follow-up makes version 2; consent to one recipient is taken back before its copy has left."""
        self.stage.chapter("A follow-up makes version 2, and a guardian takes one consent back")
        file = self.folder / "SIP-0117-2.xml"
        file.write_bytes(second_export(self.today))
        self._export_it(file)
        with self._gateway() as gateway:
            self._take(gateway)
            self._only(gateway, WorkKind.PREPARE)
        self.stage.say(f"Version 2 is accepted and its copies are frozen. Before the copy to {PROVIDER.name} has left:")
        taking_back = ("consent", "withdraw", self.stage.plan_id, "--recipient", PROVIDER.id, "--by", GUARDIANS[0])
        self.stage.run(*taking_back, *self._data(HOME.id))
        self._practice(REGION).run_once()
        with self._gateway() as gateway:
            run_until_idle(gateway.parts)
        held = list(folders.journal(self.folder, PROVIDER.id).glob("in/**/*-v2-*"))
        self.stage.say(f"Files of version 2 in their folder: {len(held)}. What they recorded of version 1 they keep.")

    def end(self, seconds: float) -> None:
        """The ledger, and where everything lies."""
        self.stage.chapter("The ledger: who holds which version, and how we know")
        self._ledger()
        page = self.folder / "mina-planer.html"
        self.stage.line()
        self.stage.run("ledger", "--html", "--output", self.stage.place(page), *self._data(HOME.id))
        self.stage.line()
        self.stage.say(f"Done in {seconds:.0f} seconds. Look at:")
        for what, path in (
            ("the page for the child (Swedish)", self._laid_out("page-child.html", PERSON)),
            ("for one guardian", self._laid_out("page-guardian-1.html", GUARDIANS[0])),
            ("for the other", self._laid_out("page-guardian-2.html", GUARDIANS[1])),
            ("the municipality's list", page),
            ("what each journal got", self.folder / "journals"),
            ("the log (ids and codes)", self.folder / _LOG),
        ):
            self.stage.line(f"- {what + ':':<34}{self.stage.place(path)}")

    def _laid_out(self, name: str, recipient: str) -> Path:
        """A page out of the folder hand-out, copied to where it is easy to find."""
        page = folders.page_of(self.folder, HOME.id, CopyId(self.plan_id, 2, recipient))
        return Path(shutil.copyfile(page, self.folder / name))

    def _export_it(self, file: Path) -> Path:
        """Put a document where the gateway takes it, whole from the first moment that it has its name."""
        out = folders.journal(self.folder, HOME.id) / "out" / file.name
        part = out.with_name(f".{file.name}.part")
        shutil.copyfile(file, part)
        return part.replace(out)

    def _data(self, organisation: str | None = None) -> tuple[str, ...]:
        """The options that say which gateway, and for whom."""
        return ("--data", str(self.folder), *(("--as", organisation) if organisation else ()))

    @contextmanager
    def _gateway(self) -> Iterator[Gateway]:
        with (
            (self.folder / _LOG).open("a", encoding="utf-8") as log,
            open_gateway(self.folder, log_stream=log) as gateway,
        ):
            yield gateway

    def _take(self, gateway: Gateway) -> None:
        """Take what the municipality's system has exported, as the worker does first of all."""
        journal = gateway.parts.journals[HOME.id]
        for handed in journal.read():
            journal.answer(accept(gateway.parts, HOME.id, handed))

    def _only(self, gateway: Gateway, *kinds: WorkKind) -> None:
        """Let the gateway do only the first steps of the way, so that one can look at what lies between."""
        parts = gateway.parts
        while claim := parts.store.claim(parts.hosted, kinds, owner="demo", now=parts.clock(), lease=parts.times.lease):
            do(parts, claim)

    def _plan_id(self, gateway: Gateway) -> str:
        with gateway.parts.store.transaction() as tx:
            return tx.ledger(HOME.id)[0].copy_id.plan_id

    def _look_into_the_broker(self) -> None:
        with closing(sqlite3.connect(self.folder / "data" / "broker.db")) as queues:
            bodies = [bytes(row[0]) for row in queues.execute("SELECT body FROM messages")]
        found = any(word.encode() in body for word in (CHILD, "Testsson", "CarePlan") for body in bodies)
        size = sum(map(len, bodies)) // 1000
        told = "YES, which is a defect" if found else "no"
        self.stage.say(
            f"{len(bodies)} sealed messages wait in the broker, {size} kB. A name or number in them: {told}."
        )

    def _practice(self, player: Player) -> PracticeSystem:
        root = folders.journal(self.folder, player.id)
        return PracticeSystem(root, player.id, root / "journal" / "entries.jsonl", now, frozenset({CHILD}))

    def _confirm(self, recipient: str, entry: str, by: str, *, as_: str) -> None:
        copy_id = str(CopyId(self.plan_id, 1, recipient))
        self.stage.run("confirm", copy_id, "--entry", entry, "--by", by, *self._data(as_))

    def _ledger(self, *options: str) -> None:
        self.stage.run("ledger", self.stage.plan_id, *options, *self._data(HOME.id))
