"""A platform that signs the directory, and gateways that pull it and meet at one broker, each with its own database."""

from __future__ import annotations

from joserfc.jwk import ECKey

from gateway.bootstrap import new_routing_key
from gateway.directory.entries import Entry
from gateway.directory.signed import read_signed
from gateway.directory.signing import CURVE, fingerprint
from gateway.directory.toml_directory import TomlDirectory
from gateway.exchange.directory_entry import signed_entry, signer_of, take_entry
from gateway.exchange.envelopes import public_keys
from gateway.exchange.publish_directory import publish_directory
from schemas.codes import OrganisationKind
from tests.exchange.plans import KINDS, NAMES
from tests.exchange.world import Clock, World


def entry_for(organisation, **facts):
    return Entry(organisation, NAMES[organisation], OrganisationKind(KINDS[organisation]), **facts)


class Platform:
    """Who signs the directory."""

    def __init__(self, folder, clock=None):
        self.folder, self.clock = folder, clock or Clock()
        self.out, self.key = folder / "directory.jws", ECKey.generate_key(CURVE)
        self.entries = []

    @property
    def fingerprint(self):
        return fingerprint(self.key)

    def publish(self, **options):
        return publish_directory(self.entries, self.key, self.out, self.clock(), **options)

    def admit(self, body, told=None):
        self.entries, taken = take_entry(TomlDirectory(self.entries), body, told, self.clock(), new_routing_key)
        return taken

    def read(self):
        return read_signed(self.out.read_bytes())


def write_settings(folder, name, organisations, platform, more="", *, fingerprint="ours"):
    """`samspel.toml` of a gateway that pulls from the platform; a folder for each journal system."""
    folder.mkdir(parents=True, exist_ok=True)
    told = platform.fingerprint if fingerprint == "ours" else fingerprint
    lines = [f'name = "{name}"', more, "[shared]", f'source = "{platform.out.as_posix()}"']
    lines += [f'fingerprint = "{told}"'] if told else []
    for number, each in enumerate(organisations):
        (folder / f"journal{number}").mkdir(exist_ok=True)
        lines += ["[[organisation]]", f'id = "{each}"', f'folder = "journal{number}"', 'quiet = "PT0S"']
    (folder / "samspel.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


class Site(World):
    """One gateway of several, over RabbitMQ: what `World` does, and what goes between it and the platform."""

    def __init__(self, folder, name, organisations, platform, host, store=""):
        self.name, self.platform = name, platform
        self.more = "\n".join(
            [store, "[broker]", f'urls = ["{host.url}"]', f'user = "{host.node.user}"', 'password_file = "password"']
        )
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "password").write_text(host.node.password, encoding="utf-8")
        (folder / "secret").write_text("5a" * 32, encoding="ascii")
        write_settings(folder, name, organisations, platform, self.more)
        super().__init__(folder, organisations, platform.clock)

    def rehost(self, *organisations):
        """Other organisations in `samspel.toml`: each keeps its journal folder."""
        self.organisations = list(organisations)
        write_settings(self.folder, self.name, organisations, self.platform, self.more)

    def entry(self, organisation):
        ring, shown = self.parts.keys.ring(organisation), public_keys(self.parts.directory, organisation)
        facts = self.parts.directory.find(organisation) or entry_for(organisation)
        said = {name: getattr(facts, name) for name in ("routing_key", "message_versions")}
        return signed_entry(entry_for(organisation, **said, gateway=self.name), ring, shown, self.clock())

    def introduce(self, organisation):
        """First contact: the fingerprint is read out."""
        body = self.entry(organisation)
        self.platform.admit(body, signer_of(body))

    def declare(self):
        """What `samspel topology apply` does for those of this gateway."""
        for each in self.parts.hosted:
            self.parts.broker.declare(self.parts.directory.find(each).routing_key)

    def codes(self):
        return [each.code for each in self.gateway.complaints()]
