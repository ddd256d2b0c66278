"""The signed directory by command: first contact, publishing, pulling, changing the platform's key."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from tests.cli.commands import HOME, SCHOOL, Run

KEY, OUT, LIST = "platform-key.json", "directory.jws", "platform.toml"


@pytest.fixture
def edge(samspel: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A gateway whose directory is to be pulled from the platform's folder, `tmp_path`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SAMSPEL_DATA", str(tmp_path / "edge"))
    made = samspel(
        "init", "--host", f"{HOME}:municipal-board:Exempelby", "--name", "edge-x", "--shared", tmp_path / OUT
    )
    assert made.code == 0, made.err
    return tmp_path / "edge"


def fingerprint_in(text: str) -> str:
    return re.findall(r"(?:[0-9A-F]{4} ){15}[0-9A-F]{4}", text)[-1]


def trust(edge: Path, fingerprint: str) -> None:
    settings = edge / "samspel.toml"
    text = re.sub(r'fingerprint = ".*"\n', "", settings.read_text(encoding="utf-8"))
    settings.write_text(re.sub(r"(source = .*\n)", rf'\1fingerprint = "{fingerprint}"\n', text), encoding="utf-8")


@pytest.fixture
def published(samspel: Run, edge: Path) -> str:
    """The organisation is in version 1; gives the platform's fingerprint."""
    entry = samspel("directory", "entry", HOME, "-o", "entry.json")
    assert entry.code == 0, entry.err
    added = samspel("directory", "add", "entry.json", "--directory", LIST, "--fingerprint", fingerprint_in(entry.err))
    assert (added.code, added.text.strip()) == (0, HOME)
    done = samspel("directory", "publish", "--directory", LIST, "--key", KEY, "--out", OUT, "--new-key")
    assert (done.code, done.text.strip()) == (0, "1"), done.err
    return fingerprint_in(done.err)


def test_a_new_organisation_is_taken_in_only_with_the_fingerprint_that_was_read_out(samspel: Run, edge: Path) -> None:
    entry = samspel("directory", "entry", HOME, "-o", "entry.json")
    said = fingerprint_in(entry.err)
    alone = samspel("directory", "add", "entry.json", "--directory", LIST)
    assert (alone.code, "SIP691" in alone.err) == (1, True)
    assert not re.search("(?:[0-9A-F]{4} ?){4}", alone.err), "one paste would be no telephone call"
    wrong = samspel("directory", "add", "entry.json", "--directory", LIST, "--fingerprint", said[::-1])
    assert (wrong.code, "SIP658" in wrong.err, "must not be" in wrong.err) == (1, True, True)
    assert not Path(LIST).exists()
    assert samspel("directory", "add", "entry.json", "--directory", LIST, "--fingerprint", said).code == 0
    again = samspel("directory", "add", "entry.json", "--directory", LIST)
    assert again.code == 0, again.err
    (listed,) = tomllib.loads(Path(LIST).read_text(encoding="utf-8"))["organisation"]
    assert (listed["id"], listed["gateway"], len(listed["keys"])) == (HOME, "edge-x", 2)
    assert len(listed["routing_key"]) == 24


def test_an_entry_says_whether_a_call_is_needed(samspel: Run, edge: Path, published: str) -> None:
    trust(edge, published)
    assert "read out" in samspel("directory", "entry", HOME, "-o", "entry.json").err, "nothing is pulled yet"
    assert samspel("directory", "pull").code == 0
    assert samspel("keys", "rotate", HOME).code == 0
    known = samspel("directory", "entry", HOME, "-o", "entry.json")
    assert ("No call is needed" in known.err, "read out" in known.err) == (True, False)
    assert samspel("directory", "add", "entry.json", "--directory", LIST).code == 0
    assert samspel("keys", "rotate", HOME, "--stolen").code == 0
    unknown = samspel("directory", "entry", HOME, "-o", "entry.json")
    assert ("No call is needed" in unknown.err, "read out" in unknown.err) == (False, True)
    assert "SIP691" in samspel("directory", "add", "entry.json", "--directory", LIST).err


def test_an_organisation_that_no_directory_knows_is_asked_for_its_name_and_kind(
    samspel: Run, edge: Path, published: str
) -> None:
    trust(edge, published)
    settings = edge / "samspel.toml"
    (edge / "school").mkdir()
    hosted = f'\n[[organisation]]\nid = "{SCHOOL}"\nfolder = "school"\n'
    settings.write_text(settings.read_text(encoding="utf-8") + hosted, encoding="utf-8")
    refused = samspel("directory", "entry", SCHOOL)
    assert (refused.code, "SIP659" in refused.err, "--kind" in refused.err) == (2, True, True)
    stated = samspel("directory", "entry", SCHOOL, "--kind", "municipal-school", "--name", "Skolan")
    assert stated.code == 0, stated.err


def test_an_entry_that_was_changed_on_its_way_is_refused(samspel: Run, edge: Path) -> None:
    said = fingerprint_in(samspel("directory", "entry", HOME, "-o", "entry.json").err)
    body = Path("entry.json").read_text(encoding="utf-8")
    place = body.index(".") + 40
    Path("entry.json").write_text(body[:place] + ("A" if body[place] != "A" else "B") + body[place + 1 :])
    refused = samspel("directory", "add", "entry.json", "--directory", LIST, "--fingerprint", said)
    assert (refused.code, "SIP690" in refused.err) == (1, True)


def test_the_first_pull_shows_the_fingerprint_and_takes_nothing(samspel: Run, edge: Path, published: str) -> None:
    first = samspel("directory", "pull")
    assert (first.code, "SIP682" in first.err, published in first.err) == (1, True, True)
    trust(edge, published)
    second = samspel("directory", "pull")
    assert (second.code, second.text.strip()) == (0, f"+ {HOME}")
    assert samspel("directory", "check").code == 0
    third = samspel("directory", "pull")
    assert (third.code, third.text) == (0, "")


def test_the_directory_is_shown_with_fingerprints_and_never_with_private_keys(
    samspel: Run, edge: Path, published: str
) -> None:
    trust(edge, published)
    assert samspel("directory", "pull").code == 0
    shown = samspel("directory", "show")
    assert (HOME in shown.text, "edge-x" in shown.text, published in shown.err) == (True, True, True)
    (line,) = samspel("directory", "show", "--json").out.splitlines()
    own = samspel("keys", "show", "--json").json
    assert {key["fingerprint"] for key in own["keys"]} == set(
        re.findall(r"(?:[0-9A-F]{4} ){15}[0-9A-F]{4}", line.decode())
    )
    exported = samspel("directory", "export")
    assert tomllib.loads(exported.text)["organisation"][0]["id"] == HOME
    for each in (shown.text, line.decode(), exported.text):
        assert '"d"' not in each
        assert not re.search(r"\bd = ", each)


def test_the_platform_changes_its_key_and_whoever_trusts_the_old_one_follows(
    samspel: Run, edge: Path, published: str
) -> None:
    trust(edge, published)
    assert samspel("directory", "pull").code == 0
    both = ("--directory", LIST, "--out", OUT)
    named = samspel("directory", "publish", *both, "--key", KEY, "--next-key", "next.json", "--new-key")
    assert (named.code, named.text.strip()) == (0, "2"), named.err
    done = samspel("directory", "publish", *both, "--key", "next.json")
    assert (done.code, done.text.strip()) == (0, "3"), done.err
    assert fingerprint_in(done.err) != published
    assert samspel("directory", "pull").code == 0
    back = samspel("directory", "publish", *both, "--key", KEY)
    assert (back.code, "SIP699" in back.err) == (1, True)
    stranger = samspel("directory", "publish", *both, "--key", "third.json", "--new-key")
    assert (stranger.code, "SIP699" in stranger.err) == (1, True)


def test_the_platforms_key_is_its_owners_alone_and_never_overwritten(samspel: Run, edge: Path, published: str) -> None:
    before = Path(KEY).read_bytes()
    assert Path(KEY).stat().st_mode & 0o077 == 0
    again = samspel("directory", "publish", "--directory", LIST, "--key", KEY, "--out", OUT, "--new-key")
    assert (again.code, "SIP699" in again.err) == (1, True)
    assert Path(KEY).read_bytes() == before


def test_an_organisation_that_does_not_work_here_has_no_entry_here(samspel: Run, edge: Path) -> None:
    refused = samspel("directory", "entry", SCHOOL)
    assert (refused.code, "SIP995" in refused.err) == (2, True)


def test_a_gateway_on_real_parts_is_made_by_command_without_passwords(samspel: Run, tmp_path: Path) -> None:
    made = samspel(
        *("init", "--data", tmp_path / "real", "--host", f"{HOME}:municipal-board:Exempelby", "--name", "edge-y"),
        *("--broker", "amqps://mq1.example", "--broker", "amqps://mq2.example"),
        *("--store", "postgresql://samspel@db.example/samspel?sslmode=verify-full"),
        *("--shared", "https://platform.example/directory.jws", "--fingerprint", "ABCD"),
    )
    assert made.code == 0, made.err
    said = tomllib.loads((tmp_path / "real" / "samspel.toml").read_text(encoding="utf-8"))
    assert said["broker"] == {"urls": ["amqps://mq1.example", "amqps://mq2.example"]}
    assert said["store"] == {"url": "postgresql://samspel@db.example/samspel?sslmode=verify-full"}
    assert (said["name"], said["shared"]["fingerprint"]) == ("edge-y", "ABCD")
    secret = samspel(
        *("init", "--data", tmp_path / "bad", "--host", f"{HOME}:municipal-board:Exempelby"),
        *("--store", "postgresql://samspel:hemligt@db.example/samspel"),
    )
    assert (secret.code, "SIP653" in secret.err, "hemligt" in secret.err) == (1, True, False)
    assert not (tmp_path / "bad").exists()
