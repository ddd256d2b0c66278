"""`samspel keys show|rotate|prune`: an organisation's own keys. Private halves are never shown."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding

if TYPE_CHECKING:
    from gateway.bootstrap import Gateway

Org = Annotated[str, typer.Argument(metavar="ORG", help="An organisation of this gateway.")]
_A_DAY, _A_MINUTE, _A_SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)


def show(
    organisation: Annotated[Optional[str], typer.Argument(metavar="[ORG]", help="Only this one.")] = None,  # noqa: UP045
    *,
    as_json: Annotated[bool, typer.Option("--json", help="One object per organisation and line.")] = False,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Fingerprints, use and validity of the keys of those that work here."""
    import json

    from gateway.cli.directory_text import key_line, key_object
    from gateway.cli.gateways import opened

    voice = Voice.of(lang)
    with opened(data) as gateway:
        whose = [_one_of(gateway, organisation)] if organisation else _settled(gateway)
        rings = {each: gateway.parts.keys.peek(each) for each in whose}
        now = gateway.parts.clock()
    for each, ring in rings.items():
        keys = ring.public().generations if ring is not None else ()
        if as_json:
            said = {"id": each, "keys": [key_object(key, now) for key in keys]}
            voice.result(json.dumps(said, ensure_ascii=False))
        else:
            voice.result("\n".join([each, *(f"  {key_line(voice, key, now)}" for key in keys)]))


def rotate(
    organisation: Org,
    *,
    begin: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--begin", metavar="TIME", help="When the new keys take over: 2026-03-01T00:00+01:00."),
    ] = None,
    overlap: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--overlap", metavar="TIME", help="How long the old ones count on. Default: P7D."),
    ] = None,
    stolen: Annotated[
        bool, typer.Option("--stolen", help="The old keys are in wrong hands: they end now, and new ones take over.")
    ] = False,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Make new keys that take over at a time, by default in a day (at once with the embedded broker)."""
    from gateway.cli.directory_text import key_line
    from gateway.cli.filters import age_of
    from gateway.cli.gateways import opened
    from gateway.exchange.rotate_keys import revoke_keys, rotate_keys

    for name, said in (("--begin", begin), ("--overlap", overlap)):
        if stolen and said is not None:
            raise Rejected(findings=(finding("SIP998", one="--stolen", other=name),))
    voice, lasting = Voice.of(lang), age_of(overlap or "P7D") or timedelta(0)
    with opened(data) as gateway:
        parts = gateway.parts
        wait = timedelta(0) if gateway.settings.broker is None or stolen else _A_DAY
        start = _time(begin) if begin is not None else parts.clock() + wait
        if start < parts.clock() - _A_MINUTE:
            raise Rejected(findings=(finding("SIP991"),))
        whose = _one_of(gateway, organisation)
        ring = revoke_keys(parts, whose) if stolen else rotate_keys(parts, whose, start, lasting)
        gateway.refresh()
        now, shared = parts.clock(), gateway.settings.shared is not None
        alone = gateway.settings.broker is None
    voice.result("\n".join([organisation, *(f"  {key_line(voice, key, now)}" for key in ring.public().generations)]))
    if stolen:
        _tell_stolen(voice, organisation, now + _A_SECOND, shared=shared, alone=alone)
    elif shared:
        voice.tell(
            f"Lämna de nya nycklarna till plattformen före {start.isoformat()}: samspel directory entry {organisation}",
            f"Give the new keys to the platform before {start.isoformat()}: samspel directory entry {organisation}",
        )
    elif wait:
        voice.tell(
            "Ge de andra gatewayerna den nya katalogen: samspel directory export",
            "Give the other gateways the new directory: samspel directory export",
        )


def _tell_stolen(voice: Voice, organisation: str, pruned_at: datetime, *, shared: bool, alone: bool) -> None:
    """The rest of the way: a stolen key counts at the others until the directory says otherwise."""
    prune_now = f"samspel keys prune {organisation} --before {pruned_at.isoformat(timespec='seconds')}"
    if shared:
        entry = f"samspel directory entry {organisation}"
        voice.tell(
            f"Nu genast: {entry}, och ring plattformen: den nya nyckeln är okänd där, och posten tas in med "
            "fingeravtrycket. Tills katalogen är publicerad gäller den stulna nyckeln hos de andra, och inget skickas.",
            f"At once: {entry}, and telephone the platform: the new key is unknown there, and the entry is taken in "
            "with the fingerprint. Until the directory is published the stolen key counts at the others, and nothing "
            "is sent.",
        )
        voice.tell(
            f"När alla har hämtat katalogen och köerna är tomma: {prune_now}, och sedan {entry} en gång till: en tjuv "
            "kan datera bakåt tills nyckeln är borta ur katalogen.",
            f"When all have pulled the directory and the queues are empty: {prune_now}, and then {entry} once more: a "
            "thief can date back until the key is out of the directory.",
        )
        return
    if not alone:
        voice.tell(
            "Ge genast de andra gatewayerna den nya katalogen: samspel directory export",
            "Give the other gateways the new directory at once: samspel directory export",
        )
    voice.tell(f"När köerna är tomma: {prune_now}", f"When the queues are empty: {prune_now}")


def prune(
    organisation: Org,
    *,
    before: Annotated[str, typer.Option("--before", metavar="TIME", help="Keys that ended before this time.")],
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Destroy keys that ended before a time. Refused while the organisation's queues hold anything."""
    from gateway.cli.directory_text import key_line
    from gateway.cli.gateways import opened
    from gateway.exchange.rotate_keys import prune_keys

    voice = Voice.of(lang)
    with opened(data) as gateway:
        gone = prune_keys(gateway.parts, _one_of(gateway, organisation), _time(before))
        gateway.refresh()
        ring, now = gateway.parts.keys.ring(organisation), gateway.parts.clock()
    voice.result(str(gone))
    if gone:
        voice.tell(f"{gone} nycklar är borta för alltid.", f"{gone} keys are gone for good.")
        return
    voice.tell(
        "Ingen nyckel hade slutat gälla före den tiden; alla är kvar:",
        "No key had ended before that time; all are still there:",
    )
    for key in ring.public().generations:
        line = f"  {key_line(voice, key, now)}"
        voice.tell(line, line)


def _settled(gateway: Gateway) -> list[str]:
    """Those in the settings, also one that waits for its directory."""
    return sorted(each.id for each in gateway.settings.organisations)


def _one_of(gateway: Gateway, organisation: str) -> str:
    here = _settled(gateway)
    if organisation not in here:
        raise Rejected(findings=(finding("SIP995", hosted=", ".join(here) or "-"),))
    return organisation


def _time(text: str) -> datetime:
    """A time with offset. Raises Rejected (SIP991) for what is none."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise Rejected(findings=(finding("SIP991"),)) from None
    if read.tzinfo is None:
        raise Rejected(findings=(finding("SIP991"),))
    return read
