"""Ways of handing a document in, as a journal system does: over HTTP, or as a file; and what the home answers.

Theory of operation. Whoever hands in does not give up: it asks again, with the same name, until it is answered. Over
HTTP the name is the `Idempotency-Key`; a file is put once and lies there until it is taken.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import httpx

from tests.faults.journals import REAL

ASKS_EVERY = 0.1  # seconds
ANSWERED_WITHIN = 15.0  # seconds; then the same is asked again


class NotAnswered(Exception):
    """A home has not answered in time."""


@dataclass(frozen=True)
class Answered:
    """What a home says of a document."""

    accepted: bool
    plan_id: str = ""
    version: int = 0
    codes: tuple[str, ...] = ()


class Way(Protocol):
    """How documents get to one home. From any thread."""

    def hand_in(self, home: str, name: str, body: bytes, until: float, stop: threading.Event) -> Answered:
        """Hand in, and wait for the answer; `until` is monotonic. Raises NotAnswered."""


class OverHttp:
    """`samspel serve`, as it comes and goes."""

    def __init__(self, port: int) -> None:
        self._client = httpx.Client(
            base_url=f"http://127.0.0.1:{port}",
            timeout=ANSWERED_WITHIN,
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def hand_in(self, home: str, name: str, body: bytes, until: float, stop: threading.Event) -> Answered:
        """See `Way`."""
        key = hashlib.sha256(name.encode()).hexdigest()[:32]
        while True:
            try:
                answer = self._client.post(
                    f"/organisations/{home}/documents", content=body, headers={"idempotency-key": key}
                )
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status_code in (202, 409, 422):
                return _read(answer.json())
            if time.monotonic() > until or stop.wait(ASKS_EVERY):
                raise NotAnswered(name)

    def close(self) -> None:
        """No more."""
        self._client.close()


class AsFile:
    """The folder `out` of a journal system; by its own name, also while the gateway cannot reach it."""

    def __init__(self, root: Path) -> None:
        self._root = root.with_name(root.name + REAL)

    def hand_in(self, home: str, name: str, body: bytes, until: float, stop: threading.Event) -> Answered:
        """See `Way`."""
        plain = f"{name.replace('/', '-')}.json.ready"
        out = self._root / "out"
        out.mkdir(parents=True, exist_ok=True)
        new = out / f".{plain}.new"
        new.write_bytes(body)
        new.rename(out / plain)
        told = (out / "done" / f"{plain}.answer.json", out / "refused" / f"{plain}.findings.json")
        while True:
            for each in told:
                if each.exists():
                    return _read(json.loads(each.read_bytes()))
            if time.monotonic() > until or stop.wait(ASKS_EVERY):
                raise NotAnswered(name)


def _read(said: dict[str, object]) -> Answered:
    if said.get("accepted"):
        return Answered(True, str(said["plan_id"]), int(str(said["version"])))
    found = said.get("findings") or said.get("issue") or ()
    codes = tuple(str(each.get("code")) for each in found if isinstance(each, dict)) if isinstance(found, list) else ()
    return Answered(False, codes=codes)
