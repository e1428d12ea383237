"""Where what waits with stamps is done."""

from collections.abc import Iterable

from flask import url_for

from webapp.queries.stamp_tasks import StampTask, TaskKind

_ROOMS = {TaskKind.ACTIVATION: "stamp_activations.new_of_order"}


def with_addresses(tasks: Iterable[StampTask]) -> list[tuple[StampTask, str]]:
    """Each task with the page on which it is done; most are done on that of the order."""
    return [
        (it, url_for(_ROOMS.get(it.kind, "stamp_orders.show"), order_id=it.order_id))
        for it in tasks
    ]
