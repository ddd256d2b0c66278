"""Build the Java referee with Maven: once, and again when its sources change."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
TARGET = HERE / "target"
STAMP = TARGET / "built-from.sha256"
JAVA_NEEDED = 17
OUT_OF_REACH = (
    "Could not transfer",
    "Could not resolve",
    "Could not find artifact",
    "Unknown host",
    "offline mode",
)


class RefereeUnavailable(Exception):
    """Java, Maven or what Maven must fetch is not to be had here; the text says which."""


class RefereeBroken(Exception):
    """The referee does not build or does not answer: a defect, never a reason to skip."""


def java() -> str:
    """The Java to run, of JAVA_HOME or the path; RefereeUnavailable when it is missing or too old."""
    home = os.environ.get("JAVA_HOME")
    found = (home and shutil.which("java", path=str(Path(home) / "bin"))) or shutil.which("java")
    if not found:
        raise RefereeUnavailable(f"the referee needs Java {JAVA_NEEDED} or later: no java found")
    said = subprocess.run([found, "-version"], capture_output=True, encoding="utf-8", check=False)
    version = re.search(r'version "(\d+)', said.stderr + said.stdout)
    if version is None or int(version[1]) < JAVA_NEEDED:
        raise RefereeUnavailable(f"the referee needs Java {JAVA_NEEDED} or later: the java found is older")
    return found


def sources_digest() -> str:
    """One digest over everything the jar is built from."""
    digest = hashlib.sha256()
    for path in [HERE / "pom.xml", *sorted((HERE / "src").rglob("*.java"))]:
        digest.update(path.relative_to(HERE).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def is_built() -> bool:
    """Whether the jar in `target/` comes from the sources as they are now."""
    return STAMP.is_file() and STAMP.read_text("utf-8") == sources_digest()


def classpath() -> str:
    """The Java class path of the built referee; builds it first when needed (minutes the very first time)."""
    if not is_built():
        build()
    return os.pathsep.join([str(TARGET / "referee.jar"), str(TARGET / "lib" / "*")])


def build() -> None:
    """Run Maven on what it has already fetched, and with the network only when that is not enough."""
    maven = shutil.which("mvn")
    if not maven:
        raise RefereeUnavailable("the referee is built with Maven: no mvn found")
    offline = run_maven(maven, "-o")
    if offline is not None:
        online = run_maven(maven)
        if online is not None:
            kind = RefereeUnavailable if any(word in online for word in OUT_OF_REACH) else RefereeBroken
            raise kind(f"Maven could not build the referee:\n{online}")
    STAMP.write_text(sources_digest(), "utf-8")


def run_maven(maven: str, *options: str) -> str | None:
    """None when it built; else what Maven said."""
    command = [maven, "-q", "-B", "--no-transfer-progress", *options, "-f", str(HERE / "pom.xml"), "package"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)
    return None if done.returncode == 0 else (done.stdout + done.stderr).strip() or "no word from Maven"
