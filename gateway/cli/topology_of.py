"""What `samspel topology` works on: the wanted topology of a folder, the way to the broker, and where passwords go."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from gateway.bootstrap import SETTINGS_FILE, read_settings
from gateway.broker.differences import Difference, Kind, Thing
from gateway.broker.management import Management
from gateway.broker.tls import tls_context
from gateway.broker.topology import Topology, wanted_topology
from gateway.cli.voice import Voice
from gateway.directory.entries import Entry
from gateway.directory.signed import read_signed, refuse_untrusted
from gateway.directory.source import fetch_signed
from gateway.directory.toml_directory import read_directory
from gateway.settings import BrokerSettings, Settings
from schemas.errors import InvalidDocument, Rejected
from schemas.findings import finding

PASSWORD_VARIABLE = "SAMSPEL_BROKER_ADMIN_PASSWORD"  # noqa: S105 - its name, not its value


@dataclass(frozen=True, slots=True)
class Plan:
    """The wanted topology, and how the broker is reached."""

    wanted: Topology
    broker: BrokerSettings
    folder: Path

    def management(self, url: str, user: str, password_file: Path | None, virtual_host: str | None) -> Management:
        """The management interface. Raises InvalidDocument (SIP660, SIP669), connects at the first question."""
        host = virtual_host or unquote(urlsplit(self.broker.urls[0]).path[1:]) or "/"
        verify = tls_context(self.broker, self.folder) if url.startswith("https:") else True
        return Management(url, user, _admin_password(password_file), host, verify=verify)

    def known(self, gateways: Sequence[str]) -> Sequence[str]:
        """The gateways, all of which are in the directory. Raises Rejected (SIP601)."""
        if any(each not in self.wanted.users for each in gateways):
            raise Rejected(findings=(finding("SIP601"),))
        return gateways

    def lines(self) -> Iterator[str]:
        """Everything wanted, for people."""
        for exchange in self.wanted.exchanges:
            yield f"exchange {exchange} type=direct durable"
        for name, arguments in self.wanted.queues.items():
            yield f"queue {name} durable " + " ".join(f"{key}={value}" for key, value in arguments.items())
        for each in sorted(self.wanted.bindings):
            yield f"binding {each.exchange} -> {each.queue} key={each.routing_key}"
        for user, rights in self.wanted.users.items():
            yield f"user {user} configure={rights.configure} write={rights.write} read={rights.read}"
        for key in self.wanted.unread:
            yield f"unread {key}"

    def as_json(self) -> dict[str, Any]:
        """The same as one object."""
        return {
            "exchanges": list(self.wanted.exchanges),
            "queues": {name: dict(arguments) for name, arguments in self.wanted.queues.items()},
            "bindings": [[each.exchange, each.queue, each.routing_key] for each in sorted(self.wanted.bindings)],
            "users": {
                user: {"configure": rights.configure, "write": rights.write, "read": rights.read}
                for user, rights in self.wanted.users.items()
            },
            "unread": list(self.wanted.unread),
        }


def plan_of(data: Path) -> Plan:
    """What the folder's settings and directory say. Raises InvalidDocument (SIP65x, SIP669), Rejected (SIP667)."""
    file = data / SETTINGS_FILE if data.is_dir() else data
    if not file.is_file():
        raise Rejected(findings=(finding("SIP988"),))
    settings = read_settings(file)
    if settings.broker is None:
        raise InvalidDocument(findings=(finding("SIP669"),))
    return Plan(
        wanted_topology(settings.broker.exchange, _readers(settings, file.parent)), settings.broker, file.parent
    )


def _readers(settings: Settings, folder: Path) -> dict[str, str | None]:
    """Each routing key with the gateway that reads it: the directory's word, else this one for those hosted here."""
    hosted = {each.id for each in settings.organisations}
    return {
        entry.routing_key: entry.gateway or (settings.name if entry.id in hosted else None)
        for entry in _entries(settings, folder)
        if entry.routing_key is not None
    }


def _entries(settings: Settings, folder: Path) -> Sequence[Entry]:
    """The signed directory as it is published now, where one is pulled; else the file."""
    if settings.shared is None:
        return read_directory(folder / settings.directory).all()
    signed = read_signed(fetch_signed(settings.shared.source, folder))
    refuse_untrusted(signed, settings.shared.fingerprint)
    return signed.entries


def _admin_password(file: Path | None) -> str:
    try:
        said = os.environ.get(PASSWORD_VARIABLE) if file is None else file.read_text(encoding="utf-8").split("\n")[0]
    except (OSError, UnicodeDecodeError):
        said = None
    if not said:
        raise InvalidDocument(findings=(finding("SIP669"),))
    return said.strip()


def password_keeper(folder: Path) -> Callable[[str, str], None]:
    """Writes GATEWAY.password into the folder, for its owner alone; whoever reads it sees the old or the new one."""

    def keep(gateway: str, password: str) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = folder / f".{gateway}.new"
        new.unlink(missing_ok=True)
        with os.fdopen(os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="utf-8") as file:
            file.write(f"{password}\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(folder / f"{gateway}.password")

    return keep


_ADVICE: dict[tuple[Kind, Thing], tuple[str, str]] = {
    (Kind.DIFFERENT, Thing.EXCHANGE): (
        "kan inte ändras: ta bort växeln i meddelandekön när inget skickas, och kör apply igen",
        "cannot be changed: delete the exchange in the broker while nothing is sent, and run apply again",
    ),
    (Kind.DIFFERENT, Thing.QUEUE): (
        "kan inte ändras: låt den läsas tom, ta bort den i meddelandekön och kör apply igen",
        "cannot be changed: let it be read empty, delete it in the broker, and run apply again",
    ),
    (Kind.DIFFERENT, Thing.USER): (
        "rörs inte, för den sköter meddelandekön: ge gatewayen ett annat namn i katalogen, eller ta bort taggarna",
        "is not touched, for it runs the broker: give the gateway another name in the directory, or take its tags away",
    ),
    (Kind.EXTRA, Thing.QUEUE): (
        "ingen i katalogen har den: --remove-empty tar bort den om den är tom",
        "nobody in the directory has it: --remove-empty deletes it if it is empty",
    ),
    (Kind.UNREAD, Thing.QUEUE): (
        "ingen gateway läser den: ange organisationens gateway i katalogen",
        "no gateway reads it: name the organisation's gateway in the directory",
    ),
}


_FOUND = {
    Kind.MISSING: ("saknas:", "missing"),
    Kind.DIFFERENT: ("avviker:", "different"),
    Kind.EXTRA: ("övertalig:", "extra"),
    Kind.UNREAD: ("oläst:", "unread"),
}
_DONE = {
    Kind.MISSING: ("gjorde", "made"),
    Kind.DIFFERENT: ("ändrade", "changed"),
    Kind.EXTRA: ("tog bort", "removed"),
}
_THINGS = {
    Thing.EXCHANGE: ("växel", "exchange"),
    Thing.QUEUE: ("kö", "queue"),
    Thing.BINDING: ("bindning", "binding"),
    Thing.USER: ("användare", "user"),
    Thing.RIGHTS: ("rättigheter", "rights"),
}


def worded(voice: Voice, each: Difference, *, done: bool) -> str:
    """What was found, or what has been done about it, and with what."""
    return f"{voice.choose(*(_DONE if done else _FOUND)[each.kind])} {voice.choose(*_THINGS[each.thing])}"


def advice(voice: Voice, each: Difference) -> str:
    """What to do about a difference that `apply` does not mend."""
    told = _ADVICE.get((each.kind, each.thing))
    return f": {voice.choose(*told)}" if told else ""
