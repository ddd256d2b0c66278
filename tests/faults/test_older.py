"""A process that is said to be of the version before writes and reads nothing newer."""

import json
import subprocess
import sys

from gateway.directory.toml_directory import read_directory
from schemas.messages import PREVIOUS_MESSAGE_VERSION, READABLE_MESSAGE_VERSIONS
from tests.worker.processes import ROOT

ONE, OTHER = "TSTNMT2120000001-SOC", "TSTNMT2120000019-SOC"
BOUND = 60.0


def test_an_older_program_says_what_it_reads_and_knows_no_newer_kind(tmp_path):
    folder = tmp_path / "gateway"

    def samspel(*arguments, older=True):
        module = ["-m", "tests.faults.older", "--"] if older else ["-c", "from gateway.cli import main; main()"]
        return subprocess.run(
            [sys.executable, *module, *arguments, "--data", str(folder)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=BOUND,
            check=False,
        )

    hosts = ("--host", f"{ONE}:municipal-board:Ett", "--host", f"{OTHER}:municipal-board:Annat")
    assert samspel("init", *hosts).returncode == 0
    pinged = samspel("ping", OTHER, "--as", ONE, "--json")
    assert "SIP742" in pinged.stdout + pinged.stderr
    versions = {each.message_versions for each in read_directory(folder / "directory.toml").all()}
    assert versions == {(PREVIOUS_MESSAGE_VERSION,)}
    pinged = samspel("ping", OTHER, "--as", ONE, "--json", older=False)
    assert pinged.returncode == 0, pinged.stderr
    assert json.loads(pinged.stdout)["message_versions"] == list(READABLE_MESSAGE_VERSIONS)
