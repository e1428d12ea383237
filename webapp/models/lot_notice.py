"""What the worker noticed about lots, so that inspectors find them."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, ForeignKey, delete, select, true, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from traceability.diary_score import DiaryScore
from traceability.lot_notices import LotNotice, lot_notices
from webapp.db import Base
from webapp.models.balance import lot_balance
from webapp.models.event import STANDS, Event, EventPlace
from webapp.models.lot import Lot


class LotNoticed(Base):
    """`code` is a `LotNotice`."""

    __tablename__ = "lot_notice"

    lot_id: Mapped[UUID] = mapped_column(ForeignKey("lot.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True, index=True)


def keep_notices(session: Session, lot: Lot, score: DiaryScore) -> None:
    """What is to be noticed of the lot now, in place of what was before."""
    session.execute(delete(LotNoticed).where(LotNoticed.lot_id == lot.id))
    found = lot_notices(score, lot_balance(session, lot), _flags(session, lot.id))
    session.add_all(LotNoticed(lot_id=lot.id, code=it.value) for it in sorted(found))


def notice_plots_anew(
    session: Session, plots: Collection[UUID], *, since: datetime | None = None
) -> None:
    """What these plots give their lots has changed: the worker counts anew those that were worked
    on them, `since` then. Lots tied to these by further plots are counted with their next entry.

    Called before the ledger is written, as all that locks rows. They are locked whether they are
    counted or not: the worker may be counting them without what is told now.
    """
    later = true() if since is None else Event.event_time >= since
    works = select(Event.lot_id).where(Event.place_id.in_(plots), later)
    further = (
        select(Event.lot_id)
        .join(EventPlace, EventPlace.event_id == Event.id)
        .where(EventPlace.place_id.in_(plots), later)
    )
    query = select(Lot.id).where(Lot.id.in_(works.union(further))).order_by(Lot.id)
    worked = session.scalars(query.with_for_update()).all()
    if worked:
        session.execute(update(Lot).where(Lot.id.in_(worked)).values(diary_score=None))


def is_noticed(notice: LotNotice) -> ColumnElement[bool]:
    """Whether this was noticed of the lot that is selected."""
    return Lot.id.in_(select(LotNoticed.lot_id).where(LotNoticed.code == notice.value))


def _flags(session: Session, lot_id: UUID) -> set[str]:
    rows = session.scalars(select(Event.flags).where(Event.lot_id == lot_id, STANDS))
    return {flag for flags in rows for flag in flags.split()}
