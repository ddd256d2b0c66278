"""Valid, referentially whole documents: hypothesis strategies, and one document in which every field is set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from hypothesis import strategies as st

from schemas.sip.base import Line, Text
from schemas.sip.consent import Consent
from schemas.sip.document import SipDocument
from schemas.sip.integrity import _KIND_OF
from schemas.sip.plan import Plan
from schemas.sip.walk import walk
from tests.generated_plans.building import Builder, consistent

V = TypeVar("V")
_WILD_TEXT = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn"), include_characters="\n\t"), min_size=1, max_size=12
)

_BITS = 16


class _Drawn:
    """Choices made by hypothesis; they shrink towards few fields, short lists and the first values."""

    def __init__(self, draw: Callable[[st.SearchStrategy[Any]], Any], most: int) -> None:
        self._draw = draw
        self._most = most

    def present(self, where: str, names: Sequence[str]) -> frozenset[str]:
        found: list[str] = []
        for start in range(0, len(names), _BITS):  # wide integers are seldom drawn large
            some = names[start : start + _BITS]
            bits = self._draw(st.integers(0, 2 ** len(some) - 1))
            found += [name for place, name in enumerate(some) if bits >> place & 1]
        return frozenset(found)

    def count(self, where: str, least: int) -> int:
        return self._draw(st.integers(least, self._most))

    def pick(self, where: str, options: Sequence[V]) -> V:
        return self._draw(st.sampled_from(options))

    def text(self, where: str, kind: object, options: Sequence[str]) -> str:
        if kind in (Line, Text) and self._draw(st.integers(0, 7)) == 7:
            wild = self._draw(_WILD_TEXT)
            return wild if wild.strip() else options[0]
        return self.pick(where, options)


class _Everything:
    """Yes to every field, two of everything, and every option in turn."""

    def __init__(self, text: Callable[[str], str] | None) -> None:
        self._text = text
        self._turns: dict[str, int] = {}

    def present(self, where: str, names: Sequence[str]) -> frozenset[str]:
        return frozenset(names)

    def count(self, where: str, least: int) -> int:
        return 2

    def pick(self, where: str, options: Sequence[V]) -> V:
        turn = self._turns[where] = self._turns.get(where, -1) + 1
        return options[turn % len(options)]

    def text(self, where: str, kind: object, options: Sequence[str]) -> str:
        if self._text is not None and kind in (Line, Text):
            return self._text(where)
        if kind == Line:
            return f"{self.pick(where, options)} ({where})"
        return self.pick(where, options)


@st.composite
def sip_documents(draw: Callable[[st.SearchStrategy[Any]], Any], *, most: int = 2) -> SipDocument:
    """Any valid document; lists have at most `most` items."""
    builder = Builder(_Drawn(draw, most))
    data = builder.part(SipDocument, never=frozenset({"format", "version"}))
    return _document(builder, data)


def plans(*, most: int = 2) -> st.SearchStrategy[Plan]:
    """Any valid plan."""
    return sip_documents(most=most).map(lambda document: document.plan)


@st.composite
def consents(draw: Callable[[st.SearchStrategy[Any]], Any], plan: Plan, *, most: int = 2) -> Consent:
    """Any valid consent that speaks of the people and organisations of a plan."""
    builder = Builder(_Drawn(draw, most))
    for _, part in walk(plan):
        target, own = _KIND_OF.get(type(part).__name__), getattr(part, "id", None)
        if target is not None and own is not None:
            builder.ids.setdefault(target, []).append(own)
    return Consent.model_validate(builder.resolved(builder.part(Consent)))


def maximal_document(text: Callable[[str], str] | None = None) -> SipDocument:
    """The same document every time, in which every field of every part is set and every list has two items.

    `text` makes each free text (`Line`, `Text`) from where it stands, such as `Need.text`: for canaries. Since a plan
    says either what others do or that nobody does anything, `no_other_measures` is False.
    """
    builder = Builder(_Everything(text))
    data = builder.part(SipDocument)
    data["plan"]["approved_for_person"] = False
    return _document(builder, data)


def _document(builder: Builder, data: dict[str, Any]) -> SipDocument:
    return SipDocument.model_validate(builder.resolved({**data, "plan": consistent(data["plan"])}))
