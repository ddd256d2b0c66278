"""Two gateways with databases of their own that meet at one broker only, and a back-up of one of them."""

import shutil
from contextlib import closing
from dataclasses import replace

from gateway.broker.embedded import EmbeddedBroker
from gateway.directory.toml_directory import TomlDirectory
from gateway.worker import run_until_idle
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL
from tests.exchange.world import Clock, World


class Site(World):
    """One gateway. What it shares with the other is put in by `Pair`."""

    def share(self, **shared):
        self.parts = replace(self.parts, alone=False, **shared)


class Pair:
    """`home` hosts the plan's home, `away` the others. `speaks_*` are the message versions of each program."""

    def __init__(self, folder):
        self.folder, self.clock = folder, Clock()
        self.broker = EmbeddedBroker(folder / "shared-broker.db")
        self.overlay = {"home": {}, "away": {}}
        self.said = {}  # organisation → message versions that the directory says
        self.home = self._open("home")
        self.away = self._open("away")
        self._share()

    def _open(self, name):
        organisations = (HOME,) if name == "home" else (REGION, SCHOOL, CLINIC)
        return Site(self.folder / name, organisations, self.clock)

    def _share(self):
        sites = (self.home, self.away)
        entries = [entry for site in sites for entry in site.gateway.parts.directory.all()]
        entries = [replace(each, message_versions=self.said.get(each.id, each.message_versions)) for each in entries]
        for entry in entries:
            self.broker.declare(entry.routing_key)
        self.directory = TomlDirectory(entries)
        for name, site in (("home", self.home), ("away", self.away)):
            site.share(broker=self.broker, directory=self.directory, **self.overlay[name])

    def says(self, organisation, versions):
        """The directory says from now what that organisation reads."""
        self.said[organisation] = versions
        self._share()

    def runs(self, name, versions):
        """The program of that gateway speaks these versions from now."""
        self.overlay[name] = {"speaks": versions}
        self._share()

    def run(self):
        """Both work until neither has anything to do."""
        while run_until_idle(self.home.parts) + run_until_idle(self.away.parts):
            pass

    def give(self, data):
        self.home.hand_in(data)
        self.run()

    def site(self, name):
        return getattr(self, name)

    def reopen(self, name, change=lambda: None):
        """Stop one gateway, do something to its files, start it again."""
        self.site(name).gateway.close()
        change()
        opened = self._open(name)
        opened.handed_in = self.site(name).handed_in
        setattr(self, name, opened)
        self._share()

    def back_up(self, name):
        """Copy the database as it is now."""
        self.reopen(name, lambda: self._copy(name, self.folder / f"{name}-back-up.db", out=True))

    def restore(self, name):
        """The database as it was; journal systems, keys and broker stay as they are."""
        self.reopen(name, lambda: self._copy(name, self.folder / f"{name}-back-up.db", out=False))

    def _copy(self, name, kept, *, out):
        here = self.site(name).folder / "data" / "samspel.db"
        for each in here.parent.glob("samspel.db-*"):
            assert not out or each.stat().st_size == 0, "the database was closed before it is copied"
            each.unlink()
        shutil.copyfile(here if out else kept, kept if out else here)

    def close(self):
        with closing(self.broker):
            self.home.close()
            self.away.close()
