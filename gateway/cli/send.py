"""`samspel send`: hand in a plan as a journal system would, and let its copies go."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from gateway.cli.exits import Exit
from gateway.cli.options import DEFAULT_DATA, Data, Lang, Organisation
from gateway.cli.streams import STDIN, body_of
from gateway.cli.voice import Voice


def send(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The plan; - is stdin.")] = STDIN,
    *,
    organisation: Organisation,
    existing: Annotated[
        bool,
        typer.Option("--existing", help="The others have the plan on paper: keep their copies until released."),
    ] = False,
    accept_only: Annotated[
        bool, typer.Option("--accept-only", help="Accept it; the copies wait for the next work (serve, any command).")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="The answer as JSON.")] = False,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Hand in a plan. Ends with 0 when it is a version at its home, 1 when it is refused."""
    from adapters.journal import HandedIn
    from gateway.cli.gateways import opened, organisation_of, work
    from gateway.exchange.accept import accept

    voice, body = Voice.of(lang), body_of(file)
    with opened(data) as gateway:
        home = organisation_of(gateway.parts, organisation)
        handed = HandedIn(_token(gateway.parts, home, body), body)
        answer = accept(gateway.parts, home, handed, existing=existing)
        nothing_kept = existing and answer.accepted and not _is_kept_back(gateway.parts, home, answer)
        if not accept_only:
            work(gateway.parts)
    voice.tell_findings(answer.findings)
    if nothing_kept:
        voice.tell(
            "Versionen fanns här redan: --existing har inte ändrat något.",
            "The version was here already: --existing has changed nothing.",
        )
    if json:
        import orjson

        voice.result(orjson.dumps(_said(answer)).decode())
    elif answer.accepted:
        voice.result(f"{answer.plan_id} {answer.version}")
    raise typer.Exit(Exit.DONE if answer.accepted else Exit.REFUSED)


def _is_kept_back(parts: Any, home: str, answer: Any) -> bool:
    from gateway.exchange.existing import KEPT_BACK
    from gateway.exchange.ledger import ledger

    rows = ledger(parts, home, plan_id=answer.plan_id)
    return any(row.reason == KEPT_BACK and row.copy_id.version == answer.version for row in rows)


def _token(parts: Any, organisation: str, body: bytes) -> str:
    """The same bytes handed in twice are one document."""
    import hashlib

    return f"command-{parts.vault(organisation).keyed_digest(hashlib.sha256(body).hexdigest())[-32:]}"


def _said(answer: Any) -> dict[str, Any]:
    return {
        "accepted": answer.accepted,
        "plan_id": answer.plan_id,
        "version": answer.version,
        "content_hash": answer.content_hash,
        "findings": [each.as_json() for each in answer.findings],
    }
