"""Who may do what to a plan, and what a document that is handed in means."""

from __future__ import annotations

from typing import Any

import pytest

from gateway.rules.ownership import (
    ACT_OF_MESSAGE,
    WHO_MAY,
    Act,
    HandIn,
    Held,
    Who,
    check_act,
    check_sender,
    judge_hand_in,
    performs,
)
from gateway.rules.versions import content_hash_of
from schemas.messages import ANSWER_KINDS, MessageKind
from schemas.sip.plan import Plan
from tests.rules.examples import PSYK, SKOLA, SOC, document


def plan_of(**changes: Any) -> Plan:
    return document(**changes).plan


def held(plan: Plan, **changes: Any) -> Held:
    return Held(**{"home": SOC, "version": 1, "content_hash": content_hash_of(plan), "plan": plan} | changes)


def revision(number: int) -> dict[str, Any]:
    return {"source": {"system": "Journal", "plan_id": "77", "revision": number}}


def test_the_first_document_is_taken_in_by_the_coordinators_organisation_only():
    assert judge_hand_in(plan_of(), SOC, None).what is HandIn.FIRST
    verdict = judge_hand_in(plan_of(), SKOLA, None)
    assert verdict.what is HandIn.NOT_YOURS
    assert [each.code for each in verdict.findings] == ["SIP608"]
    assert judge_hand_in(plan_of(coordinator=None), SKOLA, None).what is HandIn.FIRST


def test_the_same_content_is_nothing_new_also_with_a_new_revision_or_number():
    known = held(plan_of(**revision(3)), source_revision=3)
    assert judge_hand_in(plan_of(**revision(4), version=9), SOC, known).what is HandIn.NOTHING_NEW


def test_changed_content_is_the_next_version():
    verdict = judge_hand_in(plan_of(summary=None, **revision(4)), SOC, held(plan_of(), source_revision=3))
    assert (verdict.what, verdict.findings) == (HandIn.NEXT, ())


def test_changed_content_under_an_unchanged_revision_is_told():
    verdict = judge_hand_in(plan_of(summary=None, **revision(3)), SOC, held(plan_of(), source_revision=3))
    assert [each.code for each in verdict.findings] == ["SIP612"]


def test_a_lower_revision_than_seen_is_an_older_export():
    verdict = judge_hand_in(plan_of(summary=None, **revision(2)), SOC, held(plan_of(), source_revision=3))
    assert verdict.what is HandIn.OLDER_EXPORT


def test_a_document_that_builds_on_another_version_is_a_conflict_that_says_what_differs():
    newest = plan_of()
    right = plan_of(summary=None, parent=content_hash_of(newest))
    assert judge_hand_in(right, SOC, held(newest)).what is HandIn.NEXT
    verdict = judge_hand_in(plan_of(summary=None, parent="sha256:" + "0" * 64), SOC, held(newest))
    assert verdict.what is HandIn.CONFLICT
    assert verdict.differs == ("summary",)


def test_our_own_copy_come_back_is_an_echo():
    assert judge_hand_in(plan_of(), SKOLA, held(plan_of())).what is HandIn.ECHO
    wrote = held(plan_of(), entries_written=frozenset({"journal-1"}))
    assert judge_hand_in(plan_of(summary=None), SOC, wrote, entry_id="journal-1").what is HandIn.ECHO


def test_an_edit_of_anothers_plan_is_not_yours():
    verdict = judge_hand_in(plan_of(summary=None), SKOLA, held(plan_of()))
    assert (verdict.what, verdict.findings[0].code) == (HandIn.NOT_YOURS, "SIP600")


@pytest.mark.parametrize("act", list(Act))
def test_every_act_has_somebody_who_may_and_a_stranger_never_may(act: Act):
    assert WHO_MAY[act]
    assert check_act(act, "stranger", SOC, holders=[PSYK], performers=[SKOLA])
    assert not check_act(act, SOC, SOC)
    assert bool(check_act(act, PSYK, SOC, holders=[PSYK])) is (Who.HOLDER not in WHO_MAY[act])


@pytest.mark.parametrize("kind", list(MessageKind))
def test_every_message_is_an_answer_or_a_question_between_gateways_or_an_act(kind: MessageKind):
    questions = {
        MessageKind.PING,
        MessageKind.RECONCILE,
    }  # about no plan: who may ask is settled where they are answered
    assert (kind in ACT_OF_MESSAGE) is (kind not in ANSWER_KINDS | questions)


def test_versions_and_withdrawals_come_only_from_the_home_that_is_held():
    assert not check_sender(MessageKind.PLAN, SOC, None)
    assert not check_sender(MessageKind.PLAN, SOC, SOC)
    assert check_sender(MessageKind.PLAN, SKOLA, SOC)
    assert check_sender(MessageKind.WITHDRAWAL, SKOLA, SOC, holders=[SKOLA])
    assert check_sender(MessageKind.NULLIFICATION, SOC, None)


def test_any_holder_may_report_a_withdrawal():
    """SIP.md §2."""
    assert not check_sender(MessageKind.WITHDRAWAL_REPORT, SKOLA, SOC, holders=[SKOLA])
    assert check_sender(MessageKind.WITHDRAWAL_REPORT, SKOLA, SOC)


def test_a_measure_is_performed_by_the_organisation_or_its_participant():
    plan = plan_of()
    assert performs(plan, SKOLA, "i-skola")  # through its participant
    assert performs(plan, PSYK, "i-psyk")
    assert not performs(plan, SKOLA, "i-psyk")


def test_the_hash_is_over_what_the_plan_says():
    assert content_hash_of(plan_of()) == content_hash_of(plan_of(version=5, parent="sha256:" + "1" * 64))
    assert content_hash_of(plan_of(**revision(1))) == content_hash_of(plan_of(**revision(2)))
    assert content_hash_of(plan_of()) != content_hash_of(plan_of(summary=None))
