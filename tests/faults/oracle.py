"""The oracle: compares what was accepted with what the journals really hold, after everything has healed.

Theory of operation. It trusts no part of the program: what was recorded is what stands in the journals (entries, in
their order, with what their documents really hold), what was accepted is what the homes have answered. Stores are asked
for one thing only: where a copy *says* that it stands, and why. A copy is right when it is recorded once, with the
content and exactly the parts that its home has sent, in order of versions, and both ledgers know; or when it stands in
another final state that something explains: a newer version, a withdrawal, a fault that was in play (`may_end`).

Whether something left, or came, after it was taken back is told by the numbers of audit rows, not by clocks: both were
written in transactions that lock the plan. A journal that says `recorded` and has no entry is counted as one that lied:
the gateway is right to believe it (adapters/journal.py: recorded is what the system itself names an entry for), and
only who reads the journal, as here, can know.
"""

from __future__ import annotations

from collections import Counter, defaultdict

from tests.faults.accepted import Version
from tests.faults.lookup import Lookup, MayEnd, batch_of, codes_in
from tests.faults.seen import Entry, Journal, Said, Seen, Stands, plan_of, version_of
from tests.faults.verdict import OUTCOMES, Kind, Offence, Verdict

_NOTHING = Stands("", "nothing")
_COUNTS_AS = {"ended": "withdrawn", "awaiting-consent": "withheld"}
_NOT_TOLD = {("parked", "sent"), ("parked", "received"), ("withdrawn", "ended"), ("ended", "withdrawn")}
"""(at the recipient, at home): states that differ and are right. What is parked at a recipient is its own affair."""


def judge(seen: Seen, may_end: MayEnd | None = None) -> Verdict:
    """Look at everything. `may_end`: what each fault allows besides; nothing for a batch that is not there."""
    return _Judgement(Lookup(seen, may_end or {})).verdict()


class _Judgement:
    """One judgement, while it is made."""

    def __init__(self, look: Lookup) -> None:
        self._seen, self._look = look.seen, look
        self._counts: dict[str, Counter[str]] = defaultdict(Counter)
        self._offences: list[Offence] = []

    def verdict(self) -> Verdict:
        self._hand_ins()
        for version in self._seen.accepted.versions:
            for recipient in version.parts:
                self._copy(version, recipient)
            for recipient in version.withheld:
                self._withheld(version, recipient)
        for organisation, journal in self._seen.journals.items():
            self._order(journal)
            self._lies(organisation, journal)
        self._unknown()
        self._parked()
        for each in self._seen.exposed:
            self._wrong(Kind.LEAKED, "-", each.where, f"{each.what} can be read there")
        return Verdict(dict(self._counts), self._offences, self._seen.searched)

    # what was handed in

    def _hand_ins(self) -> None:
        accepted = self._seen.accepted
        answered = {each.name for each in accepted.versions} | {each.name for each in accepted.refused}
        for attempt in accepted.attempted:
            self._counts[batch_of(attempt.name)]["attempted"] += 1
            if attempt.name not in answered:
                self._wrong(Kind.LOST, batch_of(attempt.name), attempt.name, "handed in, and never answered")
        for refused in accepted.refused:
            self._counts[batch_of(refused.name)]["refused"] += 1
        for version in accepted.versions:
            self._counts[batch_of(version.name)]["accepted"] += 1

    def _unknown(self) -> None:
        """Entries and versions that nobody has accepted."""
        versions = {(each.plan_id, each.version) for each in self._seen.accepted.versions}
        wanted = {each.copy_id(one) for each in self._seen.accepted.versions for one in (*each.parts, *each.withheld)}
        for copy_id in self._look.entries.keys() - wanted:
            batch = self._look.batch_of_plan.get(plan_of(copy_id), "-")
            if (plan_of(copy_id), version_of(copy_id)) in versions:
                self._wrong(Kind.LEAKED, batch, copy_id, "recorded by one that takes no part")
            else:
                self._wrong(Kind.DUPLICATED, batch, copy_id, "recorded of a plan or version that nobody was told of")
        for plan_id, version in sorted({(plan_of(each), version_of(each)) for each in self._seen.ledgers} - versions):
            batch = self._look.batch_of_plan.get(plan_id, "-")
            self._wrong(Kind.DUPLICATED, batch, f"{plan_id} {version}", "a plan or version that nobody was told of")

    # one copy

    def _copy(self, version: Version, recipient: str) -> None:
        copy_id, batch = version.copy_id(recipient), batch_of(version.name)
        entries = self._look.entries.get(copy_id, [])
        ledger = self._seen.ledgers.get(copy_id, _NOTHING)
        held = self._seen.held.get(copy_id, _NOTHING)
        self._counts[batch]["copies"] += 1
        if entries:
            self._counts[batch]["recorded"] += 1
            self._recorded(version, recipient, entries, ledger, held)
        else:
            self._not_recorded(version, recipient, ledger, held)
        both = _NOTHING not in (ledger, held)
        if both and ledger.state != held.state and (held.state, ledger.state) not in _NOT_TOLD:
            says = f"the recipient has it {held.state}, the home {ledger.state}"
            self._wrong(Kind.HOME_DOES_NOT_KNOW, batch, copy_id, says)

    def _recorded(self, version: Version, recipient: str, entries: list[Entry], ledger: Stands, held: Stands) -> None:
        copy_id, batch, first = version.copy_id(recipient), batch_of(version.name), entries[0]
        for again in entries[1:]:
            same = "the same content" if again.content_hash == first.content_hash else "another content"
            self._wrong(Kind.DUPLICATED, batch, copy_id, f"also entered as {again.entry_id}, with {same}")
        for entry in entries:
            self._content(version, recipient, entry, ledger)
            self._after_its_end(version, recipient, entry)
        if held.state != "recorded" and not self._cannot_know(version, recipient, held):
            says = f"it is in the journal, its gateway says {held.state}"
            self._wrong(Kind.HOME_DOES_NOT_KNOW, batch, copy_id, says)
        named = {each.entry_id for each in entries}
        for where, stands in (("home", ledger), ("recipient's gateway", held)):
            if stands.state == "recorded" and stands.entry_id not in named:
                says = f"the {where} names an entry that is not in the journal"
                self._wrong(Kind.HOME_DOES_NOT_KNOW, batch, copy_id, says)
        if ledger is _NOTHING or held is _NOTHING:
            self._wrong(Kind.HOME_DOES_NOT_KNOW, batch, copy_id, "no row for what is in the journal")

    def _cannot_know(self, version: Version, recipient: str, held: Stands) -> bool:
        """Whether a gateway is right about a copy that is in the journal, and not recorded as far as it was told: a
        fault has taken the answer, or the copy has ended and its journal system has never said that it had it."""
        if held.state == "handed-over":
            return self._look.may(batch_of(version.name), held)
        ended = held.state == "withdrawn" and self._look.explains(version, recipient, held)
        return ended and self._look.never_said(recipient, version.copy_id(recipient))

    def _content(self, version: Version, recipient: str, entry: Entry, ledger: Stands) -> None:
        copy_id, batch = entry.copy_id, batch_of(version.name)
        if entry.content_hash != ledger.content_hash or entry.sha256 not in (None, entry.content_hash):
            self._wrong(Kind.ALTERED, batch, copy_id, "the journal has other bytes than the home has frozen")
        if not entry.whole:
            self._wrong(Kind.ALTERED, batch, copy_id, "half a document")
        mine, taken_back = set(version.parts[recipient]), set[str]()
        for end in self._look.ends(version, recipient):
            taken_back |= set(end.markers)
        found = set(entry.markers)
        if found - mine:
            self._wrong(Kind.LEAKED, batch, copy_id, f"{len(found - mine)} parts that are not for {recipient}")
        if mine - taken_back - found:
            self._wrong(Kind.ALTERED, batch, copy_id, f"{len(mine - taken_back - found)} parts are missing")

    def _after_its_end(self, version: Version, recipient: str, entry: Entry) -> None:
        """Whether it left its home, or came to its recipient, after it had been taken back there."""
        batch = batch_of(version.name)
        for end in self._look.ends(version, recipient):
            if end.markers and not set(end.markers) & set(entry.markers):
                continue
            if self._look.left_after(end, entry.copy_id):
                self._wrong(Kind.LEAKED, batch, entry.copy_id, f"left its home after the {end.what.value}, recorded")
            if self._look.came_after(end, entry.copy_id, recipient):
                self._wrong(Kind.LEAKED, batch, entry.copy_id, f"came after the {end.what.value} had, recorded")
        if self._look.told_before(recipient, entry):
            says = "given to the journal after it was told that it holds no more"
            self._wrong(Kind.LEAKED, batch, entry.copy_id, says)

    def _not_recorded(self, version: Version, recipient: str, ledger: Stands, held: Stands) -> None:
        copy_id, batch = version.copy_id(recipient), batch_of(version.name)
        if "recorded" in (ledger.state, held.state):
            if self._look.has_said(recipient, copy_id, held.entry_id):
                self._counts[batch]["journal-lied"] += 1
            else:
                self._wrong(Kind.LOST, batch, copy_id, "said to be recorded, and the journal has never said so")
            return
        stands = held if held.state == "parked" else ledger
        outcome = _COUNTS_AS.get(stands.state, stands.state)
        if not self._look.explains(version, recipient, stands):
            says = f"not in the journal; {stands.state} {stands.reason or 'without reason'}"
            self._wrong(Kind.LOST, batch, copy_id, says)
        elif outcome in OUTCOMES:
            self._counts[batch][outcome] += 1
        else:
            self._counts[batch]["as-the-fault-says"] += 1

    def _withheld(self, version: Version, recipient: str) -> None:
        copy_id, batch = version.copy_id(recipient), batch_of(version.name)
        stands = self._seen.ledgers.get(copy_id, _NOTHING)
        self._counts[batch]["copies"] += 1
        if self._look.entries.get(copy_id) or copy_id in self._seen.held:
            self._wrong(Kind.LEAKED, batch, copy_id, "consent does not cover it, and it has come all the same")
        elif stands.state in ("withheld", "awaiting-consent") or self._look.explains(version, recipient, stands):
            self._counts[batch][_COUNTS_AS.get(stands.state, stands.state)] += 1
        else:
            self._wrong(Kind.LOST, batch, copy_id, f"withheld, and its home says {stands.state}")

    # all of a journal, and what is parked

    def _order(self, journal: Journal) -> None:
        newest: dict[str, int] = {}
        known = set[str]()
        for entry in sorted(journal.entries, key=lambda each: each.place):
            plan_id, version = plan_of(entry.copy_id), version_of(entry.copy_id)
            if entry.copy_id not in known and version < newest.get(plan_id, 0):
                says = f"recorded after version {newest[plan_id]}"
                self._wrong(Kind.OUT_OF_ORDER, self._look.batch_of_plan.get(plan_id, "-"), entry.copy_id, says)
            known.add(entry.copy_id)
            newest[plan_id] = max(version, newest.get(plan_id, 0))

    def _lies(self, organisation: str, journal: Journal) -> None:
        """Receipts that the gateway could see to be false, and believed all the same."""
        entered = {each.entry_id: each for each in journal.entries}
        honest = {each.copy_id for each in journal.said if _is_honest(each, entered)}
        for said in journal.said:
            held = self._seen.held.get(said.copy_id, _NOTHING)
            false = said.entry_id in entered and said.copy_id not in honest
            if false and held.state == "recorded" and held.entry_id == said.entry_id:
                batch = self._look.batch_of_plan.get(plan_of(said.copy_id), "-")
                says = f"a receipt of {organisation} about another content or copy"
                self._wrong(Kind.BELIEVED, batch, said.copy_id, says)

    def _parked(self) -> None:
        """What waits for a person without a fault that explains it. What is about no known plan may be anybody's."""
        everything = set[str]().union(*(codes_in(each) for each in self._look.may_end.values()))
        for each in self._seen.parked:
            batch = self._look.batch_of_plan.get(plan_of(each.copy_id), "-") if each.copy_id else "-"
            allowed = everything if batch == "-" else codes_in(self._look.may_end.get(batch, {}))
            if each.reason not in allowed:
                about = each.copy_id or f"{each.kind} at {each.organisation}"
                self._wrong(Kind.UNEXPLAINED, batch, about, f"parked at {each.organisation} with {each.reason}")

    def _wrong(self, kind: Kind, batch: str, about: str, says: str) -> None:
        self._offences.append(Offence(kind, batch, about, says))


def _is_honest(said: Said, entered: dict[str, Entry]) -> bool:
    entry = entered.get(said.entry_id or "")
    return entry is not None and (entry.copy_id, entry.content_hash) == (said.copy_id, said.content_hash)
