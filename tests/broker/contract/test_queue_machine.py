"""Whatever is published, read, refused and stopped, in any order: the broker does as two plain lists."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from gateway.broker.protocol import DELIVERY_LIMIT, Broker, Outgoing, Queue
from tests.broker.contract.places import Place

EXAMPLES = {"embedded": 40, "rabbitmq": 10}  # a queue of RabbitMQ takes some 20 ms to make
QUEUES = st.sampled_from(Queue)


class Defect(Exception):
    pass


class QueueMachine(RuleBasedStateMachine):
    """The model: per queue a list of [envelope id, body, count], and the dead letters."""

    place: Place
    broker: Broker
    keys: Iterator[str]

    def __init__(self) -> None:
        super().__init__()
        self.key = next(self.keys)
        self.broker.declare(self.key)
        self.waiting = {Queue.CONTROL: [], Queue.COPIES: []}
        self.dead = []

    @rule(queue=QUEUES, name=st.sampled_from("abc"), body=st.binary(max_size=3))
    def publish(self, queue, name, body):
        self.broker.publish(Outgoing(self.key, queue, name, body))
        self.waiting[queue].append([name, body, 0])

    @rule(limit=st.integers(0, 4))
    def read(self, limit):
        seen = []
        number = self.broker.deliver([self.key], seen.append, stop=lambda: len(seen) >= limit)
        assert number == len(seen) == min(limit, sum(map(len, self.waiting.values())))
        for delivery in seen:
            queue = self._first()
            assert [delivery.envelope_id, delivery.body, delivery.count] == self.waiting[queue].pop(0)
            assert (delivery.queue, delivery.routing_key) == (queue, self.key)

    @rule(times=st.sampled_from([1, 1, 2, DELIVERY_LIMIT]))
    def fail(self, times):
        for _ in range(times):
            queue = self._first()
            if queue is None:
                assert self.broker.deliver([self.key], self._refuse, stop=lambda: False) == 0
                return
            try:
                self.broker.deliver([self.key], self._refuse, stop=lambda: False)
            except Defect as defect:
                (delivery,) = defect.args
            message = self.waiting[queue][0]
            assert [delivery.envelope_id, delivery.body, delivery.count] == message
            message[2] += 1
            if message[2] == DELIVERY_LIMIT:
                self.dead.append((queue, *self.waiting[queue].pop(0)[:2]))

    @rule()
    def discard(self):
        for dead in self.broker.dead_letters([self.key]):
            self.broker.discard_dead_letter(dead)
            self.dead = [each for each in self.dead if each != (dead.queue, dead.envelope_id, dead.body)]
        assert self.dead == []

    @rule()
    def declare_again(self):
        self.broker.declare(self.key)

    @invariant()
    def depth_and_dead_letters_are_the_models(self):
        for queue in Queue:
            assert self.broker.depth(self.key, queue) == len(self.waiting[queue])
        letters = self.place.dead_letters(self.broker, [self.key], len(self.dead))
        found = [(dead.queue, dead.envelope_id, dead.body) for dead in letters]
        assert sorted(found) == sorted(self.dead)

    def _first(self):
        return next((queue for queue in Queue if self.waiting[queue]), None)

    def _refuse(self, delivery):
        raise Defect(delivery)


def test_the_queues_do_as_two_lists(place, broker):
    keys = (f"key-{number}" for number in count())
    machine = type("Machine", (QueueMachine,), {"place": place, "broker": broker, "keys": keys})
    check = [HealthCheck.too_slow, HealthCheck.data_too_large]
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=EXAMPLES[place.kind], stateful_step_count=25, deadline=None, suppress_health_check=check
        ),
    )
