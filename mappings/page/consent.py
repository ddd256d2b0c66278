"""Who said yes, when and how, until when: the consent in words. Never what it excludes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from mappings.page.reader import Reader
from mappings.page.wording import capital, say_on
from mappings.swedish import sv
from schemas.codes import ConsentForm, ConsentStage, Mandate, WithdrawalScope
from schemas.sip.consent import Consent, ConsentGiver


@dataclass(frozen=True, slots=True)
class ConsentLine:
    """One consent in words: who gave it, until when, and whether it was refused or taken back."""

    given: tuple[str, ...]
    valid_until: str
    refused: str
    withdrawn: str
    partly_withdrawn: bool
    unable: bool


def consent_lines(reader: Reader, consents: Iterable[Consent]) -> tuple[ConsentLine, ...]:
    """The newest version of each consent to the plan; of those before the call only when there is no other."""
    newest: dict[str | None, Consent] = {}
    for consent in sorted(consents, key=lambda each: each.count):
        newest[consent.id] = consent
    to_plan = [each for each in newest.values() if each.stage is ConsentStage.PLAN]
    return tuple(_line(reader, each) for each in (to_plan or newest.values()))


def _line(reader: Reader, consent: Consent) -> ConsentLine:
    whole = [each for each in consent.withdrawals if each.scope is WithdrawalScope.WHOLE]
    return ConsentLine(
        given=tuple(dict.fromkeys(_giver(reader, each) for each in consent.givers)),
        valid_until=say_on(consent.valid_until) if consent.valid_until else "",
        refused=say_on(consent.refused_at) if consent.refused_at else "",
        withdrawn=say_on(whole[0].at) if whole else "",
        partly_withdrawn=bool(consent.withdrawals) and not whole,
        unable=any(each.form is ConsentForm.UNABLE for each in consent.givers),
    )


def _giver(reader: Reader, giver: ConsentGiver) -> str:
    who = f"{reader.You} själv" if giver.mandate is Mandate.SELF else capital(sv(giver.mandate))
    if giver.mandate is not Mandate.SELF and giver.who == reader.id:
        who = f"Du som är {sv(giver.mandate)}"
    when = f" {say_on(giver.given_at)}" if giver.given_at else ""
    how = "" if giver.form is ConsentForm.UNABLE else f", {sv(giver.form)}"
    return f"{who}{when}{how}"
