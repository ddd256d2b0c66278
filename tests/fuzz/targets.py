"""The readers that meet input from outside, each as one function of bytes."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

from joserfc import jwe
from joserfc.jwk import ECKey
from joserfc.util import urlsafe_b64decode

from gateway.directory.entries import Entry
from gateway.directory.signed import DIRECTORY, read_signed, signed_directory
from gateway.directory.signing import sign
from gateway.directory.toml_directory import directory_text, read_directory
from gateway.security import jose
from gateway.security.keys import KeyRing, KeyUse, PublicKeys
from gateway.security.seal import SealHeader, seal, unseal
from mappings import fhir
from mappings.formats import read
from mappings.reading import Format, ReadingOf
from mappings.sip_xml import read_consent_xml, read_disclosure_note_xml, read_findings_xml, read_receipt_xml
from mappings.tables.language.rules import Kind
from mappings.tables.loading.loader import load_table
from mappings.tables.table_format import TableFormat
from schemas.codes import OrganisationKind
from schemas.errors import CannotOpen, InvalidDocument, Rejected
from schemas.findings import Finding
from tests.fuzz import material
from tests.fuzz.guards import SCRATCH, SECRET, Target
from tests.tables.examples import FOLDER, NAMES, example, samples

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOME, SCHOOL = "TSTNMT2321000156-1001", "2120000142.skola-norr"


def _said(findings: Iterable[Finding]) -> list[str]:
    return [text for each in findings for text in (each.path, each.sv, each.en)]


def _of_reading(reading: ReadingOf[object]) -> list[str]:
    places = [entry.path for part in (reading.account.ignored, reading.account.not_understood) for entry in part]
    return _said(reading.findings) + places


def _of_refusal(refused: Rejected) -> list[str]:
    return [str(refused), repr(refused), *_said(refused.findings)]


def _read_as(form: Format | None) -> Target:
    name = form.value if form else "any"
    kind = "xml" if form in (Format.SIP_XML, Format.FHIR_XML) else "json"
    seeds = (Format.SIP_XML, Format.SIP_JSON) if form is None else (form,)
    return Target(
        name,
        lambda body: _of_reading(read(body, form)),
        lambda: [body for each in seeds for body in material.documents(each)],
        kind,
    )


def _message(body: bytes) -> list[str]:
    reading = fhir.message_from_wire(body)
    account = reading.account
    return _said(reading.findings) + ([entry.path for entry in account.not_understood] if account else [])


def _small_documents(body: bytes) -> list[str]:
    readers = (read_consent_xml, read_receipt_xml, read_disclosure_note_xml, read_findings_xml)
    return [text for reads in readers for text in _of_reading(reads(body))]


@cache
def _rings() -> dict[str, KeyRing]:
    return {each: KeyRing.generate(each, NOW - timedelta(days=30)) for each in (HOME, SCHOOL)}


def _public(organisation: str) -> PublicKeys | None:
    ring = _rings().get(organisation)
    return ring.public() if ring else None


def _sealed(body: bytes) -> list[str]:
    try:
        unseal(body, me=SCHOOL, ring=_rings()[SCHOOL], senders=_public, now=NOW)
    except CannotOpen as refused:
        return _of_refusal(refused)
    return []


def _sealed_inside(token: bytes) -> list[str]:
    """Anybody can encrypt to a public key: what is inside is as hostile as what is outside."""
    key = _rings()[SCHOOL].public().in_use(KeyUse.ENCRYPT, NOW)
    if key is None:
        raise ValueError("the receiver has no key")
    outer = {"alg": jose.KEY_WRAP, "enc": jose.CONTENT, "kid": key.kid, "typ": jose.SEALED_TYPE}
    return _sealed(jwe.encrypt_compact(outer, token, key.key, registry=jose.SEALED).encode())


@cache
def _sealed_seeds() -> tuple[bytes, ...]:
    names = (HOME, SCHOOL, "urn:uuid:0f4c1d5e-0000-4000-8000-000000000001", "message", "plan-copy", "0.9")
    ring = _rings()[HOME]
    return tuple(
        seal(body, SealHeader(*names), ring, _rings()[SCHOOL].public(), NOW) for body in (b"{}", *material.messages())
    )


@cache
def _tokens() -> tuple[bytes, ...]:
    key = _rings()[SCHOOL].named(KeyUse.ENCRYPT, jose.read_header(_sealed_seeds()[0].split(b".")[0])["kid"])
    if key is None:
        raise ValueError("the receiver has no key")
    return tuple(jwe.decrypt_compact(each, key.key, registry=jose.SEALED).plaintext or b"" for each in _sealed_seeds())


@cache
def _folder() -> Path:
    SCRATCH.mkdir(exist_ok=True)
    return Path(tempfile.mkdtemp(dir=SCRATCH))


def _directory(body: bytes) -> list[str]:
    path = _folder() / "directory.toml"
    path.write_bytes(body)
    try:
        read_directory(path)
    except InvalidDocument as refused:
        return _of_refusal(refused)
    return []


@cache
def _platform() -> ECKey:
    return ECKey.generate_key("P-256", private=True)


def _signed_directory(body: bytes) -> list[str]:
    """The same bytes as a token, and as what a platform has signed."""
    said = _read_signed(body)
    with suppress(ValueError, RecursionError):
        said += _read_signed(sign(json.loads(body), _platform(), DIRECTORY).encode())
    return said


def _read_signed(token: bytes) -> list[str]:
    try:
        read_signed(token)
    except InvalidDocument as refused:
        return _of_refusal(refused)
    return []


def _entries() -> list[Entry]:
    keys = tuple(_rings()[HOME].public().as_json())
    return [
        Entry(HOME, SECRET, OrganisationKind.MUNICIPALITY, "key1", keys=keys),
        Entry(SCHOOL, SECRET, OrganisationKind.MUNICIPAL_SCHOOL, "key2", huvudman=HOME, gateway="edge"),
    ]


def _directory_seeds() -> list[bytes]:
    return [directory_text(_entries()).encode()]


def _signed_seeds() -> list[bytes]:
    later = NOW + timedelta(days=30)
    token = signed_directory(_entries(), _platform(), version=3, issued_at=NOW, expires_at=later)
    return [urlsafe_b64decode(token.split(b".")[1]), token]


def _mapping_table(body: bytes) -> list[str]:
    """Findings may say a table's own words, so the secret is taken out of it; what is read with it holds the secret."""
    loaded = load_table(body.decode("utf-8", errors="replace").replace(SECRET, "word"))
    said = _said(loaded.findings)
    if loaded.table is not None:
        reader = TableFormat(loaded.table)
        for document in _with_secrets(loaded.table.kind):
            said += _of_reading(reader.read(document)) + _said(reader.explain(document).reading.findings)
    return said


@cache
def _with_secrets(kind: Kind) -> tuple[bytes, ...]:
    """The plan of everything, as each example of that kind writes it."""
    return tuple(example(name).write(material.plan()).body for name in NAMES if example(name).table.kind is kind)


def _through_a_table(name: str) -> Target:
    """Read with an example table, written back, read again; the account is looked at as it is on the screen."""

    def run(body: bytes) -> list[str]:
        table = example(name)
        reading = table.read(body)
        said = _of_reading(reading) + _said(table.explain(body).reading.findings)
        if reading.document is not None:
            said += _of_reading(table.read(table.write(reading.document).body))
        return said

    kind = example(name).table.kind
    seeds = lambda: [*(each.read_bytes() for each in samples(name)), *_with_secrets(kind)]  # noqa: E731
    return Target(f"table-{kind}", run, seeds, kind.value if kind in (Kind.XML, Kind.JSON) else "bytes")


def _table_seeds() -> list[bytes]:
    return [(FOLDER / name / "table.yaml").read_bytes() for name in NAMES]


TARGETS = (
    *(_read_as(form) for form in Format),
    _read_as(None),
    Target("small-documents", _small_documents, lambda: material.small_documents(), "xml"),
    Target("message", _message, lambda: material.messages(), "json"),
    Target("sealed", _sealed, _sealed_seeds, "bytes"),
    Target("sealed-inside", _sealed_inside, _tokens, "bytes"),
    Target("directory", _directory, _directory_seeds, "toml"),
    Target("mapping-table", _mapping_table, _table_seeds, "yaml"),
    *(_through_a_table(name) for name in NAMES),
    Target("signed-directory", _signed_directory, _signed_seeds, "json"),
)
BY_NAME = {target.name: target for target in TARGETS}
