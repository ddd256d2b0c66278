"""The commands of `samspel`. Each module holds one; its heavy imports stand inside the functions."""

from __future__ import annotations

import typer

from gateway.cli import (
    audit,
    check,
    confirm,
    consent,
    convert,
    demo,
    directory,
    doctor,
    hand_over,
    init,
    keys,
    ledger,
    mapping,
    mapping_coverage,
    mapping_explain,
    mapping_new,
    mapping_trial,
    migrate,
    move,
    parked,
    ping,
    platform,
    practise,
    preview,
    reconcile,
    resend,
    send,
    serve,
    topology,
    work,
    workbench,
)
from gateway.cli.app_root import WAY, new_app
from gateway.cli.options import Lang

app = new_app()

consents = typer.Typer(help="Record, show and take back the consent (samtycke) of a plan.", **WAY)
happened = typer.Typer(help="The chain over what has happened: note its root outside, and check it.", **WAY)
takers = typer.Typer(help="Who takes part: the shared directory, here and at the platform.", **WAY)
own_keys = typer.Typer(help="An organisation's own keys: show, rotate, prune.", **WAY)
moves = typer.Typer(help="Move an organisation to another gateway.", **WAY)
queues = typer.Typer(help="Queues, users and rights in RabbitMQ, as the directory says.", **WAY)
tables = typer.Typer(help="Mapping tables for a journal system: make, test, explain.", **WAY)
waiting = typer.Typer(help="What waits for a person: list, show, replay, discard.", **WAY)

app.command("convert")(convert.convert)
app.command("check")(check.check)
app.add_typer(tables, name="mapping")
app.command("workbench")(workbench.workbench)
app.command("preview")(preview.preview)
app.command("init")(init.init)
app.command("send")(send.send)
app.add_typer(consents, name="consent")
app.command("confirm")(confirm.confirm)
app.command("ledger")(ledger.ledger)
app.command("resend")(resend.resend)
app.add_typer(waiting, name="parked")
app.add_typer(happened, name="audit")
app.command("hand-over")(hand_over.hand_over)
app.add_typer(takers, name="directory")
app.add_typer(own_keys, name="keys")
app.add_typer(moves, name="move")
app.add_typer(queues, name="topology")
app.command("ping")(ping.ping)
app.command("reconcile")(reconcile.reconcile)
app.command("serve")(serve.serve)
app.command("work")(work.work)
app.command("migrate")(migrate.migrate)
app.command("doctor")(doctor.doctor)
app.command("practise")(practise.practise)
app.command("demo")(demo.demo)


def _lang(lang: Lang = None) -> None:
    """The groups take `--lang` too; `run.py` has read it from the whole command line."""


for _group in (consents, tables, waiting, happened, takers, own_keys, moves, queues):
    _group.callback()(_lang)

consents.command("record")(consent.record)
consents.command("show")(consent.show)
consents.command("withdraw")(consent.withdraw)
tables.command("new")(mapping_new.new)
tables.command("test")(mapping_trial.try_table)
tables.command("coverage")(mapping_coverage.coverage)
tables.command("explain")(mapping_explain.explain)
tables.command("schema")(mapping.schema)
tables.command("examples")(mapping.examples)
waiting.command("list")(parked.list_)
waiting.command("show")(parked.show)
waiting.command("replay")(parked.replay)
waiting.command("discard")(parked.discard)
happened.command("root")(audit.root)
happened.command("check")(audit.check)
takers.command("show")(directory.show)
takers.command("pull")(directory.pull)
takers.command("check")(directory.check)
takers.command("export")(directory.export)
takers.command("entry")(directory.entry)
takers.command("add")(platform.add)
takers.command("publish")(platform.publish)
own_keys.command("show")(keys.show)
own_keys.command("rotate")(keys.rotate)
own_keys.command("prune")(keys.prune)
moves.command("out")(move.out)
moves.command("in")(move.in_)
moves.command("done")(move.done)
moves.command("cancel")(move.cancel)
queues.command("apply")(topology.apply)
queues.command("show")(topology.show)
queues.command("check")(topology.check)
