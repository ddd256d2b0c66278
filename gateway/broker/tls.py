"""TLS to the broker: whom we trust, and the certificate by which it knows us."""

from __future__ import annotations

import ssl
from pathlib import Path

from gateway.settings import BrokerSettings
from schemas.errors import InvalidDocument
from schemas.findings import finding


def tls_context(settings: BrokerSettings, folder: Path) -> ssl.SSLContext:
    """How TLS is spoken: whom we trust, and who we are. Raises InvalidDocument (SIP660) for a file that is no such."""
    own, key = settings.certificate_file, settings.key_file
    try:
        context = ssl.create_default_context(cafile=folder / settings.ca_file if settings.ca_file else None)
        if own is not None:
            context.load_cert_chain(folder / own, folder / key if key else None)
    except (OSError, ValueError):
        raise InvalidDocument(findings=(finding("SIP660"),)) from None
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context
