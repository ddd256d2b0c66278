"""Things that are made to fail or wait: a journal that is away, a copy that is held on its way."""

from contextlib import contextmanager

from tests.exchange.plans import REGION, consent, plan


class Away:
    """A method of a journal that fails until it is mended."""

    def __init__(self, error):
        self.error, self.calls = error, 0

    def __call__(self, *_):
        self.calls += 1
        raise self.error


def break_journal(world, monkeypatch, organisation, error, method="record"):
    away = Away(error)
    monkeypatch.setattr(world.parts.journals[organisation], method, away)
    return away


def hold_back_first_version(world, monkeypatch):
    """Version 1 is sealed and published, but its delivery to the region is held; gives what lets it go."""
    held, publish = [], world.parts.broker.publish
    key = world.parts.directory.find(REGION).routing_key

    def holding(message):
        if message.routing_key == key and message.queue.value == "copies" and not held:
            held.append(message)
        else:
            publish(message)

    monkeypatch.setattr(world.parts.broker, "publish", holding)
    world.give(plan(consents=[consent()]))
    monkeypatch.undo()
    return lambda: publish(held[0])


@contextmanager
def held_back(world, organisation, queue):
    """What is published to one queue of an organisation meanwhile is held; gives the list, to be let go by `let_go`."""
    held, publish = [], world.parts.broker.publish
    key = world.parts.directory.find(organisation).routing_key

    def holding(message):
        if message.routing_key == key and message.queue.value == queue:
            held.append(message)
        else:
            publish(message)

    world.parts.broker.publish = holding
    try:
        yield held
    finally:
        world.parts.broker.publish = publish


def let_go(world, held):
    """Deliver what was held, in the order in which it was sent, and let everything happen that follows."""
    for message in held:
        world.parts.broker.publish(message)
    world.run()
