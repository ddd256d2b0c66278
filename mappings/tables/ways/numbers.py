"""Numbers, and truth."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mappings.tables.language.rules import Scalar, UnreadableError, UnwritableError
from mappings.tables.nodes import text_of
from mappings.tables.ways.contract import About, Field
from mappings.tables.ways.options import Maker, needs, one_of, scalars
from schemas.sip.shapes import Holds

_PLAIN = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,18})?")
_NOTHING_AFTER = re.compile(r"0*")


@dataclass(slots=True)
class NumberWay:
    """A number with its decimal mark; thousands are not set apart. Whole ones for fields that count."""

    decimal: str = "."
    whole: bool = True
    name: str = "number"

    def read(self, text: str) -> int | str:
        """Raises UnreadableError (SIP220)."""
        text = text.strip()
        plain = text.replace(",", ".") if self.decimal == "," and "." not in text else text
        if not _PLAIN.fullmatch(plain) or (self.decimal == "," and "." in text):
            raise UnreadableError("SIP220", expected=self._expected())
        if not self.whole:
            return plain
        before, _, after = plain.partition(".")
        if not _NOTHING_AFTER.fullmatch(after):
            raise UnreadableError("SIP220", expected=self._expected())
        return int(before)

    def write(self, value: Any) -> Scalar:
        """A whole number as a number, a decimal as the text that the system reads."""
        if self.whole:
            return int(value)
        text = str(value)
        if not _PLAIN.fullmatch(text):
            raise UnwritableError("the format holds a number there, and the text is none")
        return text.replace(".", self.decimal)

    def _expected(self) -> str:
        return "123" if self.whole else f"123{self.decimal}4"


@dataclass(slots=True)
class BooleanWay:
    """Two lists of texts; the first of each is written."""

    yes: tuple[Scalar, ...] = (True, 1)
    no: tuple[Scalar, ...] = (False, 0)
    name: str = "boolean"

    def read(self, text: str) -> bool:
        """Raises UnreadableError (SIP220)."""
        text = text.strip()
        for truth, texts in ((True, self.yes), (False, self.no)):
            if any(text == text_of(each) for each in texts):
                return truth
        raise UnreadableError("SIP220", expected=" / ".join(text_of(each) for each in (*self.yes, *self.no)))

    def write(self, value: Any) -> Scalar:
        """As the table types it."""
        texts = self.yes if value else self.no
        if not texts:
            raise UnwritableError("the format has no word for that")
        return texts[0]


def _number(for_field: Field, options: Mapping[str, Any], _: About) -> NumberWay:
    holds = for_field.shape.holds
    needs(
        holds in (Holds.INTEGER, Holds.TEXT, Holds.TOKEN),
        "fältet är varken tal eller text",
        "the field is neither number nor text",
    )
    return NumberWay(one_of(options, "decimal", (".", ","), "."), holds is Holds.INTEGER)


def _boolean(for_field: Field, options: Mapping[str, Any], _: About) -> BooleanWay:
    needs(for_field.shape.holds is Holds.BOOLEAN, "fältet är inte ja eller nej", "the field is not yes or no")
    if not options:
        return BooleanWay()
    yes, no = scalars(options, "yes"), scalars(options, "no")
    needs(bool(yes or no), "yes och no saknas", "yes and no are missing")
    needs(
        not {text_of(each).strip() for each in yes} & {text_of(each).strip() for each in no},
        "samma text är både yes och no",
        "the same text is both yes and no",
    )
    return BooleanWay(yes, no)


NUMBER = Maker(frozenset({"decimal"}), _number)
BOOLEAN = Maker(frozenset({"yes", "no"}), _boolean)
