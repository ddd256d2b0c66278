"""From the places of samples to rules: those that the evidence carries, and those that a human is asked about.

Theory of operation. Going down the tree of places, a name that says a part of the model begins a `Use` of that part; a
place that repeats inside it, or it itself, is what the part's `each` names. A leaf is matched by its name within the
part it stands in (`matching`), and judged by what stands there (`evidence`). A rule is active only when the part, the
name and the values all say the same, no other place says it too, and the parts around it are active as well.
"""

from __future__ import annotations

from collections.abc import Iterator

from mappings.tables.skeleton.evidence import Fit, field_of, fit, is_reference
from mappings.tables.skeleton.lexicon import PARTS
from mappings.tables.skeleton.matching import Meaning, meanings, parts_named, says_plan
from mappings.tables.skeleton.places import Place
from mappings.tables.skeleton.proposals import PART_NOT_SURE, ROW_SAYS, Proposal, Use
from mappings.tables.skeleton.settling import settle
from mappings.tables.skeleton.values import Looks, Shape
from mappings.tables.skeleton.words import CODED, GENERIC, ROWS, plain


class Proposer:
    """Goes through the places of one format."""

    def __init__(self, root: Place, seen: dict[Place, Shape], *, flat: bool) -> None:
        self._seen, self._flat = seen, flat
        self.plan = Use("plan", root)
        self.uses: list[Use] = [self.plan]
        self.proposals: list[Proposal] = []
        self._top = root

    def propose(self) -> list[Proposal]:
        """All proposals but those of references that only other rules can prove."""
        for start in self._top.children.values() if self._flat else (self._top,):
            self._down(start, self.plan, [], is_plan=says_plan(self._top.name), lost=False)
        if self._flat:
            self._needs_of_rows()
        settle(self.proposals, self._seen)
        return self.proposals

    def _needs_of_rows(self) -> None:
        """A row with a need and an intervention: perhaps the one is for the other."""
        ids = [each for each in self.proposals if each.active and each.target == "plan.needs.id"]
        uses = [each for each in self.uses if each.part == "interventions" and each.each]
        if ids and uses:
            self.proposals.append(Proposal(ids[0].place, uses[0], "needs", {}, active=False, why=ROW_SAYS))

    def _down(self, place: Place, use: Use, between: list[str], *, is_plan: bool, lost: bool) -> None:
        for child in place.children.values():
            attribute_only = all(each.startswith("@") for each in child.children)
            only_value = attribute_only and set(child.children) <= {"@value", "@unit"}
            if child.children and not only_value and not self._only_codes(child, use):
                self._container(child, use, between, is_plan=is_plan, lost=lost)
            elif child.children:
                for each in child.children.values():
                    self._leaf(each, use, [*between, plain(child.name)], is_plan=is_plan, lost=lost)
            else:
                self._leaf(child, use, between, is_plan=is_plan, lost=lost)

    @staticmethod
    def _only_codes(child: Place, use: Use) -> bool:
        """Whether a place is there for the code at it alone, such as `Status/@kod`."""
        coded = [each for each in child.children if each.startswith("@") and plain(each) in CODED]
        return len(coded) == len(child.children) == 1 and not child.texts and not parts_named(child.name, use.part)

    def _container(self, child: Place, use: Use, between: list[str], *, is_plan: bool, lost: bool) -> None:
        word = plain(child.name)
        if use.part == "plan" and not child.repeats and says_plan(child.name) and not parts_named(child.name, "plan"):
            self._down(child, use, [*between, word], is_plan=True, lost=lost)
            return
        named = [] if lost else parts_named(child.name, use.part)
        if len(named) == 1:
            part, sure = named[0]
            if PARTS[part].many and self._is_wrapper(child, part):
                self._rows(child, use, part, sure=sure)
                return
            if PARTS[part].many or not child.repeats:
                self._inside(child, self._begin(part, child, use, sure=sure))
                return
        self._own_text(child, use, between, is_plan=is_plan, lost=lost)
        self._down(child, use, [*between, word], is_plan=is_plan, lost=lost or child.repeats)

    def _rows(self, wrapper: Place, use: Use, part: str, *, sure: bool) -> None:
        """The places below one that only holds the parts together, such as `Behov/Rad`."""
        for child in wrapper.children.values():
            named = [each for each in parts_named(child.name, use.part) if each[0] != "person"]
            own, certain = named[0] if len(named) == 1 and PARTS[named[0][0]].many else (part, sure)
            if own != part and not certain:
                own, certain = part, sure
            if child.children:
                self._inside(child, self._begin(own, child, use, sure=certain))
            elif child.repeats or plain(child.name) in ROWS or named:
                self._own_text(child, self._begin(own, child, use, sure=certain), [], is_plan=True, lost=False)
            else:
                self._leaf(child, use, [plain(wrapper.name)], is_plan=True, lost=False)

    @staticmethod
    def _is_wrapper(place: Place, part: str) -> bool:
        inner = [each for each in place.children.values() if not each.name.startswith("@")]
        if not inner or place.repeats or place.texts:
            return False
        rows = [
            each
            for each in inner
            if each.repeats
            or plain(each.name) in ROWS
            or any(own == part for own, _ in parts_named(each.name, PARTS[part].within or "plan"))
        ]
        holding = [each for each in rows if each.children or len(inner) == 1]
        return (
            bool(holding)
            and all(each.children or each in rows or each.texts for each in inner)
            and len(holding) * 2 >= len(inner)
        )

    def _begin(self, part: str, at: Place, use: Use, *, sure: bool) -> Use:
        made = Use(part, at, use, sure and use.sure, each=PARTS[part].many)
        self.uses.append(made)
        return made

    def _inside(self, place: Place, use: Use) -> None:
        self._own_text(place, use, [], is_plan=True, lost=False)
        self._down(place, use, [], is_plan=True, lost=False)

    def _own_text(self, place: Place, use: Use, between: list[str], *, is_plan: bool, lost: bool) -> None:
        if not place.texts:
            return
        own = PARTS[use.part].own
        if use.at is place and own:
            certain = (use.sure and own == "name") or (use.sure and not place.children)
            self._add(place, use, Meaning(use.part, own, certain, "the text of the place itself"))
        elif use.at is not place:
            self._leaf(place, use, between, is_plan=is_plan, lost=lost)

    def _leaf(self, place: Place, use: Use, between: list[str], *, is_plan: bool, lost: bool) -> None:
        if lost:
            return
        if self._is_list_of_parts(place, use) or self._marks_coordinator(place, use):
            return
        found = meanings(place.name, use.part, between, is_plan=is_plan, flat=self._flat)
        of_root = place.parent is self._top and place.name.startswith("@")
        for each in found[:3]:
            self._add(place, use, each._replace(sure=False) if of_root else each)

    def _is_list_of_parts(self, place: Place, use: Use) -> bool:
        """A text that repeats, and is a part each time."""
        named = parts_named(place.name, use.part) if place.repeats and not self._flat else []
        if len(named) != 1 or not PARTS[named[0][0]].own or plain(place.name) in GENERIC:
            return False
        part, sure = named[0]
        inner = self._begin(part, place, use, sure=use.sure)
        self._add(place, inner, Meaning(part, PARTS[part].own, sure or part == "recipients", "the name says so"))
        return True

    def _marks_coordinator(self, place: Place, use: Use) -> bool:
        """A yes or no at a participant that says who coordinates."""
        shape = self._seen[place]
        if use.part != "participants" or shape.looks is not Looks.BOOLEAN or not use.each or self._flat:
            return False
        if plain(place.name) not in PARTS["plan"].fields["coordinator"].sure or place.parent is not use.at:
            return False
        yes = dict(shape.options).get("yes", "true")
        good = use.sure and shape.certain
        why = f"a yes or no at each of the {PARTS[use.part].field}"
        self.proposals.append(Proposal(place, self.plan, "coordinator", {"marked": {place.name: yes}}, good, why))
        return True

    def _use_for(self, part: str, use: Use) -> Use:
        """The use to which a field belongs whose part only its name says."""
        if part == use.part:
            return use
        within = PARTS[part].within
        outer = self.plan if within in ("", "plan") else self._use_for(within, use)
        at = next(iter(self._top.children.values())) if self._flat else outer.at
        for each in self.uses:
            if each.part == part and each.parent is outer and each.at is at:
                return each
        made = Use(part, at, outer, each=self._flat and PARTS[part].many and part != "consents")
        self.uses.append(made)
        return made

    def _add(self, place: Place, use: Use, meaning: Meaning) -> None:
        if not place.can_be_written():
            return
        target = self._use_for(meaning.part, use)
        if is_reference(meaning.part, meaning.field):
            judged = Fit({}, good=meaning.sure, why=meaning.why)
        else:
            judged = fit(meaning.part, meaning.field, place, self._seen[place])
        _, _, shape = field_of(meaning.part, meaning.field)
        good = judged.good and meaning.sure and target.sure and (shape.many or not self._repeats(place, target))
        why = f"{meaning.why}; {judged.why}" if meaning.why != judged.why else judged.why
        if judged.good and not good:
            why = f"{meaning.why if not meaning.sure else PART_NOT_SURE}; {judged.why}"
        self.proposals.append(
            Proposal(
                place,
                target,
                meaning.field,
                judged.options,
                good,
                why,
                judged.codes,
                judged.asks,
                sure_name=meaning.sure,
            )
        )

    def _repeats(self, place: Place, use: Use) -> bool:
        """Whether there are several of a place where the part has room for one."""
        here: Place | None = None if self._flat else place
        while here is not None and here is not use.scope:
            if here.repeats:
                return True
            here = here.parent
        return False


def leaves(root: Place) -> Iterator[Place]:
    """All places at which a value can stand."""
    return (each for each in root.below() if each.is_leaf)
