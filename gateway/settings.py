"""What an operator can set: `samspel.toml`, with a reason for every limit. Reads no environment and no file by itself.

Durations are ISO 8601 (`P14D`, `PT30S`).
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from schemas.identifiers import OrganisationId
from schemas.sip.base import Line

_Positive = Annotated[timedelta, Field(gt=timedelta(0))]


class Setting(BaseModel):
    """A frozen group of settings; unknown names are refused, so that a misspelt limit is seen."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


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

    id: OrganisationId
    adapter: Literal["file-drop"] = "file-drop"
    folder: Path = Field(description="where the journal system exports to and imports from; relative to samspel.toml")
    format: Literal["sip-xml", "fhir-json"] = Field("sip-xml", description="form in which copies are handed over")
    ready_suffix: str | None = Field(".ready", description="an exported file is taken at once when it ends so")
    quiet: timedelta | None = Field(timedelta(seconds=10), description="else when it has been unchanged for this")
    county_profile: Line | None = Field(None, description="county profile for plans made here")
    attachments_travel: bool = Field(False, description="attachments go to those whose consent covers all of the plan")
    source_document_travels: bool = Field(
        False, description="the exported document too, when it holds no consent and all of it was understood"
    )
    consent_of_unable: bool = Field(False, description="the county lets somebody judge that a person cannot consent")


class Settings(Setting):
    """The whole of `samspel.toml`."""

    data: Path = Field(Path("data"), description="database, broker and keys; relative to samspel.toml")
    directory: Path = Field(Path("directory.toml"), description="the shared part of the directory")
    organisations: tuple[Hosted, ...] = Field((), alias="organisation")
    times: Times = Times()
