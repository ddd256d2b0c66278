"""Settings and a directory in a file change while the gateway works: taken whole, or refused whole."""

import json

import pytest

from gateway.bootstrap import open_gateway
from gateway.directory.toml_directory import read_directory, write_directory
from gateway.exchange.rotate_keys import rotate_keys
from tests.directory.sites import entry_for
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.world import World, lay_out


@pytest.fixture
def small(tmp_path):
    lay_out(tmp_path / "gateway", (HOME, REGION))
    made = World(tmp_path / "gateway", (HOME, REGION))
    yield made
    made.close()


def settings(world):
    return world.folder / "samspel.toml"


def add_to_settings(world, organisation, folder="journal9"):
    (world.folder / folder).mkdir(exist_ok=True)
    with settings(world).open("a", encoding="utf-8") as file:
        file.write(f'\n[[organisation]]\nid = "{organisation}"\nfolder = "{folder}"\nquiet = "PT0S"\n')


def add_to_directory(world, organisation, **facts):
    path = world.folder / "directory.toml"
    write_directory(path, [*read_directory(path).all(), entry_for(organisation, **facts)])


def codes(world):
    return [each.code for each in world.gateway.complaints()]


def logged(world, event):
    lines = [json.loads(line) for line in world.logged.getvalue().splitlines()]
    return [line for line in lines if line["event"] == event]


def test_nothing_is_read_or_replaced_when_nothing_has_changed(small):
    journal, snapshot = small.parts.journals[HOME], small.parts.directory.snapshot
    small.gateway.refresh()
    assert small.parts.journals[HOME] is journal
    assert small.parts.directory.snapshot is snapshot
    assert not logged(small, "change-taken")


def test_a_new_organisation_gets_its_copies_without_a_restart(small):
    add_to_directory(small, SCHOOL)
    add_to_settings(small, SCHOOL)
    small.gateway.refresh()
    assert small.gateway.complaints() == ()
    assert set(small.parts.hosted) == {HOME, REGION, SCHOOL}
    small.give(plan(consents=[consent()]))
    assert small.state(SCHOOL) == "handed-over"
    assert list((small.folder / "journal9" / "in").iterdir())
    shown = read_directory(small.folder / "directory.toml").find(SCHOOL)
    assert shown.routing_key
    assert len(shown.keys) == 2


def test_another_form_of_copies_counts_at_once_and_the_neighbour_keeps_its_adapter(small):
    neighbour = small.parts.journals[HOME]
    text = settings(small).read_text(encoding="utf-8")
    settings(small).write_text(
        text.replace(f'id = "{REGION}"', f'id = "{REGION}"\nformat = "fhir-json"'), encoding="utf-8"
    )
    small.gateway.refresh()
    assert small.parts.journals[HOME] is neighbour
    small.give(plan(consents=[consent([REGION])]))
    (cover,) = small.incoming(REGION)
    document = small.root(REGION) / "in" / json.loads(cover.read_bytes())["document"]
    assert json.loads(document.read_bytes())[0]["resource"]["resourceType"]


def test_other_times_count_at_once(small):
    text = settings(small).read_text(encoding="utf-8")
    settings(small).write_text('[times]\nlease = "PT7M"\n' + text, encoding="utf-8")
    small.gateway.refresh()
    assert small.parts.times.lease.total_seconds() == 7 * 60


@pytest.mark.parametrize(
    ("broken", "code"),
    [("this is no toml", "SIP652"), ('nonsense = "x"\n', "SIP653"), ('[times]\nlease = "P-1D"\n', "SIP653")],
)
def test_a_broken_change_is_refused_whole_told_once_and_forgotten_when_it_is_mended(small, broken, code):
    good = settings(small).read_bytes()
    settings(small).write_text(broken, encoding="utf-8")
    for _ in range(3):
        small.gateway.refresh()
    assert codes(small) == [code]
    assert [line["code"] for line in logged(small, "change-refused")] == [code]
    assert set(small.parts.hosted) == {HOME, REGION}
    small.give(plan(consents=[consent()]))
    assert small.state(REGION) == "handed-over"
    settings(small).write_bytes(good)
    small.gateway.refresh()
    assert codes(small) == []


def test_an_organisation_without_entry_waits_until_the_directory_has_it(small):
    add_to_settings(small, SCHOOL)
    small.gateway.refresh()
    assert codes(small) == ["SIP657"]
    assert SCHOOL not in small.parts.hosted
    add_to_directory(small, SCHOOL)
    small.gateway.refresh()
    assert codes(small) == []
    assert SCHOOL in small.parts.hosted


def test_the_embedded_broker_refuses_a_directory_with_somebody_elsewhere(small):
    add_to_directory(small, CLINIC, routing_key="k" * 24)
    small.gateway.refresh()
    assert codes(small) == ["SIP650"]
    assert small.parts.directory.find(CLINIC) is None


def test_what_counts_at_the_next_start_only_is_said(small):
    text = settings(small).read_text(encoding="utf-8")
    settings(small).write_text('name = "another"\n[times]\nlease = "PT9M"\n' + text, encoding="utf-8")
    small.gateway.refresh()
    (found,) = small.gateway.complaints()
    assert (found.code, "name" in found.en) == ("SIP693", True)
    assert small.gateway.settings.name == "samspel"
    assert small.parts.times.lease.total_seconds() == 9 * 60
    settings(small).write_text(text, encoding="utf-8")
    small.gateway.refresh()
    assert codes(small) == []


def test_whoever_works_for_an_organisation_that_is_taken_out_puts_the_work_back(small):
    from gateway.bootstrap.live import NotHostedNow
    from schemas.errors import Unavailable

    with pytest.raises(NotHostedNow) as error:
        small.parts.journals["2120000001.nobody"]
    assert isinstance(error.value, Unavailable)
    assert "2120000001.nobody" not in small.parts.journals
    assert small.parts.journals.get("2120000001.nobody") is None


def test_rotated_keys_are_shown_in_the_directory_file_without_a_restart(small):
    rotate_keys(small.parts, REGION, small.clock())
    assert len(small.parts.directory.find(REGION).keys) == 2
    small.gateway.refresh()
    assert len(small.parts.directory.find(REGION).keys) == 4
    assert len(read_directory(small.folder / "directory.toml").find(REGION).keys) == 4


def test_a_gateway_that_was_refused_does_not_keep_the_folder_locked(tmp_path):
    lay_out(tmp_path, (HOME,))
    path = tmp_path / "directory.toml"
    good = path.read_bytes()
    path.write_text("format = 1", encoding="utf-8")
    with pytest.raises(Exception, match="SIP655"):
        open_gateway(tmp_path)
    path.write_bytes(good)
    open_gateway(tmp_path).close()
