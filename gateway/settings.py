"""What an operator can set: `samspel.toml`, with a reason for every limit. Reads no environment and no file by itself.

Durations are ISO 8601 (`P14D`, `PT30S`).
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from schemas.identifiers import OrganisationId
from schemas.sip.base import Line

_Positive = Annotated[timedelta, Field(gt=timedelta(0))]


class Setting(BaseModel):
    """A frozen group of settings; unknown names are refused, so that a misspelt limit is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


GATEWAY_NAME = r"^[a-z0-9][a-z0-9-]{0,39}$"
"""What an installation may be called: it is the name of a broker user, and stands in metrics."""


class Times(Setting):
    """How long things may take."""

    confirm_within: _Positive = Field(timedelta(days=7), description="a copy handed over without receipt is late after")
    answer_within: _Positive = Field(timedelta(hours=4), description="no answer to a copy: sent again, new envelope")
    send_at_most: int = Field(12, ge=1, description="sendings without any answer before a person must look")
    wait_for_previous: _Positive = Field(
        timedelta(hours=6), description="a copy waits so long for the one sent before it"
    )
    page_waits: _Positive = Field(
        timedelta(minutes=10), description="the person's page waits so long for the copies that are on their way"
    )
    lease: _Positive = Field(timedelta(minutes=2), description="longer than the slowest journal system takes")
    poll: _Positive = Field(timedelta(seconds=1), description="how often `serve` looks for documents and messages")


class Hosted(Setting):
    """One organisation that this gateway works for: the local part of the directory."""

    id: OrganisationId = Field(description="its id in the directory")
    adapter: Literal["file-drop"] = Field("file-drop", description="kind of journal system")
    folder: Path = Field(description="where the journal system exports to and imports from; relative to samspel.toml")
    table: Path | None = Field(
        None, description="mapping table that its exports are read with; relative to samspel.toml"
    )
    format: Literal["sip-xml", "fhir-json", "table"] = Field(
        "sip-xml", description="form in which copies are handed over; `table`: as the mapping table writes"
    )
    ready_suffix: str | None = Field(".ready", description="an exported file is taken at once when it ends so")
    quiet: timedelta | None = Field(timedelta(seconds=10), description="else when it has been unchanged for this")
    county_profile: Line | None = Field(None, description="county profile for plans made here")
    attachments_travel: bool = Field(False, description="attachments go to those whose consent covers all of the plan")
    source_document_travels: bool = Field(
        False, description="the exported document too, when it holds no consent and all of it was understood"
    )
    keep_bodies: _Positive = Field(
        timedelta(days=90), description="bodies of settled copies and messages are kept so long, to be sent again"
    )
    consent_of_unable: bool = Field(False, description="the county lets somebody judge that a person cannot consent")

    @model_validator(mode="after")
    def _a_table_to_write_with(self) -> Self:
        if self.format == "table" and self.table is None:
            raise ValueError("format is table, and there is none")
        return self


class StoreSettings(Setting):
    """PostgreSQL instead of the embedded database. The password never stands here: file or SAMSPEL_STORE_PASSWORD."""

    url: str = Field(
        pattern=r"^postgresql://[^:@/?#]+@[^@\s]+$",
        description="postgresql://USER@HOST[:PORT][,HOST[:PORT]]/DATABASE[?sslmode=verify-full&sslrootcert=FILE]",
    )
    password_file: Path | None = Field(None, description="file whose first line is the password")
    keys_secret_file: Path | None = Field(
        None,
        description="32 random bytes in hex; with it the organisations' keys lie in the database, sealed, for all "
        "machines",
    )
    pool: int = Field(10, ge=1, description="connections of one process at most; threads wait for each other")
    statement_timeout: _Positive = Field(timedelta(seconds=15), description="our statements take milliseconds")
    lock_timeout: _Positive = Field(timedelta(seconds=5), description="a plan is locked for one short transaction")


class BrokerSettings(Setting):
    """RabbitMQ instead of the embedded broker. The password never stands here: file or SAMSPEL_BROKER_PASSWORD."""

    urls: tuple[Annotated[str, Field(pattern=r"^amqps?://[^@\s]+$")], ...] = Field(
        min_length=1, description="amqps://HOST[:PORT][/VHOST], one for each node; tried in any order"
    )
    user: Line | None = Field(None, description="the broker user of this gateway; its name when not said")
    password_file: Path | None = Field(None, description="file whose first line is the password")
    ca_file: Path | None = Field(None, description="PEM of who signs the broker's certificate; else the system's")
    certificate_file: Path | None = Field(None, description="PEM of this gateway's client certificate")
    key_file: Path | None = Field(None, description="PEM of its private key")
    exchange: str = Field("samspel", pattern=r"^[A-Za-z0-9._-]{1,100}$", description="the direct exchange")
    heartbeat: _Positive = Field(timedelta(seconds=30), description="a broker that is silent for two is away")
    blocked_timeout: _Positive = Field(
        timedelta(seconds=30), description="a broker short of memory or disk is away after"
    )
    connect_timeout: _Positive = Field(timedelta(seconds=10), description="then the next host is tried")


class SharedDirectory(Setting):
    """Where the signed directory is pulled from, and whose signature counts."""

    source: str = Field(description="https://... or a file: the signed directory")
    fingerprint: Line | None = Field(
        None, description="of the platform's signing key, heard by another way; without it the first pull is refused"
    )
    every: _Positive = Field(timedelta(minutes=5), description="how often it is pulled")
    stale_after: _Positive = Field(timedelta(days=2), description="older without contact: `doctor` and an alert say so")


class Workers(Setting):
    """How much one process works at the same time."""

    relays: int = Field(2, ge=1, le=64, description="threads that prepare and send, a broker connection each")
    recorders: int = Field(16, ge=1, le=256, description="threads at journal systems at most, one for each at a time")
    stop_within: _Positive = Field(timedelta(seconds=20), description="what is not finished by then is given back")


class Settings(Setting):
    """The whole of `samspel.toml`."""

    name: str = Field("samspel", pattern=GATEWAY_NAME, description="of this gateway, the same on all its machines")
    data: Path = Field(Path("data"), description="database, broker and keys; relative to samspel.toml")
    directory: Path = Field(Path("directory.toml"), description="the shared part of the directory")
    organisations: tuple[Hosted, ...] = Field((), alias="organisation")
    times: Times = Times()
    store: StoreSettings | None = None
    broker: BrokerSettings | None = None
    shared: SharedDirectory | None = None
    workers: Workers = Workers()

    @property
    def embedded(self) -> bool:
        """Whether the broker is the embedded one: then one process at a time may have the folder open."""
        return self.broker is None
