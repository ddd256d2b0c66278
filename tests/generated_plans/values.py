"""What the leaves of a generated plan can hold: published test persons, invented names, texts of all kinds."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.dates import Moment, PartialDate
from schemas.identifiers import (
    ContentHash,
    HsaId,
    IdentityKind,
    OrganisationId,
    OrganisationNumber,
    SchoolUnitCode,
    UrnUuid,
)
from schemas.sip.base import Line, Text
from schemas.sip.content import IcfCode, MediaType
from schemas.sip.people import LanguageTag

IDENTITIES: Mapping[IdentityKind, tuple[str, ...]] = {
    IdentityKind.PERSONNUMMER: (
        "191212121212",
        "194911172296",
        "198611062384",
        "200302022389",
        "201305012385",
        "201111212385",
        "200812012383",
        "200001252386",
        "189602029812",
    ),
    IdentityKind.SAMORDNINGSNUMMER: ("196109732393", "197010632391"),
    IdentityKind.NATIONELLT_RESERVNUMMER: ("98240301AA06", "20210325K069"),
    IdentityKind.STOCKHOLM_RESERVNUMMER: ("98240301AA06",),
    IdentityKind.LOCAL: ("local 4711", "A-17/3"),
}
"""Only published test numbers."""

TEXTS = (
    "Tolvan vill kunna gå till skolan själv.",
    "Jag vill sova om natten.\nJag vill träffa mina vänner.",
    "Hon sade \"nej\", och sedan 'kanske'.",
    "<b>fet</b> & <script>alert(1)</script> ]]> <!-- x -->",
    "{{x}} {% raw %} ${y} %(z)s {0}",
    "\\u0041 \\n %00 \t tabb",
    "😀 👩‍👧‍👦 e\u0301 ﬁ Ω 漢字 עברית",
    "å" * 300,
    "rad ett\n\n\nrad fyra\u2028rad fem\u0085rad sex",
    "  mellan   slag  inuti  ",
    "=HYPERLINK(1) ; DROP TABLE plan; --",
    "null",
    "0",
)

LINES = (
    "Skolkurator",
    "Sjuksköterska & vårdsamordnare",
    'Enheten "Norr" <2>',
    "070-174 06 05",
    "Storgatan 1 B",
    "nyckel-1",
    "😀 å ä ö",
    "{{namn}}",
    "a",
)

ORGANISATION_IDS = (
    "TSTNMT2321000156-1001",
    "TSTNMT2321000156-1002",
    "TSTNMT2120000142-SKOLA",
    "2120000142.skola-norr",
    "2120000142.soc_1",
    "2120000142.elevhalsa",
    "2321000156",
    "TSTNMT2321000156-BUP",
)

LEAVES: tuple[tuple[object, tuple[str, ...]], ...] = (
    (Text, TEXTS),
    (Line, LINES),
    (PartialDate, ("2026", "2026-03", "2026-03-02", "1912-12-12", "2024-02-29", "9999-12-31")),
    (
        Moment,
        (
            "2026",
            "2025-12",
            "2026-03-02",
            "2026-03-02T09:30:00+01:00",
            "2026-07-01T23:59:59.125Z",
            "2026-01-01T00:00:00-14:00",
        ),
    ),
    (OrganisationId, ORGANISATION_IDS),
    (OrganisationNumber, ("2120000142", "2321000156")),
    (SchoolUnitCode, ("12345678", "00000001")),
    (HsaId, ("TSTNMT2321000156-10A1", "TSTNMT2321000156-10B2")),
    (LanguageTag, ("sv", "so", "swl", "zh-Hant")),
    (IcfCode, ("b1301", "d240", "e310.8")),
    (MediaType, ("application/pdf", "text/plain", "image/svg+xml")),
    (
        UrnUuid,
        ("urn:uuid:0b9cf0a4-6f5c-4a3e-9f4e-2f1a6c0d7e11", "urn:uuid:9e107d9d-372b-4b6b-8f2e-5c1d7c9a0f42"),
    ),
    (ContentHash, ("sha256:" + "0123456789abcdef" * 4, "sha256:" + "f" * 64)),
)
"""Type of the model → values that it takes."""

BYTES = (b"%PDF-1.7 not really", bytes(range(256)), b"\x00", "hälsning".encode() * 20)
NUMBERS = (1, 2, 17, 4096, 2**31)


def values_of(kind: object) -> tuple[str, ...] | None:
    """The values for a type of the model, None when it is none of these."""
    return next((values for known, values in LEAVES if known == kind), None)
