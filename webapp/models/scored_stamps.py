"""What looks said of stamps was said of the goods they were on: off them, it is forgotten."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import Select, and_, select, update
from sqlalchemy.orm import Session

from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import StampState
from webapp.models.activation import Activation
from webapp.models.alert import LotLooks
from webapp.models.scan import UnscoredStamp
from webapp.models.stamp import Stamp
from webapp.models.stamp_holding import StampHolding

_IN_HOLDING: Final = and_(
    StampHolding.key_id == Stamp.key_id,
    StampHolding.first <= Stamp.counter,
    StampHolding.last > Stamp.counter,
)


def forget_scores(
    session: Session, key_id: int, serials: SerialRange, states: Collection[StampState]
) -> None:
    """Have those of the stamps that stand in these accounts count as never looked at, for the lots
    they are bound to as well; to be called before they leave the accounts.

    Locks are taken as by a worker that scores: marks, stamps, lots.
    """
    waiting = select(UnscoredStamp.counter).where(
        UnscoredStamp.key_id == key_id,
        UnscoredStamp.counter.between(serials.first, serials.last - 1),
    )
    session.execute(waiting.order_by(UnscoredStamp.counter).with_for_update()).all()
    of_lots: defaultdict[UUID, list[Stamp]] = defaultdict(list)
    for stamp, lot_id in session.execute(_scored(key_id, serials, states)):
        of_lots[lot_id].append(stamp)
    for lot_id in sorted(of_lots, key=str):
        _forget(session, lot_id, of_lots[lot_id])


def _scored(
    key_id: int, serials: SerialRange, states: Collection[StampState]
) -> Select[Stamp, UUID]:
    return (
        select(Stamp, Activation.lot_id)
        .join(StampHolding, _IN_HOLDING)
        .join(Activation, Activation.id == StampHolding.activation_id)
        .where(
            Stamp.key_id == key_id,
            Stamp.counter.between(serials.first, serials.last - 1),
            Stamp.suspicion.is_not(None),
            StampHolding.state.in_(states),
        )
        .order_by(Stamp.counter)
        .with_for_update(of=Stamp)
    )


def _forget(session: Session, lot_id: UUID, stamps: Iterable[Stamp]) -> None:
    looked_at, marked, late = 0, 0, 0
    for stamp in stamps:
        looked_at, marked, late = looked_at + 1, marked + stamp.is_marked, late + stamp.is_late
        stamp.forget_score()
    fewer = {
        "looked_at": LotLooks.looked_at - looked_at,
        "marked": LotLooks.marked - marked,
        "late": LotLooks.late - late,
    }
    session.execute(update(LotLooks).where(LotLooks.lot_id == lot_id).values(fewer))
