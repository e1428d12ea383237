"""What the worker noticed about lots, so that inspectors find them."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, delete, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.diary_score import DiaryScore
from traceability.lot_notices import LotNotice, lot_notices
from webapp.db import Base, in_parts
from webapp.models.balance import lot_balance
from webapp.models.event import STANDS, Event
from webapp.models.ground import lots_sharing, plots_of
from webapp.models.growing import SharedGround
from webapp.models.lot import Lot


class LotNoticed(Base):
    """`code` is a `LotNotice`."""

    __tablename__ = "lot_notice"

    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True, index=True)


def keep_notices(session: Session, lot: Lot, score: DiaryScore, ground: SharedGround) -> None:
    """What is to be noticed of the lot now, in place of what was before."""
    session.execute(delete(LotNoticed).where(LotNoticed.lot_id == lot.id))
    found = lot_notices(score, lot_balance(session, lot, ground=ground), _flags(session, lot.id))
    session.add_all(LotNoticed(lot_id=lot.id, code=it.value) for it in sorted(found))


def notice_plots_anew(session: Session, plots: Collection[UUID], *, since: date = date.min) -> None:
    """What these plots give their lots has changed: the worker counts anew those that took goods
    `since` then. Lots tied to these by further plots are counted with their next entry.
    """
    count_anew(session, lots_sharing(session, plots, Event.harvested_on >= since))


def notice_product_anew(session: Session, product_id: UUID) -> None:
    """What a product is called says what grows in its lots: with it changes what their ground gives
    them, and the lots that share it.
    """
    own = set(session.scalars(select(Lot.id).where(Lot.product_id == product_id)))
    plots = frozenset[UUID]().union(*plots_of(session, own).values())
    taken = Event.harvested_on.is_not(None)
    count_anew(session, own | lots_sharing(session, plots, taken))


def count_anew(session: Session, lot_ids: Collection[UUID]) -> None:
    """What is known of these lots has changed: the worker looks at them again.

    Called before the ledger is written, for rows are locked before its head. They are locked
    whether they are scored or not: the worker may be scoring them without what is told now.
    """
    for some in in_parts(sorted(lot_ids)):
        query = select(Lot.id, Lot.diary_score).where(Lot.id.in_(some))
        locked = session.execute(query.order_by(Lot.id).with_for_update()).all()
        scored = [row.id for row in locked if row.diary_score is not None]
        if scored:
            session.execute(update(Lot).where(Lot.id.in_(scored)).values(diary_score=None))


def is_noticed(notice: LotNotice) -> ColumnElement[bool]:
    """Whether this was noticed of the lot that is selected."""
    return Lot.id.in_(select(LotNoticed.lot_id).where(LotNoticed.code == notice.value))


def _flags(session: Session, lot_id: UUID) -> set[str]:
    rows = session.scalars(select(Event.flags).where(Event.lot_id == lot_id, STANDS))
    return {flag for flags in rows for flag in flags.split()}
