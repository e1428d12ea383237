"""Registered displays in the actor's reach."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, select, true
from sqlalchemy.orm import aliased

from traceability.alerts import NoSuchDisplay
from traceability.geography import PROVINCES
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.suspicion import DisplayKind
from webapp.db import reader
from webapp.models.account import Account
from webapp.models.display import StampDisplay
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.stamp_order import StampOrder
from webapp.queries.listings import Listing, listed


@dataclass(frozen=True)
class DisplayRow:
    """One registration, standing or ended."""

    id: UUID
    stamp: SerialPlace
    count: int
    kind: DisplayKind
    product_name: str
    organisation_name: str
    place: str
    province: str
    reason: str
    registered_by: str
    registered_at: datetime
    ended_by: str | None
    ended_at: datetime | None
    end_reason: str | None

    @property
    def kind_code(self) -> str:
        """The code whose words name it."""
        return f"display_kind.{self.kind.value}"

    @property
    def stands(self) -> bool:
        """Whether it explains anything today."""
        return self.ended_at is None

    @property
    def state_code(self) -> str:
        """The code whose words say whether it stands."""
        return "display_state.stands" if self.stands else "display_state.ended"

    @property
    def tone(self) -> str:
        """What stands is told apart from what was."""
        return "green" if self.stands else "grey"


def display_list(actor: Actor, number: int) -> Listing[DisplayRow]:
    """Standing ones first, each the latest first."""
    query = _select().where(_in_reach(actor))
    order = (StampDisplay.ended_at.is_not(None), StampDisplay.registered_at.desc(), StampDisplay.id)
    with reader() as connection:
        return listed(connection, query.order_by(*order), number, _row)


def get_display(actor: Actor, display_id: UUID) -> DisplayRow:
    """One registration.

    Raises:
        NoSuchDisplay: none in the actor's reach.
    """
    query = _select().where(_in_reach(actor), StampDisplay.id == display_id)
    with reader() as connection:
        found = connection.execute(query).one_or_none()
    if found is None:
        raise NoSuchDisplay
    return _row(found)


def displays_of_stamp(actor: Actor, stamp: SerialPlace) -> tuple[DisplayRow, ...]:
    """All that were ever registered for one stamp, the latest first."""
    of_stamp = (
        StampDisplay.key_id == stamp.key_id,
        StampDisplay.first <= stamp.counter,
        StampDisplay.last > stamp.counter,
    )
    query = _select().where(_in_reach(actor), *of_stamp)
    with reader() as connection:
        found = connection.execute(query.order_by(StampDisplay.registered_at.desc()))
        return tuple(map(_row, found))


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    if actor.sees_every_organisation:
        return true()
    return StampDisplay.organisation_id == actor.organisation_id


def _select() -> Select[*tuple[Any, ...]]:
    ender = aliased(Account)
    return (
        select(
            StampDisplay,
            Product.short_name,
            Organisation.name.label("organisation_name"),
            Account.name.label("registered_by"),
            ender.name.label("ended_by"),
        )
        .join(StampOrder, StampOrder.id == StampDisplay.order_id)
        .join(Product, Product.id == StampOrder.product_id)
        .join(Organisation, Organisation.id == StampDisplay.organisation_id)
        .join(Account, Account.id == StampDisplay.registered_by_id)
        .outerjoin(ender, ender.id == StampDisplay.ended_by_id)
    )


def _row(found: Row[Any]) -> DisplayRow:
    return DisplayRow(
        id=found.id,
        stamp=SerialPlace(found.key_id, found.first),
        count=found.last - found.first,
        kind=found.kind,
        product_name=found.short_name,
        organisation_name=found.organisation_name,
        place=found.place,
        province=PROVINCES[found.province_code].name if found.province_code else "",
        reason=found.reason,
        registered_by=found.registered_by,
        registered_at=found.registered_at,
        ended_by=found.ended_by,
        ended_at=found.ended_at,
        end_reason=found.end_reason,
    )
