"""The lots that inspectors carry: the number printed on a pack can be looked up without a network,
also where its stamp has no signature and nothing can be said of it.
"""

from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, or_, select, union

from traceability.canonical import canonical_json
from traceability.stamp_standing import standing_of_lot
from webapp.models.activation import Activation, has_stamps
from webapp.models.event import Event
from webapp.models.ledger import EntryKind
from webapp.models.lot import Lot, overlay_of
from webapp.models.lot_decision import LotDecision
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.queries.signed_orders import MOST_READ_ANEW, told_subjects

# Some 4 MB, one on the wire; beyond it the newest are carried, after all that something lies over.
MOST_CARRIED: Final = 20_000
# Goods that were opened earlier are sold and eaten.
CARRIED_FOR: Final = timedelta(days=3 * 365)


def carried_lots(
    connection: Connection, since: int | None, size: int, *, now: datetime
) -> list[bytes]:
    """One line a lot that has stamps; with `since` only those that entries `[since, size)` of the
    ledger may have changed, and of those that have no stamps any more a line that says so.
    """
    is_laid_over = or_(
        Lot.recalled_at.is_not(None), Lot.on_hold_at.is_not(None), Lot.cancelled_at.is_not(None)
    )
    query = (
        select(
            Lot.id,
            Lot.code,
            Lot.expires_on,
            Lot.recalled_at,
            Lot.on_hold_at,
            Lot.cancelled_at,
            Product.name.label("product"),
            Organisation.name.label("organisation"),
            has_stamps(Lot.id).label("has_stamps"),
        )
        .join(Product, Product.id == Lot.product_id)
        .join(Organisation, Organisation.id == Lot.organisation_id)
        .order_by(is_laid_over.desc(), Lot.opened_at.desc(), Lot.id)
        .limit(MOST_CARRIED)
    )
    changed = None if since is None else _changed(connection, since, size)
    if changed is None:
        changed = has_stamps(Lot.id) & (Lot.opened_at > now - CARRIED_FOR)
    return [_line(row) for row in connection.execute(query.where(changed))]


def _changed(connection: Connection, since: int, size: int) -> ColumnElement[bool] | None:
    """Which lots entries speak of; None where those are too many to name."""
    orders = [UUID(text) for text in told_subjects(connection, since, size, EntryKind.STAMP)]
    if len(orders) > MOST_READ_ANEW:
        return None
    told = (since, size - 1)
    # By the entries and not lot by lot: few of many lots have any.
    named = (
        select(LotDecision.lot_id).where(LotDecision.ledger_position.between(*told)),
        select(Event.lot_id).where(Event.ledger_position.between(*told)),
        select(Activation.lot_id).where(Activation.order_id.in_(orders)),
    )
    return Lot.id.in_(union(*named))


def _line(row: Row[*tuple[Any, ...]]) -> bytes:
    standing = standing_of_lot(overlay_of(row)) if row.has_stamps else None
    told = {
        "lot": str(row.id),
        "standing": standing.value if standing else None,
        "code": row.code,
        "expires": row.expires_on.isoformat() if row.expires_on else None,
        "product": row.product,
        "organisation": row.organisation,
    }
    return canonical_json(told) + b"\n"
