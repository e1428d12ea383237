"""Appointed printers, programmes, and what an order costs whom."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from traceability.stamps import OrderKind
from webapp.db import db
from webapp.models import StampOrder, StampSupplier
from webapp.queries.stamp_supplies import supplier_choices
from webapp.usecases.stamp_orders import (
    ApproveOrder,
    BudgetExceeded,
    LotStampsAreOwn,
    NoSuchProgramme,
    NoSuchSupplier,
    OrderStamps,
    ProgrammeWithoutPrinter,
    approve_order,
    order_stamps,
)
from webapp.usecases.stamp_supplies import (
    AlreadyEnded,
    AppointSupplier,
    BadPeriod,
    BadPrice,
    BadShare,
    DecisionMissing,
    DecisionUsed,
    EndSupplier,
    MakeProgramme,
    NotAPrinter,
    ReasonMissing,
    appoint_supplier,
    end_supplier,
    make_programme,
)


def a_programme(**changes) -> MakeProgramme:
    values = {
        "programme_id": uuid4(),
        "name": "Hỗ trợ tem truy xuất 2026",
        "decision_number": "310/QĐ-UBND",
        "begins_on": date(2026, 1, 1),
        "ends_on": date(2026, 12, 31),
        "subsidy_percent": 70,
        "budget": 20_000_000,
    }
    return MakeProgramme(**(values | changes))


def ordered(make, cast, now, count=1000, **changes):
    command = OrderStamps(uuid4(), make.product(cast.cooperative).id, count, 500, **changes)
    return order_stamps(cast.minh, command, make.keyring, now=now)


def test_an_order_takes_price_and_share_of_the_day_it_is_approved(make, cast, press, now):
    programme_id = make_programme(cast.thu, a_programme(), now=now)
    order_id = ordered(make, cast, now)

    approve_order(cast.thu, ApproveOrder(order_id, press.supplier_id, programme_id), now=now)

    order = db.session.get(StampOrder, order_id)
    assert (order.unit_price, order.subsidy_percent) == (150, 70)


def test_a_programme_never_promises_more_than_its_budget(make, cast, press, now):
    programme_id = make_programme(cast.thu, a_programme(budget=200_000), now=now)
    terms = {"supplier_id": press.supplier_id, "programme_id": programme_id}
    first, second = ordered(make, cast, now), ordered(make, cast, now)
    approve_order(cast.thu, ApproveOrder(first, **terms), now=now)

    with pytest.raises(BudgetExceeded) as refused:
        approve_order(cast.thu, ApproveOrder(second, **terms), now=now)

    assert refused.value.details == {"share": 105_000, "left": 95_000}


def test_only_an_appointment_in_force_prints(make, cast, press, now):
    end_supplier(cast.thu, EndSupplier(press.supplier_id, "Hết hợp đồng"), now=now)
    order_id = ordered(make, cast, now)

    for supplier_id in (press.supplier_id, uuid4()):
        with pytest.raises(NoSuchSupplier):
            approve_order(cast.thu, ApproveOrder(order_id, supplier_id), now=now)
    with pytest.raises(AlreadyEnded):
        end_supplier(cast.thu, EndSupplier(press.supplier_id, "Lần nữa"), now=now)
    with pytest.raises(ReasonMissing):
        end_supplier(cast.thu, EndSupplier(press.supplier_id, ""), now=now)


def test_a_programme_that_is_over_pays_nothing(make, cast, now):
    over = make_programme(cast.thu, a_programme(ends_on=date(2026, 11, 1)), now=now)
    order_id = ordered(make, cast, now)

    for programme_id in (over, uuid4()):
        with pytest.raises(NoSuchProgramme):
            approve_order(cast.thu, ApproveOrder(order_id, programme_id=programme_id), now=now)


def test_lot_stamps_are_printed_by_the_producer_one_roll_a_stamp(make, cast, press, now):
    order_id = ordered(make, cast, now, count=4, kind=OrderKind.LOT)

    with pytest.raises(LotStampsAreOwn):
        approve_order(cast.thu, ApproveOrder(order_id, press.supplier_id), now=now)

    assert approve_order(cast.thu, ApproveOrder(order_id), now=now) == 4


def test_one_decision_appoints_once(cast, press, now):
    supplier = db.session.get(StampSupplier, press.supplier_id)
    same = AppointSupplier(supplier.id, press.organisation.id, "12/QĐ-SKHCN", date(2026, 1, 5), 150)

    assert appoint_supplier(cast.thu, same, now=now) == supplier.id
    for changed in (replace(same, unit_price=200), replace(same, supplier_id=uuid4())):
        with pytest.raises(DecisionUsed):
            appoint_supplier(cast.thu, changed, now=now)


def test_an_appointment_is_of_a_printer_by_a_decision(cast, press, now):
    given = AppointSupplier(uuid4(), press.organisation.id, "14/QĐ", date(2026, 2, 1), 100)

    with pytest.raises(NotAPrinter):
        appoint_supplier(cast.thu, replace(given, organisation_id=cast.cooperative.id), now=now)
    with pytest.raises(DecisionMissing):
        appoint_supplier(cast.thu, replace(given, decision_number=""), now=now)
    with pytest.raises(BadPeriod):
        appoint_supplier(cast.thu, replace(given, valid_to=date(2026, 1, 1)), now=now)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"subsidy_percent": 101}, BadShare),
        ({"ends_on": date(2025, 1, 1)}, BadPeriod),
        ({"decision_number": ""}, DecisionMissing),
    ],
)
def test_a_programme_has_a_period_a_share_and_a_decision(cast, now, changes, refusal):
    with pytest.raises(refusal):
        make_programme(cast.thu, a_programme(**changes), now=now)


def test_the_same_programme_twice_is_one(cast, now):
    command = a_programme()

    made = make_programme(cast.thu, command, now=now)

    assert make_programme(cast.thu, command, now=now) == made
    with pytest.raises(DecisionUsed):
        make_programme(cast.thu, replace(command, programme_id=uuid4()), now=now)


def test_no_price_and_no_budget_is_below_nothing(cast, press, now):
    appoint = AppointSupplier(uuid4(), press.organisation.id, "14/QĐ", date(2026, 2, 1), -1)

    with pytest.raises(BadPrice):
        appoint_supplier(cast.thu, appoint, now=now)
    with pytest.raises(BadPrice):
        make_programme(cast.thu, a_programme(budget=-1), now=now)

    appoint_supplier(cast.thu, replace(appoint, unit_price=0), now=now)
    make_programme(cast.thu, a_programme(budget=0), now=now)


def test_a_programme_pays_no_share_of_what_has_no_price(make, cast, press, now):
    programme_id = make_programme(cast.thu, a_programme(), now=now)
    lots = ordered(make, cast, now, count=4, kind=OrderKind.LOT)

    for order_id in (ordered(make, cast, now), lots):
        with pytest.raises(ProgrammeWithoutPrinter):
            approve_order(cast.thu, ApproveOrder(order_id, programme_id=programme_id), now=now)

    assert db.session.get(StampOrder, lots).programme_id is None


def test_a_decision_of_a_later_day_appoints_nobody_yet(make, cast, press, now):
    later = AppointSupplier(uuid4(), press.organisation.id, "9/QĐ", date(2027, 1, 4), 120)
    supplier_id = appoint_supplier(cast.thu, later, now=now)
    order_id = ordered(make, cast, now)

    with pytest.raises(NoSuchSupplier):
        approve_order(cast.thu, ApproveOrder(order_id, supplier_id), now=now)

    offered = {str(press.supplier_id), str(supplier_id)}
    assert {it for it, _ in supplier_choices(now)} & offered == {str(press.supplier_id)}
    assert {it for it, _ in supplier_choices(now + timedelta(days=60))} >= offered
