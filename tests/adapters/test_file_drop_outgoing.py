"""What a system exports: when it is taken, and where it ends."""

import json
import os
from datetime import UTC, datetime, timedelta

import pytest

from adapters.contract import TestClock
from adapters.file_drop import FileDrop, FileDropConfig
from adapters.file_drop.outgoing import Exported, exported
from adapters.journal import Answer
from mappings.sip_xml import read_findings_xml
from schemas.errors import JournalUnavailable
from schemas.findings import finding


@pytest.fixture
def clock():
    return TestClock()


@pytest.fixture
def out(tmp_path):
    folder = tmp_path / "out"
    folder.mkdir()
    return folder


def drop(tmp_path, clock, **settings):
    return FileDrop(FileDropConfig(tmp_path, **settings), clock)


def accept(system):
    for each in system.read():
        system.answer(Answer(each.token, accepted=True, plan_id="urn:uuid:1", version=1, account={"mapped": []}))


def written_now(path, body, clock):
    """Write a file whose own time is that of the clock."""
    path.write_bytes(body)
    os.utime(path, (clock.now.timestamp(),) * 2)


def test_a_file_that_is_renamed_to_the_agreed_ending_is_taken_at_once(tmp_path, out, clock):
    (out / "plan.xml").write_bytes(b"<SipPlan>")
    system = drop(tmp_path, clock)
    assert list(system.read()) == []
    (out / "plan.xml").rename(out / "plan.xml.ready")
    assert [each.body for each in system.read()] == [b"<SipPlan>"]


def test_a_whole_file_is_taken_when_it_has_been_quiet_for_long_enough(tmp_path, out, clock):
    written_now(out / "plan.xml", b"<SipPlan/>", clock)
    system = drop(tmp_path, clock, quiet=timedelta(seconds=10))
    assert list(system.read()) == []
    clock.move(seconds=9)
    assert list(system.read()) == []
    clock.move(seconds=1)
    assert [each.body for each in system.read()] == [b"<SipPlan/>"]


def test_a_file_that_changes_starts_its_quiet_time_anew(tmp_path, out, clock):
    written_now(out / "plan.json", b"{}", clock)
    system = drop(tmp_path, clock, quiet=timedelta(seconds=10))
    list(system.read())
    clock.move(seconds=9)
    (out / "plan.json").write_bytes(b'{"a": 1}')
    list(system.read())
    clock.move(seconds=9)
    assert list(system.read()) == []
    clock.move(seconds=1)
    assert [each.body for each in system.read()] == [b'{"a": 1}']


def test_a_file_that_is_old_when_it_is_first_seen_is_taken_by_whoever_looks_once(tmp_path, out, clock):
    written_now(out / "plan.xml", b"<SipPlan/>", clock)
    clock.move(seconds=10)
    assert [each.body for each in drop(tmp_path, clock, quiet=timedelta(seconds=10)).read()] == [b"<SipPlan/>"]


def test_half_a_file_that_is_old_when_it_is_first_seen_is_given_time_to_be_finished(tmp_path, out, clock):
    written_now(out / "plan.xml", b"<SipPlan>", clock)
    clock.move(days=1)
    assert list(drop(tmp_path, clock, quiet=timedelta(seconds=10)).read()) == []


def test_without_a_quiet_time_only_the_ending_counts(tmp_path, out, clock):
    (out / "plan.xml").write_bytes(b"<SipPlan/>")
    system = drop(tmp_path, clock, quiet=None)
    list(system.read())
    clock.move(days=1)
    assert list(system.read()) == []


@pytest.mark.parametrize("half", [b"", b"<SipPlan><Person", b'{"plan": {', b"%PDF-1.7"])
def test_half_a_file_is_left_alone_and_reported_only_after_its_time(tmp_path, out, clock, half):
    (out / "plan.xml").write_bytes(half)
    system = drop(tmp_path, clock, quiet=timedelta(seconds=10), half_after=timedelta(minutes=15))
    list(system.read())
    clock.move(minutes=14)
    assert list(system.read()) == []
    assert (out / "plan.xml").read_bytes() == half
    clock.move(minutes=1)
    assert [each.body for each in system.read()] == [half]


def test_half_a_file_that_is_finished_later_is_taken_whole(tmp_path, out, clock):
    (out / "plan.xml").write_bytes(b"<SipPlan>")
    system = drop(tmp_path, clock, quiet=timedelta(seconds=10))
    list(system.read())
    clock.move(minutes=10)
    assert list(system.read()) == []
    (out / "plan.xml").write_bytes(b"<SipPlan></SipPlan>")
    list(system.read())
    clock.move(seconds=10)
    assert [each.body for each in system.read()] == [b"<SipPlan></SipPlan>"]


@pytest.mark.parametrize("name", [".plan.xml", "plan.xml.tmp", "plan.xml.part", "~plan.xml", "plan.xml~", "PLAN.TMP"])
def test_temporary_files_and_dotfiles_are_never_taken(tmp_path, out, clock, name):
    (out / name).write_bytes(b"<SipPlan/>")
    assert list(drop(tmp_path, clock, quiet=timedelta(0)).read()) == []


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_links_are_not_followed(tmp_path, out, clock):
    secret = tmp_path.parent / f"{tmp_path.name}-secret.xml"
    secret.write_bytes(b"<Secret/>")
    (out / "plan.xml.ready").symlink_to(secret)
    (out / "folder").symlink_to(tmp_path.parent)
    assert list(drop(tmp_path, clock, quiet=timedelta(0)).read()) == []
    assert secret.read_bytes() == b"<Secret/>"


@pytest.mark.skipif(os.name == "nt", reason="links need rights on Windows")
def test_a_folder_that_leads_out_of_the_root_is_unavailable(tmp_path, clock):
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    root = tmp_path / "root"
    root.mkdir()
    (root / "out").symlink_to(elsewhere)
    with pytest.raises(JournalUnavailable):
        list(drop(root, clock).read())


def test_a_root_that_is_away_is_unavailable_and_is_not_made_anew(tmp_path, clock):
    with pytest.raises(JournalUnavailable) as raised:
        list(drop(tmp_path / "share-191212121212", clock).read())
    assert not (tmp_path / "share-191212121212").exists()
    assert "191212121212" not in str(raised.value)
    assert raised.value.__cause__ is None


def test_an_accepted_document_lies_in_done_with_its_answer(tmp_path, out, clock):
    (out / "plan.xml.ready").write_bytes(b"<SipPlan/>")
    system = drop(tmp_path, clock)
    (handed_in,) = system.read()
    system.answer(Answer(handed_in.token, True, "urn:uuid:1", 3, "sha256:00", (), {"summary": {"mapped": 1}}))
    assert (out / "done" / "plan.xml.ready").read_bytes() == b"<SipPlan/>"
    answer = json.loads((out / "done" / "plan.xml.ready.answer.json").read_bytes())
    assert (answer["plan_id"], answer["version"], answer["content_hash"]) == ("urn:uuid:1", 3, "sha256:00")
    assert answer["account"] == {"summary": {"mapped": 1}}
    assert not any((out / ".taken").iterdir())


def test_a_refused_document_lies_in_refused_with_its_findings_in_both_forms(tmp_path, out, clock):
    (out / "plan.xml.ready").write_bytes(b"<SipPlan/>")
    system = drop(tmp_path, clock)
    (handed_in,) = system.read()
    account = {"mapped": [{"path": "/SipPlan", "reason": ""}], "ignored": [], "not_understood": []}
    system.answer(Answer(handed_in.token, False, findings=(finding("SIP003", line=2, column=1),), account=account))
    assert (out / "refused" / "plan.xml.ready").read_bytes() == b"<SipPlan/>"
    told = json.loads((out / "refused" / "plan.xml.ready.findings.json").read_bytes())
    assert told["findings"] == [finding("SIP003", line=2, column=1).as_json()]
    report = read_findings_xml((out / "refused" / "plan.xml.ready.findings.xml").read_bytes()).document
    assert report is not None
    assert report.findings == (finding("SIP003", line=2, column=1),)
    assert report.account.as_json()["mapped"] == account["mapped"]
    assert not report.valid


def test_the_same_name_exported_again_overwrites_nothing(tmp_path, out, clock):
    system = drop(tmp_path, clock)
    for number in range(3):
        (out / "export.xml.ready").write_bytes(b"<SipPlan>%d</SipPlan>" % number)
        accept(system)
        clock.move(days=1)
    documents = [each for each in (out / "done").iterdir() if not each.name.endswith(".json")]
    assert {each.read_bytes() for each in documents} == {b"<SipPlan>%d</SipPlan>" % number for number in range(3)}
    assert all((out / "done" / f"{each.name}.answer.json").is_file() for each in documents)


def test_a_new_export_under_the_same_name_does_not_touch_the_one_that_is_taken(tmp_path, out, clock):
    system = drop(tmp_path, clock)
    (out / "export.xml.ready").write_bytes(b"<First/>")
    (first,) = system.read()
    (out / "export.xml.ready").write_bytes(b"<Second/>")
    clock.move(seconds=1)
    assert [each.body for each in system.read()] == [b"<First/>", b"<Second/>"]
    system.answer(Answer(first.token, accepted=True))
    assert [each.body for each in system.read()] == [b"<Second/>"]


def test_a_file_with_more_bytes_than_we_read_is_refused_and_kept(tmp_path, out, clock):
    (out / "plan.xml.ready").write_bytes(b"<A>" + b"x" * 100 + b"</A>")
    assert list(drop(tmp_path, clock, max_bytes=100).read()) == []
    assert (out / "refused" / "plan.xml.ready").stat().st_size == 107
    told = json.loads((out / "refused" / "plan.xml.ready.findings.json").read_bytes())
    assert [each["code"] for each in told["findings"]] == ["SIP005"]


def test_the_longest_names_that_a_disk_holds_get_their_answers(tmp_path, out, clock):
    name = "å" * 100 + "x" * 49 + ".ready"
    (out / name).write_bytes(b"<SipPlan/>")
    accept(drop(tmp_path, clock))
    assert (out / "done" / name).is_file()
    assert len(list((out / "done").glob("*.answer.json"))) == 1


def test_tokens_say_nothing_of_the_file_name(tmp_path, out, clock):
    (out / "191212121212.xml.ready").write_bytes(b"<SipPlan/>")
    (handed_in,) = drop(tmp_path, clock).read()
    assert "1912" not in handed_in.token


def test_at_most_so_many_as_configured_are_given_out_at_once_and_none_is_forgotten(tmp_path, out, clock):
    for number in range(7):
        (out / f"{number}.xml.ready").write_bytes(b"<A>%d</A>" % number)
    system = drop(tmp_path, clock, at_once=3)
    bodies = set()
    for _ in range(4):
        read = list(system.read())
        assert len(read) <= 3
        bodies |= {each.body for each in read}
        for each in read:
            system.answer(Answer(each.token, accepted=True))
    assert len(bodies) == 7


def test_what_waits_in_out_is_counted_with_its_age_and_left_as_it_is(tmp_path):
    assert exported(tmp_path) == Exported(0, None)
    claim = tmp_path / "out" / ".taken" / "token"
    claim.mkdir(parents=True)
    (tmp_path / "out" / "new.xml").write_bytes(b"<x/>")
    (tmp_path / "out" / ".hidden").write_bytes(b"")
    (tmp_path / "out" / "half.xml.part").write_bytes(b"")
    (claim / "taken.xml").write_bytes(b"<x/>")
    before = sorted(tmp_path.rglob("*"))
    began = datetime.now(UTC)
    found = exported(tmp_path)
    assert found.count == 2
    assert found.oldest is not None
    assert abs(found.oldest - began) < timedelta(minutes=1)
    assert sorted(tmp_path.rglob("*")) == before
