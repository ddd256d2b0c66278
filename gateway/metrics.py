"""Metrics for Prometheus: counters and durations fed from the log's events, gauges read when somebody looks.

Theory of operation. There is one place where something is counted: `metered` stands around the log, so whatever is
logged is counted, and nothing is counted that is not logged. What lies in the database is not counted up here but read
(`Meters.watch`): several processes of a gateway show the same gauges, and an alert takes the highest. What costs
something to read is kept for a while (`exchange/kept_readings.py`). Nothing is registered at import: each gateway has a
registry of its own.

An organisation's id can be a person's number. `label_of` lets only what may be logged be a label; else the routing key
stands there, which names nobody. There are no labels for pairs of organisations, plans or copies, and none for
organisations on durations: hundreds of organisations are then thousands of series, not millions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from gateway.logs import Event, Fact, Log, sayable

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
NOBODY = "-"
"""The label of an event that is about no organisation."""

_ORGANISATION = "organisation"
COUNTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "samspel_events": ("everything that was logged, by event", ("event",)),
    "samspel_documents": ("documents handed in, by what became of them", (_ORGANISATION, "outcome")),
    "samspel_copies_prepared": ("copies decided, minimised and frozen", (_ORGANISATION,)),
    "samspel_copies_withheld": ("copies that did not go, by reason", (_ORGANISATION, "code")),
    "samspel_copies_sent": ("copies published and confirmed by the broker", (_ORGANISATION,)),
    "samspel_copies_recorded": ("copies that became a journal entry here", (_ORGANISATION,)),
    "samspel_copies_not_recorded": ("copies whose state here became another, by state", (_ORGANISATION, "state")),
    "samspel_messages_sent": ("controls and answers sent, by kind", (_ORGANISATION, "kind")),
    "samspel_messages_received": ("messages taken, by kind", (_ORGANISATION, "kind")),
    "samspel_messages_repeated": ("messages that had come before", (_ORGANISATION,)),
    "samspel_messages_refused": ("messages refused, by reason", (_ORGANISATION, "code")),
    "samspel_answers_settled": ("answers that moved the ledger, by state", (_ORGANISATION, "state")),
    "samspel_journal_told": ("notes given to journal systems, by kind", (_ORGANISATION, "kind")),
    "samspel_receipts_taken": ("receipts from journal systems", (_ORGANISATION,)),
    "samspel_parked": ("things set aside for a person, by reason", (_ORGANISATION, "code")),
    "samspel_dead_letters": ("messages that the broker had set aside, drained into what is parked", (_ORGANISATION,)),
    "samspel_retries": ("work tried again later since something was away, by reason", (_ORGANISATION, "code")),
    "samspel_leases_lost": ("work that another worker had taken over meanwhile", (_ORGANISATION,)),
    "samspel_defects": ("defects of ours or of an adapter, by reason", (_ORGANISATION, "code")),
}
"""Without the `_total` that stands behind each when it is shown."""

_DOCUMENTS, _REFUSED, _DEAD_LETTER = "samspel_documents", "refused", "SIP641"
COUNTED: Mapping[Event, tuple[str, Mapping[str, str]]] = {
    Event.DOCUMENT_ACCEPTED: (_DOCUMENTS, {"outcome": "accepted"}),
    Event.DOCUMENT_UNCHANGED: (_DOCUMENTS, {"outcome": "unchanged"}),
    Event.DOCUMENT_REFUSED: (_DOCUMENTS, {"outcome": _REFUSED}),
    Event.DOCUMENT_DROPPED: (_DOCUMENTS, {"outcome": "dropped"}),
    Event.DOCUMENT_PARKED: (_DOCUMENTS, {"outcome": "parked"}),
    Event.COPY_PREPARED: ("samspel_copies_prepared", {}),
    Event.COPY_WITHHELD: ("samspel_copies_withheld", {}),
    Event.COPY_SENT: ("samspel_copies_sent", {}),
    Event.COPY_RECORDED: ("samspel_copies_recorded", {}),
    Event.COPY_NOT_RECORDED: ("samspel_copies_not_recorded", {}),
    Event.MESSAGE_SENT: ("samspel_messages_sent", {}),
    Event.MESSAGE_RECEIVED: ("samspel_messages_received", {}),
    Event.MESSAGE_SEEN_BEFORE: ("samspel_messages_repeated", {}),
    Event.MESSAGE_REFUSED: ("samspel_messages_refused", {}),
    Event.ANSWER_SETTLED: ("samspel_answers_settled", {}),
    Event.JOURNAL_TOLD: ("samspel_journal_told", {}),
    Event.RECEIPT_TAKEN: ("samspel_receipts_taken", {}),
    Event.PARKED: ("samspel_parked", {}),
    Event.TRIED_AGAIN_LATER: ("samspel_retries", {}),
    Event.LEASE_LOST: ("samspel_leases_lost", {}),
    Event.DEFECT: ("samspel_defects", {}),
}
"""Event → its counter, and the labels that no fact says. An event without a row is counted in `samspel_events`."""

_FAST = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)
_SLOW = (1, 5, 15, 60, 300, 900, 3600, 4 * 3600, 24 * 3600, 3 * 24 * 3600, 7 * 24 * 3600, 30 * 24 * 3600)
HISTOGRAMS: Mapping[str, tuple[str, tuple[str, ...], tuple[float, ...]]] = {
    "samspel_step_seconds": ("how long a step took: prepare, publish, receive, record, tell", ("step",), _FAST),
    "samspel_accepted_to_sent_seconds": ("from the acceptance of a version until a copy of it was sent", (), _SLOW),
    "samspel_sent_to_recorded_seconds": ("from the sending of a copy until its recipient had recorded it", (), _SLOW),
}
STEPS: Mapping[Event, str] = {
    Event.COPY_PREPARED: "prepare",
    Event.COPY_SENT: "publish",
    Event.MESSAGE_SENT: "publish",
    Event.MESSAGE_RECEIVED: "receive",
    Event.COPY_RECORDED: "record",
    Event.COPY_NOT_RECORDED: "record",
    Event.JOURNAL_TOLD: "tell",
}
WAITS: Mapping[Event, str] = {
    Event.COPY_SENT: "samspel_accepted_to_sent_seconds",
    Event.ANSWER_SETTLED: "samspel_sent_to_recorded_seconds",
}

GAUGES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "samspel_build_info": ("which version runs, and the gateway's name; always 1", ("version", "name")),
    "samspel_reading_age_seconds": (
        "how old are the gauges that are read from it; +Inf: nothing has been read yet",
        ("of",),
    ),
    "samspel_store_up": ("whether the database answers", ()),
    "samspel_broker_up": ("whether the broker answers", ()),
    "samspel_clock_skew_seconds": ("the database's clock less ours", ()),
    "samspel_copies": ("copies by state, sent and received", (_ORGANISATION, "direction", "state")),
    "samspel_copies_late": (
        "copies whose deadline has passed, by state, sent and received; absent: none has",
        (_ORGANISATION, "direction", "state"),
    ),
    "samspel_parked_waiting": ("what waits for a person, by reason", (_ORGANISATION, "code")),
    "samspel_work_due": ("work that can be done now", (_ORGANISATION,)),
    "samspel_work_overdue_seconds": ("how long the oldest work has been due; 0: none is", (_ORGANISATION,)),
    "samspel_oldest_unprepared_seconds": (
        "how long the oldest version or decision that was taken in has been due to be prepared; 0: none is",
        (_ORGANISATION,),
    ),
    "samspel_oldest_unsent_seconds": (
        "how long the oldest prepared copy has waited to be sent; 0: none does",
        (_ORGANISATION,),
    ),
    "samspel_oldest_unanswered_seconds": (
        "how long the oldest copy that was sent has been without any answer; 0: none is",
        (_ORGANISATION,),
    ),
    "samspel_oldest_unrecorded_seconds": (
        "how long the oldest copy that came has waited to be given to the journal system; 0: none does",
        (_ORGANISATION,),
    ),
    "samspel_worker_round_age_seconds": (
        "since the thread of that role that went round longest ago did; in the processes that work",
        ("role",),
    ),
    "samspel_journal_slow": ("journal systems that fail or do not answer; 1 for each that is", (_ORGANISATION,)),
    "samspel_journal_looked_seconds": (
        "since a process last began to look into the journal system; +Inf: none has yet; absent: one process alone",
        (_ORGANISATION,),
    ),
    "samspel_queue_messages": ("messages that wait in the broker", (_ORGANISATION, "queue")),
    "samspel_directory_version": ("the shared directory that is in force", ()),
    "samspel_directory_age_seconds": ("since the shared directory was confirmed last", ()),
    "samspel_key_expires_seconds": ("until the last key ends; absent: no end is set", (_ORGANISATION, "use")),
}


@dataclass(frozen=True, slots=True)
class Reading:
    """One value of a gauge, its labels in the order of `GAUGES`."""

    name: str
    value: float
    labels: tuple[str, ...] = ()


Read = Callable[[], Iterable[Reading]]


def label_of(organisation: str, routing_key: str | None) -> str:
    """The label of an organisation: its id where it may be logged, else its routing key."""
    if sayable(organisation) == organisation:
        return organisation
    return routing_key or "?"


class Meters:
    """The metrics of one gateway in one process. `naming` makes the label of an organisation."""

    def __init__(self, naming: Callable[[str], str] = lambda organisation: label_of(organisation, None)) -> None:
        self.registry = CollectorRegistry(auto_describe=False)
        self._shown = CollectorRegistry(auto_describe=False)
        self._shown.register(_WithoutBirths(self.registry))
        self._naming = naming
        self._counters = {
            name: Counter(name, told, labels, registry=self.registry) for name, (told, labels) in COUNTERS.items()
        }
        self._histograms = {
            name: Histogram(name, told, labels, buckets=buckets, registry=self.registry)
            for name, (told, labels, buckets) in HISTOGRAMS.items()
        }

    def begin(self, organisations: Iterable[str]) -> None:
        """Show a zero for each event, and for each organisation where it is the only label; also for refused documents.

        Prometheus sees no rise in a series that begins with what has happened already.
        """
        for event in Event:
            self._counters["samspel_events"].labels(event.value)
        for organisation in organisations:
            for name, (_, labels) in COUNTERS.items():
                if labels == (_ORGANISATION,):
                    self._counters[name].labels(self._naming(organisation))
            self._counters[_DOCUMENTS].labels(self._naming(organisation), _REFUSED)

    def watch(self, read: Read) -> Callable[[], None]:
        """Show the gauges that `read` gives, read each time somebody looks, until what is given back is called."""
        watched = _Watched(read)
        self.registry.register(watched)
        return lambda: self.registry.unregister(watched)

    def count(self, event: Event, facts: Mapping[str, Fact]) -> None:
        """Count one event of the log, and how long it took."""
        self._counters["samspel_events"].labels(event.value).inc()
        if event in COUNTED:
            name, said = COUNTED[event]
            self._counters[name].labels(*self._labels(COUNTERS[name][1], {**facts, **said})).inc()
        if event is Event.PARKED and facts.get("code") == _DEAD_LETTER:
            self._counters["samspel_dead_letters"].labels(*self._labels((_ORGANISATION,), facts)).inc()
        seconds, waited = facts.get("seconds"), facts.get("waited")
        if event in STEPS and isinstance(seconds, (int, float)):
            self._histograms["samspel_step_seconds"].labels(STEPS[event]).observe(seconds)
        if event in WAITS and isinstance(waited, (int, float)):
            self._histograms[WAITS[event]].observe(max(0.0, waited))

    def _labels(self, names: Iterable[str], facts: Mapping[str, Fact]) -> list[str]:
        said = []
        for name in names:
            value = facts.get(name)
            text = NOBODY if value is None else str(value)
            said.append(text if value is None else self._naming(text) if name == _ORGANISATION else str(sayable(text)))
        return said

    def text(self) -> bytes:
        """Everything, as Prometheus reads it."""
        return generate_latest(self._shown)


class _Watched(Collector):
    """Shows readings as gauges."""

    def __init__(self, read: Read) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        families: dict[str, GaugeMetricFamily] = {}
        for each in self._read():
            told, labels = GAUGES[each.name]
            family = families.setdefault(each.name, GaugeMetricFamily(each.name, told, labels=labels))
            family.add_metric(each.labels, each.value)
        yield from families.values()

    def describe(self) -> Iterable[Metric]:
        """Nothing: reading is for those who look, not for who registers."""
        return ()


class _WithoutBirths(Collector):
    """Shows a registry without the time at which each series began: nobody asks for it, and it doubles the answer."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._registry = registry

    def collect(self) -> Iterator[Metric]:
        for family in self._registry.collect():
            family.samples = [each for each in family.samples if not each.name.endswith("_created")]
            yield family

    def describe(self) -> Iterable[Metric]:
        """Nothing, as `_Watched`."""
        return ()


def metered(log: Log, meters: Meters) -> Log:
    """The log, with everything that it says counted."""

    def counted(event: Event, **facts: Fact) -> None:
        log(event, **facts)
        meters.count(event, facts)

    return counted
