"""The network of the fault run does to real sockets what it says, counts it, and is well again afterwards."""

import contextlib
import socket
import threading
import time

import pytest

from tests.faults.network import Direction, Network

BOUND = 10.0
SHORT = 0.2  # seconds; in which loopback would have answered many times


class Echo:
    """A service that says everything once more, and remembers it."""

    def __init__(self):
        self.server = socket.create_server(("127.0.0.1", 0))
        self.heard = bytearray()
        self.grew = threading.Condition()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        with contextlib.suppress(OSError):
            while True:
                taken, _ = self.server.accept()
                threading.Thread(target=self._answer, args=(taken,), daemon=True).start()

    def _answer(self, taken):
        with taken, contextlib.suppress(OSError):
            while piece := taken.recv(4096):
                with self.grew:
                    self.heard += piece
                    self.grew.notify_all()
                taken.sendall(piece)

    def wait_for(self, said):
        with self.grew:
            return self.grew.wait_for(lambda: said in self.heard, BOUND)


@pytest.fixture
def echo():
    made = Echo()
    yield made
    made.server.shutdown(socket.SHUT_RDWR)
    made.server.close()


@pytest.fixture
def link(echo):
    with Network(seed=7) as network:
        yield network.link("to echo", echo.server.getsockname()[1])


@contextlib.contextmanager
def connected(link, patience=BOUND):
    with socket.create_connection(("127.0.0.1", link.port), patience) as made:
        yield made


def asked(connection, said):
    connection.sendall(said)
    return heard(connection, len(said))


def heard(connection, size):
    found = b""
    while len(found) < size:
        piece = connection.recv(size - len(found))
        if not piece:
            break
        found += piece
    return found


def turned_away(link):
    """Whether whoever connects is reset: a close without RST is none."""
    try:
        with connected(link) as connection:
            connection.recv(1)
    except ConnectionResetError:
        return True
    return False


def until(holds):
    end = time.monotonic() + BOUND
    while not holds():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.01)


def test_bytes_go_through_in_order_and_are_counted(link):
    body = bytes(range(256)) * 4096
    with connected(link) as one, connected(link) as other:
        sending = threading.Thread(target=one.sendall, args=(body,))
        sending.start()
        assert heard(one, len(body)) == body
        sending.join()
        assert asked(other, b"hello") == b"hello"
    counts = link.counts()
    assert counts.taken == 2
    assert counts.carried == {Direction.THERE: len(body) + 5, Direction.BACK: len(body) + 5}
    assert not counts.swallowed


def test_one_end_that_has_said_all_still_hears_the_other(link, echo):
    with connected(link) as connection:
        connection.sendall(b"last words")
        connection.shutdown(socket.SHUT_WR)
        assert heard(connection, 100) == b"last words"
    until(lambda: link.open == 0)


def test_a_cut_resets_what_is_open_and_whoever_comes(link):
    with connected(link) as before:
        assert asked(before, b"well") == b"well"
        assert link.cut() == 1
        with pytest.raises(ConnectionResetError):
            before.recv(1)
        assert turned_away(link)
    counts = link.counts()
    assert (counts.reset, counts.refused) == (1, 1)
    link.mend()
    with connected(link) as after:
        assert asked(after, b"again") == b"again"


def test_what_is_swallowed_never_arrives_and_nobody_is_told(link, echo):
    with connected(link, SHORT) as before, connected(link, SHORT) as idle:
        assert asked(before, b"well") == b"well"
        assert asked(idle, b"idle") == b"idle"
        link.swallow()
        before.sendall(b"lost")
        with pytest.raises(TimeoutError):
            before.recv(1)
        with connected(link, SHORT) as during:
            during.sendall(b"lost too")
            with pytest.raises(TimeoutError):
                during.recv(1)
            assert b"lost" not in echo.heard
            assert link.counts().swallowed == {Direction.THERE: 12}
            assert link.mend() == 2
            for each in (before, during):
                with pytest.raises(ConnectionResetError):
                    each.recv(1)
        assert asked(idle, b"nothing lost") == b"nothing lost"


def test_an_answer_can_be_lost_after_the_service_has_heard_the_question(link, echo):
    with connected(link, SHORT) as connection:
        assert asked(connection, b"well") == b"well"
        link.swallow(frozenset({Direction.BACK}))
        connection.sendall(b"commit")
        assert echo.wait_for(b"commit")
        with pytest.raises(TimeoutError):
            connection.recv(1)
        assert link.counts().swallowed == {Direction.BACK: 6}
        link.mend()
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_nothing_gets_through_by_what_was_swallowed_on_the_other_way(link, echo):
    """Half an exchange would be a protocol that nobody speaks: a pair that has lost bytes loses all of them."""
    with connected(link, SHORT) as connection:
        link.swallow(frozenset({Direction.BACK}))
        connection.sendall(b"first")
        assert echo.wait_for(b"first")
        until(lambda: link.counts().swallowed == {Direction.BACK: 5})
        connection.sendall(b"second")
        until(lambda: link.counts().swallowed == {Direction.BACK: 5, Direction.THERE: 6})
        assert b"second" not in echo.heard


def test_what_is_held_arrives_when_the_link_is_mended(link, echo):
    with connected(link) as connection:
        assert asked(connection, b"well") == b"well"
        link.hold()
        connection.sendall(b"held")
        until(lambda: link.counts().held == {Direction.THERE: 4})
        assert b"held" not in echo.heard
        assert link.mend() == 0
        assert heard(connection, 4) == b"held"


def test_a_slow_link_delays_each_piece_and_its_answer(link):
    with connected(link) as connection:
        assert asked(connection, b"well") == b"well"
        link.slow(delay=0.1, jitter=0.02)
        began = time.monotonic()
        assert asked(connection, b"late") == b"late"
        assert time.monotonic() - began >= 0.16
        assert link.counts().slowed == {Direction.THERE: 4, Direction.BACK: 4}
        link.mend()
        assert asked(connection, b"quick") == b"quick"


def test_a_thin_line_lets_through_so_many_bytes_a_second(link):
    body = bytes(300_000)
    with connected(link) as connection:
        link.slow(delay=0.0, rate=1_000_000)
        began = time.monotonic()
        connection.sendall(body)
        assert heard(connection, len(body)) == body
        assert time.monotonic() - began >= 0.2


def test_a_service_that_is_away_is_away_and_found_again_on_the_same_port(link, echo):
    address = echo.server.getsockname()
    echo.server.shutdown(socket.SHUT_RDWR)
    echo.server.close()
    assert turned_away(link)
    echo.server = socket.create_server(address)
    threading.Thread(target=echo._serve, daemon=True).start()
    with connected(link) as after:
        assert asked(after, b"back") == b"back"


def test_a_network_that_is_closed_resets_what_is_open(echo):
    network = Network()
    link = network.link("to echo", echo.server.getsockname()[1])
    with connected(link) as connection:
        assert asked(connection, b"well") == b"well"
        network.close()
        network.close()
        with pytest.raises(ConnectionResetError):
            connection.recv(1)
