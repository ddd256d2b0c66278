"""Reading a part whose elements stand in a sequence that was met before: straight on, with nothing left to look up.

Theory of operation. The schema has accepted the document, so a part comes in few sequences of elements, each of them
many times: twenty-four interventions of a plan have three or four. For a sequence that is met again and again one
function of our own text is written and compiled. It takes the texts in their places, asks the check of each field, and
makes the part; which field is missing, has its default, repeats or needs an id is decided when it is written. The text
holds names of the model and places, never anything of a document. Its result is that of reading along the table.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from schemas.sip.base import Part
from schemas.sip.checked import checked_part, names_said
from schemas.sip.ids_given import UNASSIGNED

WIDE = 24
"""Elements: a part with as many is a list of things, and hardly ever has the same sequence again."""
_OFTEN = 6
"""Times that a sequence is met before a function is written, which takes as long as reading some fifty parts."""
_MOST_SEQUENCES = 400
"""Of one part."""

Check = Callable[[str], Any]
"""What the model makes of the text of an element. Raises what says that it is wrong."""
Made = Callable[[list[Any], Any, dict[str, int]], Any]
"""Children, the element itself, and how many ids were given to parts of each kind → the part."""
Tags = tuple[Any, ...]


class Row(NamedTuple):
    """How one element is read."""

    field: str
    many: bool
    known: dict[str, Any]
    """Texts that were right before, with what the model made of them."""
    check: Check | None
    """None: the element holds a part, read by `rows`."""
    rows: Rows | None = None


class Rows(NamedTuple):
    """How the elements of one part are read."""

    part: type[Part]
    kind: str | None
    """A part without an id is given one of this kind, if there is one."""
    usual: dict[str, Any]
    """Every field in the model's order, with what it is when nothing is said."""
    required: frozenset[str]
    elements: dict[str, Row]
    attributes: dict[str, Row]
    lists: tuple[tuple[str, Callable[[Any], Any]], ...]
    """Fields that repeat, and whose list as a whole has a limit."""
    whole: tuple[Callable[[Any], Any], ...]
    """What the model checks of the part as a whole."""
    made: dict[Tags, Made]
    """Sequence of elements → the function for it."""
    met: dict[Tags, int]
    """Sequence → how often it was met before it had one."""


def straight(rows: Rows, tags: Tags, read: Callable[..., Any]) -> Made | None:
    """The function for a sequence, now that it has been met often enough; None for one that is read along the table."""
    often = rows.met.get(tags, 0) + 1
    if often < _OFTEN:
        if often > 1 or len(rows.met) < _MOST_SEQUENCES:
            rows.met[tags] = often
        return None
    made = rows.made[tags] = _Text(rows, read).written(tags)
    return made


def _out_of_the_ordinary(*_: Any) -> Any:
    raise KeyError


class _Text:
    """The text of one function, and what its names stand for."""

    def __init__(self, rows: Rows, read: Callable[..., Any]) -> None:
        self._rows = rows
        self._lines: list[str] = []
        self._known: dict[str, Any] = {"read": read}
        self._values: dict[str, list[str]] = {}
        self._many: set[str] = set()

    def _put(self, thing: Any) -> str:
        name = f"k{len(self._known)}"
        self._known[name] = thing
        return name

    def written(self, tags: Tags) -> Made:
        """The function; of a part in which something is missing or not known, one that says so."""
        rows = self._rows
        if not rows.elements.keys() >= set(tags):
            return _out_of_the_ordinary
        for place, tag in enumerate(tags):
            self._element(place, rows.elements[tag])
        for name, row in rows.attributes.items():
            self._text_of(f"a{row.field}", f"element.get({self._put(name)})", row)
            self._values[row.field] = [f"a{row.field}"]
        if rows.kind is not None and "id" not in self._values:
            self._give_id(rows.kind)
        return self._compiled() if rows.required <= self._values.keys() else _out_of_the_ordinary

    def _line(self, text: str) -> None:
        self._lines.append(f" {text}")

    def _element(self, place: int, row: Row) -> None:
        value = f"v{place}"
        if row.rows is not None:
            self._line(f"{value} = read(children[{place}], {self._put(row.rows)}, given)")
        else:
            self._text_of(value, f"children[{place}].text", row)
        if row.many:
            self._many.add(row.field)
            self._values.setdefault(row.field, []).append(value)
        else:
            self._values[row.field] = [value]

    def _text_of(self, value: str, text: str, row: Row) -> None:
        self._line(f"{value} = {self._put(row.known)}.get(text := {text} or '')")
        self._line(f"if {value} is None: {value} = {self._put(row.check)}(text)")

    def _give_id(self, kind: str) -> None:
        of_kind, begins = self._put(kind), self._put(f"{UNASSIGNED}{kind}-")
        self._line(f"given[{of_kind}] = number = given.get({of_kind}, 0) + 1")
        self._line(f"made_id = {begins} + str(number)")
        self._values["id"] = ["made_id"]

    def _of(self, field: str) -> str:
        """The value of a field, as it stands in the text."""
        values = self._values.get(field)
        if values is None:
            return self._put(self._rows.usual[field])
        return f"({', '.join(values)},)" if field in self._many else values[0]

    def _compiled(self) -> Made:
        rows = self._rows
        for field, of_list in rows.lists:
            self._line(f"{self._put(of_list)}({self._of(field) if field in self._values else '()'})")
        fields = ", ".join(f"{field!r}: {self._of(field)}" for field in rows.usual)
        said = self._put(names_said(self._values))
        self._line(f"part = {self._put(checked_part)}({self._put(rows.part)}, {{{fields}}}, {said})")
        for of_whole in rows.whole:
            self._line(f"{self._put(of_whole)}(part)")
        source = "\n".join(["def made(children, element, given):", *self._lines, " return part"])
        space = dict(self._known)
        exec(compile(source, f"<{rows.part.__name__} read straight on>", "exec"), space)  # noqa: S102 - text of our own
        made: Made = space["made"]
        return made
