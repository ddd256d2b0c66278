"""What has changed since the previous version: everything that the page shows, part by part, in words for the person.

Parts with an id are compared one by one (`shown.py`). What those do not tell is caught by comparing the sections as
they are rendered, so that *nothing has changed* is only said when nothing that the page shows has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from mappings.page.shown import Shown

Parts = Mapping[tuple[str, str], Shown]
Sections = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what happened in a few words (may be empty), what it is about, and how it was where that helps."""

    section: str
    what: str
    now: str
    before: str = ""


def changes(
    before: Parts, now: Parts, sections_before: Sections, sections_now: Sections, headings: Mapping[str, str]
) -> tuple[Change, ...]:
    """Every change of what the page shows, in the order of the page; empty only when the sections are the same.

    `sections_*` are the sections as rendered, `headings` what each is called on the page (none: the top of it).
    """
    differ = [key for key, text in sections_now.items() if text.split() != sections_before.get(key, "").split()]
    found = [*_came_or_changed(before, now), *_went(before, now)]
    told = [each for each in found if each.section in differ]
    known = {each.section for each in told}
    told += [Change(key, "", _somewhere(headings.get(key))) for key in differ if key not in known]
    return tuple(sorted(told, key=lambda each: differ.index(each.section)))


def _came_or_changed(before: Parts, now: Parts) -> Iterator[Change]:
    same = _said(before, without=now)
    for key, part in now.items():
        old, words = before.get(key), part.words
        if old is None:
            if words.came is not None and part.text and (key[0], part.text) not in same:
                yield Change(part.section, words.came, part.text)
        elif not part.same_as(old):
            if part.text:
                yield Change(part.section, words.changed, part.text, old.text if words.tells_before else "")
            elif words.went is not None:
                yield Change(part.section, words.went, old.text)


def _went(before: Parts, now: Parts) -> Iterator[Change]:
    same = _said(now, without=before)
    for key, part in before.items():
        if key not in now and part.words.went is not None and part.text and (key[0], part.text) not in same:
            yield Change(part.section, part.words.went, part.text)


def _said(parts: Parts, *, without: Parts) -> frozenset[tuple[str, str]]:
    """What only one version says, by kind and text: a part that only got another id has neither come nor gone."""
    return frozenset((key[0], part.text) for key, part in parts.items() if key not in without)


def _somewhere(heading: str | None) -> str:
    return f"Texten under ”{heading}” är ändrad." if heading else "Texten överst på sidan är ändrad."
