"""What one organisation has decided for the plans that it keeps."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from gateway.rules.consent_givers import ConsentSettings
from gateway.rules.copies import CopySettings
from mappings.formats import OtherFormat

KEEP_BODIES = timedelta(days=90)
"""Longer than a database restored from a back-up can be behind: `reconcile` sends again what is kept."""


@dataclass(frozen=True, slots=True)
class HomeSettings:
    """`county` names the profile of plans made here (None: the law alone); the rest is off by default.

    `table` reads what its journal system writes, where that is no format of ours.
    """

    county: str | None = None
    copies: CopySettings = field(default_factory=CopySettings)
    consent: ConsentSettings = field(default_factory=ConsentSettings)
    keep_bodies: timedelta = KEEP_BODIES
    table: OtherFormat | None = None
