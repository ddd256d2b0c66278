"""What no input may do to its reader, and how each is seen.

Theory of operation. `Guards.judge` gives one body to one target and says everything that it broke. A *crash* is any
exception that the target does not itself count as an answer. A *hang* is more than `SECONDS` of the processor for one
body, or no end within the patience of `watchdog.py`. *Memory* is how far the process's high-water mark rose. An
*access* is a file opened outside the program's own folders, a socket, a process or a change of the file system, as
Python's audit events tell them; what a C library opens is not told there, so the seeds name a file with a secret in it
and a loopback port, and the secret must not come out nor the port be asked. The file lies outside those folders: Python
code that opens it is seen as well. An *echo* is one of the secrets, which stand as values all over the seeds, in any
text that the target answered with.
"""

from __future__ import annotations

import os
import resource
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Collection, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from tests.fuzz.watchdog import TookTooLong, interrupted

SECONDS = 5.0
"""Nothing of at most 6 MiB may take longer, of one processor."""

MEGABYTES = 700
"""How much more than before its first body a reader may need for the largest ones."""

SECRET = "Hemligt ord 4711"
SECRET_IN_FILE = "Hemligt i fil 4712"
_OPENING = frozenset({"open"})
_TOUCHING = ("socket.", "subprocess.", "os.exec", "os.fork", "os.posix_spawn", "os.system", "os.remove", "os.rename")
_PROJECT = Path(__file__).resolve().parents[2]
_FOLDERS = ("gateway", "mappings", "adapters", "schemas", "tests", ".venv")
SCRATCH = Path(tempfile.gettempdir()) / "samspel-fuzz"
"""Where a target may write what it then reads: a reader of files has to be given one."""

SECRET_FILE = Path(tempfile.gettempdir()) / "samspel-secret" / "secret.txt"
"""What hostile addresses name: no reader has any business here."""

_OWN_FOLDERS = tuple(
    f"{each}{os.sep}" for each in (SCRATCH, sys.prefix, sys.base_prefix, *(_PROJECT / folder for folder in _FOLDERS))
)


@dataclass(frozen=True, slots=True)
class Target:
    """A reader: `run` gives every text it answered with, `seeds` are bodies it takes, `text` says what they are."""

    name: str
    run: Callable[[bytes], Iterable[str]]
    seeds: Callable[[], Collection[bytes]]
    text: str = "json"  # "xml", "json", "toml", "yaml" or "bytes": how a mutation finds its parts


@dataclass(frozen=True, slots=True)
class Offence:
    """What one body did that no body may do. `detail` names frames or events, never what the body says."""

    kind: str  # crash, hang, memory, access, echo
    detail: str


@dataclass(slots=True)
class Guards:
    """The guards of one process. Audit hooks can't be taken away, so there is one, and it looks at `_armed`.

    `alarm` is False where somebody else watches the clock, and has the process's one alarm.
    """

    alarm: bool = True
    touched: list[str] = field(default_factory=list)
    slowest: float = 0.0
    _armed: bool = False
    _before: int = 0

    def __post_init__(self) -> None:
        sys.addaudithook(self._heard)

    def _heard(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self._armed:
            return
        if event in _OPENING:
            if not _is_own(arguments[0]):
                self.touched.append(event)
        elif event.startswith(_TOUCHING):
            self.touched.append(event)

    def judge(self, target: Target, body: bytes) -> list[Offence]:
        """Everything that the body broke; nothing when all is well."""
        self._before = self._before or high_water()
        self.touched.clear()
        found: list[Offence] = []
        texts: list[str] = []
        endless = False
        began = time.process_time()  # of this process alone: a busy machine is no hang
        self._armed = True
        try:
            with interrupted() if self.alarm else nullcontext():
                texts += target.run(body)
        except TookTooLong:
            endless = True
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            found.append(Offence("crash", f"{type(error).__name__} at {_frames(error)}"))
        finally:
            self._armed = False
        took = time.process_time() - began
        self.slowest = max(self.slowest, took)
        if endless or took > SECONDS:
            how = "was interrupted, after" if endless else "took"
            found.append(Offence("hang", f"{how} {took:.1f} s of the processor for {len(body)} bytes"))
        if (risen := high_water() - self._before) > MEGABYTES:
            found.append(Offence("memory", f"{risen} MB more after {len(body)} bytes"))
            self._before = high_water()
        found += [Offence("access", event) for event in sorted(set(self.touched))]
        if any(secret in text for text in texts for secret in (SECRET, SECRET_IN_FILE)):
            found.append(Offence("echo", "an answer quotes the input"))
        return found


def _is_own(path: object) -> bool:
    """Whether what is opened is a descriptor, or lies in the program's own folders; `..` leads out of them."""
    if isinstance(path, int):
        return True
    return isinstance(path, str | bytes | os.PathLike) and os.path.normpath(os.fsdecode(path)).startswith(_OWN_FOLDERS)


def high_water() -> int:
    """The most memory that this process has had, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (2**20 if sys.platform == "darwin" else 2**10)


def _frames(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return " < ".join(f"{Path(each.filename).stem}.{each.name}:{each.lineno}" for each in reversed(frames[-5:]))


class Listener:
    """A loopback port that nobody may ask: entities and addresses in the seeds point at it."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        self._socket.bind(("127.0.0.1", 0))
        self._socket.listen(16)
        self._socket.setblocking(False)
        self.port: int = self._socket.getsockname()[1]

    def asked(self) -> int:
        """How often somebody has connected since last asked."""
        count = 0
        while True:
            try:
                self._socket.accept()[0].close()
            except BlockingIOError:
                return count
            count += 1

    def close(self) -> None:
        """Free the port."""
        self._socket.close()
