"""Lots: one batch of a product (GS1 AI 10), from the field to the shelf."""

from collections.abc import Sequence
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

from traceability.holds import HoldCause, holds_over
from traceability.journey import VERSION
from traceability.lots import LotOverlay, LotState, may_move
from traceability.markets import DOMESTIC
from traceability.packs import CountedPacks, Packing
from traceability.roles import Actor, Role
from webapp.db import Base, UtcDateTime, coded
from webapp.models.place import Place


class Lot(Base):
    """`packed_units` and `activated_units` are kept for the balance that gates activation.

    `journey` is the public story (JSON, made anew with each event) so that a verdict needs one
    SELECT only, and `began_on` is when it begins; `journey_version` is how they were told, so that
    those of an earlier release are told anew. The overlays (hold, recall, cancelled) are times,
    beside the state, never instead of it; so is the release, for goods may be packed before it
    (decision 6). `released_at` stands while a release is in force. `diary_score` is empty until the
    worker has counted it, and again after each entry. `last_recorded_at` repeats when the last
    entry was received; it is told with the score and counts only beside one, for an entry that the
    previous release takes empties the score and leaves it as it was: read `last_recorded`.
    """

    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("product_id", "code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"), index=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("product.id"), index=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("place.id"), index=True)
    code: Mapped[str]
    market: Mapped[str] = mapped_column(default=DOMESTIC, server_default=DOMESTIC)
    state: Mapped[LotState] = mapped_column(coded(LotState, "state"))
    template_group: Mapped[str] = mapped_column(index=True)
    template_version: Mapped[int]
    opened_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"), index=True)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_on: Mapped[date | None]
    expires_on: Mapped[date | None]
    packed_units: Mapped[int] = mapped_column(BigInteger, default=0)
    activated_units: Mapped[int] = mapped_column(BigInteger, default=0)
    on_hold_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    on_hold_reason: Mapped[str | None]
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    recall_reason: Mapped[str | None]
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    release_asked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    released_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    release_lapsed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    journey: Mapped[str] = mapped_column(default="[]")
    journey_version: Mapped[int] = mapped_column(default=VERSION, server_default="0", index=True)
    began_on: Mapped[date | None]
    last_recorded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    diary_score: Mapped[int | None] = mapped_column(index=True)

    def count_packs(self, packings: Sequence[Packing]) -> None:
        """Count all packings that stand; their oldest dates count, for the buyer's safety."""
        counted = CountedPacks.of(packings)
        self.packed_units = counted.units
        self.made_on, self.expires_on = counted.made_on, counted.expires_on
        if may_move(self.state, LotState.PACKED):
            self.state = LotState.PACKED

    def take_entry(self) -> None:
        """One more entry was recorded; the worker scores the diary anew."""
        self.diary_score = None

    def take_score(self, points: int, last_recorded_at: datetime | None) -> None:
        """All entries are counted, the last of which was received at that time."""
        self.diary_score, self.last_recorded_at = points, last_recorded_at

    def begin(self, at: datetime, now: datetime) -> bool:
        """A draft begins with its first entry or by hand: never before it was made, nor ahead.

        Gives whether it did so now.
        """
        if self.state is not LotState.DRAFT:
            return False
        self.state = LotState.IN_PRODUCTION
        self.opened_at = max(self.opened_at, min(at, now))
        return True

    def ask_release(self, now: datetime) -> None:
        """Wait for the manager; what is packed stays packed meanwhile."""
        self.release_asked_at = now
        if may_move(self.state, LotState.AWAITING_RELEASE):
            self.state = LotState.AWAITING_RELEASE

    def release(self, account_id: UUID | None, now: datetime) -> None:
        """The release is in force from now on, and nothing is asked any more."""
        self.released_at, self.released_by_id = now, account_id
        self.release_asked_at = self.release_lapsed_at = None
        if may_move(self.state, LotState.RELEASED):
            self.state = LotState.RELEASED

    def send_back(self) -> None:
        """What was asked is answered with work to do."""
        self.release_asked_at = None
        if self.state is LotState.AWAITING_RELEASE:
            self.state = LotState.IN_PRODUCTION

    def hold(self, cause: str, now: datetime) -> bool:
        """Stop the lot; tells whether a release lapsed by it.

        What an authority holds stays held by it, whatever the diary adds.
        """
        if self.on_hold_at is None or self.on_hold_reason in set(HoldCause):
            if holds_over(cause, self.on_hold_reason):
                self.on_hold_reason = cause
            self.on_hold_at = now
        if self.released_at is None:
            return False
        self.released_at = self.released_by_id = None
        self.release_lapsed_at = now
        if self.state is LotState.RELEASED:
            self.state = LotState.IN_PRODUCTION
        return True


def overlay_of(lot: Lot | Row[Any]) -> LotOverlay | None:
    """What lies over the lot, the graver first; a row with the three times will do."""
    if lot.recalled_at:
        return LotOverlay.RECALLED
    if lot.cancelled_at:
        return LotOverlay.CANCELLED
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
