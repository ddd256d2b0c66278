"""`samspel ping`: is a partner's gateway there, what does it speak, are keys and clocks right?"""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.exits import Exit
from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.voice import Voice

if TYPE_CHECKING:
    from gateway.exchange.ping import Pong

Within = Annotated[
    str, typer.Option("--timeout", metavar="DURATION", help="How long to wait for the answer, as PT30S.")
]


def ping(
    organisation: Annotated[str, typer.Argument(metavar="ORGANISATION", help="Directory id of who is to answer.")],
    *,
    timeout: Within = "PT30S",
    as_json: Annotated[bool, typer.Option("--json", help="The answer as one object.")] = False,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Send a test message to another organisation's gateway and wait for its answer. Nothing is recorded."""
    from gateway.cli.filters import age_of
    from gateway.cli.gateways import opened, organisation_of, work
    from gateway.exchange.ping import ping as send
    from schemas.findings import finding

    voice, within = Voice.of(lang), age_of(timeout) or timedelta(0)
    with opened(data) as gateway:
        parts = gateway.parts
        asker = organisation_of(parts, as_)
        pong = send(parts, asker, organisation, within=within, work=lambda: work(parts))
    if pong is None:
        voice.tell_findings([finding("SIP744")])
        raise typer.Exit(Exit.TRY_AGAIN)
    for line in [_object(pong)] if as_json else _lines(voice, pong):
        voice.result(line)


def _lines(voice: Voice, pong: Pong) -> list[str]:
    answer, choose = pong.answer, voice.choose
    return [
        choose(f"{answer.header.sender} svarar.", f"{answer.header.sender} answers."),
        choose(f"  tid fram och tillbaka  {_ms(pong.took)} ms", f"  round trip             {_ms(pong.took)} ms"),
        choose("  program                ", "  program                ") + f"samspel {answer.program}",
        choose("  meddelandeversioner    ", "  message versions       ") + ", ".join(answer.versions),
        *_clock(voice, pong),
        choose("  frågan undertecknad    ", "  question signed with   ") + _fingerprint(answer.signed_with),
        choose("  frågan förseglad till  ", "  question sealed to     ") + _fingerprint(answer.sealed_to),
        choose("  svaret undertecknat    ", "  answer signed with     ") + _fingerprint(answer.signs_with),
    ]


def _clock(voice: Voice, pong: Pong) -> list[str]:
    """How far the clocks are apart; nothing for a difference that the way alone can explain."""
    if abs(pong.ahead) <= pong.took / 2:
        return []
    ahead = voice.choose("  klocka före vår med    ", "  clock ahead of ours by ")
    behind = voice.choose("  klocka efter vår med   ", "  clock behind ours by   ")
    return [(ahead if pong.ahead > timedelta(0) else behind) + f"{_ms(abs(pong.ahead))} ms"]


def _object(pong: Pong) -> str:
    answer = pong.answer
    said = {
        "organisation": answer.header.sender,
        "took_ms": _ms(pong.took),
        "program": answer.program,
        "message_versions": list(answer.versions),
        "ahead_ms": _ms(pong.ahead),
        "signed_with": _fingerprint(answer.signed_with),
        "sealed_to": _fingerprint(answer.sealed_to),
        "signs_with": _fingerprint(answer.signs_with),
    }
    return json.dumps(said, ensure_ascii=False)


def _fingerprint(kid: str) -> str:
    """As `samspel keys show` writes it; a partner's text that is none, as it came."""
    from gateway.directory.signing import grouped

    try:
        return grouped(kid)
    except ValueError:
        return kid


def _ms(span: timedelta) -> int:
    return round(span / timedelta(milliseconds=1))
