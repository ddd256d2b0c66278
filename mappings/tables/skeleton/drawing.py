"""Rules and questions as the lines of a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from mappings.tables.language.paths import path_of
from mappings.tables.skeleton.evidence import class_of, field_of
from mappings.tables.skeleton.lexicon import PARTS, around
from mappings.tables.skeleton.places import Place
from mappings.tables.skeleton.proposals import JOINED_BY, Proposal, Use
from mappings.tables.skeleton.yaml_words import flow, scalar
from mappings.tables.sources.of_csv import ROW

STEP = "  "


@dataclass(slots=True)
class Line:
    """One field of a table, with why; what is not active is drawn as a comment."""

    name: str
    said: str
    active: bool
    why: str


@dataclass(slots=True)
class Group:
    """Fields of one part."""

    name: str
    words: list[str] = field(default_factory=list)
    inner: list[Line | Group] = field(default_factory=list)
    item: bool = False
    """Whether it is one of several rules of a field."""

    @property
    def active(self) -> bool:
        """Whether something in it is."""
        return any(each.active for each in self.inner)

    def group(self, name: str) -> Group:
        """The group of that name in it, made when there is none."""
        for each in self.inner:
            if isinstance(each, Group) and each.name == name and not each.item and not each.words:
                return each
        made = Group(name)
        self.inner.append(made)
        return made


def relative(place: Place, use: Use) -> str:
    """The path of a place from where its part begins, as a table writes it."""
    steps, start = place.steps, use.scope.steps
    rest = steps[len(start) :] if steps[: len(start)] == start else steps
    if rest[:1] == (ROW,):
        rest = rest[1:]
    return path_of(rest) if rest else "."


def where(use: Use) -> str:
    """The path of a part from the part around it."""
    if use.at.steps == (ROW,):
        return ROW
    return relative(use.at, use.parent) if use.parent is not None else "."


def said_of(proposal: Proposal, codes: str = "") -> str:
    """What stands behind the field's name."""
    path = relative(proposal.place, proposal.use)
    if proposal.also and proposal.options:
        return flow({"from": [path, *(relative(each, proposal.use) for each in proposal.also)], **proposal.options})
    if proposal.also:
        return flow([path, *(relative(each, proposal.use) for each in proposal.also)])
    if "marked" in proposal.options:
        return flow(proposal.options)
    options = dict(proposal.options) | ({"codes": codes} if codes else {})
    return flow({"from": path, **options}) if options else scalar(path)


def tree_of(proposals: list[Proposal], uses: list[Use], codes: dict[int, str]) -> Group:
    """All rules and questions, in the order of the model."""
    root = Group("")
    made: dict[int, Group] = {}
    for use in uses:
        made[id(use)] = _group_of(use, made, root)
    for each in sorted(_joined(proposals), key=lambda one: not one.active):
        if each.value_only:
            continue
        into = made[id(each.use)]
        *outer, name = each.field.split(".")
        for step in outer:
            into = into.group(step)
        line = Line(name, said_of(each, codes.get(id(each), "")), each.active, _why(each))
        if any(isinstance(one, Line) and one.name == name for one in into.inner):
            line.why += "; the field stands above already: keep one line"
        into.inner.append(line)
    for use in uses:
        _in_model_order(made[id(use)], use.part)
    return root


def _joined(proposals: list[Proposal]) -> list[Proposal]:
    """Texts of which two places may hold one, in one line that holds both."""
    first: dict[tuple[Use, str], Proposal] = {}
    made = []
    for each in proposals:
        is_text = each.why.endswith(JOINED_BY) and not each.active and not each.options and not each.codes
        other = first.setdefault((each.use, each.field), each) if is_text else each
        if other is each:
            made.append(each)
        else:
            other.also.append(each.place)
    for each in first.values():
        each.options = {"joined_by": " "}
    return made


def _why(proposal: Proposal) -> str:
    return proposal.why if proposal.active else f"perhaps: {proposal.why}"


def _group_of(use: Use, made: dict[int, Group], root: Group) -> Group:
    into = made[id(use.parent)] if use.parent is not None and PARTS[use.part].within else root
    group = Group(PARTS[use.part].field)
    if use.each:
        group.words.append(f"each: {scalar(where(use))}")
    elif use.part == "person" and use.at.steps and use.at.steps != (ROW,) and where(use) != ".":
        group.words.append(f"from: {scalar(where(use))}")
    if use.group:
        group.words.append(f"group: {scalar(path_of(use.group[0].steps[1:]))}")
    into.inner.append(group)
    return group


def _in_model_order(group: Group, part: str) -> None:
    """Sort a group as the lexicon lists the fields of its part; other parts after them."""
    fields = list(dict.fromkeys(each.split(".")[0] for each in PARTS[part].fields))
    order = {name: number for number, name in enumerate([*fields, *(each.field for each in PARTS.values())])}
    group.inner.sort(key=lambda each: order.get(each.name, len(order)))


def drawn(group: Group, indent: int, *, commented: bool = False) -> Iterator[str]:
    """The lines of what stands in a group."""
    several: dict[str, list[Group]] = {}
    for each in group.inner:
        if isinstance(each, Group):
            several.setdefault(each.name, []).append(each)
    for each in group.inner:
        if isinstance(each, Line):
            yield _line(each, indent, commented=commented)
        elif several[each.name][0] is each:
            same = [one for one in several[each.name] if one.inner]
            yield from _parts(each.name, same, indent, commented=commented)


def _line(line: Line, indent: int, *, commented: bool) -> str:
    told = f"{line.name}: {line.said}"
    mark = "" if line.active and not commented else "# "
    return f"{STEP * indent}{mark}{told}  # {line.why}" if line.why else f"{STEP * indent}{mark}{told}"


def _parts(name: str, same: list[Group], indent: int, *, commented: bool) -> Iterator[str]:
    active = [each for each in same if each.active]
    listed = len(active) > 1
    for each in [*active, *(one for one in same if not one.active)]:
        off = commented or not each.active
        if listed and each.active:
            if each is active[0]:
                yield f"{STEP * indent}{name}:"
            body = list(_body(each, indent + 2, commented=commented))
            first = next((number for number, line in enumerate(body) if not line.lstrip().startswith("#")), 0)
            yield from body[:first]
            yield f"{STEP * (indent + 1)}- {body[first].lstrip()}"
            yield from body[first + 1 :]
        elif off and not commented:
            told = f"{name}:  # several places may be it: keep one" if len(same) > 1 else f"{name}:"
            quoted = [told, *_body(each, 1, commented=True)]
            yield from (f"{STEP * indent}# {_bare(line)}" for line in quoted)
        else:
            yield f"{STEP * indent}{name}:"
            yield from _body(each, indent + 1, commented=commented)


def _body(group: Group, indent: int, *, commented: bool) -> Iterator[str]:
    yield from (f"{STEP * indent}{each}" for each in group.words)
    yield from drawn(group, indent, commented=commented)


def _bare(line: str) -> str:
    """A line of a part that is a comment as a whole: without a mark of its own."""
    rest = line.lstrip()
    return line[: len(line) - len(rest)] + rest.removeprefix("# ")


def required_and_missing(proposals: list[Proposal], *, asked: bool = False) -> list[str]:
    """Fields without which the model refuses a part that the table has, and that the table does not have.

    The table has what its active rules say; with `asked`, also what its commented lines would say if they were taken.
    """
    having: dict[str, set[str]] = {}
    for each in proposals:
        if each.active or asked:
            for part in around(each.use.part):
                having.setdefault(part, set())
            having[each.use.part].add(each.field)
    made: list[str] = []
    for part, fields in having.items():
        inner = {PARTS[each].field for each in having if PARTS[each].within == part}
        prefixes = {
            "",
            *(
                ".".join(steps[:length])
                for steps in (each.split(".") for each in fields)
                for length in range(1, len(steps))
            ),
        }
        for prefix in sorted(prefixes):
            below = {each[len(prefix) :].lstrip(".").split(".")[0] for each in fields if each.startswith(prefix)}
            cls = field_of(part, prefix)[2].part if prefix else class_of(part)
            where_ = ".".join(filter(None, (PARTS[part].field, prefix)))
            for name, info in (cls.model_fields if cls is not None else {}).items():
                if info.is_required() and name not in below | inner and name not in _BY_ITSELF:
                    made.append(f"{where_}.{name}")
    return made


_BY_ITSELF = frozenset({"id", "plan_id", "version", "kind_of"})
"""What reading adds, where the document does not say it."""
