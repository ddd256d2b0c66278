"""The world of a fault run: one hub and three edges, as real processes, over a broker and a database of its own.

    journals of 5 - hub (2 relays, receiver, recorder, serve - PostgreSQL) --+
    journals of 2 - edge A (one process - PostgreSQL) -----------------------+-- RabbitMQ
    journals of 2 - edge B (one process - SQLite) ---------------------------+
    journals of 2 - edge C (one process - PostgreSQL) -----------------------+

Between each gateway and each service lies a link of its own, which can be disturbed. The journal systems are one more
process. Everything lives in one folder, and ends with the `with`.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from random import Random
from types import TracebackType

from gateway.bootstrap import Gateway, open_gateway
from gateway.exchange.consent import withdraw
from gateway.exchange.withdrawing import Taking
from gateway.logs import silent
from schemas.errors import Unavailable
from tests.faults.accepted import AcceptedLog
from tests.faults.behaving import Behaviour, behave, journal_lines
from tests.faults.cast import BY_ID, EDGE_A, EDGE_B, EDGE_C, GATEWAYS, HOMES, HUB, PLAYERS
from tests.faults.handing_in import AsFile, OverHttp, Way
from tests.faults.load import Load
from tests.faults.network import Link, Network
from tests.faults.postman import Postman
from tests.faults.processes import METRICS, Processes
from tests.faults.reading import Reading
from tests.faults.services import Broker, Database
from tests.faults.setting_up import ANSWER_WITHIN, Reached, Site, set_up
from tests.services.ports import free_port

BOUND = {False: 240.0, True: 900.0}
"""Seconds; what is waited for comes within that, or something is wrong. In the long form hundreds wait before it."""


class BrokenOff(Exception):
    """The run is over before its time."""


class World:
    """Everything that a fault may touch.

    `broker`, `database`: the services themselves (`kill`, `start_again`); `postman`: hands on the broker.
    `links[gateway, "broker" | "database"]`: what lies between. `processes`: all of them, by name and by kind. `sites`:
    folders and organisations of each gateway. `journals`: the folder of the journals. `load`: what is handed in.
    `reading`: what the stores say. `answer_within`: seconds until a copy without an answer is sent again.
    `opened(gateway)`: its parts, in this process.
    """

    def __init__(self, folder: Path, seed: int, *, long: bool = False) -> None:
        self.folder, self.seed = folder, seed
        self.answer_within, self.bound = ANSWER_WITHIN[long], BOUND[long]
        self._undo, self._over = ExitStack(), threading.Event()
        self._lock, self._misbehaving = threading.Lock(), set[str]()
        with ExitStack() as undo:
            self._begin(undo)
            self._undo = undo.pop_all()

    def _begin(self, undo: ExitStack) -> None:
        folder = self.folder
        self.broker = Broker(folder / "broker")
        undo.callback(self.broker.stop)
        address = f"amqp://127.0.0.1:{self.broker.port}"
        self.postman = Postman(address, self.broker.management, self.broker.user, self.broker.password)
        self.database = Database(folder / "database")
        undo.callback(self.database.stop)
        self.network = undo.enter_context(Network(self.seed))
        self.links: dict[tuple[str, str], Link] = {}
        for gateway in GATEWAYS:
            for what, port in (("broker", self.broker.port), ("database", self.database.port)):
                self.links[gateway, what] = self.network.link(f"{gateway}-{what}", port)
        reached = {
            each: Reached(*(self.links[each, what].port for what in ("broker", "database"))) for each in GATEWAYS
        }
        self.sites = set_up(folder / "gateways", self.broker, self.database, reached, self.answer_within)
        self.reading = Reading(self.sites, self.database)
        self.journals = folder / "journals"
        self.processes = Processes(folder)
        undo.callback(self.processes.end)
        self.http = OverHttp(self._add_processes())
        undo.callback(self.http.close)
        self.accepted = folder / "accepted.jsonl"
        ways: dict[str, Way] = {home: self._way_to(home) for home in HOMES}
        self.load = Load(AcceptedLog(self.accepted), ways, self.take_back)
        undo.callback(self.load.close)

    def _add_processes(self) -> int:
        """All processes, the journal systems first; gives the port where the hub takes documents."""
        roots = [f"{each.id}={self.site_of(each.id).journal(each.id)}" for each in PLAYERS]
        command = (sys.executable, "-m", "tests.faults.journals", str(self.journals), *roots)
        self.processes.add("journals", "journal", "", *command)
        for name, roles in (
            ("relay-1", "relay"),
            ("relay-2", "relay"),
            ("receiver", "receiver"),
            ("recorder", "recorder"),
        ):
            self._add(name, roles, HUB, "work", "--roles", roles)
        port = free_port()
        self._add("serve", "serve", HUB, "serve", "--roles", "none", "--port", str(port))
        for gateway in (EDGE_A, EDGE_B, EDGE_C):
            self._add(gateway, "edge", gateway, "work")
        return port

    def _add(self, name: str, kind: str, gateway: str, *arguments: str) -> None:
        data = str(self.sites[gateway].folder)
        metrics = f"127.0.0.1:{free_port()}"
        self.processes.add(name, kind, gateway, *arguments, "--data", data, "--lang", "en", METRICS, metrics)

    def start(self) -> None:
        """Let everything begin; returns when all processes work."""
        journals = self.processes["journals"]
        journals.start()
        self.until(lambda: b"ready" in journals.log.read_bytes(), "the journal systems begin")
        self.processes.start()
        for each in self.processes:
            if each is not journals:
                self.until(lambda each=each: b"Samspel " in each.log.read_bytes(), f"{each.name} begins")  # type: ignore[misc]

    def site_of(self, organisation: str) -> Site:
        """Where an organisation is hosted."""
        return self.sites[BY_ID[organisation].gateway]

    def behave(self, organisation: str, behaviour: Behaviour, seconds: float = 0.0) -> None:
        """Let an organisation's journal system behave so."""
        behave(self.journals, organisation, behaviour, seconds)

    def misbehaves(self, of: Iterable[str]) -> str:
        """One of them, the first that no other fault has to do with; it is taken until `behaves_again`."""
        with self._lock:
            chosen = next(each for each in of if each not in self._misbehaving)
            self._misbehaving.add(chosen)
            return chosen

    def behaves_again(self, organisations: Iterable[str]) -> None:
        """Other faults may have to do with them. Twice is once."""
        with self._lock:
            self._misbehaving -= set(organisations)

    def entries(self, organisation: str) -> list[dict[str, object]]:
        """What stands in an organisation's journal."""
        return [line for line in journal_lines(self.journals, organisation) if "entry_id" in line]

    def opened(self, gateway: str) -> Gateway:
        """The parts of a gateway, beside its processes; to be closed."""
        return open_gateway(self.sites[gateway].folder, log=silent)

    def take_back(self, home: str, plan_id: str, at: datetime) -> None:
        """The home's staff take a consent back; they try again while the database is away."""
        end = time.monotonic() + self.bound
        while True:
            try:
                with self.opened(BY_ID[home].gateway) as gateway:
                    return withdraw(gateway.parts, home, plan_id, Taking(at))
            except Unavailable:
                if time.monotonic() > end:
                    raise
                self.pause(0.5)

    def until(self, holds: Callable[[], bool], what: str, seconds: float | None = None) -> float:
        """Wait until it holds; how many seconds that took. Raises TimeoutError with what it was.

        `seconds`: at most so long; `bound` when none are said.
        """
        began = asked = time.monotonic()
        while not holds():
            now = time.monotonic()
            if now - began > (self.bound if seconds is None else seconds):
                raise TimeoutError(what)
            self.pause(max(0.05, 2 * (now - asked)))  # what is long to ask is asked seldom
            asked = time.monotonic()
        return time.monotonic() - began

    def now(self) -> float:
        """A time that only goes forwards."""
        return time.monotonic()

    def pause(self, seconds: float) -> None:
        """Let time pass. Raises BrokenOff when the run is broken off."""
        if self._over.wait(seconds):
            raise BrokenOff

    def break_off(self) -> None:
        """Whoever waits for something waits no more."""
        self._over.set()

    def chance(self, *about: object) -> Random:
        """Chance of its own for each thing that is drawn: so one draws the same whatever the others do."""
        return Random(f"{self.seed}/{'/'.join(map(str, about))}")

    def _way_to(self, home: str) -> Way:
        site = self.site_of(home)
        return self.http if site.name == HUB else AsFile(site.journal(home))

    def close(self) -> None:
        """End everything. Twice is once."""
        self._over.set()
        self._undo.close()

    def __enter__(self) -> World:
        return self

    def __exit__(self, _k: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self.close()
