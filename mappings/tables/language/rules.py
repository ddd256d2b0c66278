"""What a table says, once it has been read and found whole: rules for both directions.

A `PartRule` says where a part of the model stands, a `ValueRule` where one value of it stands and how it is written
there. The rules mirror the model: the same tree is walked when a document is read and when one is written.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from mappings.tables.language.paths import Steps
from schemas.sip.base import Part
from schemas.sip.shapes import Shape

Scalar = str | int | bool
"""What stands in a document of a journal system: XML and CSV hold its text, JSON the thing itself."""


class Kind(StrEnum):
    """The formats of documents that a table can read and write."""

    XML = "xml"
    JSON = "json"
    CSV = "csv"


class UnreadableError(Exception):
    """A value is not written as the table says. `code` and `words` make the finding; they never hold the value.

    `instead` is what is read in its place when the value is only partly usable (the finding then is a warning).
    """

    def __init__(self, code: str, instead: Any = None, **words: str) -> None:
        super().__init__(code)
        self.code, self.instead, self.words = code, instead, words


class UnwritableError(Exception):
    """The journal system's format cannot say a value; `reason` (English) goes to the account, and holds no value."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Way(Protocol):
    """How one value is written: a transformation with its options, in both directions."""

    name: str
    """As the table calls it."""

    def read(self, text: str) -> Any:
        """Plain data for the model of a text that is not blank. Raises UnreadableError."""

    def write(self, value: Any) -> Scalar:
        """What stands in the document for plain data of the model. Raises UnwritableError."""


@dataclass(frozen=True, slots=True)
class Where:
    """A condition: at this place stands one of these texts. The first is written."""

    place: Steps
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """How the system points at another part: what it may be (fields of the plan), and by what it is named there.

    `by` is `id` (the text at that part's `id`), `number` (its position in its list, from 1), another field of it, or a
    place in it (`key` then leads there): what the system calls it, and the plan does not.
    `person` are texts that mean the one whom the plan is about; the first is written. With `marked`, nothing is named:
    the part at which the condition holds is the one. What `outside` refers to need not be in the plan: a text that
    names nothing there stands as it is.
    """

    to: tuple[str, ...]
    by: str = "id"
    key: Steps | None = None
    person: tuple[str, ...] = ()
    marked: Where | None = None
    outside: bool = False


@dataclass(frozen=True, slots=True)
class ValueRule:
    """Where one field of a part stands, and how it is written.

    `places` are read in their order: one, several that are joined (`joined_by`), or, of a field that repeats, several
    that each hold a value. A `constant` stands in no document: the table itself says it. `otherwise` is read where
    nothing stands; `nothing` are texts that say nothing here, beside those that do so everywhere.
    """

    field: str
    line: int
    shape: Shape
    way: Way
    places: tuple[Steps, ...] = ()
    joined_by: str | None = None
    split_by: str | None = None
    constant: Any = None
    otherwise: Any = None
    nothing: frozenset[str] = frozenset()
    refers: Reference | None = None

    @property
    def is_constant(self) -> bool:
        """Whether the table itself says the value."""
        return self.constant is not None


@dataclass(frozen=True, slots=True)
class PartRule:
    """Where a part stands, and what of it the document has.

    `at` leads from the place of the part around it to where this one stands. With `each` every place found there is a
    part of its own; with `group` besides, places with the same texts at those paths are one part together.
    """

    field: str
    line: int
    part: type[Part]
    many: bool
    at: Steps = ()
    each: bool = False
    group: tuple[Steps, ...] = ()
    where: tuple[Where, ...] = ()
    values: tuple[ValueRule, ...] = ()
    parts: tuple[PartRule, ...] = ()


@dataclass(frozen=True, slots=True)
class Ignored:
    """Places of the document that are left out on purpose: `*` is any one name, `**` any that follow."""

    steps: Steps
    because: str
    line: int


@dataclass(frozen=True, slots=True)
class NotCarried:
    """A field of the model that the format has no place for, or that is kept out of it: its names, joined by dots."""

    field: str
    because: str
    line: int


@dataclass(frozen=True, slots=True)
class Layout:
    """How the document is written down.

    `order` names places from the root, in the order in which they stand when written (XML, JSON: those not named come
    last, in the order of the rules; CSV: the headings).
    """

    encoding: str = "utf-8"
    root: str = ""
    namespaces: dict[str, str] = field(default_factory=dict)
    delimiter: str = ";"
    quote: str = '"'
    bom: bool = False
    order: tuple[Steps, ...] = ()


@dataclass(frozen=True, slots=True)
class Budget:
    """How much a sample may miss before `samspel mapping test` fails: entries not understood, warnings, differences."""

    not_understood: int = 0
    warnings: int | None = None
    lost: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A whole table. `document` is the rule of `SipDocument`; `nothing` holds the texts that mean that nothing is said.

    `known` are organisations that the system only names: plain data of the model, for plans that refer to them.
    """

    name: str
    kind: Kind
    document: PartRule
    says: str = ""
    layout: Layout = field(default_factory=Layout)
    zone: str = "Europe/Stockholm"
    nothing: frozenset[str] = frozenset()
    known: tuple[dict[str, Any], ...] = ()
    ignored: tuple[Ignored, ...] = ()
    not_carried: tuple[NotCarried, ...] = ()
    budget: Budget = field(default_factory=Budget)
    source: str = ""
    """The text that it was read from."""

    @property
    def format(self) -> str:
        """As reports name the format."""
        return f"table:{self.name}"
