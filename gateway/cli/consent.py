"""`samspel consent record|show|withdraw`: the consent of a plan, at its home or reported by one who holds a copy."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Annotated, Any, Optional

import typer

from gateway.cli.exits import Exit
from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.streams import STDIN, body_of
from gateway.cli.voice import Voice
from schemas.codes import Subject, WithdrawalScope
from schemas.errors import Rejected
from schemas.findings import Finding, finding

Plan = Annotated[str, typer.Argument(metavar="PLAN", help="Plan id.")]


def record(
    plan: Plan,
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="The consent: SipConsent (XML) or JSON.")] = STDIN,
    *,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Record a consent; what waited for it is prepared and goes. Ends with 1 for one that is withdrawn since."""
    from gateway.cli.gateways import home_of, opened, plan_id_of, work
    from gateway.exchange.consent import record_consent

    voice, plan_id = Voice.of(lang), plan_id_of(plan)
    consent = _consent_in(body_of(file))
    with opened(data) as gateway:
        kept = record_consent(gateway.parts, home_of(gateway.parts, plan_id, as_), plan_id, consent)
        work(gateway.parts)
    if not kept.new:
        voice.tell("Samtycket är redan infört.", "The consent is already recorded.")
    voice.tell_findings(kept.findings)
    voice.result(f"{kept.consent.id} {kept.consent.version}")
    raise typer.Exit(Exit.REFUSED if kept.findings and not kept.new else Exit.DONE)


def _consent_in(body: bytes) -> Any:
    """A consent in SIP XML or JSON; raises InvalidDocument with everything that is wrong."""
    from mappings.json_parser import parse_json
    from mappings.sip_xml import read_consent_xml
    from schemas.errors import InvalidDocument
    from schemas.sip.consent import Consent
    from schemas.sip.reading import parse_part

    if body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"<":
        reading = read_consent_xml(body)
        consent, findings = reading.document, reading.findings
    else:
        value, findings = parse_json(body)
        consent, faults = parse_part(Consent, value) if isinstance(value, dict) else (None, ())
        findings = (*findings, *(each for _, each in faults))
    if consent is None:
        raise InvalidDocument(findings=tuple(findings) or (finding("SIP001"),))
    return consent


def show(plan: Plan, *, as_: AsOrganisation = None, data: Data = DEFAULT_DATA) -> None:
    """Show the consents of a plan, newest version of each, as JSON."""
    import orjson

    from gateway.cli.gateways import home_of, opened, plan_id_of
    from gateway.exchange.consent import show_consents

    plan_id = plan_id_of(plan)
    with opened(data) as gateway:
        found = show_consents(gateway.parts, home_of(gateway.parts, plan_id, as_), plan_id)
    said = [each.model_dump(mode="json", exclude_defaults=True) | {"version": each.version} for each in found]
    sys.stdout.buffer.write(orjson.dumps(said, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


def withdraw(
    plan: Plan,
    *,
    recipient: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--recipient", help="Only for this recipient. May be repeated."),
    ] = None,
    subject: Annotated[
        Optional[list[Subject]],  # noqa: UP045
        typer.Option("--subject", help="Only about this. May be repeated."),
    ] = None,
    by: Annotated[
        Optional[str],  # noqa: UP045
        typer.Option(
            "--by-id", "--by", metavar="person|ID", help="Who takes it back: person, or an id in the plan. No name."
        ),
    ] = None,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Take consent back: the whole, or only for recipients or subjects. Stops at once what has not left."""
    from gateway.cli.gateways import home_of, opened, plan_id_of, work
    from gateway.exchange.consent import withdraw as take_back
    from gateway.exchange.withdrawing import Taking

    if recipient and subject:
        raise Rejected(findings=(finding("SIP998", one="--recipient", other="--subject"),))
    scope = WithdrawalScope.RECIPIENT if recipient else WithdrawalScope.SUBJECT if subject else WithdrawalScope.WHOLE
    voice, plan_id = Voice.of(lang), plan_id_of(plan)
    with opened(data) as gateway:
        parts = gateway.parts
        at = parts.clock().replace(microsecond=0)
        taking = Taking(at, scope, tuple(recipient or ()), tuple(subject or ()), by)
        try:
            take_back(parts, home_of(parts, plan_id, as_), plan_id, taking)
        except Rejected as refused:
            raise Rejected(findings=tuple(_at_option(each) for each in refused.findings)) from None
        work(parts)
    voice.tell("Samtycket är återtaget.", "The consent is taken back.")
    raise typer.Exit(Exit.DONE)


def _at_option(found: Finding) -> Finding:
    """The finding with the option that it is about instead of a place in the withdrawal."""
    option = {"recipients": "--recipient", "by": "--by-id"}.get(found.path.split("/")[1] if found.path else "")
    return replace(found, path=option) if option else found
