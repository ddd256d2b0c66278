"""Opening a gateway: settings, directory, keys, one process to a folder, nobody hosted elsewhere."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from gateway.bootstrap import open_gateway
from gateway.directory.entries import Entry
from gateway.directory.toml_directory import TomlDirectory, read_directory, write_directory
from gateway.worker import Role, WorkerPool
from schemas.codes import OrganisationKind
from schemas.errors import InvalidDocument, StoreUnavailable
from tests.exchange.plans import HOME, REGION, SCHOOL, consent, plan
from tests.exchange.world import World, lay_out


def code_of(error):
    return error.value.findings[0].code


def test_routing_keys_and_public_keys_are_made_once_and_name_nobody(tmp_path):
    World(tmp_path / "g").close()
    first = (tmp_path / "g" / "directory.toml").read_bytes()
    World(tmp_path / "g").close()
    assert (tmp_path / "g" / "directory.toml").read_bytes() == first
    entries = read_directory(tmp_path / "g" / "directory.toml").all()
    keys = [entry.routing_key for entry in entries]
    assert len(set(keys)) == len(keys)
    assert all(len(key) >= 16 and entry.id not in key for key, entry in zip(keys, entries, strict=True))
    assert all({"sig", "enc"} == {key["jwk"]["use"] for key in entry.keys} for entry in entries)
    assert b'"d"' not in first


def test_a_folder_is_opened_by_one_process_at_a_time(world):
    with pytest.raises(StoreUnavailable) as error:
        open_gateway(world.folder)
    assert error.value.code == "SIP651"
    script = (
        "import sys; from pathlib import Path; from gateway.bootstrap import open_gateway\n"
        "try: open_gateway(Path(sys.argv[1]))\n"
        "except Exception as error: print(error.code)\n"
    )
    repository = Path(__file__).resolve().parents[2]
    told = subprocess.run(
        [sys.executable, "-c", script, str(world.folder)], capture_output=True, text=True, cwd=repository, check=True
    )
    assert told.stdout.strip() == "SIP651"


def test_a_folder_can_be_opened_again_after_it_was_closed(tmp_path):
    for _ in range(2):
        World(tmp_path / "g").close()


def test_an_organisation_of_another_gateway_is_refused_at_the_start(tmp_path):
    lay_out(tmp_path)
    path = tmp_path / "directory.toml"
    stranger = Entry("2120000001.annan", "Annan", OrganisationKind.MUNICIPAL_BOARD, routing_key="k" * 24)
    write_directory(path, [*read_directory(path).all(), stranger])
    with pytest.raises(InvalidDocument) as error:
        open_gateway(tmp_path)
    assert code_of(error) == "SIP650"


def test_a_hosted_organisation_must_be_in_the_directory(tmp_path):
    lay_out(tmp_path)
    path = tmp_path / "directory.toml"
    write_directory(path, [entry for entry in read_directory(path).all() if entry.id != SCHOOL])
    with pytest.raises(InvalidDocument) as error:
        open_gateway(tmp_path)
    assert code_of(error) == "SIP657"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("this is no toml", "SIP652"),
        ('[[organisation]]\nid = "2120000001.soc"\n', "SIP653"),
        ('unknown = 1\n[[organisation]]\nid = "2120000001.soc"\nfolder = "a"\n', "SIP653"),
        ('[[organisation]]\nid = "191212121212"\nfolder = "a"\n', "SIP653"),
        ('[times]\nlease = "P-1D"\n', "SIP653"),
    ],
)
def test_settings_that_are_not_right_are_refused_with_their_place(tmp_path, text, code):
    (tmp_path / "samspel.toml").write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDocument) as error:
        open_gateway(tmp_path)
    assert code_of(error) == code
    assert "1912" not in str(error.value)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("format = 1", "SIP655"),
        ('[[organisation]]\nid = "1212121212.x"\nname = "Tolvan"\nkind = "care-provider"\n', "SIP655"),
        ('[[organisation]]\nid = "2120000001.a"\nname = "A"\nkind = "board"\n', "SIP655"),
        ('[[organisation]]\nid = "2120000001.a"\nname = "A"\nkind = "other"\n' * 2, "SIP656"),
    ],
)
def test_a_directory_that_is_not_right_is_refused(tmp_path, text, code):
    """SIP.md §6: a sole trader's number is a person's number and never a directory id."""
    path = tmp_path / "directory.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidDocument) as error:
        read_directory(path)
    assert code_of(error) == code
    assert "Tolvan" not in str(error.value)


def test_a_directory_that_is_not_there_says_so(tmp_path):
    with pytest.raises(InvalidDocument) as error:
        read_directory(tmp_path / "none.toml")
    assert code_of(error) == "SIP654"


def test_what_is_written_is_read_the_same(tmp_path):
    entries = [
        Entry(
            "2120000001.a",
            'Å "nämnd" \\ ä',
            OrganisationKind.MUNICIPAL_BOARD,
            "k" * 20,
            "2120000001",
            REGION,
            ({"jwk": {"kty": "EC", "x": "å"}, "valid_from": "2026-01-01T00:00:00+00:00", "valid_until": None},),
            ("0.9",),
            handles_protected=True,
        ),
        Entry("TSTNMT2321000016-VC1", "Vårdcentral", OrganisationKind.CARE_PROVIDER),
    ]
    write_directory(tmp_path / "d.toml", entries)
    assert list(read_directory(tmp_path / "d.toml").all()) == entries


def test_a_bare_number_means_everybody_on_it():
    kinds = OrganisationKind.CARE_PROVIDER
    names = ["2321000016.x", "TSTNMT2321000016-VC1", "SE162321000016-VC2", "2120000001.y"]
    directory = TomlDirectory(Entry(each, each, kinds) for each in names)
    assert sorted(directory.with_number("2321000016")) == sorted(names[:3])
    assert directory.find("2321000016") is None
    assert not directory.handles_protected("2321000016.x")


def test_the_worker_of_serve_takes_what_comes_and_stops_when_told(world):
    stop, told = threading.Event(), threading.Event()
    journal = world.parts.journals[HOME]
    answer = journal.answer

    def answered(what):
        answer(what)
        told.set()

    object.__setattr__(journal, "answer", answered)
    world.hand_in(plan(consents=[consent()]))
    running = threading.Thread(target=WorkerPool(world.parts, frozenset(Role)).run, args=(stop,))
    running.start()
    assert told.wait(30)
    stop.set()
    running.join(30)
    assert not running.is_alive()
    world.run()
    assert world.state(REGION) == "handed-over"
