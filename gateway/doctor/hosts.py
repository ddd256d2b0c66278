"""Which hosts a URL names, and whether what goes there stays on this machine or under TLS."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import parse_qs, urlsplit

_VERIFIED = frozenset({"verify-ca", "verify-full"})
_NAMED_LOOPBACK = frozenset({"localhost", "localhost.localdomain"})


def hosts_of(url: str) -> list[str]:
    """The hosts of a URL, which may list several with commas; no user, no port, no path."""
    place = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0].rpartition("@")[2]
    return [_without_port(each) for each in place.split(",") if each]


def _without_port(place: str) -> str:
    if place.startswith("["):
        return place[1:].partition("]")[0]
    return place.partition(":")[0]


def stays_here(url: str) -> bool:
    """Whether every host of it is this machine."""
    return all(_is_loopback(each) for each in hosts_of(url))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() in _NAMED_LOOPBACK


def is_guarded(url: str) -> bool:
    """Whether it is spoken under TLS that checks who answers: `amqps`, or an `sslmode` that verifies."""
    said = urlsplit(url)
    return said.scheme == "amqps" or bool(_VERIFIED.intersection(parse_qs(said.query).get("sslmode", ())))
