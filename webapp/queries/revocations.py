"""The public list of stamps that are not as they should be, signed for phones."""

from dataclasses import dataclass
from datetime import UTC, datetime

from traceability.signed_lists import REVOCATIONS, Issue, seal_list, write_revocations
from webapp.queries.signed_orders import Moment, SignedOrders

# Lists of one half minute are the same bytes in every process, so that phones need not load them
# twice; a list is at most that much older than it says.
ISSUED_EVERY = 30


@dataclass(frozen=True)
class ListAsked:
    """Which list: under which host, and what changed since which sequence (None: all of it)."""

    host: str
    since: int | None = None


def public_revocations(orders: SignedOrders, asked: ListAsked, *, now: datetime) -> bytes:
    """The list as it is now; changes only where it can be told what changed since then."""
    moment = orders.current()
    whole = issue_of(moment, asked, is_change=False, now=now)
    key = asked, moment.sequence, whole.issued_at
    return orders.sealed(key, lambda: _sealed(orders, moment, asked, now=now))


def _sealed(orders: SignedOrders, moment: Moment, asked: ListAsked, *, now: datetime) -> bytes:
    changed = None if asked.since is None else orders.changed(moment, asked.since)
    kept = [moment.orders[it] for it in (moment.orders if changed is None else changed)]
    replaced = [] if changed is None else [piece for it in kept for piece in it.whole]
    sections, body = write_revocations((pair for it in kept for pair in it.listed), replaced)
    issue = issue_of(moment, asked, is_change=changed is not None, now=now)
    heading = issue.heading(REVOCATIONS) | {"sections": sections}
    return seal_list(orders.ring.current, heading, body)


def issue_of(moment: Moment, asked: ListAsked, *, is_change: bool, now: datetime) -> Issue:
    """What the heading of a list of this moment says."""
    seconds = int(now.timestamp())
    return Issue(
        host=asked.host,
        sequence=moment.sequence,
        issued_at=datetime.fromtimestamp(seconds - seconds % ISSUED_EVERY, UTC),
        compromised=moment.compromised,
        since=asked.since if is_change else None,
    )
