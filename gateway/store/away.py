"""What happened when something around us is away, in words: where it was, and whether it refused us or did not answer.

A driver's own text is looked at for what it knows and never quoted: it can hold names of users and values.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from schemas.errors import SamspelError, StoreUnavailable

_WORDS: tuple[tuple[str, str, str], ...] = (
    (
        (
            r"password authentication failed|role \S+ does not exist|no password supplied|no pg_hba.conf entry"
            r"|\b28P01\b|\b28000\b"
        ),
        "den vägrar användaren eller lösenordet",
        "it refuses the user or the password",
    ),
    (r"certificate|SSL|TLS", "krypteringen går inte att upprätta", "the encrypted connection cannot be made"),
    (r"database \S+ does not exist|\b3D000\b", "databasen med det namnet finns inte", "no database has that name"),
    (
        r"too many (clients|connections)|connection slots|\b53300\b",
        "den har inga fler förbindelser",
        "no more connections",
    ),
    (r"time-?out|timed out|\b57014\b|\b55P03\b|_BUSY\b|is free", "det tog för lång tid", "it took too long"),
    (r"read-only|\b25006\b", "ingen av servrarna går att skriva på", "no server can be written to"),
    (r"name resolution|Name or service|getaddrinfo|resolve host", "värdnamnet finns inte", "no such host name"),
    (r"refused|unreachable|No route", "den går inte att nå", "it cannot be reached"),
    (r"closed|reset|broke|terminat|\b57P0\d\b", "förbindelsen bröts", "the connection broke"),
    (r"_NOTADB\b|_CORRUPT\b", "filen är ingen databas", "the file is no database"),
)
"""What a text of the driver holds, and what is said then; the first that fits counts."""

_SERVER = re.compile(r'server at "([^"]+)"(?: \([^)]*\))?, port (\d+)')


def what_happened(error: SamspelError) -> tuple[str, str] | None:
    """The detail in Swedish and English; None when the error says itself what there is to say."""
    if not isinstance(error, StoreUnavailable):
        return None
    said = "\n".join(_texts(error))
    where = ", ".join(dict.fromkeys(f"{host}:{port}" for host, port in _SERVER.findall(said)))
    sv, en = next(
        ((sv, en) for pattern, sv, en in _WORDS if re.search(pattern, said, re.IGNORECASE)),
        ("den gav ett fel", "it gave an error"),
    )
    return (f"{where}: {sv}", f"{where}: {en}") if where else (sv, en)


def _texts(error: BaseException) -> Iterator[str]:
    """The texts of the error and of what it came from."""
    at: BaseException | None = error
    while at is not None:
        original = getattr(at, "orig", None)
        yield str(original) if original is not None else str(at)
        at = at.__context__
