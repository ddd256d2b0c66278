"""The generated documents are whole, and leave no field of the model out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.integrity import broken_references
from schemas.sip.walk import walk
from tests.generated_plans.building import kinds_of
from tests.generated_plans.strategies import consents, maximal_document, plans, sip_documents


def _fields_of_the_model() -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    waiting: list[type[Part]] = [SipDocument]
    while waiting:
        cls = waiting.pop()
        for name, kind in kinds_of(cls).items():
            if (cls.__name__, name) not in found and isinstance(kind.inner, type) and issubclass(kind.inner, Part):
                waiting.append(kind.inner)
            found.add((cls.__name__, name))
    return found


def test_the_maximal_document_sets_every_field_of_every_part():
    document = maximal_document()

    seen = {
        (type(part).__name__, name)
        for _, part in walk(document)
        for name in type(part).model_fields
        if getattr(part, name) not in (None, ())
    }
    assert seen == _fields_of_the_model()
    assert len(seen) > 250


def test_the_maximal_document_is_the_same_every_time():
    assert maximal_document() == maximal_document()


def test_the_maximal_document_takes_texts_from_outside():
    document = maximal_document(text=lambda where: f"canary {where}")

    assert document.plan.needs[0].sub_goals[0].attainments[0].comment == "canary Attainment.comment"


@given(sip_documents())
def test_generated_documents_are_whole(document):
    assert not broken_references(document.plan, document.consents)
    assert SipDocument.model_validate(document.model_dump(mode="json")) == document


@given(st.data())
def test_generated_consents_speak_of_their_plan(data):
    plan = data.draw(plans(most=1))
    consent = data.draw(consents(plan))

    assert not broken_references(plan, (consent,))
