"""The database: schema, room and connections, its clock beside ours, the work that waits in it, and who does it."""

from __future__ import annotations

from datetime import datetime, timedelta

from gateway.doctor.hosts import hosts_of, is_guarded, stays_here
from gateway.doctor.opened import database_of
from gateway.doctor.patient import Patient
from gateway.doctor.results import Seen
from gateway.exchange.parts import LOOKING
from gateway.store.at_rest import Condition, StoreAtRest
from gateway.store.rows import Wanted
from gateway.store.sql import SqlTransaction
from gateway.store.tables import SCHEMA
from schemas.errors import Rejected, StoreUnavailable
from schemas.findings import Finding, Severity, finding

MIB = 1024 * 1024
LARGE_LOG = 256  # MiB; SQLite begins anew at 4, so somebody has kept a reading open
MANY_CONNECTIONS = 0.9
A_LITTLE_OFF = timedelta(seconds=2)
TOO_FAR_OFF = timedelta(seconds=30)  # of the minutes that a signed message's time may differ
LONG_WAIT = timedelta(minutes=15)
LONG_UNLOOKED = timedelta(minutes=3)  # a journal system that fails is looked into each minute
COUNTED_AT_MOST = 10_000


def database(patient: Patient) -> tuple[Seen, list[Finding]]:
    """Reachable, of this program's schema, with connections to spare."""
    url = patient.settings.store.url if patient.settings.store else None
    at_rest = database_of(patient)
    if at_rest is None:  # the first start makes it
        return {"kind": "sqlite", "schema": None, "wanted": SCHEMA}, [finding("SIP912", severity=Severity.WARNING)]
    found = _condition(patient, at_rest)
    seen = {
        "kind": found.kind,
        "host": ", ".join(hosts_of(url)) if url else None,
        "schema": found.schema,
        "wanted": SCHEMA,
        "size_mib": found.size // MIB,
        "log_mib": found.log_size // MIB if found.log_size is not None else None,
        "connections": found.connections,
        "connections_at_most": found.connections_at_most,
    }
    findings = [*_schema(found), *_connections(found), *_log(found)]
    if url and not stays_here(url) and not is_guarded(url):
        findings.append(finding("SIP906", "/store/url", part="PostgreSQL"))
    return {name: value for name, value in seen.items() if value is not None}, findings


def _condition(patient: Patient, at_rest: StoreAtRest) -> Condition:
    try:
        return at_rest.condition()
    except StoreUnavailable as away:
        patient.lost("database", away)
        if patient.settings.store is None:
            raise
        raise Rejected(findings=(finding("SIP907", "/store/url"),)) from None


def _schema(found: Condition) -> list[Finding]:
    if found.current:
        return []
    return [finding("SIP955" if found.schema is not None and found.schema > SCHEMA else "SIP912")]


def _connections(found: Condition) -> list[Finding]:
    count, limit = found.connections, found.connections_at_most
    if count is None or limit is None or count < limit * MANY_CONNECTIONS:
        return []
    return [finding("SIP913", "/store/pool", count=count, limit=limit)]


def _log(found: Condition) -> list[Finding]:
    size = (found.log_size or 0) // MIB
    return [finding("SIP918", "/data", size=size)] if size >= LARGE_LOG else []


def clock(patient: Patient) -> tuple[Seen, list[Finding]]:
    """Our time beside the database's: the middle of what the asking took."""
    at_rest = database_of(patient)
    if at_rest is None:
        return {}, [finding("SIP902", part="database")]
    before = patient.clock()
    theirs = at_rest.now()
    after = patient.clock()
    off = abs(before + (after - before) / 2 - theirs)
    seconds = round(off.total_seconds(), 3)
    if off <= A_LITTLE_OFF:
        return {"seconds_off": seconds}, []
    severity = Severity.ERROR if off >= TOO_FAR_OFF else Severity.WARNING
    limit = round(TOO_FAR_OFF.total_seconds())
    findings = [finding("SIP914", severity=severity, seconds=round(seconds), limit=limit)]
    return {"seconds_off": seconds}, findings


def work(patient: Patient) -> tuple[Seen, list[Finding]]:
    """What waits: work that is due, what a person must look at, copies that nobody has recorded in time."""
    at_rest = database_of(patient)
    if at_rest is None or not at_rest.condition().current:
        return {}, [finding("SIP902", part="database")]
    seen = _waiting(at_rest, sorted(each.id for each in patient.settings.organisations), patient.clock())
    minutes, parked, late = seen["oldest_due_minutes"], seen["parked"], seen["late"]
    findings = [finding("SIP928", minutes=minutes)] if minutes * 60 >= LONG_WAIT.total_seconds() else []
    if parked or late:
        findings.append(finding("SIP929", parked=parked, late=late))
    if not patient.settings.embedded:  # one process alone takes no turns
        looked, unlooked = _journals(patient, at_rest)
        return seen | looked, [*findings, *unlooked]
    return seen, findings


def _journals(patient: Patient, at_rest: StoreAtRest) -> tuple[dict[str, int | None], list[Finding]]:
    """How long ago somebody looked into the journal system that has waited longest, and those that wait too long."""
    with at_rest.reading() as tx:
        moving = tx.moved_out()
        taken = {
            f"/organisation/{place}": tx.turn_taken(each.id, LOOKING)
            for place, each in enumerate(patient.settings.organisations)
            if each.id not in moving
        }
    now = patient.clock()
    ages = {path: now - at for path, at in taken.items() if at is not None}
    oldest = int(max(ages.values()).total_seconds() // 60) if ages else None
    limit = max(LONG_UNLOOKED, 3 * patient.settings.times.poll)
    findings = [
        finding("SIP935", path, minutes=int(age.total_seconds() // 60)) for path, age in ages.items() if age >= limit
    ]
    findings += [finding("SIP936", path) for path, at in taken.items() if at is None]
    return {"looked_minutes_ago": oldest}, findings


def _waiting(at_rest: StoreAtRest, hosted: list[str], now: datetime) -> dict[str, int]:
    with at_rest.reading() as tx:
        figures = tx.figures(hosted, now)
        due = tx.next_due(hosted)
        late = sum(_late(tx, each, now) for each in hosted)
    waited = max((now - due).total_seconds() if due is not None else 0.0, 0.0)
    return {
        "due": sum(each.work_due for each in figures),
        "oldest_due_minutes": int(waited // 60),
        "parked": sum(each.parked for each in figures),
        "late": late,
    }


def _late(tx: SqlTransaction, organisation: str, now: datetime) -> int:
    late = Wanted(late_at=now, limit=COUNTED_AT_MOST)
    return len(tx.ledger(organisation, late)) + len(tx.received(organisation, late))
