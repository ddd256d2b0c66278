"""Whether a new version is about the same person as the one before it.

A person can get another number (a coordination number becomes a personnummer, a reserve number is replaced): then the
document names the earlier one, and both are kept. Another number without that is another person, whose plan would go
out to the first one's recipients. Source: SIP.md field 4; PDL 3 kap. 14 § (a plan about the wrong person is nullified).
"""

from __future__ import annotations

from dataclasses import dataclass

from schemas.findings import Finding, finding
from schemas.sip.plan import Plan
from schemas.states import PlanState


@dataclass(frozen=True, slots=True)
class IdentityVerdict:
    """Whether the number is another one; and why that is refused, if it is."""

    changed: bool
    findings: tuple[Finding, ...] = ()


def judge_identity(old: Plan | None, new: Plan) -> IdentityVerdict:
    """Whether `new` may follow `old` (None: nothing is held) as far as its person goes.

    A version that nullifies the plan may name whom it likes: it is how a plan about the wrong person is ended.
    The same question gives the same answer; a change that was accepted once is none in the versions after it.
    """
    if old is None or old.person.identity == new.person.identity:
        return IdentityVerdict(changed=False)
    if new.state is PlanState.NULLIFIED or old.person.identity in new.person.earlier_identities:
        return IdentityVerdict(changed=True)
    return IdentityVerdict(changed=True, findings=(finding("SIP618", "/plan/person/identity"),))
