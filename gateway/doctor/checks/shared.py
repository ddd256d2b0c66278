"""The shared directory: whose signature, how old, and whether what it says of those hosted here is so."""

from __future__ import annotations

from datetime import datetime

from gateway.directory.entries import Directory, Entry
from gateway.doctor.opened import database_of, directory_of, keys_of, signed_of
from gateway.doctor.patient import Patient
from gateway.doctor.results import Seen
from gateway.exchange.pull_directory import age_of_directory
from gateway.security.keys import KeyRing, KeyUse, PublicKeys
from gateway.settings import Hosted, SharedDirectory
from schemas.errors import Rejected, StoreUnavailable
from schemas.findings import Finding, Severity, finding
from schemas.messages import READABLE_MESSAGE_VERSIONS


def directory(patient: Patient) -> tuple[Seen, list[Finding]]:
    """Signed by whom we trust, young enough, and true of every organisation hosted here."""
    read = patient.settings
    known = directory_of(patient)
    seen: dict[str, str | int | float | None] = {"organisations": len(known.all()), "hosted": len(read.organisations)}
    findings: list[Finding] = []
    if read.shared is not None:
        told, findings = _signed(patient, read.shared)
        seen |= told
        if "version" not in seen:
            return seen, findings
    moving = _moving(patient)
    for place, hosted in enumerate(read.organisations):
        findings += _said_of(patient, known, f"/organisation/{place}", hosted)
        findings += [finding("SIP698", f"/organisation/{place}")] if hosted.id in moving else []
    return seen, findings


def _signed(patient: Patient, shared: SharedDirectory) -> tuple[dict[str, int], list[Finding]]:
    """Version and age of the one in force, and what there is to say of them."""
    signed, at_rest = signed_of(patient), database_of(patient)
    if signed is None or at_rest is None:
        return {}, [finding("SIP920", "/shared")]
    now = patient.clock()
    hours = int((now - signed.issued_at).total_seconds() // 3600)
    told = age_of_directory(at_rest.store, shared, signed, now)
    return {"version": signed.version, "hours_old": hours}, list(told)


def _moving(patient: Patient) -> frozenset[str]:
    """Those that are on their way to another gateway: nothing is worked for them here."""
    try:
        at_rest = database_of(patient)
        if at_rest is None or not at_rest.condition().current:
            return frozenset()
        with at_rest.reading() as tx:
            return tx.moved_out()
    except StoreUnavailable:
        return frozenset()  # the check of the database says so


def _said_of(patient: Patient, known: Directory, path: str, hosted: Hosted) -> list[Finding]:
    entry = known.find(hosted.id)
    if entry is None:
        return [finding("SIP657", path)]
    if not entry.routing_key or not entry.keys:  # a gateway by itself makes them at its first start
        alone = patient.settings.broker is None
        return [finding("SIP921", path, severity=Severity.WARNING if alone else Severity.ERROR)]
    findings = []
    if patient.settings.broker is not None and entry.gateway != patient.settings.name:
        findings.append(finding("SIP922", path))
    ring = keys_of(patient).peek(hosted.id)
    if ring is not None and not _same(entry, ring.public(), patient.clock()):
        findings.append(finding("SIP931" if _does_for_now(entry, ring, patient.clock()) else "SIP923", path))
    return findings


def _same(entry: Entry, ours: PublicKeys, now: datetime) -> bool:
    """Whether the directory has every key of ours that counts now or later, as it is here, and no stranger's."""
    try:
        theirs = PublicKeys.from_json(entry.id, entry.keys)
    except Rejected:
        return False
    return _counting(theirs, now) == _counting(ours, now)


def _does_for_now(entry: Entry, ours: KeyRing, now: datetime) -> bool:
    """Whether we can open what is sealed to the directory's key, and sign with one that it shows."""
    try:
        theirs = PublicKeys.from_json(entry.id, entry.keys)
    except Rejected:
        return False
    shown = ours.published(theirs).public()
    strangers = _kids(theirs, now) - {(each.use, each.kid) for each in ours.generations}
    sealed_to = theirs.in_use(KeyUse.ENCRYPT, now)
    return not strangers and sealed_to is not None and shown.in_use(KeyUse.SIGN, now) is not None


def _kids(keys: PublicKeys, now: datetime) -> set[tuple[KeyUse, str]]:
    return {(use, kid) for kid, use, _, _ in _counting(keys, now)}


def _counting(keys: PublicKeys, now: datetime) -> set[tuple[str, KeyUse, datetime, datetime | None]]:
    """Ended ones stay in the directory, and leave the ring, each at its own time."""
    left = (each for each in keys.generations if each.valid_until is None or each.valid_until > now)
    return {(each.kid, each.use, each.valid_from, each.valid_until) for each in left}


def partners(patient: Patient) -> tuple[Seen, list[Finding]]:
    """Whom the directory names elsewhere: whether something can be sent to them, in a version that they read."""
    hosted = {each.id for each in patient.settings.organisations}
    others = [entry for entry in directory_of(patient).all() if entry.id not in hosted]
    unreachable = sum(not _reachable(entry, patient.clock()) for entry in others)
    strangers = sum(not _understands(entry) for entry in others)
    findings = [finding("SIP924", count=unreachable)] if unreachable else []
    if strangers:
        findings.append(finding("SIP926", count=strangers))
    return {"partners": len(others), "unreachable": unreachable, "other_versions": strangers}, findings


def _reachable(entry: Entry, now: datetime) -> bool:
    try:
        keys = PublicKeys.from_json(entry.id, entry.keys)
    except Rejected:
        return False
    return entry.routing_key is not None and all(keys.in_use(use, now) for use in KeyUse)


def _understands(entry: Entry) -> bool:
    return not set(entry.message_versions).isdisjoint(READABLE_MESSAGE_VERSIONS)
