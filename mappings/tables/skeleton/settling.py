"""Proposals held against each other: what two places say is left to a human."""

from __future__ import annotations

from collections import defaultdict

from mappings.tables.skeleton.evidence import field_of, is_reference
from mappings.tables.skeleton.lexicon import PARTS
from mappings.tables.skeleton.places import Place
from mappings.tables.skeleton.proposals import JOINED_BY, PART_NOT_SURE, Proposal, Use
from mappings.tables.skeleton.values import Looks, Shape


def settle(proposals: list[Proposal], seen: dict[Place, Shape]) -> None:
    """Take back what two places say, single parts that stand at two places, and half a name."""
    _trust_the_number(proposals, seen)
    said: dict[tuple[Use, str], list[Proposal]] = defaultdict(list)
    for each in proposals:
        if each.active:
            said[each.use, each.field].append(each)
    for (use, name), several in said.items():
        if len(several) > 1:
            _settle_field(use, name, several)
    _settle_singles(proposals)
    _complete_person(proposals, seen)
    _take_back_half_names(proposals)


def _trust_the_number(proposals: list[Proposal], seen: dict[Place, Shape]) -> None:
    """A place that may be the person is it when it holds the only person's number of the samples."""
    numbers = [place for place, shape in seen.items() if shape.looks is Looks.IDENTITY]
    having = [each for each in proposals if each.target == "plan.person.identity" and each.sure_name]
    if len(numbers) != 1 or len(having) != 1 or having[0].place is not numbers[0] or having[0].use.sure:
        return
    use = having[0].use
    if use.part != "person" or use.at.repeats or (use.parent is not None and not use.parent.sure):
        return
    use.sure = True
    for each in proposals:
        if each.use is use and each.sure_name and each.why.startswith(PART_NOT_SURE):
            each.active = True
            each.why = each.why.replace(PART_NOT_SURE, "beside the only person's number of the samples")


def _settle_field(use: Use, name: str, several: list[Proposal]) -> None:
    """Several places of one field: a list, where the field repeats; else nobody knows."""
    _, _, shape = field_of(use.part, name)
    if shape.many and not is_reference(use.part, name) and not any(each.options or each.codes for each in several):
        several[0].also = [each.place for each in several[1:]]
        for each in several[1:]:
            each.value_only = True
        return
    for each in several:
        each.take_back(f"{len(several)} {JOINED_BY}")


def _settle_singles(proposals: list[Proposal]) -> None:
    singles: dict[str, set[Use]] = defaultdict(set)
    for each in proposals:
        if each.active and not PARTS[each.use.part].many and each.use.part != "plan":
            singles[each.use.part].add(each.use)
    numbered = {each.use for each in proposals if each.active and each.field == "identity"}
    for each in proposals:
        uses = singles.get(each.use.part, set())
        if len(uses) > 1 and not (len(numbered & uses) == 1 and each.use in numbered):
            each.take_back("several places may be this part")


def _complete_person(proposals: list[Proposal], seen: dict[Place, Shape]) -> None:
    """Names beside the person's number are the person's when there are no others beside it."""
    numbers = [each for each in proposals if each.active and each.target == "plan.person.identity"]
    for name in ("name.given", "name.family"):
        beside = [each for each in proposals if each.target == f"plan.person.{name}"]
        if len(numbers) == len(beside) == 1 and _is_name_beside(beside[0], numbers[0], seen):
            beside[0].active = True
            beside[0].why = "the name says so, and it stands beside the person's number"


def _is_name_beside(one: Proposal, number: Proposal, seen: dict[Place, Shape]) -> bool:
    if one.active or not one.use.sure or "name may" not in one.why or one.place.parent is not number.place.parent:
        return False
    digits = any(each.isdigit() for text in one.place.texts for each in text)
    return seen[one.place].looks is Looks.WORD and not digits and not one.place.repeats


def _take_back_half_names(proposals: list[Proposal]) -> None:
    """A family name without a given one is no name that a table can hold."""
    given = {each.use for each in proposals if each.active and each.field == "name.given"}
    whole = {each.use for each in proposals if each.active and each.field == "name"}
    for each in proposals:
        if each.field == "name.family" and each.use not in given:
            each.take_back("the given name is missing")
        if each.field.startswith("name.") and each.use in whole:
            each.take_back("another place holds the whole name")
