"""Officers see, and decide on, the orders of their own province."""

from uuid import uuid4

import pytest

from tests.rolls import rolls_of
from traceability.keyring import SerialPlace
from traceability.roles import Role
from traceability.stamp_ledger import MovementKind
from traceability.stamps import NoSuchActivation, NoSuchOrder, NoSuchRoll
from webapp.db import db
from webapp.models import Membership, Product, StampOrder
from webapp.queries.dashboards import dashboard_of
from webapp.queries.stamp_orders import OrderFilter, order_page, stamp_orders
from webapp.queries.stamp_rolls import roll_page
from webapp.usecases.activations.undo import UndoActivation, undo_activation
from webapp.usecases.stamp_moves import MoveStamps, move_stamps
from webapp.usecases.stamp_orders import (
    ApproveOrder,
    OrderStamps,
    RefuseOrder,
    approve_order,
    order_stamps,
    refuse_order,
)
from webapp.usecases.stamp_printing import ApproveProof, approve_proof


@pytest.fixture
def yen(make):
    """An officer of another province."""
    make.province("38", "Thanh Hóa")
    office = make.agency(name="Chi cục TĐC Thanh Hóa", province_code="38", commune_code=None)
    return make.actor(Role.OFFICER, office, make.account(name="Yến"))


def ordered(make, actor, organisation, now):
    command = OrderStamps(uuid4(), make.product(organisation).id, 100, 50)
    return order_stamps(actor, command, make.keyring, now=now)


@pytest.fixture
def afar(make, cast, yen, now):
    """What a producer of that other province ordered."""
    theirs = make.organisation(province_code="38", commune_code=None)
    manager = make.actor(Role.MANAGER, theirs, make.account())
    return ordered(make, manager, theirs, now)


def listed(actor):
    return {row.id for row in stamp_orders(actor, OrderFilter()).rows}


def test_an_officer_is_offered_the_orders_of_the_own_province(make, cast, yen, afar, now):
    near = ordered(make, cast.minh, cast.cooperative, now)

    assert (listed(cast.thu), listed(yen)) == ({near}, {afar})
    assert [row.id for row in dashboard_of(cast.thu, now=now).orders_waiting] == [near]
    assert listed(cast.minh) == {near}


def test_another_provinces_order_is_not_there_for_an_officer(cast, yen, afar, now):
    order = db.session.get_one(StampOrder, afar)
    refused = [
        lambda: order_page(cast.thu, afar),
        lambda: approve_order(cast.thu, ApproveOrder(afar), now=now),
        lambda: refuse_order(cast.thu, RefuseOrder(afar, "Thiếu"), now=now),
        lambda: approve_proof(
            cast.thu, ApproveProof(afar, SerialPlace(order.key_id, order.serials.last)), now=now
        ),
    ]
    for attempt in refused:
        with pytest.raises(NoSuchOrder):
            attempt()

    approve_order(yen, ApproveOrder(afar), now=now)
    roll = rolls_of(order)[0]
    assert roll_page(yen, roll.id).id == roll.id
    with pytest.raises(NoSuchRoll):
        roll_page(cast.thu, roll.id)
    with pytest.raises(NoSuchRoll):
        move_stamps(cast.thu, MoveStamps(roll.id, MovementKind.LOST, "Mất"), now=now)


def test_another_provinces_activation_is_not_undone(make, cast, yen, afar, now):
    order = db.session.get_one(StampOrder, afar)
    roll = make.roll(order)
    product = db.session.get_one(Product, order.product_id)
    activation = make.activation(roll, make.packed_lot(product))

    with pytest.raises(NoSuchActivation):
        undo_activation(cast.thu, UndoActivation(activation.id, "Nhầm"), now=now)


def test_a_province_without_an_office_is_looked_after_by_all(make, cast, yen, afar, now):
    db.session.get_one(Membership, yen.membership_id).ended_at = now
    db.session.commit()

    assert afar in listed(cast.thu)
    assert approve_order(cast.thu, ApproveOrder(afar), now=now) == 2
