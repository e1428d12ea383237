"""The looks at one stamp as its score and its pages read them: never more than a fixed number."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Session, aliased

from traceability.keyring import SerialPlace
from traceability.looks import read_cell
from traceability.province_places import place_of_province
from traceability.stamp_ledger import StampState
from traceability.stamps import OrderKind
from traceability.suspicion import SeenLook
from webapp.models.activation import Activation
from webapp.models.lot import Lot
from webapp.models.scan import Scan
from webapp.models.stamp_holding import StampHolding
from webapp.models.stamp_order import StampOrder, StampRoll

# However often a stamp was looked at: the first so many looks, and the last so many.
WINDOW: Final = 400

Reader = Connection | Session


def look_windows(
    connection: Reader, stamp: SerialPlace, since: datetime | None = None
) -> tuple[list[Row[Any]], ...]:
    """The first looks since then in the order of time; where there are more also the last ones."""
    first = list(connection.execute(_looks(stamp, since).order_by(Scan.scanned_at).limit(WINDOW)))
    if len(first) < WINDOW:
        return (first,)
    latest = _looks(stamp, since).order_by(Scan.scanned_at.desc()).limit(WINDOW)
    return first, list(connection.execute(latest))[::-1]


def seen_look(row: Row[Any]) -> SeenLook:
    """A row as the score reads it; a named province stands for its main town."""
    return SeenLook(
        at=row.scanned_at,
        device=row.device_hash,
        place=read_cell(row.cell) if row.cell else place_of_province(row.province_code),
        province=row.province_code,
        network=row.network,
        is_staff=row.is_staff,
        bought=row.bought,
    )


@dataclass(frozen=True)
class StampHolder:
    """The order a stamp belongs to, whose it is, and the lot it is bound to, if any."""

    order_id: UUID
    organisation_id: UUID
    kind: OrderKind
    state: StampState | None
    printed_at: datetime | None
    lot_id: UUID | None
    activated_at: datetime | None
    expires_on: date | None

    def was_printed(self, at: datetime) -> bool:
        """Whether its roll was reported as printed by then.

        The state counts too: a moment is known of rolls only, and a look may arrive late.
        """
        if self.state in (None, StampState.NOT_PRINTED):
            return False
        return self.printed_at is None or self.printed_at <= at


def holder_of(connection: Reader, stamp: SerialPlace) -> StampHolder | None:
    """Who has to do with a stamp; None where it was never ordered."""
    given = {"key_id": stamp.key_id, "counter": stamp.counter}
    row = connection.execute(_OF_HOLDER, given).one_or_none()
    return StampHolder(*row) if row else None


def is_proof(connection: Reader, stamp: SerialPlace) -> bool:
    """Whether it stands on a proof sheet that was taken out: on no goods, for anybody to try."""
    taken_out_at = func.coalesce(StampOrder.proof_made_at, StampOrder.proof_approved_at)
    query = select(StampOrder.id).where(
        StampOrder.numbers(stamp.key_id, stamp.counter),
        stamp.counter >= StampOrder.first + StampOrder.count,
        taken_out_at.is_not(None),
    )
    return connection.execute(query).first() is not None


def _looks(stamp: SerialPlace, since: datetime | None) -> Select[*tuple[Any, ...]]:
    query = _OF_LOOKS.where(Scan.key_id == stamp.key_id, Scan.counter == stamp.counter)
    return query if since is None else query.where(Scan.scanned_at >= since)


def _is_phone_of_staff() -> ColumnElement[bool]:
    """Whether the phone looked at any stamp as staff in that month; its hash is that of one month.

    Staff look with the phone in their pocket also when they are not signed in.
    """
    other = aliased(Scan)
    return exists().where(other.device_hash == Scan.device_hash, other.is_staff)


# Written once: a worker asks both of each stamp that was looked at.
_OF_LOOKS: Final = select(
    Scan.scanned_at,
    Scan.device_hash,
    Scan.province_code,
    Scan.cell,
    Scan.network,
    or_(Scan.is_staff, _is_phone_of_staff()).label("is_staff"),
    Scan.verdict,
    Scan.cause,
    Scan.bought,
)
_KEY, _COUNTER = bindparam("key_id", type_=Integer), bindparam("counter", type_=BigInteger)
_OF_HOLDER: Final = (
    select(
        StampOrder.id,
        StampOrder.organisation_id,
        StampOrder.kind,
        StampHolding.state,
        StampRoll.printed_at,
        Activation.lot_id,
        Activation.activated_at,
        Lot.expires_on,
    )
    .outerjoin(
        StampHolding,
        and_(
            StampHolding.order_id == StampOrder.id,
            StampHolding.key_id == _KEY,
            StampHolding.first <= _COUNTER,
            StampHolding.last > _COUNTER,
        ),
    )
    .outerjoin(StampRoll, StampRoll.id == StampHolding.roll_id)
    .outerjoin(Activation, Activation.id == StampHolding.activation_id)
    .outerjoin(Lot, Lot.id == Activation.lot_id)
    .where(StampOrder.holds(_KEY, _COUNTER))
)
