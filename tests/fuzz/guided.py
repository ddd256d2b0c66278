"""One target under a coverage-guided fuzzer, in a process of its own: `python -m tests.fuzz.guided TARGET …`.

Theory of operation. atheris (libFuzzer) instruments our packages while they are imported, counts which branches a body
takes, and keeps the bodies that take new ones. Everything that `Guards` finds is raised, so that the body is kept as an
artifact. libFuzzer ends the process by itself: its last lines say how many bodies were run.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

import atheris

from tests.fuzz.guards import SECONDS, SECRET

_MEGABYTES = 2048
_LONGEST = 200_000  # bytes of one body
_RUNS = re.compile(r"Done (\d+) runs")
_COVERED = re.compile(r"cov: (\d+)")
_PREFIXES = ("mappings", "schemas", "gateway.security", "gateway.directory")


class Guided(NamedTuple):
    """What a guided run came to: bodies run, branches seen, and the artifacts of what broke."""

    runs: int
    covered: int
    artifacts: tuple[Path, ...]
    said: str


class Broken(Exception):
    """A body broke something; the text is what `Guards` said."""


def guided(target: str, seconds: int, seed: int, artifacts: Path) -> Guided:
    """Run the target in a process of its own for so many seconds."""
    command = [sys.executable, "-m", "tests.fuzz.guided", target, "--seconds", str(seconds), "--seed", str(seed)]
    before = set(artifacts.iterdir()) if artifacts.exists() else set()
    artifacts.mkdir(parents=True, exist_ok=True)
    ended = subprocess.run([*command, "--artifacts", artifacts], capture_output=True, text=True, timeout=seconds + 120)
    runs, covered = _RUNS.findall(ended.stderr), _COVERED.findall(ended.stderr)
    made = tuple(sorted(set(artifacts.iterdir()) - before))
    if ended.returncode and not made:
        raise RuntimeError(f"fuzzing {target} did not run: {ended.stderr[-2000:]}")
    return Guided(int(runs[-1]) if runs else 0, int(covered[-1]) if covered else 0, made, _last_words(ended.stderr))


def _last_words(said: str) -> str:
    found = [line for line in said.splitlines() if "Broken" in line or "ERROR: libFuzzer" in line]
    return found[0] if found else ""


def main() -> None:
    """Fuzz one target; libFuzzer ends the process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("target")
    parser.add_argument("--seconds", type=int, default=30)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--artifacts", type=Path, required=True)
    given = parser.parse_args()
    with atheris.instrument_imports(include=list(_PREFIXES)):
        from tests.fuzz.targets import BY_NAME

        target = BY_NAME[given.target]
        for body in target.seeds():
            target.run(body)  # what is imported late is instrumented too, and imported before anybody watches
    from tests.fuzz.guards import Guards

    guards = Guards(alarm=False)  # libFuzzer has one, see `timeout`
    folder = Path(tempfile.mkdtemp(prefix="samspel-corpus-"))
    for number, body in enumerate(target.seeds()):
        (folder / f"seed-{number}").write_bytes(body)
    words = folder / "words.dict"
    words.write_text("\n".join(f'"{word}"' for word in _words(target.seeds())), encoding="ascii")

    def one(body: bytes) -> None:
        if offences := guards.judge(target, body):
            raise Broken("; ".join(f"{each.kind}: {each.detail}" for each in offences))

    options = {
        "max_total_time": given.seconds,
        "seed": given.seed,
        "max_len": _LONGEST,
        "timeout": int(SECONDS * 4),
        "rss_limit_mb": _MEGABYTES,
        "dict": words,
        "artifact_prefix": f"{given.artifacts}/{target.name}-",
    }
    atheris.Setup([sys.argv[0], str(folder), *(f"-{name}={value}" for name, value in options.items())], one)
    atheris.Fuzz()


def _words(seeds: object) -> list[str]:
    """The names that stand in the seeds, for the fuzzer to put in."""
    text = b" ".join(seeds).decode("utf-8", "replace")  # type: ignore[call-overload]
    return [*sorted(set(re.findall(r"[A-Za-z][A-Za-z0-9-]{2,30}", text)))[:400], SECRET]


if __name__ == "__main__":
    main()
