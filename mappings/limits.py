"""Limits of every parser: one place, so that no format is read more freely than another.

A body is at most 6 MiB, so that a sealed message stays under 16 MiB. The others keep a hostile document from costing
more than a large honest one: a plan of a few hundred parts has some thousand elements and is about ten levels deep.
"""

from __future__ import annotations

MAX_BODY_BYTES = 6 * 1024 * 1024
MAX_DEPTH = 100
MAX_ELEMENTS = 50_000
"""Elements and attributes of an XML document."""
MAX_VALUES = 100_000
"""Objects, lists and values of a JSON document: FHIR says one thing in many."""
