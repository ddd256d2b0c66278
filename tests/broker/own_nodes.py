"""A node of the test's own, which can be stopped, made short of memory or silent, and speaks TLS; its certificates."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from gateway.broker.amqp import CONFIRMED_WITHIN
from gateway.broker.rabbitmq import RabbitBroker
from gateway.settings import BrokerSettings
from tests.services import rabbitmq as service
from tests.services.plugin import RabbitMq
from tests.services.ports import free_port

GATEWAY = "edge-by-certificate"


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

    def broker(self, within: float = CONFIRMED_WITHIN, **others: object) -> RabbitBroker:
        settings = {"urls": (self.reached.url,), "user": self.reached.user, **others}
        read = BrokerSettings.model_validate(settings)
        return RabbitBroker(read, "gateway", self.reached.password, confirmed_within=within)

    @contextmanager
    def silent(self, queue: str) -> Iterator[None]:
        """What keeps a quorum queue does nothing, as without its majority; connections, channels, other queues do."""
        self.control("eval", f"sys:suspend('%2F_{queue}').")
        try:
            yield
        finally:
            self.control("eval", f"sys:resume('%2F_{queue}').")

    def by_tls(self, password: str | None = None, **others: object) -> RabbitBroker:
        settings = {"urls": (f"amqps://127.0.0.1:{self.tls_port}",), "ca_file": "authority.pem", **others}
        return RabbitBroker(BrokerSettings.model_validate(settings), GATEWAY, password, folder=self.certificates)
