"""What kind of thing stands at a place, told from all its texts. No text is handed on, except those of yes and no."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from mappings.tables.ways.patterns import is_real, pattern_of
from schemas.identifiers import is_hsa_id, is_organisation_number, is_personnummer, is_samordningsnummer


class Looks(StrEnum):
    """What texts look like, as the table's comments name it."""

    NOTHING = "nothing stands there"
    IDENTITY = "personal identity number"
    SHORT_IDENTITY = "personal identity number with ten digits"
    WRONG_IDENTITY = "like a personal identity number, but no right one"
    HSA = "HSA-id"
    ORGANISATION_NUMBER = "organisation number"
    DATE = "date"
    TIME = "time"
    EPOCH = "epoch time"
    BOOLEAN = "yes or no"
    NUMBER = "number"
    E_MAIL = "e-mail address"
    PHONE = "phone number"
    POSTAL = "postal code"
    BYTES = "base64"
    WORD = "short text"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Shape:
    """What the texts of a place look like. `options` are what the table writes to read them so."""

    looks: Looks
    options: tuple[tuple[str, str | list[str]], ...] = ()
    certain: bool = True
    """Whether they can mean one thing only."""
    says: str = ""
    """What else is to be said of them."""

    def __str__(self) -> str:
        return f"{self.looks} {self.says}".strip()


_TWELVE = re.compile(r"(18|19|20)[0-9]{6}[-+]?[0-9]{4}")
_TEN = re.compile(r"[0-9]{6}[-+]?[0-9]{4}")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_DECIMAL = re.compile(r"-?[0-9]{1,15}([.,])[0-9]{1,15}")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(\+|0)[0-9 ()/-]{5,24}")
_POSTAL = re.compile(r"(SE-)?[0-9]{3} [0-9]{2}|[1-9][0-9]{4}")
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]{200,}={0,2}")
_DATES = ("YYYY-MM-DD", "YYYYMMDD", "YYYY-MM", "YYYYMM", "YYYY/MM/DD", "YYYY.MM.DD", "DD.MM.YYYY", "DD-MM-YYYY")
_SLASHED = ("DD/MM/YYYY", "MM/DD/YYYY", "D/M/YYYY", "D.M.YYYY", "D/M YYYY")
_CLOCKS = ("hh:mm", "hh:mm:ss", "hh.mm", "hhmm", "hhmmss")
_TIMES = tuple(f"{day} {clock}" for day in (*_DATES[:2], *_DATES[4:], *_SLASHED) for clock in _CLOCKS[:3])
_TIMES += ("YYYYMMDDhhmm", "YYYYMMDDhhmmss", "YYYY-MM-DD 'kl' hh:mm", "YYYY-MM-DD 'kl.' hh.mm")
_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6}0*)?)?(Z|[+-][0-9]{2}(:?[0-9]{2})?)?"
)
_PATTERNS = {said: pattern_of(said, times="hh" in said) for said in (*_DATES, *_SLASHED, *_TIMES)}
_YEARS = (1900, 2100)
_YES_AND_NO = (("ja", "nej"), ("j", "n"), ("yes", "no"), ("y", "n"), ("true", "false"), ("sant", "falskt"))
_EPOCHS = {"seconds": (631_152_000, 4_102_444_800), "milliseconds": (631_152_000_000, 4_102_444_800_000)}
_WORD = 40


def shape_of(texts: Collection[str], types: Collection[type] = (), around: Collection[str] = ()) -> Shape:
    """What texts look like. `types` are those of JSON; `around` are short texts of all samples, in small letters."""
    if not texts:
        return Shape(Looks.BOOLEAN if set(types) == {bool} else Looks.NOTHING)
    if set(types) == {bool}:
        return Shape(Looks.BOOLEAN)
    return (
        _number_of_somebody(texts, types) or _date(texts) or _epoch(texts) or _yes_or_no(texts, around) or _other(texts)
    )


def looks_like_data(heading: str) -> bool:
    """Whether what should be a heading is rather a value: then the first row holds no headings."""
    looks = shape_of([heading]).looks
    return looks not in (Looks.WORD, Looks.TEXT, Looks.BOOLEAN, Looks.NOTHING) or bool(re.search(r"\d{6}", heading))


def _number_of_somebody(texts: Collection[str], types: Collection[type]) -> Shape | None:
    if all(is_hsa_id(each.upper()) for each in texts):
        return Shape(Looks.HSA)
    if all(_TWELVE.fullmatch(each) for each in texts):
        digits = [each.replace("-", "") for each in texts]
        if all(is_personnummer(each) or is_samordningsnummer(each) for each in digits):
            hyphen = all("-" in each for each in texts)
            return Shape(Looks.IDENTITY, (("write", "hyphen"),) if hyphen else ())
        if not all(is_real((each[:4], each[4:6], each[6:8])) for each in digits):
            return None
        return Shape(Looks.WRONG_IDENTITY, certain=False)
    if int in types or not all(_TEN.fullmatch(each) for each in texts):
        return None
    if all(is_organisation_number(each.replace("-", "")) for each in texts):
        return Shape(Looks.ORGANISATION_NUMBER)
    if any("-" in each or "+" in each for each in texts) and all(each[2] in "01" for each in texts):
        return Shape(Looks.SHORT_IDENTITY, certain=False, says="(the century is missing: a table cannot read it)")
    return None


def _date(texts: Collection[str]) -> Shape | None:
    iso = all(_ISO.fullmatch(each) or _reads("YYYY-MM-DD", each) for each in texts)
    if iso and any("T" in each for each in texts):
        return Shape(Looks.TIME, says="(ISO 8601)")
    fitting = {said: {each for each in texts if _reads(said, each)} for said in _PATTERNS}
    whole = [said for said, fits in fitting.items() if len(fits) == len(texts)]
    if len(whole) > 1 and not _mean_the_same(whole, texts):
        says = " or ".join(whole)
        return Shape(Looks.TIME if "hh" in whole[0] else Looks.DATE, certain=False, says=f"({says}: both fit)")
    chosen = whole[:1] or _together(fitting, texts)
    if not chosen:
        return None
    pattern: str | list[str] = chosen if len(chosen) > 1 else chosen[0]
    times = any("hh" in each for each in chosen)
    return Shape(Looks.TIME if times else Looks.DATE, (("pattern", pattern),), says=" ".join(chosen))


def _together(fitting: dict[str, set[str]], texts: Collection[str]) -> list[str]:
    """A pattern and one of less precision, that together fit all."""
    for said in _DATES[:2]:
        shorter = {"YYYY-MM-DD": "YYYY-MM", "YYYYMMDD": "YYYYMM"}[said]
        if fitting[said] and len(fitting[said] | fitting[shorter]) == len(texts):
            return [said, shorter]
    return []


def _reads(said: str, text: str) -> bool:
    units = _PATTERNS[said].read(text)
    return units is not None and is_real(units) and _YEARS[0] <= int(units[0]) <= _YEARS[1]


def _mean_the_same(patterns: list[str], texts: Collection[str]) -> bool:
    return all(len({_PATTERNS[said].read(each) for said in patterns}) == 1 for each in texts)


def _epoch(texts: Collection[str]) -> Shape | None:
    for unit, (first, last) in _EPOCHS.items():
        if all(
            each.isdecimal() and 9 <= len(each) <= 13 and each[0] != "0" and first <= int(each) < last for each in texts
        ):
            return Shape(Looks.EPOCH, (("unit", unit),), says=f"in {unit}")
    return None


def _yes_or_no(texts: Collection[str], around: Collection[str]) -> Shape | None:
    said = {each.lower() for each in texts}
    pairs = [pair for pair in _YES_AND_NO if said <= set(pair)]
    if len(pairs) > 1:
        pairs = [pair for pair in pairs if pair[0] in around] or pairs
    if not pairs or len({each.lower() for each in texts}) != len(texts):
        return None
    if pairs[0] == ("true", "false") and said == set(texts):
        return Shape(Looks.BOOLEAN)
    spoken = {each.lower(): each for each in texts}
    like = next(iter(texts))
    yes, no = (spoken.get(each) or _as_written(each, like) for each in pairs[0])
    return Shape(Looks.BOOLEAN, (("yes", yes), ("no", no)), certain=len(pairs) == 1, says=f"({yes}, {no})")


def _as_written(word: str, like: str) -> str:
    return word.upper() if like.isupper() else word.capitalize() if like[:1].isupper() else word


def _other(texts: Collection[str]) -> Shape:
    looks = (
        (Looks.E_MAIL, _MAIL),
        (Looks.POSTAL, _POSTAL),
        (Looks.PHONE, _PHONE),
        (Looks.NUMBER, _WHOLE),
        (Looks.BYTES, _BASE64),
    )
    for look, expression in looks:
        if all(expression.fullmatch(each) for each in texts):
            return Shape(look)
    signs = {found[1] for each in texts if (found := _DECIMAL.fullmatch(each))}
    if len(signs) == 1 and all(_DECIMAL.fullmatch(each) or _WHOLE.fullmatch(each) for each in texts):
        sign = signs.pop()
        return Shape(Looks.NUMBER, (("decimal", sign),), says=f"with decimal {sign}")
    if all(len(each) <= _WORD and "\n" not in each for each in texts):
        return Shape(Looks.WORD)
    return Shape(Looks.TEXT, says="(several lines)" if any("\n" in each for each in texts) else "")
