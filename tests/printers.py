"""A printer that the department appointed, and an order on its way through it."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from tests.cast import Cast
from tests.makers import Maker
from traceability.keyring import SerialPlace
from traceability.organisations import OrganisationKind
from traceability.roles import Actor, Role
from webapp.db import db
from webapp.models import Organisation, Product, StampOrder
from webapp.usecases.stamp_orders import ApproveOrder, OrderStamps, approve_order, order_stamps
from webapp.usecases.stamp_printing import ApproveProof, approve_proof
from webapp.usecases.stamp_supplies import AppointSupplier, appoint_supplier


@dataclass(frozen=True)
class Press:
    """Phúc prints for the department, at 150 đồng a stamp."""

    organisation: Organisation
    phuc: Actor
    supplier_id: UUID


def appointed(make: Maker, cast: Cast, now: datetime, number: str = "12/QĐ-SKHCN") -> Press:
    """A press with its appointment."""
    organisation = make.organisation(kind=OrganisationKind.PRINTER, name="Công ty In Phúc")
    phuc = make.actor(Role.PRINTER, organisation, make.account(name="Phúc"))
    command = AppointSupplier(uuid4(), organisation.id, number, date(2026, 1, 5), 150)
    return Press(organisation, phuc, appoint_supplier(cast.thu, command, now=now))


def approved_for(
    make: Maker,
    cast: Cast,
    press: Press,
    now: datetime,
    product: Product | None = None,
    sizes: tuple[int, int] = (100, 50),
) -> StampOrder:
    """An order that the press is to print: how many stamps, and how many of them on a roll."""
    product = product or make.product(cast.cooperative)
    ordered = OrderStamps(uuid4(), product.id, *sizes)
    order_id = order_stamps(cast.minh, ordered, make.keyring, now=now)
    approve_order(cast.thu, ApproveOrder(order_id, press.supplier_id), now=now)
    return db.session.get_one(StampOrder, order_id)


def proven(cast: Cast, order: StampOrder, now: datetime) -> None:
    """Minh scans the proof sheet and finds it good."""
    proof = SerialPlace(order.key_id, order.serials.last)
    approve_proof(cast.minh, ApproveProof(order.id, proof), now=now)


def on_the_press(
    make: Maker, cast: Cast, press: Press, now: datetime, sizes: tuple[int, int]
) -> StampOrder:
    """An order of the press once its proof sheet was approved; sizes as of `approved_for`."""
    order = approved_for(make, cast, press, now, sizes=sizes)
    proven(cast, order, now)
    return order
