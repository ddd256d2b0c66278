"""`samspel mapping test`: try a table on samples, and say everything that is not right, each at its place."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple, Optional

import typer

from gateway.cli.exits import UNREADABLE_CODES, Exit
from gateway.cli.mapping_samples import samples_of, tried, update_golden
from gateway.cli.options import Lang
from gateway.cli.streams import put
from gateway.cli.voice import Voice
from schemas.errors import Rejected

if TYPE_CHECKING:
    from gateway.cli.mapping_samples import Sample
    from mappings.tables.table_format import TableFormat
    from mappings.tables.trial import Trial

_DEFECT = "SIP989"


class _Wish(NamedTuple):
    """What the command line asks for."""

    table: Path
    samples: Sequence[str]
    golden: Path | None
    update: bool
    junit: Path | None
    json: bool


TableFile = Annotated[Path, typer.Argument(metavar="TABLE", help="The mapping table (YAML).")]
Samples = Annotated[
    Optional[list[str]],  # noqa: UP045
    typer.Argument(metavar="SAMPLES", help="Files, folders, patterns. Default: the folder samples beside the table."),
]


def try_table(
    table: TableFile,
    samples: Samples = None,
    *,
    golden: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--golden", help="Folder of the golden files NAME.json. Default: golden, beside samples."),
    ] = None,
    update: Annotated[
        bool, typer.Option("--update-golden", help="Write the golden files anew from what is read now.")
    ] = False,
    junit: Annotated[
        Optional[Path],  # noqa: UP045
        typer.Option("--junit", help="Write JUnit XML to this file."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON object per sample and line.")] = False,
    again: Annotated[
        bool, typer.Option("--watch", help="Try again whenever the table or a sample changes, until Ctrl-C.")
    ] = False,
    lang: Lang = None,
) -> None:
    """Try a table on samples: read, write back, compare, check. Ends with 1 when one goes beyond the table's budget."""
    voice, wish = Voice.of(lang), _Wish(table, samples or (), golden, update, junit, json)
    if not again:
        raise typer.Exit(_try_all(voice, wish))
    from gateway.cli.mapping_watch import watch

    watch(lambda: _try_once_more(voice, wish), lambda: _files(wish))


def _try_once_more(voice: Voice, wish: _Wish) -> None:
    """One round of watching: a table that is being written is often wrong, and that ends nothing."""
    voice.tell(f"— {datetime.now().astimezone():%H:%M:%S} —", f"— {datetime.now().astimezone():%H:%M:%S} —")
    try:
        _try_all(voice, wish._replace(update=False))
    except Rejected as wrong:
        voice.tell_findings(wrong.findings)
    voice.tell("Väntar på ändringar. Ctrl-C avslutar.", "Waiting for changes. Ctrl-C ends it.")
    sys.stdout.flush()


def _files(wish: _Wish) -> Iterable[Path]:
    yield wish.table
    try:
        for each in samples_of(wish.table, wish.samples, wish.golden):
            yield from (each.path, each.golden)
    except Rejected:
        return


def _try_all(voice: Voice, wish: _Wish) -> Exit:
    from adapters.table_file import table_in
    from schemas.dates import STOCKHOLM

    table, odd = table_in(wish.table)
    voice.tell_findings(odd)
    samples = samples_of(wish.table, wish.samples, wish.golden)
    if wish.update:
        _update(voice, table, samples)
    today = datetime.now(STOCKHOLM).date()
    trials = []
    for sample in samples:
        trials.append(tried(table, sample, today))
        _say(voice, trials[-1], json=wish.json)
    if wish.junit is not None:
        from gateway.cli.mapping_junit import junit_xml

        put(junit_xml(voice, table.table.name, trials), wish.junit)
    _say_end(voice, table, trials)
    return max(_judged(each) for each in trials)


def _say(voice: Voice, trial: Trial, *, json: bool) -> None:
    from gateway.cli.mapping_spoken import spoken

    if not json:
        voice.result(spoken(voice, trial))
        return
    import orjson

    voice.result(orjson.dumps(trial.as_json()).decode())


def _say_end(voice: Voice, table: TableFormat, trials: Sequence[Trial]) -> None:
    from gateway.cli.mapping_spoken import ended

    said = ended(voice, trials, table.table.budget)
    voice.tell(said, said)


def _judged(trial: Trial) -> Exit:
    codes = {each.code for each in trial.reading.findings}
    if _DEFECT in codes:
        return Exit.DEFECT
    if trial.reading.document is None and codes & UNREADABLE_CODES:
        return Exit.UNREADABLE
    return Exit.DONE if trial.passed else Exit.REFUSED


def _update(voice: Voice, table: TableFormat, samples: Sequence[Sample]) -> None:
    for sample in samples:
        changed = update_golden(table, sample)
        name = sample.golden.name
        if changed is None:
            voice.tell(
                f"{sample.name}: går inte att läsa, inget facit skrivet.",
                f"{sample.name}: cannot be read, no golden file written.",
            )
        elif changed:
            voice.tell(
                f"{sample.name}: facit skrivet till {sample.golden.parent.name}/{name}. "
                "Läs igenom det: det ska vara planen.",
                f"{sample.name}: golden file written to {sample.golden.parent.name}/{name}. "
                "Read it through: it must be the plan.",
            )
        else:
            voice.tell(f"{sample.name}: facit är oförändrat.", f"{sample.name}: the golden file is unchanged.")
