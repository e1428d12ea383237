"""What looks said of stamps was said of the goods they were on: off them, it is forgotten."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from traceability.serial_ranges import SerialRange, SerialSet
from traceability.stamp_ledger import StampState
from webapp.db import in_parts
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
    session: Session, key_id: int, ranges: Iterable[SerialRange], states: Collection[StampState]
) -> None:
    """Have those of the stamps that stand in these accounts count as never looked at, for the lots
    they are bound to as well; to be called before any of them leaves the accounts.

    Locks are taken as by a worker that scores, for all of them together: marks, stamps, lots.
    Whoever called it for one range after the other would hold a lot and wait for a mark.
    """
    parts = list(in_parts(SerialSet.of(ranges).ranges))
    for some in parts:
        session.execute(_waiting(key_id, some)).all()
    of_lots: defaultdict[UUID, list[Stamp]] = defaultdict(list)
    scored = (session.execute(_scored(key_id, some, states)) for some in parts)
    for stamp, lot_id in chain.from_iterable(scored):
        of_lots[lot_id].append(stamp)
    for lot_id in sorted(of_lots, key=str):
        _forget(session, lot_id, of_lots[lot_id])


def _waiting(key_id: int, ranges: Sequence[SerialRange]) -> Select[int]:
    here = (UnscoredStamp.key_id == key_id, _within(UnscoredStamp.counter, ranges))
    marks = select(UnscoredStamp.counter).where(*here)
    return marks.order_by(UnscoredStamp.counter).with_for_update()


def _within(
    counter: InstrumentedAttribute[int], ranges: Sequence[SerialRange]
) -> ColumnElement[bool]:
    """In one of the ranges, which stand in order."""
    each = (counter.between(it.first, it.last - 1) for it in ranges)
    # SQLite goes down an index by both ends of all, but not by an OR.
    return counter.between(ranges[0].first, ranges[-1].last - 1) & or_(*each)


def _scored(
    key_id: int, ranges: Sequence[SerialRange], states: Collection[StampState]
) -> Select[Stamp, UUID]:
    return (
        select(Stamp, Activation.lot_id)
        .join(StampHolding, _IN_HOLDING)
        .join(Activation, Activation.id == StampHolding.activation_id)
        .where(
            Stamp.key_id == key_id,
            _within(Stamp.counter, ranges),
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
