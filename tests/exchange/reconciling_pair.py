"""Reconciling as two gateways do it, and looking at what came of it."""

from datetime import timedelta

from gateway.exchange.reconciling import reconcile
from gateway.store.rows import WantedParked
from tests.exchange.world import START

A_WHILE = timedelta(seconds=60)


def compare(pair, name, organisation, *partners, since=START):
    """Reconcile, and let everything happen that follows; the lines by partner."""
    parts = pair.site(name).parts
    lines = reconcile(parts, [organisation], list(partners), since, within=A_WHILE, work=pair.run)
    pair.run()
    return {line.partner: line for line in lines}


def counted(line):
    """What is not nothing."""
    return {name: count for name, count in line.counts.items() if count}


def parked(pair, name):
    with pair.site(name).parts.store.transaction() as tx:
        return sorted((row.reason, row.subject) for row in tx.parked(WantedParked()))


def ledger(pair):
    return {key: (row.state.value, row.entry_id) for key, row in pair.home.rows().items()}


def entries(pair, organisation):
    """What the journal system has imported, one a line."""
    file = pair.away.folder / f"entries-{pair.away.organisations.index(organisation)}.jsonl"
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def recorded(pair, *organisations):
    for each in organisations:
        pair.away.practice(each).run_once()
    pair.run()


def everything(pair, name):
    """All rows that reconciling could change."""
    site = pair.site(name)
    with site.parts.store.transaction() as tx:
        return [
            (list(tx.ledger(each)), list(tx.holdings(each)), list(tx.open_work(each))) for each in site.parts.hosted
        ] + [[row.id for row in tx.parked(WantedParked())]]


def goal(number):
    """Overall goals that differ for each number."""
    return [{"id": "mal-1", "whose": "person", "text": f"Sova {number} nätter", "subjects": ["somatic-health"]}]
