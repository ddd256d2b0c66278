"""What one row of the SIP XML tables is.

A table gives each field of a part its element; whether it repeats and what it holds is read off the model
(`schemas.sip.shapes`), so that the two cannot disagree.
"""

from __future__ import annotations

from schemas.sip.base import Part

NAMESPACE = "urn:samspel:sip:0.9"
EXTENSION = "Extension"
"""The one place where others may put elements of their own: at the end of a plan."""

SAID_BY_THE_ROOT = ""
"""The field has no element: the name of the root says it."""

Table = dict[type[Part], dict[str, str]]
"""Part → field → element name, in the order of the schema. A name that begins with `@` is an attribute."""
