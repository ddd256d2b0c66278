"""The plans of a fault run: SIP documents of the published test person, with a marker in each part.

What is about a subject carries a marker of its own in each version, so what a recipient has in its journal shows of
which version it is, and whether it got what was not for it. Of three recipients the first may have everything, the
second what is about somatic health, the third that and what is about school.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from schemas.codes import Subject
from tests.faults.accepted import marker
from tests.faults.cast import BY_ID

PERSON = {
    "name": {"given": "Tolvan", "family": "Testsson"},
    "identity": {"kind": "personnummer", "value": "191212121212"},
}
SUBJECTS = (Subject.SOMATIC_HEALTH, Subject.SCHOOL, Subject.ECONOMY)
SHARES: tuple[tuple[Subject, ...], ...] = (
    SUBJECTS,
    (Subject.SOMATIC_HEALTH,),
    (Subject.SOMATIC_HEALTH, Subject.SCHOOL),
)
"""What the first, second and third recipient may have."""
WHOLE_PLAN = "whole-plan"
"""What is about the plan as a whole (its summary) goes only to those who may have everything."""


@dataclass(frozen=True)
class Planned:
    """One plan of the load: whose, for whom, and how it is called (`relay-killed/0012`)."""

    name: str
    home: str
    recipients: tuple[str, ...]
    outside: tuple[str, ...] = field(default=())
    """Those that take part in the plan, and that consent does not cover."""
    first_share: int = 0
    """Which of `SHARES` the first recipient has; the others have the next ones."""

    def called(self, revision: int) -> str:
        """The name of one document."""
        return f"{self.name}/{revision}"

    def markers(self, revision: int) -> dict[str, str]:
        """Of each subject of a version (and of the plan as a whole), the marker that stands in it."""
        return {each: marker(self.called(revision), each) for each in (*SUBJECTS, WHOLE_PLAN)}

    def parts(self, revision: int) -> Mapping[str, tuple[str, ...]]:
        """Each recipient with the markers of what is for it."""
        markers = self.markers(revision)
        found = {}
        for each, share in self._shares():
            whole = (markers[WHOLE_PLAN],) if set(share) == set(SUBJECTS) else ()
            found[each] = tuple(markers[subject] for subject in share) + whole
        return found

    def _shares(self) -> list[tuple[str, tuple[Subject, ...]]]:
        """Each recipient with what it may have."""
        return [(each, SHARES[place % len(SHARES)]) for place, each in enumerate(self.recipients, self.first_share)]

    def document(self, revision: int, state: str = "established") -> bytes:
        """The export of the home's journal system; the same arguments give the same bytes."""
        document = {
            "format": "samspel-sip",
            "version": "0.9",
            "plan": self._plan(revision, state),
            "consents": [self._consent()],
        }
        return json.dumps(document, ensure_ascii=False).encode()

    def _plan(self, revision: int, state: str) -> dict[str, object]:
        everybody = (self.home, *self.recipients, *self.outside)
        markers = self.markers(revision)
        return {
            "source": {"system": self.home, "plan_id": self.name, "revision": revision},
            "state": state,
            "established_on": "2026-01-12",
            "person": PERSON,
            "organisations": _organisations(everybody),
            "participants": [
                {
                    "id": f"deltagare-{place}",
                    "name": {"given": "Deltagare", "family": f"Nummer{place}"},
                    "organisation": each,
                }
                for place, each in enumerate(everybody)
            ],
            "coordinator": "deltagare-0",
            "lead_huvudman": BY_ID[self.home].huvudman,
            "overall_goals": [
                {"id": "mal-1", "whose": "person", "text": "Sova hela natten", "subjects": [Subject.SOMATIC_HEALTH]}
            ],
            "needs": [
                {"id": f"behov-{each}", "text": f"Behov {markers[each]}", "subjects": [each]} for each in SUBJECTS
            ],
            "interventions": [
                {
                    "id": f"insats-{place}",
                    "text": f"Insats {place}",
                    "responsible_huvudman": BY_ID[each].huvudman,
                    "performers": [each],
                    "subjects": [Subject.SOMATIC_HEALTH],
                }
                for place, each in enumerate(everybody)
            ],
            "no_other_measures": True,
            "summary": {"text": f"Alla är överens {markers[WHOLE_PLAN]}"},
            "follow_up": {"on": "2027-12-01"},
        }

    def _consent(self) -> dict[str, object]:
        rows = []
        for each, share in self._shares():
            rows.append({"recipient": each} if share == SUBJECTS else {"recipient": each, "subjects": list(share)})
        return {
            "givers": [{"who": "person", "given_at": "2026-01-10", "form": "oral"}],
            "noted_by": "Handläggare ett",
            "recipients": rows,
        }


def _organisations(everybody: Sequence[str]) -> list[dict[str, str]]:
    huvudman = sorted({BY_ID[each].huvudman for each in everybody})
    return [
        *(
            {"id": each, "name": f"Huvudman {each}", "kind": "region" if each.startswith("23") else "municipality"}
            for each in huvudman
        ),
        *(
            {"id": each, "name": BY_ID[each].name, "kind": BY_ID[each].kind.value, "part_of": BY_ID[each].huvudman}
            for each in everybody
        ),
    ]
