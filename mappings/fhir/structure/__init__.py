"""Whether FHIR of our kind is sound: its structure, required codes, references; by R4 and by our profiles.

Theory of operation. `schemas/fhir/structure.json` holds the facts, drawn from R4's definitions and ours (see
schemas/fhir/structure_facts.py). Two checks read them. The quick one (sound.py) answers yes or no: for every type and
every set of names that an object of it has, it writes a function once, in which what can be known of the names (that
each is known, that none is missing, which values stand in arrays) is decided already, and only the values are looked
at. Constants of ours are looked at once in the life of a process. The thorough one (faults.py) walks the same facts and
finds everything that is wrong, with its path; it is asked when the quick one says no. Both know the same rules: tests
hold them to the same verdicts.

Not judged here: invariants, slices other than those of extensions, and what value sets cannot list. The referee judges
them for every kind of message in CI.
"""

from __future__ import annotations

from typing import Any

from mappings.fhir.structure.faults import faults_in
from mappings.fhir.structure.references import Everything, Targets, targets_of
from mappings.fhir.structure.sound import sound_entries, sound_resource
from schemas.errors import UnsoundMessage
from schemas.findings import Finding, finding

__all__ = ["bundle_faults", "demand_sound_bundle", "demand_sound_entries", "entry_faults", "resource_faults"]


def demand_sound_bundle(bundle: dict[str, Any], targets: Targets | None = None) -> None:
    """Raise UnsoundMessage when a bundle of ours is not sound: the last gate of all that leaves.

    `targets` when not all entries that it refers to are in it.
    """
    targets = targets_of(bundle.get("entry")) if targets is None else targets
    if not sound_resource(bundle, targets) and (faults := faults_in(bundle, "Resource", "Bundle", targets)):
        raise UnsoundMessage(faults)


def demand_sound_entries(entries: list[dict[str, Any]]) -> None:
    """The same for entries that have no header yet."""
    if faults := entry_faults(entries):
        raise UnsoundMessage(faults)


def bundle_faults(bundle: Any, path: str = "Bundle") -> tuple[Finding, ...]:
    """All that is wrong with a message of ours, in which every reference must lead to an entry. Empty: it is sound."""
    targets = targets_of(bundle.get("entry")) if isinstance(bundle, dict) else Targets()
    if sound_resource(bundle, targets):
        return ()
    return faults_in(bundle, "Resource", path, targets)


def entry_faults(entries: Any, path: str = "Bundle.entry") -> tuple[Finding, ...]:
    """The same of the entries of a message, before it has a header."""
    targets = targets_of(entries)
    if sound_entries(entries, targets):
        return ()
    doubled = isinstance(entries, list) and len(targets) < len(entries)
    found: list[Finding] = [finding("SIP151", path)] if doubled else []
    for place, each in enumerate(entries if isinstance(entries, list) else [entries]):
        found += faults_in(each, "Bundle.entry", f"{path}[{place}]", targets)
    return tuple(found)


def resource_faults(resource: Any, path: str = "") -> tuple[Finding, ...]:
    """All that is wrong with a resource or bundle of anybody's, whose references may lead outside."""
    targets = Everything()
    return () if sound_resource(resource, targets) else faults_in(resource, "Resource", path, targets)
