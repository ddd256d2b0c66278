"""What came of a trial, as lines for a person. Places and lines of the table; no value of the sample."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from gateway.cli.voice import Voice
from mappings.tables.coverage import kind_of_place
from mappings.tables.language.rules import Budget
from mappings.tables.trial import Difference, How, Step, Trial
from schemas.findings import Finding, Severity

_SHOWN = 30
_STRANGER = "SIP228"

STEPS = {
    Step.READ: ("läsa", "read"),
    Step.UNDERSTOOD: ("förstå allt", "understand all"),
    Step.WARNINGS: ("varningar", "warnings"),
    Step.WRITTEN_BACK: ("skriva tillbaka", "write back"),
    Step.READ_AGAIN: ("läsa det skrivna", "read what was written"),
    Step.GOLDEN: ("facit", "golden file"),
    Step.FHIR: ("FHIR-meddelandet", "the FHIR message"),
    Step.LAW: ("lagen", "the law"),
}
"""What each step is called."""

_HOW = {How.MISSING: ("saknas", "missing"), How.CHANGED: ("ändrat", "changed"), How.ADDED: ("nytt", "new")}


def spoken(voice: Voice, trial: Trial, *, whole: bool = False) -> str:
    """The trial as lines; `whole`: nothing is left out for being long."""
    return "\n".join([_verdict(voice, trial), *_lines(voice, trial, whole=whole)])


def step_lines(voice: Voice, trial: Trial, step: Step) -> list[str]:
    """What one step has found, for a report of each step."""
    said = {
        Step.READ: lambda: _findings(voice, (each for each in trial.reading.findings if each.code != _STRANGER)),
        Step.UNDERSTOOD: lambda: _strangers(voice, trial, whole=True),
        Step.WARNINGS: lambda: _findings(voice, _warnings(trial.reading.findings)),
        Step.WRITTEN_BACK: lambda: _differences(voice, trial.written_back, whole=True),
        Step.READ_AGAIN: lambda: _differences(voice, trial.read_again, whole=True),
        Step.GOLDEN: lambda: _differences(voice, trial.golden or (), whole=True),
        Step.FHIR: lambda: _findings(voice, trial.fhir),
        Step.LAW: lambda: _findings(voice, trial.law),
    }
    return list(said[step]())


def not_asked(voice: Voice, trial: Trial, step: Step) -> str | None:
    """Why a step was not reached, or has nothing to compare with; None when it was made."""
    if step in (Step.READ, Step.UNDERSTOOD, Step.WARNINGS):
        return None
    if trial.reading.document is None:
        return voice.choose("provet gick inte att läsa", "the sample could not be read")
    if step is Step.GOLDEN and trial.golden is None:
        return voice.choose("inget facit", "no golden file")
    return None


def ended(voice: Voice, trials: Sequence[Trial], budget: Budget) -> str:
    """The last line: how many passed, by which budget."""
    passed = sum(each.passed for each in trials)
    allowed = f"not_understood {budget.not_understood}"
    limits = {"warnings": budget.warnings, "lost": budget.lost}
    allowed += "".join(f", {name} {limit}" for name, limit in limits.items() if limit is not None)
    return voice.choose(
        f"{len(trials)} prov: {passed} klarade, {len(trials) - passed} inte (budget: {allowed}).",
        f"{len(trials)} {'sample' if len(trials) == 1 else 'samples'}: {passed} passed, "
        f"{len(trials) - passed} failed (budget: {allowed}).",
    )


def _verdict(voice: Voice, trial: Trial) -> str:
    if trial.passed:
        return f"{trial.name}: {voice.choose('klarar provet', 'passed')}"
    steps = ", ".join(voice.choose(*STEPS[each]) for each in trial.failed)
    return f"{trial.name}: {voice.choose('KLARAR INTE PROVET', 'FAILED')} ({steps})"


def _lines(voice: Voice, trial: Trial, *, whole: bool) -> Iterator[str]:
    counts = trial.reading.account.summary()
    if any(counts.values()):
        yield voice.choose(
            f"  förstått {counts['mapped']} · utelämnat med skäl {counts['ignored']} · "
            f"inte förstått {counts['not_understood']}",
            f"  understood {counts['mapped']} · left out with reason {counts['ignored']} · "
            f"not understood {counts['not_understood']}",
        )
    if trial.reading.document is not None and trial.golden is None:
        yield voice.choose(
            "  inget facit att jämföra med (--update-golden skriver det)",
            "  no golden file to compare with (--update-golden writes it)",
        )
    faults = [each for each in trial.reading.findings if each.code != _STRANGER]
    yield from _under(voice, None, _findings_alike(voice, faults) if not whole else _findings(voice, faults))
    yield from _under(voice, _TITLES[Step.UNDERSTOOD], _strangers(voice, trial, whole=whole))
    for step, differences in _compared(trial):
        yield from _under(voice, _TITLES[step], _differences(voice, differences, whole=whole))
    yield from _under(voice, _UNWRITTEN, _unwritten(voice, trial, whole=whole))
    yield from _under(voice, _TITLES[Step.FHIR], _findings(voice, trial.fhir))
    yield from _under(voice, _TITLES[Step.LAW], _findings(voice, trial.law))


_TITLES = {
    Step.UNDERSTOOD: (
        "tabellen säger inget om (koppla till ett fält, eller skriv skälet under ignore):",
        "the table says nothing of (give it a field, or write the reason under ignore):",
    ),
    Step.WRITTEN_BACK: ("skrivs inte tillbaka likadant:", "not written back the same:"),
    Step.READ_AGAIN: (
        "är inte det samma när det skrivna läses igen (fält i planen):",
        "not the same when what was written is read again (fields of the plan):",
    ),
    Step.GOLDEN: ("skiljer sig från facit (fält i planen):", "differs from the golden file (fields of the plan):"),
    Step.FHIR: ("FHIR-meddelandet:", "the FHIR message:"),
    Step.LAW: ("vad lag och rutiner frågar efter:", "what the law and the routines ask for:"),
}
_UNWRITTEN = ("fält i planen som formatet inte rymmer:", "fields of the plan that the format cannot hold:")


def _under(voice: Voice, title: tuple[str, str] | None, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found and title is not None:
        yield f"  {voice.choose(*title)}"
    margin = "    " if title is not None else "  "
    yield from (f"{margin}{each}" for each in found)


def _compared(trial: Trial) -> Iterator[tuple[Step, Sequence[Difference]]]:
    lost = [each for each in trial.written_back if each.how is not How.ADDED]
    yield from ((Step.WRITTEN_BACK, lost), (Step.READ_AGAIN, trial.read_again), (Step.GOLDEN, trial.golden or ()))


def _strangers(voice: Voice, trial: Trial, *, whole: bool) -> Iterator[str]:
    """Places of one kind (rows of a sheet, say) are told once, unless all are wanted."""
    entries = trial.reading.account.not_understood
    told = _alike(entries, lambda each: kind_of_place(each.path)) if not whole else [(each, 0) for each in entries]
    for entry, more in told if whole else told[:_SHOWN]:
        line = trial.hints.get(entry.path)
        near = voice.choose(f" (närmaste regel: rad {line})", f" (nearest rule: line {line})") if line else ""
        yield f"? {entry.path or voice.choose('hela dokumentet', 'the whole document')}{_more(voice, more)}{near}"
    yield from _rest(voice, len(told), whole=whole)


def _findings_alike(voice: Voice, findings: Sequence[Finding]) -> Iterator[str]:
    told = _alike(findings, lambda each: (each.code, each.rule, each.words, kind_of_place(each.path)))
    for each, more in told[:_SHOWN]:
        yield f"{voice.finding(each)}{_more(voice, more)}"
    yield from _rest(voice, len(told), whole=False)


_T = TypeVar("_T")


def _alike(items: Iterable[_T], kind: Callable[[_T], Hashable]) -> list[tuple[_T, int]]:
    """The first of each kind, and how many more there are of it."""
    first: dict[Hashable, _T] = {}
    count: Counter[Hashable] = Counter()
    for each in items:
        first.setdefault(kind(each), each)
        count[kind(each)] += 1
    return [(each, count[name] - 1) for name, each in first.items()]


def _more(voice: Voice, count: int) -> str:
    if not count:
        return ""
    return voice.choose(f" och {count} {'likadan' if count == 1 else 'likadana'}", f" and {count} more like it")


def _differences(voice: Voice, differences: Sequence[Difference], *, whole: bool) -> Iterator[str]:
    alike = _alike(differences, lambda each: (each.how, kind_of_place(each.path)))
    told = alike[:_SHOWN] if not whole else [(each, 0) for each in differences]
    for each, more in told:
        yield f"- {each.path} ({voice.choose(*_HOW[each.how])}){_more(voice, more)}"
    yield from _rest(voice, len(alike), whole=whole)


def _unwritten(voice: Voice, trial: Trial, *, whole: bool) -> Iterator[str]:
    entries = trial.writing.account.not_understood if trial.writing is not None else ()
    for entry in entries if whole else entries[:_SHOWN]:
        yield f"- {entry.path}: {entry.reason}"
    yield from _rest(voice, len(entries), whole=whole)


def _findings(voice: Voice, findings: Iterable[Finding]) -> Iterator[str]:
    yield from (voice.finding(each) for each in findings)


def _warnings(findings: Iterable[Finding]) -> Iterator[Finding]:
    return (each for each in findings if each.severity is Severity.WARNING)


def _rest(voice: Voice, count: int, *, whole: bool) -> Iterator[str]:
    if count > _SHOWN and not whole:
        more = count - _SHOWN
        yield voice.choose(f"… och {more} till (--json visar alla)", f"… and {more} more (--json shows all)")
