"""HAPI's FHIR validator as an independent judge, behind one Java process that answers line by line.

Theory of operation: starting Java and loading R4 takes seconds, judging a message tens of milliseconds. So one
process lives as long as the `Referee` is open; each resource goes to it as one line of JSON on standard input, in an
envelope that holds the exact bytes as text, and exactly one line comes back. Used through the session fixture
`referee` (plugin.py), or from a shell:

    python -m tests.referee.referee FILE...     judge files and say what is unreviewed
    python -m tests.referee.referee --build     only build, so that the first test need not wait for Maven
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from tests.referee.build import RefereeBroken, RefereeUnavailable, classpath, is_built, java
from tests.referee.verdicts import Verdict, unreviewed, verdict_from

RESOURCES = Path(__file__).resolve().parents[2] / "schemas" / "fhir" / "resources"
MESSAGE_PROFILE = "https://w3id.org/samspel/fhir/StructureDefinition/sip-message"
MAIN_CLASS = "samspel.referee.Referee"
JAVA_OPTIONS = ("-Xmx1500m", "-XX:+UseSerialGC", "-Xshare:auto", "-Dfile.encoding=UTF-8")

Message = dict[str, Any] | bytes | str | Path


def unavailable_because() -> str | None:
    """Why the referee cannot run here, in words for a person; None when it can (it is built if needed)."""
    try:
        java()
        classpath()
    except RefereeUnavailable as why:
        return str(why)
    return None


def available() -> bool:
    """Whether the referee can run here."""
    return unavailable_because() is None


def has_message_profile(resources: Path) -> bool:
    """Whether our message profile is among the compiled resources."""
    return (resources / f"StructureDefinition-{MESSAGE_PROFILE.rsplit('/', 1)[1]}.json").is_file()


class Referee:
    """One running validator: base R4, what a resource claims in meta.profile, and our message profile for messages.

    A context manager; not for several threads. `resources` None judges by base R4 alone.
    """

    def __init__(self, resources: Path | None = RESOURCES) -> None:
        self._resources = resources
        self._process: subprocess.Popen[str] | None = None
        self._complaints: IO[bytes] | None = None

    def __enter__(self) -> Referee:
        command = [java(), *JAVA_OPTIONS, "-cp", classpath(), MAIN_CLASS, *self._options(), "--serve"]
        self._complaints = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._complaints,
            encoding="utf-8",
        )
        try:
            self._answer()  # its first line says that everything is loaded
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the process; harmless when it has ended or never started."""
        process, self._process = self._process, None
        if process is not None:
            process.communicate()  # closes its standard input, at which it ends by itself
        if self._complaints is not None:
            self._complaints.close()

    def validate(self, messages: Iterable[Message], profiles: Sequence[str] = ()) -> list[Verdict]:
        """Judge each message, in order. A Path is read as it is, bytes and str are the resource's text.

        `profiles` are canonical addresses that each message must obey besides what it claims.
        """
        return [self._judge(number, message, profiles) for number, message in enumerate(messages)]

    def _judge(self, number: int, message: Message, profiles: Sequence[str]) -> Verdict:
        name = message.name if isinstance(message, Path) else str(number)
        self._write({"input": name, "text": text_of(message), "profiles": list(profiles)})
        return verdict_from(self._answer())

    def _options(self) -> list[str]:
        if self._resources is None:
            return []
        options = ["--profiles", str(self._resources)]
        return [*options, "--profile", MESSAGE_PROFILE] if has_message_profile(self._resources) else options

    def _write(self, envelope: dict[str, Any]) -> None:
        if self._process is None or self._process.stdin is None:
            raise RefereeBroken("the referee is not running: use it in a with statement")
        try:
            self._process.stdin.write(json.dumps(envelope) + "\n")  # ASCII, so no character can end the line
            self._process.stdin.flush()
        except OSError as gone:
            raise RefereeBroken(f"the referee has ended: {self._last_words()}") from gone

    def _answer(self) -> dict[str, Any]:
        if self._process is None or self._process.stdout is None:
            raise RefereeBroken("the referee is not running")
        line = self._process.stdout.readline()
        if not line:
            raise RefereeBroken(f"the referee has ended: {self._last_words()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _last_words(self) -> str:
        if self._complaints is None:
            return ""
        self._complaints.seek(0)
        return self._complaints.read().decode("utf-8", "replace")[-4000:]


def text_of(message: Message) -> str:
    """The resource's text exactly as it came; a dict is written as JSON."""
    if isinstance(message, Path):
        message = message.read_bytes()
    if isinstance(message, bytes):
        return message.decode("utf-8")
    return message if isinstance(message, str) else json.dumps(message, ensure_ascii=False)


def main(arguments: list[str]) -> int:
    """Judge the files named, print what is unreviewed; exit code 1 when there is any."""
    reason = unavailable_because()
    if reason or arguments == ["--build"]:
        print(reason or f"built: {is_built()}")
        return 2 if reason else 0
    with Referee() as referee:
        left = unreviewed(referee.validate(Path(argument) for argument in arguments))
    for issue in left:
        print(issue)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
