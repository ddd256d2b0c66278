"""Which fields of a plan the name of a place can mean, by the lexicon."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mappings.tables.skeleton.lexicon import PARTS, Words, around, parts_within
from mappings.tables.skeleton.words import CODED, GENERIC, NEUTRAL, plain

_LINKS = ("", "s", "es", "ens", "ets", "ns", "ar")
"""What Swedish puts between the words of a compound."""

_SHORTEST = 3
_GENERAL = (
    "id nr no number num nummer ref identifier status state lage version rev revision start slut end text title name "
    "namn "
    "created createdon createdat skapad datum date review followup uppfoljning summary radid lopnr"
)
_TOO_GENERAL = frozenset(_GENERAL.split())
"""Words that say nothing at the top of a document whose root does not say that it is a plan."""


class Meaning(NamedTuple):
    """A field that a name can mean."""

    part: str
    field: str
    sure: bool
    why: str


def meanings(name: str, part: str, between: Sequence[str], *, is_plan: bool, flat: bool) -> list[Meaning]:
    """What a name means in a part, the likeliest first; only equally likely ones together.

    `between` are the names from where the part begins to here, `is_plan` says whether something around says that it
    is a plan, `flat` that parts have no places of their own, as in CSV.
    """
    word, inner = plain(name), list(between)
    if word in GENERIC | CODED and inner:
        word = inner.pop()
    found = list(_in_part(word, part, inner, is_plan=is_plan)) + list(_with_its_part(word, part, flat=flat))
    if not found and word[-1:].isdigit():  # `Behov1`, `Behov2`
        return [
            each._replace(sure=False)
            for each in meanings(word.rstrip("0123456789"), part, inner, is_plan=is_plan, flat=flat)
        ]
    if part == "plan" and not any(each.sure for each in found):
        found += _elsewhere(word)
    sure = [each for each in found if each.sure]
    best = _longest(sure) if sure else found
    made = list({(each.part, each.field): each for each in best}.values())
    return made if len(made) == 1 else [each._replace(sure=False) for each in made]


def _longest(found: list[Meaning]) -> list[Meaning]:
    """What the name says in its own part goes before what parts of it say of others."""
    return found[:1]


def _in_part(word: str, part: str, between: list[str], *, is_plan: bool) -> Iterator[Meaning]:
    told = all(each in NEUTRAL or _is(each, PARTS["plan"].names) for each in between)
    joined = between[-1] + word if between else ""
    for field, words in PARTS[part].fields.items():
        for said in dict.fromkeys((joined, word)):
            if said in words.sure:
                sure = (told or said == joined) and (part != "plan" or is_plan or said not in _TOO_GENERAL)
                yield Meaning(part, field, sure, "the name says so" if sure else "the name may say so")
                break
            if said in words.perhaps:
                yield Meaning(part, field, sure=False, why="the name may say so")
                break


def _with_its_part(word: str, part: str, *, flat: bool) -> Iterator[Meaning]:
    """`behovstext`: the part and what is left."""
    made: list[tuple[int, Meaning]] = []
    for other in (part, *parts_within(part), *(("consents", "recipients") if part == "plan" else ())):
        sure_part = not PARTS[other].many or flat or other == part
        for names, sure in (
            (PARTS[other].names.sure, sure_part),
            (PARTS[other].names.perhaps, other == part != "plan"),
        ):
            for name in names:
                if len(name) >= (_SHORTEST if sure else 2):
                    made += [(len(name), each) for each in _split(word, name, other, sure=sure)]
    longest = max((length for length, _ in made), default=0)
    yield from (each for length, each in made if length == longest)


def _split(word: str, name: str, part: str, *, sure: bool) -> Iterator[Meaning]:
    rests = {word[len(name) :]} if word.startswith(name) else set()
    rests |= {word[: -len(name)]} if word.endswith(name) else set()
    for rest in sorted(rests):
        if not rest:
            own = PARTS[part].own
            if own:
                yield Meaning(part, own, sure, "the name says so" if sure else "the name may say so")
            continue
        for link in _LINKS:
            left = rest.removeprefix(link)
            for field, words in PARTS[part].fields.items():
                if left and rest.startswith(link) and (left in words.sure or left in words.perhaps):
                    certain = sure and left in words.sure
                    yield Meaning(part, field, certain, "the name says so" if certain else "the name may say so")
                    return


def _elsewhere(word: str) -> list[Meaning]:
    """A word that only other parts have, at a place that belongs to none."""
    made = []
    for part, words in PARTS.items():
        if part != "plan" and around(part)[0] != "plan" and part != "consents":
            continue
        for field, each in words.fields.items():
            known = word in each.sure or (word in each.perhaps and len(word) > 2 and part != "consents")
            if known and word not in _TOO_GENERAL and part != "plan":
                identity = part == "person" and field == "identity" and word in each.sure
                made.append(Meaning(part, field, identity, "the name says so" if identity else "the name may say so"))
    if word in ("namn", "name", "fullname"):
        made.insert(0, Meaning("person", "name", sure=False, why="the name may say so"))
    return ([each for each in made if each.part == "person"] or made)[:1]


def parts_named(name: str, part: str) -> list[tuple[str, bool]]:
    """The parts that a place with others below it can be, within a part; with whether its name is sure."""
    word = plain(name)
    within = {part} | ({""} if part == "plan" else set())
    named = [(each, words) for each, words in PARTS.items() if words.within in within and each != "plan"]
    sure = [(each, True) for each, words in named if word in words.names.sure]
    return sure or [(each, False) for each, words in named if word in words.names.perhaps]


def says_plan(name: str) -> bool:
    """Whether a name says that what stands below it is a plan."""
    word = plain(name)
    return _is(word, PARTS["plan"].names) or any(each in word for each in ("sip", "careplan", "vardplan"))


def _is(word: str, words: Words) -> bool:
    return word in words.sure or word in words.perhaps
