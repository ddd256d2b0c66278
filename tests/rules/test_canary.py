"""No word of what is withheld is in a copy, and a copy tells nothing of what was left out (DESIGN promise 4)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rules.consent import decide
from gateway.rules.copies import MadeCopy, make_copy
from mappings import fhir
from schemas.codes import Subject
from schemas.messages import Copy, CopyMessage, Header, MessageKind
from schemas.sip.document import SipDocument
from schemas.sip.walk import walk
from tests.generated_plans.strategies import maximal_document
from tests.rules.canaries import CLASSIFIED, PEOPLE, canaried, may_go, reachable, written
from tests.rules.cases import HOME, Case, cases, fitted, whole_again
from tests.rules.examples import NOW

MESSAGE_ID = "urn:uuid:55555555-5555-4555-8555-555555555555"
ENVELOPE_ID = "urn:uuid:66666666-6666-4666-8666-666666666666"


def copy_of(case: Case, *, aliases: dict[str, str] | None = None, prefix: str = "a") -> MadeCopy:
    decision = decide(case.document.plan, case.document.consents, case.recipient, NOW, home=HOME)
    numbers = itertools.count(1)
    return make_copy(
        case.document,
        case.recipient,
        decision,
        aliases=aliases or {},
        new_id=lambda: f"{prefix}{next(numbers)}",
        recipient_handles_protected=True,
        home=HOME,
    )


def said(copy: MadeCopy) -> str:
    return copy.document.model_dump_json()


def message(case: Case, made: MadeCopy) -> CopyMessage:
    header = Header(
        message_id=MESSAGE_ID,
        kind=MessageKind.PLAN,
        sender=HOME,
        receiver=case.recipient,
        sender_key="k1",
        receiver_key="k2",
        created_at=NOW,
    )
    digest = {"version_digest": "hmac:1", "redacted": made.redacted}
    return CopyMessage(
        header=header, copied=Copy(sender=HOME, receiver=case.recipient, document=made.document, **digest)
    )


def sent(case: Case, made: MadeCopy) -> str:
    """Every byte that is sealed and sent: header, body, narrative, ids, attachments."""
    whole = message(case, made)
    return fhir.wrap(fhir.frozen_copy(whole.copied), whole.header, ENVELOPE_ID).decode()


def assert_only_what_may_go(case: Case, *, protected: bool = False) -> None:
    document, canaries = canaried(case.document)
    made = copy_of(Case(document, case.recipient, case.subjects))
    copied = said(made) + sent(case, made)
    for canary, where in canaries.items():
        allowed = may_go(
            document,
            where,
            recipient=case.recipient,
            home=HOME,
            everything=case.subjects is None,
            subjects=case.subjects or (),
            protected=protected,
        )
        found = any(form in copied for form in written(canary))
        assert not found or allowed, f"{where} is in a copy that it must not be in"
        if allowed and str(where[1]) in CLASSIFIED | PEOPLE | {"person"}:
            assert found, f"{where} is missing in a copy that it belongs in"


@pytest.mark.parametrize("subject", list(Subject))
@pytest.mark.parametrize("protected", [False, True])
def test_a_plan_with_every_field_set_gives_nothing_away_for_any_subject(subject: Subject, protected: bool):
    document = maximal_document()
    for recipient in document.plan.organisations:
        subjects = frozenset({subject.value})
        assert_only_what_may_go(fitted(document, recipient.id, subjects, protected=protected), protected=protected)


@pytest.mark.parametrize("protected", [False, True])
def test_a_plan_with_every_field_set_gives_all_to_one_whose_consent_covers_all(protected: bool):
    document = maximal_document()
    case = fitted(document, document.plan.organisations[0].id, None, protected=protected)
    assert_only_what_may_go(case, protected=protected)


@given(cases(limited=True))
def test_no_canary_of_what_is_withheld_is_in_a_limited_copy(case: Case):
    assert_only_what_may_go(case)


@given(cases(limited=False, protected=True))
def test_nothing_that_tells_where_somebody_is_goes_when_anybody_is_protected(case: Case):
    assert_only_what_may_go(case, protected=True)


@given(cases(limited=True))
def test_a_copy_arrives_as_it_was_made(case: Case):
    made = copy_of(case)
    reading = fhir.message_from_wire(sent(case, made).encode())
    assert reading.message == message(case, made)
    assert reading.account.complete


@given(cases(limited=True))
def test_no_id_of_the_source_is_in_a_copy_and_two_recipients_share_none(case: Case):
    kept = {each.id for each in case.document.plan.organisations} | {each.id for each in case.document.consents}
    own = {getattr(part, "id", None) for _, part in walk(case.document)} - kept - {None}
    one, other = copy_of(case, prefix="one"), copy_of(case, prefix="other")
    ids = [{getattr(part, "id", None) for _, part in walk(each.document)} - kept - {None} for each in (one, other)]
    assert not own & (ids[0] | ids[1])
    wire = sent(case, one)
    assert not any(f'"{each}"' in wire or f"/{each}" in wire for each in own)
    assert not ids[0] & ids[1]


@given(cases(limited=True))
def test_the_next_copy_has_the_same_ids_and_the_same_bytes(case: Case):
    first = copy_of(case)
    again = copy_of(case, aliases=first.aliases, prefix="new")
    assert said(again) == said(first)
    assert again.aliases == first.aliases


Gone = Callable[[str, dict[str, Any]], bool]
LISTS = (*sorted(CLASSIFIED), *sorted(PEOPLE), "calls", "meetings")
SPANNING = ("trigger", "preparation", "refusal", "discharge", "summary", "fixed_care_contact", "source", "parent")


def without(case: Case, gone: Gone) -> Case:
    """The case with parts taken out of the source: `gone(top field, part)` says which."""
    data = case.document.model_dump(mode="json")
    plan = data["plan"]
    for name in LISTS:
        if isinstance(plan[name], list):
            plan[name] = [each for each in plan[name] if not gone(name, each)]
        elif plan[name] is not None and gone(name, plan[name]):
            plan[name] = None
    return Case(whole_again(data), case.recipient, case.subjects)


def withheld_from(case: Case) -> Gone:
    """Which parts of the source the recipient must not know of."""
    plan = case.document.plan.model_dump(mode="json")
    allowed = reachable(case.document, case.recipient, HOME, case.subjects or ())
    own = {case.recipient} | {each["id"] for each in plan["participants"] if each["organisation"] == case.recipient}
    calls = [each for each in plan["calls"] if own & {party["party"] for party in each["parties"]}]
    met = {each["meeting"] for each in (*calls, *plan["follow_ups"])}
    met |= {each["id"] for each in plan["meetings"] if own & {one["who"] for one in each["attendance"]}}

    def gone(name: str, part: dict[str, Any]) -> bool:
        if name in PEOPLE:
            return part["id"] not in allowed
        if name == "calls":
            return part not in calls
        if name == "meetings":
            return part["id"] not in met
        return not part["subjects"] or not set(part["subjects"]) <= (case.subjects or set())

    return gone


@given(cases(limited=True), st.integers(1, 7))
def test_taking_withheld_parts_out_of_the_source_changes_no_byte_of_the_copy(case: Case, which: int):
    """Non-interference: what a recipient gets is the same whether or not there is something that it does not get."""
    is_withheld, numbers = withheld_from(case), itertools.count(1)
    whole = copy_of(case)
    less = copy_of(without(case, lambda name, part: is_withheld(name, part) and bool(next(numbers) * 5 & which)))
    assert said(less) == said(whole)
    assert less.redacted is whole.redacted is True


def test_a_part_that_was_empty_and_one_that_became_so_are_the_same_to_a_limited_recipient():
    """An empty shell would tell that something stood in it."""
    document = maximal_document()
    data = document.model_dump(mode="json")
    data["plan"]["initiative"] = {"by": "Relative-2"}
    told = fitted(SipDocument.model_validate(data), document.plan.organisations[0].id, frozenset({"economy"}))
    data["plan"]["initiative"] = {}
    empty = fitted(SipDocument.model_validate(data), told.recipient, told.subjects)
    assert said(copy_of(told)) == said(copy_of(empty))
    assert copy_of(told).document.plan.initiative is None


@given(cases(limited=True))
def test_clearing_what_spans_the_plan_changes_no_byte_of_a_limited_copy(case: Case):
    data = case.document.model_dump(mode="json")
    plan = data["plan"]
    plan |= dict.fromkeys(SPANNING) | {"related_plans": [], "attachments": [], "no_other_measures": False}
    plan["person"]["communication_support"] = []
    if plan["initiative"] is not None and plan["initiative"]["by"] is not None:
        plan["initiative"] |= {"requested_by": None, "presumed_group": None, "reason": None}
    cleared = Case(whole_again(data), case.recipient, case.subjects)
    assert said(copy_of(cleared)) == said(copy_of(case))


@given(cases(limited=True))
def test_the_consents_of_others_and_its_exclusions_change_no_byte_of_a_copy(case: Case):
    data = case.document.model_dump(mode="json")
    given_consent = data["consents"][0]
    others = [{"recipient": each.id} for each in case.document.plan.organisations if each.id != case.recipient]
    given_consent |= {"version": 9, "noted_by": None, "judged_by": None, "exclusion_text": None}
    given_consent |= {"recipients": [*given_consent["recipients"], *others], "excluded_parties": ["another"]}
    given_consent["withdrawals"] = [{"at": "2026-03-10", "scope": "recipient", "recipients": ["person"]}]
    changed = Case(SipDocument.model_validate(data), case.recipient, case.subjects)
    assert said(copy_of(changed)) == said(copy_of(case))


@given(cases(limited=True))
def test_changing_a_withheld_text_changes_no_byte_of_the_copy(case: Case):
    document, canaries = canaried(case.document)
    text = document.model_dump_json()
    for canary, where in canaries.items():
        allowed = may_go(
            document,
            where,
            recipient=case.recipient,
            home=HOME,
            everything=False,
            subjects=case.subjects or (),
            protected=False,
        )
        if not allowed:
            text = text.replace(f'"{canary}"', f'"{canary[::-1]}"')
    changed = SipDocument.model_validate_json(text)
    assert said(copy_of(Case(changed, case.recipient, case.subjects))) == said(
        copy_of(Case(document, case.recipient, case.subjects))
    )


@given(cases(limited=True))
def test_what_stays_is_listed_with_its_place_and_reason_and_without_content(case: Case):
    document, canaries = canaried(case.document)
    made = copy_of(Case(document, case.recipient, case.subjects))
    listed = {each.path for each in made.left_out}
    for canary, where in canaries.items():
        assert not any(canary in path for path in listed)
        if canary not in said(made) and where[0] == "plan" and where[1] != "attachments":
            pointer = "".join(f"/{step}" for step in where)
            assert any(pointer == path or pointer.startswith(f"{path}/") for path in listed), pointer
