"""What the oracle looks up: entries by copy, events by what they are about, and what explains where a copy stands."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping

from tests.faults.accepted import End, Ended, Version
from tests.faults.seen import Entry, Event, Seen, Stands

MayEnd = Mapping[str, Mapping[str, str]]
"""Batch → state → why a copy may stand in it; codes in that text (SIP620) are the only reasons that are right then."""

_CODE = re.compile(r"SIP\d{3}")
_ENDS_AS: dict[End, dict[str, set[str]]] = {
    End.WITHDRAWAL: {"withdrawn": {"SIP623"}, "withheld": {"SIP622"}, "superseded": {"SIP626", "SIP628"}},
    End.NULLIFICATION: {"withdrawn": {"SIP624"}, "superseded": {"SIP626", "SIP628"}},
}
"""What each end makes of a copy, and with which codes; none: any."""


def batch_of(name: str) -> str:
    """The batch of a document: the fault that its load was handed in for."""
    return name.partition("/")[0]


def fits(reason: str | None, codes: set[str]) -> bool:
    """Whether the reason is one of those; no codes: any is."""
    return not codes or reason in codes


def codes_in(may_end: Mapping[str, str]) -> set[str]:
    """Every code that is named there."""
    return set(_CODE.findall(" ".join(may_end.values())))


class Lookup:
    """One world, indexed."""

    def __init__(self, seen: Seen, may_end: MayEnd) -> None:
        self.seen, self.may_end = seen, may_end
        self.batch_of_plan = {each.plan_id: batch_of(each.name) for each in seen.accepted.versions}
        self.entries: dict[str, list[Entry]] = defaultdict(list)
        for journal in seen.journals.values():
            for entry in journal.entries:
                self.entries[entry.copy_id].append(entry)
        self._events: dict[tuple[str, str], list[Event]] = defaultdict(list)
        for event in seen.events:
            self._events[event.organisation, event.copy_id or event.plan_id or ""].append(event)
        self._ended: dict[str, list[Ended]] = defaultdict(list)
        for end in seen.accepted.ended:
            self._ended[end.plan_id].append(end)
        self._versions: dict[str, list[Version]] = defaultdict(list)
        for version in seen.accepted.versions:
            self._versions[version.plan_id].append(version)
        self._parked = {each.copy_id for each in seen.parked}
        self._told = {
            (organisation, each.copy_id, each.content_hash): each.place
            for organisation, journal in seen.journals.items()
            for each in reversed(journal.notices)
        }
        self._said = {
            (organisation, each.copy_id, each.entry_id)
            for organisation, journal in seen.journals.items()
            for each in journal.said
            if each.state == "recorded"
        }

    def ends(self, version: Version, recipient: str) -> list[Ended]:
        """What has ended that copy."""
        return [
            each for each in self._ended[version.plan_id] if each.covers(version.plan_id, version.version, recipient)
        ]

    def may(self, batch: str, stands: Stands) -> bool:
        """Whether the fault of the batch allows it."""
        why = self.may_end.get(batch, {}).get(stands.state)
        return why is not None and fits(stands.reason, codes_in({"": why}))

    def explains(self, version: Version, recipient: str, stands: Stands) -> bool:
        """Whether something explains why the copy stands there, and it can be seen."""
        if stands.state == "parked" and version.copy_id(recipient) not in self._parked:
            return False
        if self.may(batch_of(version.name), stands):
            return self._can_be_seen(version.copy_id(recipient), recipient, stands.state)
        if stands.state == "superseded" and self._is_overtaken(version, recipient, stands.reason):
            return True
        allowed = [_ENDS_AS[end.what] for end in self.ends(version, recipient)]
        return any(stands.state in each and fits(stands.reason, each[stands.state]) for each in allowed)

    def _can_be_seen(self, copy_id: str, recipient: str, state: str) -> bool:
        """What a fault allows of a copy without an entry, as far as the journal shows it: one that was handed over has
        an entry, and one that was rejected has been refused there."""
        if state == "rejected":
            return recipient in self.seen.journals and copy_id in self.seen.journals[recipient].refused
        return state != "handed-over"

    def left_after(self, end: Ended, copy_id: str) -> bool:
        """Whether the copy left its home after that end, as it was frozen last."""
        left = self._numbers(end.home, copy_id, "may-have-left")
        event = "accepted" if end.what is End.NULLIFICATION else "consent-withdrawn"
        rows = [each for each in self._events[end.home, end.plan_id] if each.event == event]
        ended = [each.number for each in rows if event != "accepted" or each.version == end.version]
        return bool(left and ended) and max(left) > min(ended)

    def came_after(self, end: Ended, copy_id: str, recipient: str) -> bool:
        """Whether the copy first came to its recipient after that it had ended had come there."""
        came = self._numbers(recipient, copy_id, "received")
        told = self._numbers(recipient, end.plan_id, "control-taken")
        return bool(came and told) and min(came) > min(told)

    def told_before(self, recipient: str, entry: Entry) -> bool:
        """Whether the journal had been told that this content holds no more, when the entry was made."""
        return self._told.get((recipient, entry.copy_id, entry.content_hash), entry.place) < entry.place

    def never_said(self, recipient: str, copy_id: str) -> bool:
        """Whether the journal system has an entry of the copy and has said nothing of it: then nobody else can know."""
        return not any(self.has_said(recipient, copy_id, each.entry_id) for each in self.entries[copy_id])

    def has_said(self, recipient: str, copy_id: str, entry_id: str | None) -> bool:
        """Whether a journal system has written a receipt that says so."""
        return (recipient, copy_id, entry_id) in self._said

    def _is_overtaken(self, version: Version, recipient: str, code: str | None) -> bool:
        """Whether a newer version is why it is not recorded: one that has come there (SIP626), or one that was accepted
        before this one had left (SIP628); so also when consent covers neither."""
        copy_id = version.copy_id(recipient)
        newer = [each for each in self._versions[version.plan_id] if each.version > version.version]
        if code == "SIP626":
            held = [self.seen.held.get(each.copy_id(recipient)) for each in newer]
            return any(each is not None and each.state != "received" for each in held)
        named = any(recipient in (*each.parts, *each.withheld) for each in newer)
        return code == "SIP628" and named and copy_id not in self.seen.held

    def _numbers(self, organisation: str, about: str, event: str) -> list[int]:
        return [each.number for each in self._events[organisation, about] if each.event == event]
