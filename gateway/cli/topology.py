"""`samspel topology apply|show|check`: queues, exchanges, users and rights in RabbitMQ, as the directory says."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from gateway.cli.exits import Exit
from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.voice import Voice

if TYPE_CHECKING:
    from gateway.broker.differences import Difference

Admin = Annotated[str, typer.Option("--admin", metavar="URL", help="RabbitMQ's management interface.")]
AdminName = Annotated[str, typer.Option("--admin-user", metavar="NAME", help="An administrator of the broker.")]
AdminPassword = Annotated[
    Optional[Path],  # noqa: UP045  (typer reads the annotation while running)
    typer.Option(
        "--admin-password-file", metavar="FILE", help="Its password; else SAMSPEL_BROKER_ADMIN_PASSWORD has it."
    ),
]
VirtualHost = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option("--vhost", metavar="NAME", help="Default: that of the first URL in [broker]."),
]
AsJson = Annotated[bool, typer.Option("--json", help="One object for each line; for `show` one for all.")]


def show(*, data: Data = DEFAULT_DATA, as_json: AsJson = False, lang: Lang = None) -> None:
    """Show what should be there. Asks nobody."""
    from gateway.cli.topology_of import plan_of

    voice, plan = Voice.of(lang), plan_of(data)
    for line in [json.dumps(plan.as_json(), ensure_ascii=False)] if as_json else plan.lines():
        voice.result(line)


def check(
    *,
    admin: Admin,
    data: Data = DEFAULT_DATA,
    admin_user: AdminName = "guest",
    admin_password_file: AdminPassword = None,
    vhost: VirtualHost = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    """Say what differs from what should be there; change nothing. Ends with 1 when something does."""
    from gateway.broker.differences import differences
    from gateway.cli.topology_of import plan_of

    voice, plan = Voice.of(lang), plan_of(data)
    with closing(plan.management(admin, admin_user, admin_password_file, vhost)) as management:
        found = differences(plan.wanted, management.found(plan.wanted.exchanges))
    for each in found:
        voice.result(_line(voice, each, as_json=as_json, done=False))
    voice.tell(f"{len(found)} avvikelser.", f"{len(found)} differences.")
    return Exit.REFUSED if found else Exit.DONE


def apply(
    *,
    admin: Admin,
    data: Data = DEFAULT_DATA,
    admin_user: AdminName = "guest",
    admin_password_file: AdminPassword = None,
    vhost: VirtualHost = None,
    passwords: Annotated[
        Path, typer.Option("--passwords", metavar="FOLDER", help="Where new passwords are written, a file for each.")
    ] = Path("broker-passwords"),
    new_password: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Option("--new-password", metavar="GATEWAY", help="Give its user a new password. May be repeated."),
    ] = None,
    remove_empty: Annotated[
        bool, typer.Option("--remove-empty", help="Delete queues that nobody has any more, if nothing is in them.")
    ] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    """Make it so, and say what was done. Twice is once; no queue with messages is ever deleted."""
    from gateway.broker.applying import apply_topology
    from gateway.cli.topology_of import password_keeper, plan_of

    voice, plan = Voice.of(lang), plan_of(data)
    with closing(plan.management(admin, admin_user, admin_password_file, vhost)) as management:
        outcome = apply_topology(
            management,
            plan.wanted,
            password_keeper(passwords),
            new_passwords=plan.known(new_password or []),
            remove_empty=remove_empty,
        )
    for each in outcome.done:
        voice.result(_line(voice, each, as_json=as_json, done=True))
    for name in outcome.removed:
        voice.result(json.dumps({"removed": name}) if as_json else f"- {name}")
    for gateway in outcome.passwords:
        voice.tell(f"Nytt lösenord: {passwords / gateway}.password", f"New password: {passwords / gateway}.password")
    for each in outcome.left:
        voice.result(_line(voice, each, as_json=as_json, done=False))
    count = len(outcome.done) + len(outcome.removed)
    voice.tell(
        f"{count} ändringar, {len(outcome.left)} avvikelser kvar.", f"{count} changes, {len(outcome.left)} left."
    )
    return Exit.REFUSED if any(each.needs_a_person for each in outcome.left) else Exit.DONE


def _line(voice: Voice, each: Difference, *, as_json: bool, done: bool) -> str:
    from gateway.cli.topology_of import advice, worded

    if as_json:
        said = {"difference": each.kind.value, "thing": each.thing.value, "name": each.name, "what": each.what}
        return json.dumps({**said, "done": done}, ensure_ascii=False)
    mark = "+" if done else "!"
    what = f" ({each.what})" if each.what else ""
    told = "" if done else advice(voice, each)
    return f"{mark} {worded(voice, each, done=done)} {each.name}{what}{told}"
