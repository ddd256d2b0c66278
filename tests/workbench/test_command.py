"""`samspel workbench` as it is started from a terminal."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from gateway.cli.workbench import told_apart, workbench
from gateway.workbench.desk import Desk
from schemas.errors import Rejected
from tests.workbench.conftest import EXAMPLES

SAMPLE = EXAMPLES / "rows-csv" / "samples" / "report.csv"


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to one process there")
def test_it_tells_an_address_with_a_token_answers_there_alone_and_ends_at_ctrl_c(flat: Desk) -> None:
    command = [sys.executable, "-u", "-c", "from gateway.cli import main; main()", "workbench", str(flat.table)]
    with subprocess.Popen([*command, str(SAMPLE), "--port", "0", "--lang", "en"], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        told = process.stderr.readline().decode()
        found = re.search(r"(http://127\.0\.0\.1:\d+/)[\w-]{32}/", told)
        assert found is not None, told
        with urllib.request.urlopen(found[0], timeout=20) as answer:
            assert "report.csv" in answer.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(found[1], timeout=20)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in {0, 130}
        rest = process.stderr.read().decode()
    assert "Traceback" not in rest
    assert "Testsson" not in rest


def test_the_first_file_is_the_table_if_its_name_says_so() -> None:
    table, sample = Path("a.YAML"), Path("b.xml")
    assert told_apart([table, sample]) == (table, [sample])
    assert told_apart([sample]) == (None, [sample])
    assert told_apart([]) == (None, [])


@pytest.mark.parametrize("files", [["gone.xml"], ["no/such/folder/table.yaml"], ["table.yaml", "gone.xml"]])
def test_a_file_that_is_not_there_is_told_at_once(tmp_path: Path, files: list[str]) -> None:
    with pytest.raises(Rejected) as told:
        workbench([tmp_path / each for each in files], port=0)
    assert [each.code for each in told.value.findings] == ["SIP980"]


def test_a_port_that_is_taken_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(Rejected) as told:
        workbench([], port=taken.getsockname()[1])
    assert [each.code for each in told.value.findings] == ["SIP990"]
