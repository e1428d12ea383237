"""Lots: one batch of a product (GS1 AI 10), from the field to the shelf."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    ForeignKey,
    Row,
    UniqueConstraint,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, mapped_column

from traceability.lots import LotOverlay, LotState, may_move
from traceability.roles import Actor, Role
from webapp.db import Base, UtcDateTime, coded
from webapp.models.place import Place


@dataclass(frozen=True)
class Packing:
    """What one packing says of its packs."""

    units: int
    made_on: date
    expires_on: date | None


class Lot(Base):
    """`packed_units` and `activated_units` are kept for the balance that gates activation.

    `journey` is the public story (JSON, made anew with each event) so that a verdict needs one
    SELECT only. The overlays (hold, recall) are times, beside the state, never instead of it.
    `diary_score` is empty until the worker has counted it, and again after each entry.
    """

    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("product_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), index=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"))
    code: Mapped[str]
    state: Mapped[LotState] = mapped_column(coded(LotState, "state"))
    template_group: Mapped[str]
    template_version: Mapped[int]
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    packed_units: Mapped[int] = mapped_column(BigInteger, default=0)
    activated_units: Mapped[int] = mapped_column(BigInteger, default=0)
    on_hold_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    on_hold_reason: Mapped[str | None]
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recall_reason: Mapped[str | None]
    journey: Mapped[str] = mapped_column(default="[]")
    diary_score: Mapped[int | None] = mapped_column(index=True)

    def count_packs(self, packings: Sequence[Packing]) -> None:
        """Count all packings that stand; their oldest dates count, for the buyer's safety."""
        expiries = [packing.expires_on for packing in packings if packing.expires_on is not None]
        self.packed_units = sum(packing.units for packing in packings)
        self.made_on = min((packing.made_on for packing in packings), default=None)
        self.expires_on = min(expiries, default=None)
        if may_move(self.state, LotState.PACKED):
            self.state = LotState.PACKED


def overlay_of(lot: Lot | Row[Any]) -> LotOverlay | None:
    """What lies over the lot, the graver first; a row with both times will do."""
    if lot.recalled_at:
        return LotOverlay.RECALLED
    return LotOverlay.ON_HOLD if lot.on_hold_at else None


def in_reach_of(actor: Actor) -> ColumnElement[bool]:
    """The lots an actor may see: a farmer's own and those of places they keep, a producer's
    organisation's, an agency's all.
    """
    if actor.sees_every_organisation:
        return true()
    ours = Lot.organisation_id == actor.organisation_id
    if actor.role is not Role.FARMER:
        return ours
    kept = select(Place.id).where(Place.keeper_id == actor.account_id)
    return ours & or_(Lot.opened_by_id == actor.account_id, Lot.place_id.in_(kept))


def worked_on_by(actor: Actor) -> ColumnElement[bool]:
    """The lots an actor may change: those in reach, and never another organisation's."""
    return in_reach_of(actor) & (Lot.organisation_id == actor.organisation_id)
