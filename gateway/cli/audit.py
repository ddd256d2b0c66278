"""`samspel audit root|check`: the chain over what has happened, and the root to note outside."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.voice import Voice


def root(*, as_: AsOrganisation = None, data: Data = DEFAULT_DATA, lang: Lang = None) -> None:
    """Close what has happened until now, and show the newest root of each organisation: note it outside."""
    from gateway.cli.gateways import opened, organisation_of
    from gateway.exchange.audit_chain import close_audit, newest_batch

    voice = Voice.of(lang)
    with opened(data) as gateway:
        for organisation in [organisation_of(gateway.parts, as_)] if as_ else gateway.parts.hosted:
            while close_audit(gateway.parts, organisation):
                pass
            batch = newest_batch(gateway.parts, organisation)
            if batch is None:
                voice.tell(f"{organisation}: inget har hänt.", f"{organisation}: nothing has happened.")
            else:
                voice.result(f"{organisation} {batch.number} {batch.closed_at.isoformat()} {batch.root}")


def check(
    *,
    newest: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option("--newest", help="A root that was noted outside: shows also what was cut off after it."),
    ] = None,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> int:
    """Say whether anything in the audit was changed, added or taken away. Exit code 1 when something was."""
    from gateway.cli.exits import Exit
    from gateway.cli.gateways import opened, organisation_of
    from gateway.exchange.audit_chain import check_audit

    voice = Voice.of(lang)
    with opened(data) as gateway:
        whose = [organisation_of(gateway.parts, as_)] if as_ or newest else gateway.parts.hosted
        found = {each: check_audit(gateway.parts, each, newest=newest) for each in whose}
    for organisation, findings in found.items():
        if findings:
            voice.result(f"{organisation}:")
            voice.tell_findings(findings)
        else:
            voice.result(voice.choose(f"{organisation}: kedjan är hel", f"{organisation}: the chain is whole"))
    return Exit.REFUSED if any(found.values()) else Exit.DONE
