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
    """Show what a recipient would get of a plan, and what would stay. Ends with 1 when nothing would be sent."""
    voice = Voice.of(lang)
    if plan == STDIN or Path(plan).is_file():
        shown = _of_file(voice, plan, recipient)
    else:
        from gateway.cli.gateways import home_of, opened, plan_id_of
        from gateway.exchange.preview import preview_plan

        with opened(data) as gateway:
            plan_id = plan_id_of(plan)
            shown = preview_plan(gateway.parts, home_of(gateway.parts, plan_id, as_), plan_id, recipient).preview
    _put(voice, shown, to, json=json)
    raise typer.Exit(Exit.DONE if shown.document is not None else Exit.REFUSED)


def _of_file(voice: Voice, name: str, recipient: str) -> Preview:
    from gateway.rules.preview import preview as preview_of
    from mappings.formats import read

    reading = read(body_of(name))
    voice.tell_findings(reading.findings)
    if reading.document is None or not reading.valid:
        raise typer.Exit(exit_of(reading))
    return preview_of(reading.document, recipient, datetime.now(UTC))


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
    from gateway.cli.outline import outline

    voice.result(voice.choose("SKICKAS", "WOULD BE SENT"))
    for line in outline(document, 1):
        voice.result(line)
    voice.result(voice.choose(f"STANNAR ({len(shown.left_out)})", f"WOULD STAY ({len(shown.left_out)})"))
    for each in shown.left_out:
        voice.result(f"  {each.path}: {each.reason.value}")
