"""`samspel mapping coverage`: what a table carries over all samples, field by field and place by place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.exits import Exit
from gateway.cli.mapping_samples import samples_of
from gateway.cli.mapping_trial import Samples, TableFile
from gateway.cli.options import Lang
from gateway.cli.streams import body_of
from gateway.cli.voice import Voice

if TYPE_CHECKING:
    from mappings.tables.coverage import Coverage, FieldCoverage, PlaceCoverage

_WIDEST = 60


def coverage(
    table: TableFile,
    samples: Samples = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="One JSON object.")] = False,
    lang: Lang = None,
) -> None:
    """Which fields of a plan a table carries, which it says nothing of, and what becomes of each place."""
    from adapters.table_file import table_in
    from mappings.tables.coverage import CoverageOf

    voice = Voice.of(lang)
    read, odd = table_in(table)
    voice.tell_findings(odd)
    covering = CoverageOf(read)
    for sample in samples_of(table, samples or ()):
        covering.add(body_of(str(sample.path)))
    found = covering.result()
    if json:
        import orjson

        voice.result(orjson.dumps(found.as_json()).decode())
    else:
        voice.result("\n".join(_spoken(voice, found)))
    raise typer.Exit(Exit.DONE)


def _spoken(voice: Voice, found: Coverage) -> Iterator[str]:
    carried = [each for each in found.fields if each.has_rule]
    yield voice.choose(
        f"{found.samples} prov, {found.unread} gick inte att läsa. "
        f"{len(carried)} av {len(found.fields)} fält har en regel.",
        f"{found.samples} samples, {found.unread} could not be read. "
        f"{len(carried)} of {len(found.fields)} fields have a rule.",
    )
    yield ""
    heads = (
        voice.choose("Fält i planen", "Field of the plan"),
        voice.choose("rad", "line"),
        voice.choose("prov", "samples"),
    )
    yield from _columns([heads, *(_field_row(each) for each in carried)])
    yield from _with_reason(voice, found.fields)
    yield from _without(voice, found.fields)
    yield ""
    heads = (
        voice.choose("Plats i dokumentet", "Place in the document"),
        voice.choose("prov", "samples"),
        voice.choose("vad det blir av den", "what becomes of it"),
    )
    yield from _columns([heads, *((each.place, str(each.samples), _fate(voice, each)) for each in found.places)])


def _field_row(row: FieldCoverage) -> tuple[str, str, str]:
    return row.field, ", ".join(map(str, row.lines)), str(row.samples)


def _with_reason(voice: Voice, fields: Sequence[FieldCoverage]) -> Iterator[str]:
    told = [each for each in fields if each.because is not None and not each.has_rule]
    if told:
        yield ""
        yield voice.choose("Förs inte över, med skäl:", "Not carried, with the reason:")
        names = _gathered(fields, lambda each: each.because is not None and not each.has_rule)
        because = {each.field: each.because for each in told}
        for name, count in names:
            reason = next(why for field, why in because.items() if field == name or field.startswith(f"{name}."))
            yield f"  {name}{_count(voice, count)}: {reason}"


def _without(voice: Voice, fields: Sequence[FieldCoverage]) -> Iterator[str]:
    names = _gathered(fields, lambda each: each.because is None and not each.has_rule)
    if names:
        yield ""
        yield voice.choose("Tabellen säger inget om:", "The table says nothing of:")
        yield from (f"  {name}{_count(voice, count)}" for name, count in names)


def _count(voice: Voice, count: int) -> str:
    return voice.choose(f" ({count} fält)", f" ({count} fields)") if count > 1 else ""


def _gathered(fields: Sequence[FieldCoverage], wanted: Callable[[FieldCoverage], bool]) -> list[tuple[str, int]]:
    """Fields, those of a part of which all are wanted as that part, with how many they are."""
    chosen = {each.field for each in fields if wanted(each)}
    every = [each.field for each in fields]
    made: dict[str, int] = {}
    for name in every:
        if name not in chosen:
            continue
        top = name
        while "." in top and all(each in chosen for each in every if each.startswith(f"{top.rpartition('.')[0]}.")):
            top = top.rpartition(".")[0]
        made[top] = made.get(top, 0) + 1
    return list(made.items())


def _fate(voice: Voice, place: PlaceCoverage) -> str:
    from mappings.tables.coverage import Fate

    said = {
        Fate.CARRIED: ", ".join(sorted(place.to)) or voice.choose("läst", "read"),
        Fate.LEFT_OUT: voice.choose("utelämnat: ", "left out: ") + place.because,
        Fate.EMPTY: voice.choose("inget står där", "nothing stands there"),
        Fate.FAULT: voice.choose("FEL: ", "FAULT: ") + ", ".join(sorted(place.codes)),
        Fate.NOT_UNDERSTOOD: voice.choose("INTE FÖRSTÅTT", "NOT UNDERSTOOD"),
    }
    fates = [each for each in Fate if each in place.fates]
    several = [each for each in fates if each is not Fate.EMPTY] or fates
    return "; ".join(said[each] for each in several)


def _columns(rows: Sequence[tuple[str, str, str]]) -> Iterator[str]:
    widths = [min(max(len(row[column]) for row in rows), _WIDEST) for column in (0, 1)]
    for first, second, third in rows:
        yield f"{first:{widths[0]}}  {second:>{widths[1]}}  {third}".rstrip()
