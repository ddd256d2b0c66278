"""The platform's signing key in a file: the root of trust, so it is made once, readable by its owner alone."""

from __future__ import annotations

import json
import os
from pathlib import Path

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from gateway.directory.signing import CURVE
from schemas.errors import InvalidDocument
from schemas.findings import finding


def make_platform_key(path: Path) -> ECKey:
    """Make a key in a new file. Raises InvalidDocument (SIP699) when there is a file, or none can be made."""
    key = ECKey.generate_key(CURVE)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(key.as_dict(private=True), file)
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        raise InvalidDocument(findings=(finding("SIP699"),)) from None
    return key


def read_platform_key(path: Path) -> ECKey:
    """Read the key. Raises InvalidDocument (SIP699), and says nothing of what stands in the file."""
    try:
        key = ECKey.import_key(json.loads(path.read_bytes()))
    except (OSError, ValueError, TypeError, JoseError):
        raise InvalidDocument(findings=(finding("SIP699"),)) from None
    if not key.is_private or key.curve_name != CURVE:
        raise InvalidDocument(findings=(finding("SIP699"),))
    return key
