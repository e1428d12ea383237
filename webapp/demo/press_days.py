"""One order goes through an appointed printer: proof, spoilt stamps, a counted delivery."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

from traceability.calendar import civil_date
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from webapp.demo.days import Days
from webapp.demo.offices import PRINTER, officer_of
from webapp.demo.plan import named_id
from webapp.demo.stage import Stage, Step
from webapp.demo.stamp_orders import OrderPlan
from webapp.queries.demonstration import rolls_of_order
from webapp.usecases.stamp_deliveries import ReceiveRoll, SendRolls, receive_roll, send_rolls
from webapp.usecases.stamp_orders import ApproveOrder, approve_order
from webapp.usecases.stamp_printing import (
    ApproveProof,
    ReportPrinting,
    approve_proof,
    record_proof,
    report_printing,
)
from webapp.usecases.stamp_supplies import (
    AppointSupplier,
    MakeProgramme,
    appoint_supplier,
    make_programme,
)

_PRICE = 180  # đồng a stamp
_SUPPLIER, _PROGRAMME = named_id("supplier"), named_id("programme")


def press_steps(order: OrderPlan, days: Days) -> Iterator[Step]:
    """From the decision that appoints the printer to the first roll at the cooperative's."""
    ordered_at = days.at(order.ordered, 8, 30)
    yield Step(days.at(300, 9), partial(_appoint, order))
    yield Step(ordered_at + timedelta(days=1), partial(_approve, order))
    yield Step(ordered_at + timedelta(days=2), partial(_prove, order))
    yield Step(ordered_at + timedelta(days=3), partial(_print_and_send, order))
    yield Step(ordered_at + timedelta(days=4), partial(_receive, order))


def _appoint(order: OrderPlan, stage: Stage, at: datetime) -> None:
    officer, today = _officer(order, stage), civil_date(at)
    press_id = stage.actor(PRINTER.person).organisation_id
    if press_id is None:
        raise RuntimeError("the printer belongs to its press")
    supplier = AppointSupplier(_SUPPLIER, press_id, "12/QĐ-SKHCN", today, _PRICE)
    appoint_supplier(officer, supplier, now=at)
    programme = MakeProgramme(
        programme_id=_PROGRAMME,
        name="Hỗ trợ tem truy xuất cho hợp tác xã",
        decision_number="310/QĐ-UBND",
        begins_on=today,
        ends_on=today + timedelta(days=540),
        subsidy_percent=70,
        budget=60_000_000,
    )
    make_programme(officer, programme, now=at)


def _approve(order: OrderPlan, stage: Stage, at: datetime) -> None:
    command = ApproveOrder(order.id, _SUPPLIER, _PROGRAMME)
    approve_order(_officer(order, stage), command, now=at)


def _prove(order: OrderPlan, stage: Stage, at: datetime) -> None:
    manager = stage.actor(order.cooperative.manager)
    last = rolls_of_order(manager, order.id)[-1]
    proof = SerialPlace(last.key_id, last.last)  # the first serial behind the order
    record_proof(stage.actor(PRINTER.person), order.id, now=at)
    approve_proof(manager, ApproveProof(order.id, proof), now=at)


def _print_and_send(order: OrderPlan, stage: Stage, at: datetime) -> None:
    printer = stage.actor(PRINTER.person)
    first, second, *_ = rolls_of_order(stage.actor(order.cooperative.manager), order.id)
    spoilt = (SerialRange.of(first.first, 2),)
    report_printing(printer, ReportPrinting((first.id,), spoilt, "Lem mực ở đầu cuộn"), now=at)
    report_printing(printer, ReportPrinting((second.id,)), now=at)
    delivery_id = named_id("delivery", order.goods)
    sent = SendRolls(delivery_id, order.id, (first.id,), "Phiếu 07, một thùng")
    send_rolls(printer, sent, now=at)


def _receive(order: OrderPlan, stage: Stage, at: datetime) -> None:
    manager = stage.actor(order.cooperative.manager)
    first = rolls_of_order(manager, order.id)[0]
    counted = first.last - first.first - 2
    command = ReceiveRoll(named_id("delivery", order.goods), first.id, counted)
    receive_roll(manager, command, now=at)


def _officer(order: OrderPlan, stage: Stage) -> Actor:
    return stage.actor(officer_of(order.cooperative.province))
