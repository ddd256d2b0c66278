"""Every step with a durable effect, on both sides: the crash test stops a real process at each of them.

Theory of operation. A use case calls `parts.at(Step.X)` right before and right after what it makes durable. In
production nothing listens. What is lost by a stop *before* a step is done again; what is repeated by a stop *after*
one is harmless, because every station knows what it has seen: documents by token, messages by message id, copies by
copy id.
"""

from __future__ import annotations

from enum import StrEnum


class Step(StrEnum):
    """Where a process can stop."""

    ACCEPT_BEFORE_COMMIT = "accept-before-commit"
    ACCEPT_AFTER_COMMIT = "accept-after-commit"  # the journal has no answer yet
    ACCEPT_AFTER_ANSWER = "accept-after-answer"
    BATCH_BEFORE_CLAIMED = "batch-before-claimed"  # the first phase of each piece of work has been done
    BATCH_AFTER_CLAIMED = "batch-after-claimed"
    BATCH_BEFORE_RESULTS = "batch-before-results"  # what is outside knows, and nothing of it is written
    BATCH_AFTER_RESULTS = "batch-after-results"
    PREPARE_BEFORE_COMMIT = "prepare-before-commit"
    PREPARE_AFTER_COMMIT = "prepare-after-commit"
    SEND_BEFORE_PUBLISH = "send-before-publish"  # marked as "may have left"
    SEND_AFTER_PUBLISH = "send-after-publish"  # the broker has it, the ledger does not know
    SEND_AFTER_COMMIT = "send-after-commit"
    RECEIVE_BEFORE_COMMIT = "receive-before-commit"
    RECEIVE_AFTER_COMMIT = "receive-after-commit"  # not acknowledged yet
    RECORD_BEFORE_ADAPTER = "record-before-adapter"
    RECORD_AFTER_ADAPTER = "record-after-adapter"  # the journal has it, we do not know
    RECORD_BEFORE_COMMIT = "record-before-commit"
    RECORD_AFTER_COMMIT = "record-after-commit"
    RECEIPT_BEFORE_COMMIT = "receipt-before-commit"
    RECEIPT_AFTER_COMMIT = "receipt-after-commit"  # the journal is not told that we have it
    RECEIPT_AFTER_CONFIRMED = "receipt-after-confirmed"
    CONFIRM_BEFORE_COMMIT = "confirm-before-commit"
    CONFIRM_AFTER_COMMIT = "confirm-after-commit"
    SETTLE_BEFORE_COMMIT = "settle-before-commit"
    SETTLE_AFTER_COMMIT = "settle-after-commit"
    TELL_BEFORE_NOTE = "tell-before-note"
    TELL_AFTER_NOTE = "tell-after-note"
    TELL_AFTER_COMMIT = "tell-after-commit"
    HAND_OUT_BEFORE = "hand-out-before"
    HAND_OUT_AFTER = "hand-out-after"
    WITHDRAW_BEFORE_COMMIT = "withdraw-before-commit"
    WITHDRAW_AFTER_COMMIT = "withdraw-after-commit"
    CONTROL_BEFORE_COMMIT = "control-before-commit"
    CONTROL_AFTER_COMMIT = "control-after-commit"
