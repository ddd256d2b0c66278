"""What no input may do to its reader, and how each is seen.

Theory of operation. `Guards.judge` gives one body to one target and says everything that it broke. A *crash* is any
exception that the target does not itself count as an answer. A *hang* is more than `SECONDS` for one body. *Memory* is
how far the process's high-water mark rose. An *access* is a file opened outside the program's own folders, a socket, a
process or a change of the file system, as Python's audit events tell them; what a C library opens is not told there, so
the seeds name a file with a secret in it and a loopback port, and the secret must not come out nor the port be asked.
An *echo* is one of the secrets, which stand as values all over the seeds, in any text that the target answered with.
"""

from __future__ import annotations

import resource
import socket
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path

SECONDS = 5.0
"""Nothing of at most 6 MiB may take longer."""

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

_OWN_FOLDERS = (str(SCRATCH), sys.prefix, sys.base_prefix, *(str(_PROJECT / each) for each in _FOLDERS))


@dataclass(frozen=True, slots=True)
class Target:
    """A reader: `run` gives every text it answered with, `seeds` are bodies it takes, `text` says what they are."""

    name: str
    run: Callable[[bytes], Iterable[str]]
    seeds: Callable[[], Collection[bytes]]
    text: str = "json"  # "xml", "json", "toml" or "bytes": how a mutation finds its parts


@dataclass(frozen=True, slots=True)
class Offence:
    """What one body did that no body may do. `detail` names frames or events, never what the body says."""

    kind: str  # crash, hang, memory, access, echo
    detail: str


@dataclass(slots=True)
class Guards:
    """The guards of one process. Audit hooks can't be taken away, so there is one, and it looks at `_armed`."""

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
            path = arguments[0]
            if isinstance(path, int) or str(path).startswith(_OWN_FOLDERS):
                return
            self.touched.append(event)
        elif event.startswith(_TOUCHING):
            self.touched.append(event)

    def judge(self, target: Target, body: bytes) -> list[Offence]:
        """Everything that the body broke; nothing when all is well."""
        self._before = self._before or high_water()
        self.touched.clear()
        found: list[Offence] = []
        texts: list[str] = []
        began = time.process_time()  # of this process alone: a busy machine is no hang
        self._armed = True
        try:
            texts += target.run(body)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is the finding
            found.append(Offence("crash", f"{type(error).__name__} at {_frames(error)}"))
        finally:
            self._armed = False
        took = time.process_time() - began
        self.slowest = max(self.slowest, took)
        if took > SECONDS:
            found.append(Offence("hang", f"{took:.1f} s for {len(body)} bytes"))
        if (risen := high_water() - self._before) > MEGABYTES:
            found.append(Offence("memory", f"{risen} MB more after {len(body)} bytes"))
            self._before = high_water()
        found += [Offence("access", event) for event in sorted(set(self.touched))]
        if any(secret in text for text in texts for secret in (SECRET, SECRET_IN_FILE)):
            found.append(Offence("echo", "an answer quotes the input"))
        return found


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
