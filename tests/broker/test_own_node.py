"""A node that is stopped, short of memory, or speaks TLS: one of the test's own."""

from __future__ import annotations

import threading
import time
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from gateway.broker.protocol import Outgoing, Queue
from gateway.broker.rabbitmq import RabbitBroker
from gateway.settings import BrokerSettings
from schemas.errors import BrokerUnavailable, InvalidDocument
from tests.referee.plugin import missing
from tests.services import rabbitmq as service
from tests.services.plugin import RabbitMq
from tests.services.ports import free_port

PATIENCE = 60.0
GATEWAY = "edge-by-certificate"


def never():
    return False


class Authority:
    """Signs certificates for this test."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.key, self.certificate = self._make("authority", None)

    def make(self, name: str) -> None:
        """NAME.pem and NAME.key, for a server on loopback or for a client of that name."""
        self._make(name, self)

    def _make(self, name: str, issuer: Authority | None) -> tuple[ec.EllipticCurvePrivateKey, x509.Certificate]:
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        now = datetime.now(UTC)
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer.certificate.subject if issuer else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(minutes=5))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(x509.BasicConstraints(ca=issuer is None, path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        )
        certificate = builder.sign(issuer.key if issuer else key, hashes.SHA256())
        (self.folder / f"{name}.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
        private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (self.folder / f"{name}.key").write_bytes(private)
        return key, certificate


class Node:
    """The node, with its certificates."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.certificates = folder / "node", folder / "certificates"
        self.certificates.mkdir()
        for name in ("server", GATEWAY, "stranger"):
            self.authority = Authority(self.certificates) if name == "server" else self.authority
            self.authority.make(name)
        (self.certificates / "other").mkdir()
        Authority(self.certificates / "other")
        self.tls_port = free_port()
        told = service.start(self.folder, self._settings(), plugins="rabbitmq_management,rabbitmq_auth_mechanism_ssl")
        names = ("", "_MANAGEMENT", "_USER", "_PASSWORD")
        self.reached = RabbitMq(*(told[f"SAMSPEL_TEST_RABBITMQ{name}"] for name in names))
        self.control("add_user", GATEWAY, "by certificate only")
        self.control("set_permissions", GATEWAY, ".*", ".*", ".*")

    def _settings(self) -> str:
        files = {"cacertfile": "authority.pem", "certfile": "server.pem", "keyfile": "server.key"}
        return (
            f"listeners.ssl.1 = 127.0.0.1:{self.tls_port}\n"
            + "".join(f"ssl_options.{name} = {self.certificates / file}\n" for name, file in files.items())
            + "ssl_options.verify = verify_peer\nssl_options.fail_if_no_peer_cert = false\n"
            + "ssl_cert_login_from = common_name\nauth_mechanisms.1 = PLAIN\nauth_mechanisms.2 = EXTERNAL\n"
        )

    def control(self, *words: str) -> str:
        return service.control(self.folder, *words)

    def broker(self, **others: object) -> RabbitBroker:
        settings = {"urls": (self.reached.url,), "user": self.reached.user, **others}
        return RabbitBroker(BrokerSettings.model_validate(settings), "gateway", self.reached.password)

    def by_tls(self, password: str | None = None, **others: object) -> RabbitBroker:
        settings = {"urls": (f"amqps://127.0.0.1:{self.tls_port}",), "ca_file": "authority.pem", **others}
        return RabbitBroker(BrokerSettings.model_validate(settings), GATEWAY, password, folder=self.certificates)


@pytest.fixture(scope="module")
def node(tmp_path_factory):
    if reason := service.missing():
        missing(reason)
    folder = tmp_path_factory.mktemp("rabbitmq")
    made = Node(folder)
    yield made
    service.stop(made.folder)


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.05)


def test_a_broker_that_stops_and_comes_back_loses_nothing_and_is_found_again(node):
    """What was confirmed before, what nobody confirmed meanwhile, and a consumer that waits all along."""
    broker, reader, stopped, seen, sent = node.broker(), node.broker(), threading.Event(), [], []
    broker.declare("restarted")

    def consume():
        while not stopped.is_set():
            try:
                reader.deliver(
                    ["restarted"], lambda each: seen.append(each.envelope_id), stop=stopped.is_set, wait=timedelta(1)
                )
            except BrokerUnavailable:
                stopped.wait(0.1)

    thread = threading.Thread(target=consume)
    thread.start()

    def publish(name):
        try:
            broker.publish(Outgoing("restarted", Queue.COPIES, name, b"sealed"))
        except BrokerUnavailable:
            return False
        sent.append(name)
        return True

    assert publish("before")
    node.control("stop_app")
    started = time.monotonic()
    assert not publish("while it is away")
    assert not publish("while it is away")
    assert time.monotonic() - started < 5
    node.control("start_app")
    until(lambda: publish("after"))
    until(lambda: set(sent) <= set(seen))
    stopped.set()
    thread.join()
    broker.close()
    reader.close()


def test_a_connection_left_alone_past_its_heartbeats_is_opened_anew_before_publishing(node):
    broker = node.broker(heartbeat="PT1S")
    broker.declare("idle")
    until(lambda: not node.control("--quiet", "list_connections", "pid").strip())  # the broker has given it up
    broker.publish(Outgoing("idle", Queue.COPIES, "envelope", b"sealed"))
    assert broker.depth("idle", Queue.COPIES) == 1
    broker.close()


def test_a_broker_short_of_memory_is_unavailable_in_time_and_can_still_be_read(node):
    broker = node.broker(blocked_timeout="PT2S")
    broker.declare("blocked")
    broker.publish(Outgoing("blocked", Queue.COPIES, "before", b"sealed"))
    node.control("set_vm_memory_high_watermark", "0")
    try:
        started, codes = time.monotonic(), []

        def refused():
            try:
                broker.publish(Outgoing("blocked", Queue.COPIES, "meanwhile", b"sealed"))
            except BrokerUnavailable as away:
                codes.append(away.code)
            return codes

        until(refused)  # the alarm goes up within a moment
        assert codes[0] == "SIP666"
        assert time.monotonic() - started < 15
        seen, end = [], time.monotonic() + PATIENCE
        while not seen and time.monotonic() < end:
            try:
                broker.deliver(["blocked"], seen.append, stop=never)
            except BrokerUnavailable:  # it leaves the broker alone for some seconds
                time.sleep(0.05)
        assert seen[0].envelope_id == "before"
    finally:
        node.control("set_vm_memory_high_watermark", "0.6")

    def goes():
        try:
            broker.publish(Outgoing("blocked", Queue.COPIES, "afterwards", b"sealed"))
        except BrokerUnavailable:
            return False
        return True

    until(goes)
    assert broker.depth("blocked", Queue.COPIES) >= 1
    broker.close()


def test_a_client_certificate_alone_says_who_we_are(node):
    broker = node.by_tls(certificate_file=f"{GATEWAY}.pem", key_file=f"{GATEWAY}.key")
    broker.declare("secured")
    broker.publish(Outgoing("secured", Queue.COPIES, "envelope", b"sealed"))
    assert broker.deliver(["secured"], lambda _: None, stop=never) == 1
    broker.close()


def test_a_certificate_of_nobody_known_is_refused(node):
    broker = node.by_tls(certificate_file="stranger.pem", key_file="stranger.key")
    with pytest.raises(BrokerUnavailable) as refused:
        broker.check()
    assert refused.value.code == "SIP661"


def test_a_password_goes_over_tls_too(node):
    broker = node.by_tls("by certificate only")
    broker.declare("secured")
    broker.check()
    broker.close()


def test_a_broker_whose_certificate_somebody_else_signed_is_not_spoken_to(node):
    broker = node.by_tls("by certificate only", ca_file="other/authority.pem")
    with pytest.raises(BrokerUnavailable):
        broker.check()


@pytest.mark.parametrize(
    "files", [{"ca_file": "none.pem"}, {"certificate_file": "server.key"}, {"certificate_file": f"{GATEWAY}.pem"}]
)
def test_a_file_that_is_missing_or_no_certificate_is_said_at_once(node, files):
    with pytest.raises(InvalidDocument) as refused:
        node.by_tls("password", **files)
    assert [each.code for each in refused.value.findings] == ["SIP660"]
