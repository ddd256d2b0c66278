"""A gateway in a folder of its own, with a clock that only moves when it is told to, and practice journals beside."""

import io
from datetime import UTC, datetime, timedelta

from adapters.file_drop import config as layout
from adapters.file_drop.practice_system import PracticeSystem
from gateway.bootstrap import open_gateway
from gateway.directory.entries import Entry
from gateway.directory.toml_directory import write_directory
from gateway.exchange.ledger import ledger
from gateway.worker import run_until_idle
from schemas.codes import OrganisationKind
from schemas.messages import CopyId
from tests.exchange.plans import HOME, KINDS, NAMES, as_bytes

START = datetime(2026, 1, 15, 9, 0, tzinfo=UTC)


class Clock:
    """Time that stands still."""

    def __init__(self, now=START):
        self.now = now

    def __call__(self):
        return self.now

    def forward(self, **span):
        self.now += timedelta(**span)


def lay_out(folder, organisations=tuple(NAMES)):
    """The files of a gateway that hosts these organisations: once by hand, here by the test."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = []
    for number, each in enumerate(organisations):
        (folder / f"journal{number}").mkdir()
        lines.append(f'[[organisation]]\nid = "{each}"\nfolder = "journal{number}"\nquiet = "PT0S"\n')
    (folder / "samspel.toml").write_text("\n".join(lines), encoding="utf-8")
    write_directory(
        folder / "directory.toml",
        [Entry(each, NAMES[each], OrganisationKind(KINDS[each])) for each in organisations],
    )


class World:
    """The gateway with what stands around it."""

    def __init__(self, folder, organisations=tuple(NAMES), clock=None, **options):
        self.folder, self.organisations = folder, list(organisations)
        if not (folder / "samspel.toml").exists():
            lay_out(folder, organisations)
        self.clock = clock or Clock()
        self.logged = io.StringIO()
        self.gateway = open_gateway(folder, clock=self.clock, log_stream=self.logged, chance=lambda: 0.5, **options)
        self.parts = self.gateway.parts
        self.handed_in = 0
        self._plan_id = None

    def close(self):
        self.gateway.close()

    def root(self, organisation):
        return self.folder / f"journal{self.organisations.index(organisation)}"

    def hand_in(self, data, organisation=HOME, name=None):
        self.handed_in += 1
        body = data if isinstance(data, bytes) else as_bytes(data)
        path = self.root(organisation) / layout.OUT / f"{name or f'plan-{self.handed_in}'}.json.ready"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)

    def run(self):
        return run_until_idle(self.parts)

    def give(self, data, **where):
        """Hand in, and let everything happen that follows."""
        self.hand_in(data, **where)
        self.run()

    def practice(self, organisation, known=("191212121212",)):
        journal = self.folder / f"entries-{self.organisations.index(organisation)}.jsonl"
        return PracticeSystem(self.root(organisation), organisation, journal, self.clock, known=known)

    def rows(self, organisation=HOME):
        return {(row.copy_id.recipient, row.copy_id.version): row for row in ledger(self.parts, organisation)}

    def row(self, recipient, version=1):
        return self.rows()[(recipient, version)]

    def state(self, recipient, version=1):
        return self.row(recipient, version).state.value

    def plan_id(self):
        if self._plan_id is None:
            self._plan_id = next(iter(ledger(self.parts, HOME))).copy_id.plan_id
        return self._plan_id

    def copy_id(self, recipient, version=1):
        return CopyId(self.plan_id(), version, recipient)

    def incoming(self, organisation):
        """Covers of copies that lie in the system's import folder, by name."""
        return sorted((self.root(organisation) / layout.IN).glob("*.copy.json"))
