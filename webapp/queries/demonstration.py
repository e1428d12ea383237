"""What the demonstration reads: whether there is room for it, whom it made, where stamps stand."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, select
from sqlalchemy.orm import InstrumentedAttribute

from traceability.gs1 import Gtin
from traceability.keyring import SerialPlace
from traceability.phone import Phone
from traceability.roles import Actor, Role
from traceability.suspicion import ALARM_AT
from webapp.db import reader
from webapp.models.account import Account, Membership
from webapp.models.activation import Activation
from webapp.models.lot import Lot
from webapp.models.organisation import Organisation
from webapp.models.product import Product
from webapp.models.report import Report
from webapp.models.scan import Scan
from webapp.models.stamp import Stamp, StampFlag
from webapp.models.stamp_order import StampOrder, StampRoll

# How many stamps at the end of an activation are tried: those that nobody looked at yet.
_TAIL: Final = 20


@dataclass(frozen=True)
class DemonstrationAccount:
    """Somebody one can sign in as."""

    role: Role
    organisation: str
    phone: Phone
    name: str
    actor: Actor


@dataclass(frozen=True)
class RollRange:
    """A roll by its place in the order it belongs to."""

    id: UUID
    key_id: int
    first: int
    last: int


@dataclass(frozen=True)
class FoundStamp:
    """A stamp worth a look, with the GTIN of its link."""

    place: SerialPlace
    gtin: Gtin | None


def public_is_filled() -> bool:
    """Whether the database holds anybody or anything but the table of provinces."""
    with reader() as connection:
        rows = (Account.id, Organisation.id, Report.id, Scan.id)
        return any(connection.scalar(select(exists().where(row.is_not(None)))) for row in rows)


def public_demonstration_accounts() -> tuple[DemonstrationAccount, ...]:
    """Everybody who can sign in with the published password, by phone number."""
    query = (
        select(
            Account.id.label("account_id"),
            Account.phone,
            Account.name,
            Membership.id.label("membership_id"),
            Membership.role,
            Organisation.id.label("organisation_id"),
            Organisation.name.label("organisation"),
        )
        .join(Membership, Membership.account_id == Account.id)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(
            Account.is_demonstration,
            Account.disabled_at.is_(None),
            Membership.ended_at.is_(None),
        )
        .order_by(Account.phone)
    )
    with reader() as connection:
        return tuple(_account(row) for row in connection.execute(query))


def rolls_of_order(actor: Actor, order_id: UUID) -> tuple[RollRange, ...]:
    """The rolls of an order of the actor's organisation, in their order."""
    query = (
        select(StampRoll.id, StampOrder.key_id, StampRoll.first, StampRoll.last)
        .join(StampOrder, StampOrder.id == StampRoll.order_id)
        .where(StampOrder.id == order_id, StampOrder.organisation_id == actor.organisation_id)
        .order_by(StampRoll.number)
    )
    with reader() as connection:
        return tuple(RollRange(*row) for row in connection.execute(query))


def public_report_id(receipt: str) -> UUID:
    """The report of a receipt; whoever has the receipt may know it."""
    with reader() as connection:
        return connection.execute(select(Report.id).where(Report.receipt == receipt)).scalar_one()


def public_notable_stamps() -> Iterator[FoundStamp]:
    """Stamps among which every verdict is found: flagged ones, ends of rolls, active ones."""
    found = chain(
        _withdrawn(), _suspected(), _flagged(), _covered(), _roll_ends(), _scanned(), _active_ends()
    )
    return iter(dict.fromkeys(found))


def _account(row: Row[UUID, str, str, UUID, Role, UUID, str]) -> DemonstrationAccount:
    return DemonstrationAccount(
        role=row.role,
        organisation=row.organisation,
        phone=Phone(row.phone),
        name=row.name,
        actor=Actor(row.account_id, row.membership_id, row.organisation_id, row.role, row.name),
    )


def _withdrawn() -> Iterator[FoundStamp]:
    recalled = select(Activation.key_id, Activation.first, Product.gtin)
    return _read(
        recalled.join(Lot, Lot.id == Activation.lot_id)
        .join(Product, Product.id == Lot.product_id)
        .where(Lot.recalled_at.is_not(None), Activation.undone_at.is_(None))
        .order_by(Lot.recalled_at)
    )


def _suspected() -> Iterator[FoundStamp]:
    """Suspected by where it was seen: its page gives the reasons in numbers."""
    return _read(
        select(Stamp.key_id, Stamp.counter, Product.gtin)
        .select_from(Stamp)
        .join(StampOrder, StampOrder.holds(Stamp.key_id, Stamp.counter))
        .join(Product, Product.id == StampOrder.product_id)
        .where(Stamp.suspicion > ALARM_AT)
        .order_by(Stamp.suspicion.desc())
    )


def _flagged() -> Iterator[FoundStamp]:
    return _read(
        select(StampFlag.key_id, StampFlag.first, Product.gtin)
        .join(StampOrder, StampOrder.id == StampFlag.order_id)
        .join(Product, Product.id == StampOrder.product_id)
        .where(StampFlag.lifted_at.is_(None))
        .order_by(StampFlag.raised_at)
    )


def _covered() -> Iterator[FoundStamp]:
    return _read(
        select(Stamp.key_id, Stamp.counter, Product.gtin)
        .select_from(Stamp)
        .join(StampOrder, StampOrder.holds(Stamp.key_id, Stamp.counter))
        .join(Product, Product.id == StampOrder.product_id)
        .where(Stamp.covered_code_checked_at.is_not(None))
    )


def _roll_ends() -> Iterator[FoundStamp]:
    return _read(
        select(StampOrder.key_id, StampRoll.last - 1, Product.gtin)
        .join(StampOrder, StampOrder.id == StampRoll.order_id)
        .join(Product, Product.id == StampOrder.product_id)
        .order_by(StampOrder.key_id, StampRoll.first)
    )


def _scanned() -> Iterator[FoundStamp]:
    # The first stamps of an activation are those that the demonstration's buyers looked at.
    return _read(_active(Activation.first))


def _active_ends() -> Iterator[FoundStamp]:
    for back in range(1, _TAIL + 1):
        yield from _read(_active(Activation.last - back))


def _active(
    counter: ColumnElement[int] | InstrumentedAttribute[int],
) -> Select[int, int, str | None]:
    return (
        select(Activation.key_id, counter, Product.gtin)
        .join(StampOrder, StampOrder.id == Activation.order_id)
        .join(Product, Product.id == StampOrder.product_id)
        .where(Activation.undone_at.is_(None))
        # Stamps with a covered code first: there is more to try with them.
        .order_by(
            StampOrder.has_covered_code.desc(), Product.internal_code, Activation.first.desc()
        )
    )


def _read(query: Select[int, int, str | None]) -> Iterator[FoundStamp]:
    with reader() as connection:
        rows = connection.execute(query).all()
    for key_id, counter, gtin in rows:
        yield FoundStamp(SerialPlace(key_id, counter), Gtin(gtin) if gtin else None)
