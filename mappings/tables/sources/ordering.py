"""What stands at a place that is written, and the order in which places stand below another."""

from __future__ import annotations

from mappings.tables.language.paths import Steps
from mappings.tables.nodes import Node, text_of

Order = dict[Steps, int]


def order_of(named: tuple[Steps, ...]) -> Order:
    """The position of every place that an order names, and of those that lead to it."""
    positions: Order = {}
    for position, steps in enumerate(named):
        for length in range(1, len(steps) + 1):
            positions.setdefault(steps[:length], position)
    return positions


def in_order(node: Node, steps: Steps, order: Order) -> list[Node]:
    """The places below one at `steps`: those that the order names first, the others as they stand."""
    if not order:
        return node.children
    last = len(order)
    return sorted(node.children, key=lambda child: order.get((*steps, child.name), last))


def said_at(node: Node) -> str | None:
    """The text that stands at a place, or None when only other places stand there."""
    return node.text if node.value is None else text_of(node.value)
