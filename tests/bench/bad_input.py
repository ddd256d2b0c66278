"""What becomes of twelve documents that are wrong in one way each: by our gates, and by the peer, which has none.

R refused; I a message that our check of messages refuses; V a message that passes it, so that nobody would notice. Ours
also: H accepted by its home and withheld from everybody else, W accepted and warned of, with code and place.
"""

from __future__ import annotations

import tempfile
from datetime import date
from pathlib import Path

from adapters.journal import HandedIn
from gateway.exchange.accept import accept
from gateway.exchange.ledger import ledger
from gateway.exchange.parts import Parts
from gateway.rules.report import report_on
from gateway.worker import run_until_idle
from schemas.findings import Severity
from schemas.states import CopyState
from tests.bench import gates
from tests.bench.documents import HOME, RECIPIENTS
from tests.bench.figures import Measured, Size, Table
from tests.bench.peer import peer
from tests.bench.services import NOTHING
from tests.bench.world import parts_on, recorded
from tests.sip_xml.twelve_bad import SECRET, good, twelve

TODAY = date(2026, 6, 1)


def measured(_size: Size) -> Measured:
    """A row for each document."""
    found, translate = Measured(), peer()
    usual = {each.code for each in report_on(good(), TODAY).findings}
    rows, let_through = [], 0
    with tempfile.TemporaryDirectory() as made, parts_on("embedded", Path(made), NOTHING) as parts:
        secret = Path(made) / "secret"
        secret.write_text(SECRET, encoding="utf-8")
        for number, (name, body) in enumerate(twelve(secret).items()):
            own = body.replace(b"BENCH-0", b"BENCH-bad-%d" % number)  # a plan of its own for the home
            verdict, why = _ours(parts, name, own, usual)
            theirs, remark = _theirs(translate, body)
            let_through += verdict in "IV"
            rows.append((name, verdict, why, theirs, remark))
    columns = ("document", "ours", "code and place", "saxonche", "why")
    found.tables.append(Table("Twelve documents that are wrong in one way each", columns, rows))
    found.add(
        "bad-let-through", "wrong documents that we let through unsaid", let_through, "documents", f"of {len(rows)}"
    )
    silent = sum(row[3] == "V" for row in rows)
    found.add(
        "bad-peer-silent",
        "that the peer makes into messages which pass every check",
        silent,
        "documents",
        f"of {len(rows)}",
    )
    return found


def _ours(parts: Parts, name: str, body: bytes, usual: set[str]) -> tuple[str, str]:
    """The verdict of a whole gateway, to which it is handed in."""
    before = recorded(parts, HOME)
    answer = accept(parts, HOME, HandedIn(name, body))
    if not answer.accepted:
        return "R", ", ".join(f"{each.code} {each.path}".strip() for each in answer.findings[:2])
    run_until_idle(parts)
    rows = [row for row in ledger(parts, HOME) if row.copy_id.plan_id == answer.plan_id]
    waiting = {row.reason for row in rows if row.state is CopyState.AWAITING_CONSENT}
    if waiting and recorded(parts, HOME) == before:
        return "H", ", ".join(sorted(filter(None, waiting)))
    told = [each for each in answer.findings if each.severity is not Severity.INFORMATION and each.code not in usual]
    if told:
        return "W", ", ".join(f"{each.code} {each.path}" for each in told[:2])
    return "V", f"{recorded(parts, HOME) - before} of {len(RECIPIENTS)} copies recorded"


def _theirs(translate: object, body: bytes) -> tuple[str, str]:
    """The verdict of our check of messages on what the peer says."""
    try:
        said = translate(body)  # type: ignore[operator]
    except Exception as refused:  # noqa: BLE001 - whatever it raises, it has refused
        return "R", type(refused).__name__
    leaked = "a local file stands in the message" if SECRET.encode() in said else ""
    try:
        gates.check_output(said)
    except gates.Refused as why:
        return "I", leaked or ", ".join(dict.fromkeys(why.codes))[:60]
    return "V", leaked
