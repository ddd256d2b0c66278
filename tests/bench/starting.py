"""How long a command takes to start, against a bare interpreter."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from tests.bench.documents import sip_json
from tests.bench.timing import Measure, best_of

_TRIES = 7
_MAIN = "from gateway.cli import main; main()"


def measures() -> list[Measure]:
    """`samspel --help` and `samspel convert` of a whole plan, each in a process of its own."""
    bare = best_of(_TRIES, lambda: _run("-c", "pass"))
    with tempfile.TemporaryDirectory() as made:
        plan = Path(made) / "plan.json"
        plan.write_bytes(sip_json())
        return [
            Measure("samspel --help", best_of(_TRIES, lambda: _run("-c", _MAIN, "--help")), "python -c pass", bare),
            *(
                Measure(f"samspel convert --to {to}", _convert(plan, to), "python -c pass", bare)
                for to in ("sip-json", "sip-xml", "fhir-json")
            ),
        ]


def _convert(plan: Path, to: str) -> float:
    return best_of(_TRIES, lambda: _run("-c", _MAIN, "convert", "--to", to, str(plan)))


def _run(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
