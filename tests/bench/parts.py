"""The parts of a run, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from tests.bench.figures import Measured, Size
from tests.bench.services import Services

PARTS = {
    "translation": "SIP XML to FHIR and back, beside its floor and the fastest peer",
    "bad_input": "Twelve documents that are wrong in one way each",
    "starting": "From the start of a process to its last byte",
    "formats": "Reading and writing each format",
    "tables": "Reading through a mapping table",
    "copies": "The whole way of a copy, one thread, beside its floor",
    "steady": "From arrival to recorded",
    "processes": "Processes, files and memory",
    "growth": "With many copies stored",
    "connections": "With many organisations",
    "hostile": "Hostile input",
}
"""Module → what it measures."""

NEED_SERVICES = frozenset({"copies", "steady", "processes", "growth", "connections"})


def run_part(name: str, size: Size, services: Services) -> Measured:
    """Measure one part."""
    measure: Callable[..., Measured] = import_module(f"tests.bench.{name}").measured
    return measure(size, services) if name in NEED_SERVICES else measure(size)
