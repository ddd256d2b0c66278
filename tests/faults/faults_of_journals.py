"""Journal systems that are slow, fail or lie, and whose answers are lost, late or repeated."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from random import Random
from typing import Any, ClassVar

from tests.faults.behaving import Behaviour, journal_lines
from tests.faults.cast import HOME_A, HOME_B, HUB_HOME, NEAR
from tests.faults.fault import Fault, NotInjected
from tests.faults.load import Batch
from tests.faults.world import World

FOLDER_GONE = '"code": "SIP953"'
_ONLY_RECIPIENTS = tuple(each for each in NEAR if each not in (HUB_HOME, HOME_A, HOME_B))
HAPPENS_WITHIN = 240.0  # seconds, once all has been accepted


class _Behaves(Fault):
    """Some journal systems behave so for a while; the batch goes to them more than to others."""

    behaviours: ClassVar[tuple[tuple[Behaviour, float], ...]]
    first = True
    ordinary = False
    waits_for_all = True

    def __init__(self) -> None:
        self._who: dict[str, Behaviour] = {}

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        counts = Counter(each for planned in batch.plans for each in planned.recipients)
        concerned = sorted(counts, key=lambda each: (-counts[each], chance.random()))
        for behaviour, seconds in self.behaviours:
            each = world.misbehaves(concerned)
            self._who[each] = behaviour
            world.behave(each, behaviour, seconds)

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        """It lasts until they have behaved so to some of the batch."""
        world.until(lambda: all(self._happened(world, batch)), self.says, HAPPENS_WITHIN)
        world.pause(chance.uniform(0.0, 2.0))

    def _happened(self, world: World, batch: Batch) -> list[float]:
        """How often each of what is to be seen has been seen."""
        raise NotImplementedError

    def _seen(self, world: World, batch: Batch) -> list[float]:
        """As above. Raises NotInjected when something has never been seen."""
        found = self._happened(world, batch)
        if not all(found):
            raise NotInjected(f"seen {found}")
        return found

    def heal(self, world: World) -> None:
        for each in self._who:
            world.behave(each, Behaviour.WELL)
        world.behaves_again(self._who)

    def _lines(self, world: World, batch: Batch) -> list[tuple[Behaviour, dict[str, Any]]]:
        """What their journals say of this batch."""
        ours = {each.removeprefix("urn:uuid:") for each in batch.plan_ids}
        return [
            (behaviour, line)
            for each, behaviour in self._who.items()
            for line in journal_lines(world.journals, each)
            if str(line.get("copy_id", "")).partition("/")[0] in ours
        ]


class JournalsSlow(_Behaves):
    """Seconds for each copy."""

    name, says = "journals-slow", "journal systems take seconds for each copy"
    behaviours = ((Behaviour.SLOW, 1.5), (Behaviour.SLOW, 0.7))

    def _happened(self, world: World, batch: Batch) -> list[float]:
        entries = [line for _, line in self._lines(world, batch) if "entry_id" in line]
        waits = [datetime.fromisoformat(each["at"]).timestamp() - each["delivered_at"] for each in entries]
        slow = [each for each in waits if each > min(seconds for _, seconds in self.behaviours)]
        return [len(slow), max(slow, default=0.0)]

    def proof(self, world: World, batch: Batch) -> str:
        count, longest = self._seen(world, batch)
        return f"{count:.0f} copies waited for their entries, the longest {longest:.1f} s"


class JournalsFailing(_Behaves):
    """The folder of one has gone, so that the adapter fails; another refuses everything."""

    shape: ClassVar = {"homes": (HUB_HOME,), "recipients": (HOME_A, HOME_B), "each": 2}

    name, says = "journals-failing", "a journal system's folder goes away; another refuses all copies"
    behaviours = ((Behaviour.AWAY, 0.0), (Behaviour.REFUSING, 0.0))
    may_end: ClassVar = {"rejected": "a journal system has refused the copy, and has said so"}

    def _happened(self, world: World, batch: Batch) -> list[float]:
        refused = sum("refused" in line for _, line in self._lines(world, batch))
        gone = [each for each, behaviour in self._who.items() if behaviour is Behaviour.AWAY]
        logs = [process.log.read_text(encoding="utf-8") for process in world.processes]
        lines = [line for log in logs for line in log.splitlines() if FOLDER_GONE in line]
        return [refused, sum(f'"organisation": "{each}"' in line for each in gone for line in lines)]

    def proof(self, world: World, batch: Batch) -> str:
        refused, away = self._seen(world, batch)
        return f"{refused:.0f} copies refused, {away:.0f} times a folder was not there"


class JournalsLying(_Behaves):
    """Receipts without an entry, about another content, and for copies that never came."""

    shape: ClassVar = {"recipients": _ONLY_RECIPIENTS[:3]}

    name, says = "journals-lying", "journal systems that say what is not true"
    behaviours = ((Behaviour.LYING_NO_ENTRY, 0.0), (Behaviour.LYING_HASH, 0.0), (Behaviour.LYING_UNKNOWN, 0.0))
    may_end: ClassVar = {"handed-over": "the only receipt for it is not believed: it is about another content"}

    def _happened(self, world: World, batch: Batch) -> list[float]:
        lines = self._lines(world, batch)
        others = [sum(each is what and "entry_id" in line for each, line in lines) for what, _ in self.behaviours[1:]]
        return [sum("lied" in line for _, line in lines), *others]

    def proof(self, world: World, batch: Batch) -> str:
        without, other, unknown = self._seen(world, batch)
        return (
            f"{without:.0f} receipts without an entry, {other:.0f} about another content, "
            f"{unknown:.0f} for copies that never came"
        )


class AnswersDisturbed(_Behaves):
    """What a journal system says of a copy is lost, late, or said again and again."""

    shape: ClassVar = {"recipients": _ONLY_RECIPIENTS[3:]}

    name, says = "answers-disturbed", "answers of journal systems lost, late and repeated"
    behaviours = ((Behaviour.LOST, 0.0), (Behaviour.LATE, 4.0), (Behaviour.REPEATED, 2.0))
    may_end: ClassVar = {"handed-over": "the journal system has never said that it is recorded"}

    def _happened(self, world: World, batch: Batch) -> list[float]:
        lines = self._lines(world, batch)
        return [sum(each is what and "entry_id" in line for each, line in lines) for what, _ in self.behaviours]

    def proof(self, world: World, batch: Batch) -> str:
        lost, late, repeated = self._seen(world, batch)
        return f"{lost:.0f} answers lost, {late:.0f} late, {repeated:.0f} repeated"
