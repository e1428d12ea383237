"""What an inspector's phone carries: every signed order with its lots and how its stamps stand, and
every lot that has stamps.
"""

from datetime import datetime

from traceability.roles import Actor
from traceability.signed_lists import INSPECTION, seal_list
from webapp.db import reader
from webapp.queries.carried_lots import carried_lots
from webapp.queries.revocations import ListAsked, issue_of
from webapp.queries.signed_orders import SignedOrders


def inspection_list(
    actor: Actor,  # noqa: ARG001
    orders: SignedOrders,
    asked: ListAsked,
    *,
    now: datetime,
) -> bytes:
    """One line an order and a lot; with `since`, those of which something changed, as they are now.

    Lots may be a moment newer than the heading says: what changed since is then told once more.
    """
    moment = orders.current()
    changed = None if asked.since is None else orders.changed(moment, asked.since)
    lines = [moment.orders[it].line for it in (moment.orders if changed is None else changed)]
    since = None if changed is None else asked.since
    with reader() as connection:
        lots = carried_lots(connection, since, moment.sequence, now=now)
    issue = issue_of(moment, asked, is_change=changed is not None, now=now)
    heading = issue.heading(INSPECTION) | {"orders": len(lines), "lots": len(lots)}
    return seal_list(orders.ring.current, heading, b"".join(sorted(lines + lots)))
