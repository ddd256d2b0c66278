"""Killed at every step that touches the disk, and started again: one delivery, one answer, nothing lost."""

import json
import os
import subprocess
import sys
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.contract import TestClock, a_copy, a_receipt, an_end
from adapters.file_drop import FileDrop, FileDropConfig
from adapters.file_drop.practice_system import PracticeSystem
from adapters.journal import Answer, HandedOver
from mappings.sip_xml import write_receipt_xml

STEPS = [(os, "fsync"), (Path, "replace"), (Path, "rmdir"), (Path, "mkdir"), (Path, "unlink")]


class Killed(BaseException):
    """Nobody catches this: what runs stops here, as a killed process does."""


def kill_at(monkeypatch, step):
    """Stop before the step-th call that touches the disk; gives a function that says whether it came to that."""
    counted = {"calls": 0}

    def counting(original):
        def call(*args, **kwargs):
            counted["calls"] += 1
            if counted["calls"] == step:
                raise Killed
            if counted["calls"] > step:
                raise Killed  # clean-up code does not run in a killed process
            return original(*args, **kwargs)

        return call

    for owner, name in STEPS:
        monkeypatch.setattr(owner, name, counting(getattr(owner, name)))
    return lambda: counted["calls"] >= step


def drop(root):
    return FileDrop(FileDropConfig(root, quiet=timedelta(0)), TestClock())


def every_step(tmp_path, prepare, act):
    """Run `act` on a fresh root for each step, killed there; yields the root after each kill, and at last unharmed."""
    for step in range(1, 200):
        root = tmp_path / str(step)
        root.mkdir()
        prepare(root)
        with pytest.MonkeyPatch.context() as monkeypatch:
            killed = kill_at(monkeypatch, step)
            with suppress(Killed):
                act(root)
            was_killed = killed()
        yield root
        if not was_killed:
            assert step > 5
            return
    pytest.fail("never came through")


def test_a_copy_killed_anywhere_is_delivered_exactly_once(tmp_path):
    copy = a_copy()
    for root in every_step(tmp_path, lambda root: None, lambda root: drop(root).record(copy)):
        delivered = [each.read_bytes() for each in (root / "in").glob("[!.]*.xml")] if (root / "in").exists() else []
        for each in (root / "in").glob("[!.]*.xml"):
            each.unlink()  # the system fetches it before we are up again
        found = drop(root).record(copy)
        assert isinstance(found, HandedOver)
        delivered += [each.read_bytes() for each in (root / "in").glob("[!.]*.xml")]
        assert len(delivered) == 1
        assert drop(root).find(copy.copy_id) == found
        assert (root / found.place).with_suffix(".html").read_bytes() == copy.page


@pytest.mark.parametrize("accepted", [True, False])
def test_an_answer_killed_anywhere_leaves_one_document_with_one_answer(tmp_path, accepted):
    def prepare(root):
        (root / "out" / "done").mkdir(parents=True)
        (root / "out" / "refused").mkdir()
        (root / "out" / "done" / "plan.xml.ready").write_bytes(b"<Earlier/>")
        (root / "out" / "plan.xml.ready").write_bytes(b"<SipPlan/>")

    def act(root):
        system = drop(root)
        for each in system.read():
            system.answer(Answer(each.token, accepted, "urn:uuid:1" if accepted else None, 1 if accepted else None))

    folder, ending = ("done", ".answer.json") if accepted else ("refused", ".findings.json")
    for root in every_step(tmp_path, prepare, act):
        act(root)
        assert list(drop(root).read()) == []
        bodies = {path: path.read_bytes() for path in (root / "out").rglob("[!.]*") if path.is_file()}
        (document,) = [path for path, body in bodies.items() if body == b"<SipPlan/>"]
        assert document.parent.name == folder
        assert [path.name for path in bodies if path.name.endswith(ending)] == [f"{document.name}{ending}"]
        assert (root / "out" / "done" / "plan.xml.ready").read_bytes() == b"<Earlier/>"


def test_a_receipt_killed_while_it_is_acknowledged_is_told_again_or_kept(tmp_path):
    copy = a_copy()

    def prepare(root):
        drop(root).record(copy)
        (root / "receipts").mkdir(exist_ok=True)
        (root / "receipts" / "r.xml").write_bytes(write_receipt_xml(a_receipt(copy)))

    for root in every_step(tmp_path, prepare, lambda root: drop(root).confirmed(a_receipt(copy))):
        for receipt in drop(root).confirmations():
            drop(root).confirmed(receipt)
        assert list(drop(root).confirmations()) == []
        assert drop(root).find(copy.copy_id).entry_id == "E-1"
        assert (root / "receipts" / "done" / "r.xml").is_file()


def test_an_end_killed_anywhere_leaves_only_the_notice(tmp_path):
    copy = a_copy()
    ended = an_end(copy)
    for root in every_step(tmp_path, lambda root: drop(root).record(copy), lambda root: drop(root).note_ended(ended)):
        drop(root).note_ended(ended)
        assert drop(root).find(copy.copy_id) is None
        (notice,) = (root / "in").iterdir()
        assert json.loads(notice.read_bytes())["copy_id"] == str(copy.copy_id)
        again = drop(root).record(copy)
        assert (root / again.place).is_file()
        assert len(list((root / "in").glob("[!.]*"))) == 3


def practice(root):
    return PracticeSystem(root, "2120001223.SOC", root / "journal.jsonl", TestClock(), {"191212121212"})


def test_the_practice_system_killed_anywhere_has_one_entry_and_says_so(tmp_path):
    copy = a_copy()
    for root in every_step(tmp_path, lambda root: drop(root).record(copy), lambda root: practice(root).run_once()):
        practice(root).run_once()
        assert [each["copy_id"] for each in practice(root).entries()] == [str(copy.copy_id)]
        (receipt,) = {each.entry_id for each in drop(root).confirmations()}
        assert receipt == "JP-000001"
        assert [each.name for each in (root / "in").iterdir()] == ["imported"]


KILLED_FOR_GOOD = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from adapters.contract import TestClock, a_copy
from adapters.file_drop import FileDrop, FileDropConfig
step, calls, fsync = int(sys.argv[2]), 0, os.fsync
def kill(handle):
    global calls
    calls += 1
    if calls == step:
        os.kill(os.getpid(), getattr(signal, "SIGKILL", signal.SIGTERM))
    fsync(handle)
os.fsync = kill
FileDrop(FileDropConfig(Path(sys.argv[1]), quiet=timedelta(0)), TestClock()).record(a_copy())
"""


@pytest.mark.parametrize("step", [1, 4, 6, 8, 9])
def test_a_real_process_that_is_killed_leaves_one_delivery_behind(tmp_path, step):
    ran = subprocess.run([sys.executable, "-c", KILLED_FOR_GOOD, str(tmp_path), str(step)], check=False)
    assert ran.returncode != 0
    found = drop(tmp_path).record(a_copy())
    covers = list((tmp_path / "in").glob("*.copy.json"))
    assert [json.loads(each.read_bytes())["copy_id"] for each in covers] == [str(a_copy().copy_id)]
    assert len(list((tmp_path / "in").glob("[!.]*.xml"))) == 1
    assert drop(tmp_path).find(a_copy().copy_id) == found
