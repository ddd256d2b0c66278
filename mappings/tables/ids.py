"""The ids that a journal system gives its parts, as ids of the model, and back.

A model's id takes few characters and must be one of its kind in the whole plan; a system counts its needs from 1 and
its people too. So `B_7` of a need is `need-B.5f.7`: the kind, a hyphen, and every character that an id cannot hold as
its number between dots. An id that somebody else gave (`4f1c`) is written as `:4f1c`, and is itself again when read:
both directions are one to one. Ids of organisations are those of the directory, and stand as they are.
"""

from __future__ import annotations

import re

from personnummer import personnummer

from mappings.tables.language.rules import UnreadableError
from schemas.sip.ids_given import NEEDS_ID

MOST = 64
"""How many characters an id of the model has at most."""
OTHERS = ":"
"""Before an id that another system gave."""

_UNSAFE = re.compile(r"[^A-Za-z0-9-]")
_ESCAPED = re.compile(r"\.([0-9a-f]{1,6})\.")
_AN_ID = re.compile(r"[A-Za-z0-9.-]{1,64}")
_A_PERSON = re.compile(r"(?:(?:18|19|20)[0-9]{2}|[0-9]{2})[0-9]{4}[-+ ]?[0-9]{4}")


def element_id(field: str, text: str) -> str:
    """The model's id for what the system calls a part of this field.

    Raises UnreadableError: SIP227 when it is a person's number, SIP233 when it is too long (the word `count`).
    """
    if field not in NEEDS_ID:
        return text
    theirs = text[len(OTHERS) :] if text.startswith(OTHERS) else ""
    if is_a_persons_number(theirs or text):
        raise UnreadableError("SIP227", instead=None)
    if _AN_ID.fullmatch(theirs) and _own(field, theirs) is None:
        return theirs
    made = f"{NEEDS_ID[field]}-{_UNSAFE.sub(lambda found: f'.{ord(found[0]):x}.', text)}"
    if len(made) > MOST:
        raise UnreadableError("SIP233", count=str(len(made)))
    return made


def text_of_id(field: str, element: str) -> str:
    """What the system calls the part: the inverse of `element_id`."""
    if field not in NEEDS_ID:
        return element
    own = _own(field, element)
    return f"{OTHERS}{element}" if own is None else own


def is_a_persons_number(text: str) -> bool:
    """Whether a text is a personnummer or a samordningsnummer, of ten or twelve digits, with a hyphen or without."""
    if not _A_PERSON.fullmatch(text):
        return False
    try:
        personnummer.parse(text.replace(" ", "-"))
    except personnummer.PersonnummerException:
        return False
    return True


def _own(field: str, element: str) -> str | None:
    """The text that `element_id` makes this id of, or None when it makes it of none."""
    kind = f"{NEEDS_ID[field]}-"
    if not element.startswith(kind) or len(element) == len(kind):
        return None
    text = _ESCAPED.sub(_character, element[len(kind) :])
    again = _UNSAFE.sub(lambda found: f".{ord(found[0]):x}.", text)
    return text if kind + again == element and not is_a_persons_number(text) else None


def _character(found: re.Match[str]) -> str:
    number = int(found[1], 16)
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else found[0]
