"""References: proved by the values, which must all name something that other rules read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from mappings.tables.language.paths import path_of
from mappings.tables.language.words import COLLECTIONS
from mappings.tables.nodes import Node
from mappings.tables.skeleton.evidence import field_of, is_reference
from mappings.tables.skeleton.lexicon import PARTS
from mappings.tables.skeleton.places import NOTHING, Place
from mappings.tables.skeleton.proposals import ROW_SAYS, Proposal
from mappings.tables.skeleton.words import plain
from schemas.sip.integrity import REFERENCES

_CUTS = ("", ",", ";", "|", " ")
_KEYS = frozenset({"ref", "id", "nr", "no", "key", "nyckel", "lokalid", "localid", "internid"})
"""Names of places at which a system says what it calls a part."""


def prove(proposals: list[Proposal], roots: Iterable[Node]) -> None:
    """Complete the proposals of references; those that nothing proves stay for a human."""
    trees = list(roots)
    named = list(_named(proposals))
    for each in proposals:
        if is_reference(each.use.part, each.field) and "marked" not in each.options:
            _prove_one(each, proposals, named, trees)


def _prove_one(
    proposal: Proposal, proposals: list[Proposal], named: list[tuple[str, str, Place]], trees: list[Node]
) -> None:
    ways = _ways(proposal, named, trees)
    if len(ways) == 1 and proposal.active and proposal.place.texts:
        collection, by, cut = ways[0]
        proposal.options = _options(proposal, collection, by, cut)
        proposal.why = f"each text names one of the {collection} by its {by}"
        proposal.active = not cut or field_of(proposal.use.part, proposal.field)[2].many
        return
    proposal.active = False
    called = [] if ways else _called(proposal, proposals, trees)
    if len(called) == 1:
        collection, by, cut = called[0]
        proposal.options = _options(proposal, collection, by, cut)
        proposal.why = f"each text stands at {by} of one of the {collection}: an id of one document only"
    elif ways:
        told = " or ".join(f"{by} of {collection}" for collection, by, _ in ways)
        _ask(proposal, _options(proposal, *ways[0]), f"its texts could be the {told}")
    elif (key := _key_elsewhere(proposal.place, trees)) is not None:
        told = f"each text stands at {key.path()}: an id of one document only; give that part a place first"
        _ask(proposal, {"by": _by_place(key)} if proposal.why != ROW_SAYS else {}, told)
    else:
        _ask(proposal, {}, "a reference: say by what it names the other part")


def _ask(proposal: Proposal, options: dict[str, Any], why: str) -> None:
    """Leave a reference to a human; that the row says it is said already."""
    proposal.options = options
    if proposal.why != ROW_SAYS:
        proposal.why = why


def _options(proposal: Proposal, collection: str, by: str, cut: str) -> dict[str, Any]:
    cls, name, _ = field_of(proposal.use.part, proposal.field)
    made: dict[str, Any] = {"by": by}
    if len([each for each in REFERENCES[cls.__name__, name] if each in COLLECTIONS]) > 1:
        made["to"] = collection
    return made | ({"split_by": cut} if cut else {})


def _by_place(key: Place) -> str:
    """A place as `by` names it: an attribute by its name alone, all else so that it is taken for no field."""
    path = path_of((key.name,))
    return path if path.startswith("@") else f"./{path}"


def _named(proposals: list[Proposal]) -> Iterator[tuple[str, str, Place]]:
    """What parts can be named by: the collection, `id` or `name`, and where that stands."""
    for each in proposals:
        if each.active and each.field in ("id", "name") and each.use.part in COLLECTIONS.values():
            yield PARTS[each.use.part].field, each.field, each.place


def _ways(proposal: Proposal, named: list[tuple[str, str, Place]], trees: list[Node]) -> list[tuple[str, str, str]]:
    cls, name, shape = field_of(proposal.use.part, proposal.field)
    allowed = {COLLECTIONS[each] for each in REFERENCES[cls.__name__, name] if each in COLLECTIONS}
    for by in ("id", "name"):
        for cut in _CUTS if shape.many else _CUTS[:1]:
            made: list[tuple[str, str, str]] = [
                (collection, by, cut)
                for collection, said_by, place in named
                if said_by == by and collection in allowed and _all_there(proposal.place, place, cut, trees)
            ]
            if made:
                return made
    return []


def _called(proposal: Proposal, proposals: list[Proposal], trees: list[Node]) -> list[tuple[str, str, str]]:
    """Places in other parts that hold what the texts name, and are no field of the plan: `@ref`."""
    cls, name, shape = field_of(proposal.use.part, proposal.field)
    allowed = {COLLECTIONS[each] for each in REFERENCES[cls.__name__, name] if each in COLLECTIONS}
    uses = dict.fromkeys(each.use for each in proposals if each.use.each and each.use.part in COLLECTIONS.values())
    made: list[tuple[str, str, str]] = []
    for use in uses:
        for place in use.at.children.values():
            known = PARTS[use.part].field in allowed and place is not proposal.place and _is_key(place)
            for cut in (_CUTS if shape.many else _CUTS[:1]) if known else ():
                if _all_there(proposal.place, place, cut, trees):
                    made.append((PARTS[use.part].field, _by_place(place), cut))
                    break
    return made


def _key_elsewhere(place: Place, trees: list[Node]) -> Place | None:
    """Where else in the same documents each text of a place stands as an id of something; numbers prove nothing."""
    if not place.texts or any(each.isdecimal() for each in place.texts):
        return None
    top = place
    while top.parent is not None:
        top = top.parent
    keys = (each for each in top.below() if each is not place and _is_key(each))
    return next((each for each in keys if _all_there(place, each, "", trees)), None)


def _is_key(place: Place) -> bool:
    """Whether a place has a name such as those at which systems say what they call a part."""
    return bool(place.texts) and plain(place.name) in _KEYS and not place.children


def _all_there(place: Place, of: Place, cut: str, trees: list[Node]) -> bool:
    cuts = False
    for root in trees:
        known = set(_texts(root, of))
        for text in _texts(root, place):
            parts = [each.strip() for each in text.split(cut)] if cut else [text]
            cuts = cuts or len(parts) > 1
            if not known.issuperset(parts):
                return False
    return cuts or not cut


def _texts(root: Node, place: Place) -> Iterator[str]:
    for node in root.below(place.steps):
        text = (node.text or "").strip()
        if text and text.lower() not in NOTHING:
            yield text
