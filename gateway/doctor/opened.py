"""How the patient's parts are opened: as `bootstrap` opens them, but to look at, and each by itself."""

from __future__ import annotations

from gateway.bootstrap import broker_password, password_of
from gateway.bootstrap.choosing import open_keys
from gateway.broker.embedded import EmbeddedBroker
from gateway.broker.protocol import Broker
from gateway.directory.entries import Directory
from gateway.directory.signed import SignedDirectory
from gateway.directory.toml_directory import TomlDirectory, read_directory
from gateway.doctor.patient import Patient
from gateway.exchange.pull_directory import directory_in_force
from gateway.security.keys import KeyStore
from gateway.store.at_rest import StoreAtRest, sqlite_at_rest
from schemas.errors import StoreUnavailable


def database_of(patient: Patient) -> StoreAtRest | None:
    """The database, neither migrated nor written; None when the embedded one is not made yet."""
    return patient.once("database", lambda: _database(patient))


def _database(patient: Patient) -> StoreAtRest | None:
    read = patient.settings.store
    if read is None:
        return sqlite_at_rest(patient.data / "samspel.db")
    from gateway.store.postgresql import postgresql_engine

    password = password_of(patient.folder, read.password_file, "SAMSPEL_STORE_PASSWORD")
    return StoreAtRest(postgresql_engine(read, password))


def broker_of(patient: Patient) -> Broker | None:
    """The broker, with nothing declared; None when the embedded one is not made yet."""
    return patient.once("broker", lambda: _broker(patient))


def _broker(patient: Patient) -> Broker | None:
    read = patient.settings.broker
    if read is not None:
        from gateway.broker.probing import ProbedRabbit

        password = broker_password(read, patient.folder)
        return ProbedRabbit(read, patient.settings.name, password, folder=patient.folder)
    file = patient.data / "broker.db"
    return EmbeddedBroker(file) if file.exists() else None


def directory_of(patient: Patient) -> Directory:
    """The directory as a gateway that starts now would read it, empty before the first pull.

    Raises InvalidDocument, StoreUnavailable.
    """
    return patient.once("directory", lambda: _directory(patient))


def _directory(patient: Patient) -> Directory:
    if patient.settings.shared is None:
        return read_directory(patient.folder / patient.settings.directory)
    signed = signed_of(patient)
    return TomlDirectory(signed.entries if signed is not None else ())


def signed_of(patient: Patient) -> SignedDirectory | None:
    """The signed directory in force; None before the first pull. Raises InvalidDocument, StoreUnavailable."""
    return patient.once("signed", lambda: _signed(patient))


def _signed(patient: Patient) -> SignedDirectory | None:
    shared, at_rest = patient.settings.shared, database_of(patient)
    if shared is None or at_rest is None:
        return None
    if not at_rest.condition().current:
        raise StoreUnavailable("no directory in an older database", code="SIP912")
    return directory_in_force(at_rest.store, shared)


def keys_of(patient: Patient) -> KeyStore:
    """Where the organisations' keys lie: files, or the database. Raises InvalidDocument, StoreUnavailable."""
    return patient.once("keys", lambda: _keys(patient))


def _keys(patient: Patient) -> KeyStore:
    if patient.settings.store is not None and patient.settings.store.keys_secret_file is not None:
        database_of(patient)  # raises when it is known to be away
    return open_keys(patient.settings, patient.folder, patient.data, patient.clock, patient.when_closed)
