"""How long a command takes from the start of its process to its last byte, against a bare interpreter."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.documents import plan_xml, sip_json, sip_xml
from tests.bench.figures import Measured, Size, median

_MAIN = "from gateway.cli import main; main()"


def measured(size: Size) -> Measured:
    """The median of several processes of each kind, which take turns."""
    found = Measured()
    with tempfile.TemporaryDirectory() as made:
        xml, json, long = (Path(made) / name for name in ("plan.xml", "plan.json", "long.xml"))
        xml.write_bytes(sip_xml())
        json.write_bytes(sip_json())
        long.write_bytes(plan_xml(0))
        convert = ("-c", _MAIN, "convert", "--to")
        commands = {
            "bare": ("python -c pass", ("-c", "pass")),
            "help": ("samspel --help", ("-c", _MAIN, "--help")),
            "convert": ("samspel convert --to fhir-json, SIP XML of the demo", (*convert, "fhir-json", str(xml))),
            "convert-long": ("… of the long plan", (*convert, "fhir-json", str(long))),
            "convert-json": ("… of SIP JSON", (*convert, "fhir-json", str(json))),
            "convert-xml": ("samspel convert --to sip-xml, SIP JSON", (*convert, "sip-xml", str(json))),
            "check": ("samspel check, SIP XML of the demo", ("-c", _MAIN, "check", str(xml))),
        }
        if size.name == "quick":
            commands = {name: commands[name] for name in ("bare", "convert")}
        for _, arguments in commands.values():
            _run(*arguments)  # what it loads is compiled and on the disk then, as after a user's first time
        taken: dict[str, list[float]] = {name: [] for name in commands}
        for _ in range(size.starts):
            for name, (_, arguments) in commands.items():
                taken[name].append(_run(*arguments))
    for name, (what, _) in commands.items():
        seconds = taken[name]
        note = f"quickest {min(seconds):.3f} s, {len(seconds)} processes"
        found.add(f"start-{name}", what, median(seconds), "s", note)
    return found


def _run(*arguments: str) -> float:
    around = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    before = time.perf_counter()
    command, nowhere = [sys.executable, *arguments], subprocess.DEVNULL
    subprocess.run(command, check=True, stdout=nowhere, stderr=nowhere, env=around)
    return time.perf_counter() - before
