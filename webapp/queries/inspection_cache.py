"""What an inspector's phone carries: every signed order with its lots and how its stamps stand."""

from datetime import datetime

from traceability.roles import Actor
from traceability.signed_lists import INSPECTION, seal_list
from webapp.queries.revocations import ListAsked, issue_of
from webapp.queries.signed_orders import SignedOrders


def inspection_list(
    actor: Actor,  # noqa: ARG001
    orders: SignedOrders,
    asked: ListAsked,
    *,
    now: datetime,
) -> bytes:
    """One line an order; with `since`, the orders of which something changed, as they are now."""
    moment = orders.current()
    changed = None if asked.since is None else orders.changed(moment, asked.since)
    lines = [moment.orders[it].line for it in (moment.orders if changed is None else changed)]
    issue = issue_of(moment, asked, is_change=changed is not None, now=now)
    heading = issue.heading(INSPECTION) | {"orders": len(lines)}
    return seal_list(orders.ring.current, heading, b"".join(sorted(lines)))
