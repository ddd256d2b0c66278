"""What one organisation has decided for the plans that it keeps."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.rules.consent_givers import ConsentSettings
from gateway.rules.copies import CopySettings


@dataclass(frozen=True, slots=True)
class HomeSettings:
    """`county` names the profile of plans made here (None: the law alone); the rest is off by default."""

    county: str | None = None
    copies: CopySettings = field(default_factory=CopySettings)
    consent: ConsentSettings = field(default_factory=ConsentSettings)
