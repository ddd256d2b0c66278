"""`samspel preview`: exactly what one recipient would be sent of a plan, and what would stay. Sends nothing."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Optional

import typer

from gateway.cli.convert import exit_of
from gateway.cli.exits import Exit
from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.streams import STDIN, body_of
from gateway.cli.voice import Voice
from mappings.reading import Format
from schemas.findings import finding, has_errors

_WHY = {
    "unclassified": "inget ämne är angivet",
    "subjects-not-permitted": "samtycket omfattar inte ämnet",
    "spans-the-plan": "gäller hela planen, och samtycket gör inte det",
    "not-referred-to": "inget av det som skickas hänvisar hit",
    "refers-to-what-is-left-out": "hänvisar till något som stannar",
    "recipient-not-called": "mottagaren är inte kallad",
    "protected-identity": "skyddade personuppgifter",
    "attachments-do-not-travel": "bilagor följer inte med",
    "stays-home": "stannar alltid hemma",
    "consent-as-extract": "av samtycket går bara ett utdrag",
}
"""Why something stays → in Swedish."""

if TYPE_CHECKING:
    from gateway.rules.preview import Preview
    from schemas.sip.document import SipDocument


def preview(
    plan: Annotated[str, typer.Argument(metavar="PLAN|FILE", help="Plan id of this gateway, a file, or - for stdin.")],
    *,
    recipient: Annotated[
        str, typer.Option("--for", metavar="ORG|person|GUARDIAN", help="Whose copy: organisation id, person, guardian.")
    ],
    to: Annotated[
        Optional[Format],  # noqa: UP045
        typer.Option("--to", help="Give only the document that would be sent, in this format."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="What goes, what stays, and the decision, as JSON.")] = False,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Show what a recipient would get of a plan, and what would stay. Ends with 1 when nothing would be sent.

    Of a file no gateway is asked, unless --as says whose.
    """
    voice = Voice.of(lang)
    if plan != STDIN and not Path(plan).is_file() and not _looks_like_a_file(plan):
        shown = _of_plan(plan, recipient, as_, data)
    elif as_ is not None:
        shown = _of_file_at_home(body_of(plan), recipient, as_, data)
    else:
        shown = _of_file(voice, plan, recipient)
    _put(voice, shown, to, json=json)
    raise typer.Exit(Exit.DONE if shown.document is not None else Exit.REFUSED)


def _looks_like_a_file(text: str) -> bool:
    """No plan id has a suffix or a slash: who writes one means a file."""
    return any(each in text for each in "./\\")


def _of_plan(plan: str, recipient: str, as_: str | None, data: Path) -> Preview:
    from gateway.cli.gateways import home_of, opened, plan_id_of
    from gateway.exchange.preview import preview_plan

    plan_id = plan_id_of(plan)
    with opened(data) as gateway:
        return preview_plan(gateway.parts, home_of(gateway.parts, plan_id, as_), plan_id, recipient).preview


def _of_file_at_home(body: bytes, recipient: str, as_: str, data: Path) -> Preview:
    from gateway.cli.gateways import opened, organisation_of
    from gateway.exchange.preview import preview_document

    with opened(data) as gateway:
        return preview_document(gateway.parts, organisation_of(gateway.parts, as_), body, recipient).preview


def _of_file(voice: Voice, name: str, recipient: str) -> Preview:
    """The preview of a document that would be accepted as the first version; what refuses it ends the command."""
    from gateway.rules.lifecycle import check_move
    from gateway.rules.minimise import is_protected
    from gateway.rules.preview import preview as preview_of
    from gateway.rules.report import missing_in
    from mappings.formats import read
    from mappings.located import located
    from schemas.dates import STOCKHOLM
    from schemas.identifiers import PERSON

    reading, now = read(body_of(name)), datetime.now(UTC)
    document, findings = reading.document, tuple(reading.findings)
    if document is not None:
        lawful = (*check_move(None, document.plan), *missing_in(document, now.astimezone(STOCKHOLM).date()))
        findings = (*findings, *located(lawful, reading))
    voice.tell_findings(findings)
    if document is None or has_errors(findings):
        raise typer.Exit(exit_of(reading))
    to_people = recipient == PERSON or any(each.id == recipient for each in document.plan.guardians)
    if is_protected(document) and not to_people and recipient != document.plan.home:
        voice.tell_findings((finding("SIP549"),))
    return preview_of(document, recipient, now, recipient_handles_protected=True)


def _put(voice: Voice, shown: Preview, to: Format | None, *, json: bool) -> None:
    if json:
        import orjson

        sys.stdout.buffer.write(orjson.dumps(_as_json(shown), option=orjson.OPT_APPEND_NEWLINE))
    elif shown.document is None:
        voice.tell("Inget skulle skickas:", "Nothing would be sent:")
        voice.tell_findings(shown.obstacles or shown.decision.missing)
    elif to is not None:
        from mappings.formats import write

        sys.stdout.buffer.write(write(shown.document, to).body)
    else:
        _speak(voice, shown, shown.document)


def _as_json(shown: Preview) -> dict[str, Any]:
    sent = shown.document.model_dump(mode="json", exclude_none=True) if shown.document is not None else None
    return {
        "document": sent,
        "redacted": shown.redacted,
        "left_out": [{"path": each.path, "reason": each.reason.value} for each in shown.left_out],
        "obstacles": [each.as_json() for each in shown.obstacles],
        "decision": shown.decision.as_json(),
    }


def _speak(voice: Voice, shown: Preview, document: SipDocument) -> None:
    from gateway.cli.outline import Outline

    voice.result(voice.choose("SKICKAS", "WOULD BE SENT"))
    for line in Outline(voice).of(document, 1):
        voice.result(line)
    voice.result(voice.choose(f"STANNAR ({len(shown.left_out)})", f"WOULD STAY ({len(shown.left_out)})"))
    for each in shown.left_out:
        voice.result(f"  {each.path}: {voice.choose(_WHY[each.reason.value], each.reason.value)}")
