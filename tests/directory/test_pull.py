"""The signed directory is pulled, over HTTP and from a file; what is wrong is refused and the one in force stays."""

import http.server
import threading
from contextlib import contextmanager
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey

from gateway.directory.signing import CURVE
from gateway.directory.source import SIZE_CAP, SourceUnavailable, fetch_signed
from gateway.exchange.pull_directory import pull_directory
from schemas.errors import InvalidDocument
from tests.directory.sites import Platform, entry_for, write_settings
from tests.exchange.plans import HOME, REGION, SCHOOL
from tests.exchange.world import World


@pytest.fixture
def platform(tmp_path):
    made = Platform(tmp_path)
    made.entries = [entry_for(HOME, routing_key="h" * 24)]
    made.publish()
    return made


@pytest.fixture
def pulling(tmp_path, platform):
    """An embedded gateway that hosts one organisation, and pulls."""
    write_settings(tmp_path / "gateway", "samspel", [HOME], platform)
    made = World(tmp_path / "gateway", (HOME,), platform.clock)
    yield made
    made.close()


def codes(world):
    return [each.code for each in world.gateway.complaints()]


def versions(world):
    with world.parts.store.transaction() as tx:
        return tx.directory_version()


@contextmanager
def serving(body, status=200):
    """A web server on loopback that answers everything alike; gives its address."""

    class Answer(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/directory.jws"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_whoever_is_hosted_waits_for_the_first_pull_and_then_works(pulling):
    assert pulling.parts.hosted == ()
    assert codes(pulling) == ["SIP657"]
    pulling.gateway.refresh()
    assert pulling.parts.hosted == (HOME,)
    assert codes(pulling) == []
    assert pulling.parts.directory.find(HOME).routing_key == "h" * 24


def test_the_version_that_was_taken_is_in_force_after_a_restart_without_the_source(pulling, platform, tmp_path):
    pulling.gateway.refresh()
    pulling.close()
    platform.out.unlink()
    again = World(tmp_path / "gateway", (HOME,), platform.clock)
    try:
        assert again.parts.hosted == (HOME,)
    finally:
        again.close()


def test_without_fingerprint_nothing_is_taken_and_the_one_to_compare_is_shown(tmp_path, platform):
    write_settings(tmp_path / "gateway", "samspel", [HOME], platform, fingerprint=None)
    world = World(tmp_path / "gateway", (HOME,), platform.clock)
    try:
        world.gateway.refresh()
        first, *_ = world.gateway.complaints()
        assert first.code == "SIP682"
        assert platform.fingerprint in first.sv
        assert versions(world) is None
        write_settings(tmp_path / "gateway", "samspel", [HOME], platform)
        platform.clock.forward(minutes=6)
        world.gateway.refresh()
        assert (codes(world), versions(world)) == ([], 1)
    finally:
        world.close()


def test_a_new_version_is_taken_when_its_time_has_come_and_not_before(pulling, platform):
    pulling.gateway.refresh()
    platform.entries = [entry_for(HOME, routing_key="n" * 24)]
    platform.publish()
    platform.clock.forward(minutes=1)
    pulling.gateway.refresh()
    assert versions(pulling) == 1
    platform.clock.forward(minutes=5)
    pulling.gateway.refresh()
    assert versions(pulling) == 2
    assert pulling.parts.directory.find(HOME).routing_key == "n" * 24


def test_a_version_that_another_process_pulled_is_taken_from_the_database(pulling, platform):
    pulling.gateway.refresh()
    platform.entries = [entry_for(HOME, routing_key="n" * 24)]
    platform.publish()
    pull_directory(pulling.parts.store, pulling.gateway.settings.shared, pulling.folder, platform.clock)
    pulling.gateway.refresh()
    assert pulling.parts.directory.find(HOME).routing_key == "n" * 24


def stranger(platform):
    platform.key = ECKey.generate_key(CURVE)
    platform.out.unlink()
    platform.publish(at_least=9)


def rolled_back(platform):
    platform.out.unlink()
    assert platform.publish().version == 1


def two_faced(platform):
    platform.out.unlink()
    platform.entries = [*platform.entries, entry_for(REGION, routing_key="r" * 24)]
    platform.publish(at_least=2)


def foreign_keys(platform):
    key = {"jwk": {"kty": "EC", "crv": "P-256", "x": "", "y": ""}, "valid_from": "2026-01-01T00:00:00+00:00"}
    good, platform.entries = platform.entries, [entry_for(HOME, routing_key="h" * 24, keys=(key,))]
    from gateway.directory.signed import signed_directory

    now = platform.clock()
    said = {"version": 9, "issued_at": now, "expires_at": now + timedelta(days=9)}
    platform.out.write_bytes(signed_directory(platform.entries, platform.key, **said))
    platform.entries = good


def cut_off(platform):
    platform.out.write_bytes(platform.out.read_bytes()[:-20])


def gone(platform):
    platform.out.unlink()


@pytest.mark.parametrize(
    ("harm", "code"),
    [
        (stranger, "SIP683"),
        (rolled_back, "SIP684"),
        (two_faced, "SIP685"),
        (foreign_keys, "SIP715"),
        (cut_off, "SIP681"),
        (gone, "SIP687"),
    ],
)
def test_what_is_wrong_is_refused_and_the_one_in_force_stays(pulling, platform, harm, code):
    platform.publish()
    pulling.gateway.refresh()
    before = pulling.parts.directory.snapshot
    harm(platform)
    platform.clock.forward(minutes=6)
    for _ in range(2):
        pulling.gateway.refresh()
    assert codes(pulling) == [code]
    assert pulling.logged.getvalue().count(f'"{code}"') == 1
    assert pulling.parts.directory.snapshot is before
    assert versions(pulling) == 2


def test_a_directory_past_its_end_and_a_source_that_is_silent_are_told(pulling, platform):
    pulling.gateway.refresh()
    platform.clock.forward(days=2, minutes=1)
    platform.out.rename(platform.out.with_suffix(".away"))
    pulling.gateway.refresh()
    assert codes(pulling) == ["SIP687", "SIP689"]
    platform.clock.forward(days=100)
    pulling.gateway.refresh()
    assert codes(pulling) == ["SIP687", "SIP686", "SIP689"]
    assert pulling.parts.hosted == (HOME,)


def test_a_document_past_its_end_is_not_taken(pulling, platform):
    platform.clock.forward(days=91)
    pulling.gateway.refresh()
    assert "SIP686" in codes(pulling)
    assert versions(pulling) is None


def test_the_directory_says_which_gateway_reads_the_queues(pulling, platform):
    pulling.gateway.refresh()
    platform.entries = [entry_for(HOME, routing_key="h" * 24, gateway="another")]
    platform.publish()
    platform.clock.forward(minutes=6)
    pulling.gateway.refresh()
    assert codes(pulling) == ["SIP692"]
    assert pulling.parts.hosted == ()


def test_it_is_fetched_over_http_from_this_computer(platform, pulling):
    with serving(platform.out.read_bytes()) as address:
        shared = pulling.gateway.settings.shared.model_copy(update={"source": address})
        pulled = pull_directory(pulling.parts.store, shared, pulling.folder, platform.clock)
    assert pulled.taken
    assert pulled.added == (HOME,)


def test_what_changed_is_told(platform, pulling):
    shared = pulling.gateway.settings.shared
    platform.entries = [entry_for(HOME, routing_key="h" * 24), entry_for(SCHOOL)]
    platform.publish()
    pull_directory(pulling.parts.store, shared, pulling.folder, platform.clock)
    platform.entries = [entry_for(HOME, routing_key="n" * 24), entry_for(REGION)]
    platform.publish()
    pulled = pull_directory(pulling.parts.store, shared, pulling.folder, platform.clock)
    assert (pulled.added, pulled.removed, pulled.changed) == ((REGION,), (SCHOOL,), (HOME,))
    again = pull_directory(pulling.parts.store, shared, pulling.folder, platform.clock)
    assert not again.taken
    assert not again.changed


def test_an_answer_that_is_too_large_or_no_answer_at_all_is_refused(tmp_path):
    with serving(b"x" * (SIZE_CAP + 1)) as address, pytest.raises(InvalidDocument) as error:
        fetch_signed(address, tmp_path)
    assert error.value.findings[0].code == "SIP680"
    with serving(b"", status=500) as address, pytest.raises(SourceUnavailable):
        fetch_signed(address, tmp_path)
    with pytest.raises(SourceUnavailable):
        fetch_signed(address, tmp_path)


@pytest.mark.parametrize("source", ["http://platform.example/d.jws", "ftp://127.0.0.1/d.jws", "http://10.0.0.1/d.jws"])
def test_plain_http_is_for_this_computer_only(source, tmp_path):
    with pytest.raises(InvalidDocument) as error:
        fetch_signed(source, tmp_path)
    assert error.value.findings[0].code == "SIP680"
