"""Reading rolls of stamps: what of each is active, and which lots can still take stamps of it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select

from traceability.lots import LotState
from traceability.roles import Actor
from traceability.stamps import NoSuchRoll, RollState
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.activation import Activation
from webapp.models.lot import Lot
from webapp.models.product import Product
from webapp.models.stamp_order import StampOrder, StampRoll


@dataclass(frozen=True)
class RollRow:
    """One roll with what of it is active."""

    id: UUID
    number: int
    state: RollState
    count: int
    activated: int
    printed_at: datetime | None

    @property
    def left(self) -> int:
        """How many of its stamps are not active."""
        return self.count - self.activated

    @property
    def state_code(self) -> str:
        """The code whose words name the state; a roll begun is in hand still, but not untouched."""
        is_begun = self.state is RollState.DELIVERED and self.activated > 0
        return "roll.begun" if is_begun else f"roll.{self.state.value}"

    @property
    def may_be_activated(self) -> bool:
        """Whether stamps of it can be bound to a lot."""
        return self.state is RollState.DELIVERED and self.left > 0


@dataclass(frozen=True)
class LotChoice:
    """A lot for which stamps of a roll may be activated."""

    id: UUID
    code: str
    packed: int
    activated: int

    @property
    def left(self) -> int:
        """How many packed units have no stamp yet."""
        return max(0, self.packed - self.activated)


@dataclass(frozen=True)
class ActivationRow:
    lot_id: UUID
    lot_code: str
    first: int
    last: int
    activated_by: str
    activated_at: datetime

    @property
    def count(self) -> int:
        """How many stamps."""
        return self.last - self.first


@dataclass(frozen=True)
class RollPage:
    """One roll: what was activated, and the lots that can still take stamps of it."""

    id: UUID
    order_id: UUID
    product_name: str
    product_short_name: str
    gtin: str | None
    key_id: int
    first: int
    last: int
    row: RollRow
    activations: tuple[ActivationRow, ...]
    lots: tuple[LotChoice, ...]

    @property
    def first_free(self) -> int:
        """The stamp with which the next activation begins."""
        free = self.first
        for activation in self.activations:  # in order
            if free < activation.first:
                return free
            free = activation.last
        return free


def roll_page(actor: Actor, roll_id: UUID) -> RollPage:
    """One roll with its activations and the lots that may take its stamps.

    Raises:
        NoSuchRoll: none, or another organisation's.
    """
    with reader() as connection:
        roll = connection.execute(select_rolls().where(StampRoll.id == roll_id)).one_or_none()
        if roll is None or not _may_see(actor, roll.organisation_id):
            raise NoSuchRoll
        activations = connection.execute(_activations(roll_id)).all()
        lots = connection.execute(_lots(roll.product_id)).all()
    return RollPage(
        id=roll.id,
        order_id=roll.order_id,
        product_name=roll.product_name,
        product_short_name=roll.short_name,
        gtin=roll.gtin,
        key_id=roll.key_id,
        first=roll.first,
        last=roll.last,
        row=roll_row(roll),
        activations=tuple(ActivationRow(*one) for one in activations),
        lots=tuple(LotChoice(*lot) for lot in lots),
    )


def _may_see(actor: Actor, organisation_id: UUID) -> bool:
    return actor.sees_every_organisation or organisation_id == actor.organisation_id


def select_rolls() -> Select[*tuple[Any, ...]]:
    """Rolls with their product and how many of their stamps are active."""
    activated = (
        select(func.coalesce(func.sum(Activation.last - Activation.first), 0))
        .where(Activation.roll_id == StampRoll.id, Activation.undone_at.is_(None))
        .scalar_subquery()
    )
    return (
        select(
            StampRoll.id,
            StampRoll.order_id,
            StampRoll.organisation_id,
            StampRoll.number,
            StampRoll.state,
            StampRoll.first,
            StampRoll.last,
            StampRoll.printed_at,
            StampOrder.key_id,
            StampOrder.product_id,
            Product.name.label("product_name"),
            Product.short_name,
            Product.gtin,
            activated.label("activated"),
        )
        .join(StampOrder, StampOrder.id == StampRoll.order_id)
        .join(Product, Product.id == StampOrder.product_id)
    )


def _activations(roll_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Lot.id,
            Lot.code,
            Activation.first,
            Activation.last,
            Account.name,
            Activation.activated_at,
        )
        .join(Lot, Lot.id == Activation.lot_id)
        .join(Account, Account.id == Activation.activated_by_id)
        .where(Activation.roll_id == roll_id, Activation.undone_at.is_(None))
        .order_by(Activation.first)
    )


def _lots(product_id: UUID) -> Select[*tuple[Any, ...]]:
    return (
        select(Lot.id, Lot.code, Lot.packed_units, Lot.activated_units)
        .where(
            Lot.product_id == product_id,
            Lot.state.in_((LotState.PACKED, LotState.ON_MARKET)),
            Lot.on_hold_at.is_(None),
            Lot.recalled_at.is_(None),
            Lot.cancelled_at.is_(None),
            Lot.packed_units > Lot.activated_units,
        )
        .order_by(Lot.opened_at.desc())
        .limit(100)
    )


def roll_row(row: Row[*tuple[Any, ...]]) -> RollRow:
    """One row of `select_rolls` for a page."""
    return RollRow(
        id=row.id,
        number=row.number,
        state=row.state,
        count=row.last - row.first,
        activated=row.activated,
        printed_at=row.printed_at,
    )
