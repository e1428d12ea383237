"""Stamps are ordered by managers, decided on by officers, printed, and bound to packed lots."""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import MovementKind
from webapp.demo.days import Days
from webapp.demo.lots import LotPlan, product_id
from webapp.demo.offices import officer_of
from webapp.demo.plan import Cooperative
from webapp.demo.press_days import press_steps
from webapp.demo.stage import Stage, Step
from webapp.demo.stamp_orders import ORDERS, Fate, OrderPlan
from webapp.queries.demonstration import rolls_of_order
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.holds import ReleaseHold, release_hold
from webapp.usecases.releases import AskRelease, ask_release
from webapp.usecases.stamp_moves import MoveStamps, move_stamps
from webapp.usecases.stamp_orders import (
    ApproveOrder,
    OrderStamps,
    RefuseOrder,
    WithdrawOrder,
    approve_order,
    order_stamps,
    refuse_order,
    withdraw_order,
)
from webapp.usecases.stamp_printing import record_printing

_WITHDRAWAL = "Đặt nhầm cỡ cuộn."
_REFUSAL = "Đơn vượt sản lượng dự kiến của vụ này. Đề nghị đặt lại theo sản lượng đã khai."
_GONE = {
    Fate.STOLEN: (MovementKind.STOLEN, "Kho bị phá khóa đêm qua, đã báo công an xã."),
    Fate.LOST: (MovementKind.LOST, "Kiểm kê kho không thấy cuộn này."),
}


def stamp_steps(lots: Sequence[LotPlan], days: Days) -> Iterator[Step]:
    """Everything that is done with stamps but looking at them."""
    for order in ORDERS:
        yield from _order_steps(order, days)
    for lot in lots:
        packed = next(work for work in lot.diary.works if work.code == "packing")
        at = lot.at(packed.day, packed.hour + 4)
        if lot.season.is_stamped:
            yield Step(at, partial(_activate, lot))
        elif at <= days.now:
            yield Step(at, partial(_ask, lot))


def _order_steps(order: OrderPlan, days: Days) -> Iterator[Step]:
    ordered_at = days.no_later(days.at(order.ordered, 8, 30))
    yield Step(ordered_at, partial(_order, order))
    if order.fate is Fate.PRESS:
        yield from press_steps(order, days)
    if order.fate in (Fate.WAITING, Fate.PRESS):
        return
    decide = _ENDED.get(order.fate, _approve)
    yield Step(ordered_at + timedelta(days=1, hours=2), partial(decide, order))
    if order.fate in _ENDED:
        return
    yield Step(ordered_at + timedelta(days=3), partial(_print, order))
    if order.fate in _GONE:
        yield Step(ordered_at + timedelta(days=9), partial(_lose, order))


def _order(order: OrderPlan, stage: Stage, at: datetime) -> None:
    command = OrderStamps(
        order_id=order.id,
        product_id=order.product_id,
        count=order.rolls * order.roll_size,
        roll_size=order.roll_size,
        has_covered_code=order.has_covered_code,
    )
    if order.is_signed:
        command = replace(command, signer=stage.services.signing.current)
    order_stamps(_manager(order.cooperative, stage), command, stage.services.keyring, now=at)


def _approve(order: OrderPlan, stage: Stage, at: datetime) -> None:
    officer = stage.actor(officer_of(order.cooperative.province))
    approve_order(officer, ApproveOrder(order.id), now=at)


def _refuse(order: OrderPlan, stage: Stage, at: datetime) -> None:
    officer = stage.actor(officer_of(order.cooperative.province))
    refuse_order(officer, RefuseOrder(order.id, _REFUSAL), now=at)


def _withdraw(order: OrderPlan, stage: Stage, at: datetime) -> None:
    manager = _manager(order.cooperative, stage)
    withdraw_order(manager, WithdrawOrder(order.id, _WITHDRAWAL), now=at)


_ENDED = {Fate.REFUSED: _refuse, Fate.WITHDRAWN: _withdraw}


def _print(order: OrderPlan, stage: Stage, at: datetime) -> None:
    manager = _manager(order.cooperative, stage)
    store = stage.rolls.setdefault(order.product_id, deque())
    for roll in rolls_of_order(manager, order.id):
        record_printing(manager, roll.id, now=at)
        if order.fate is Fate.DELIVERED:
            store.append(roll)


def _lose(order: OrderPlan, stage: Stage, at: datetime) -> None:
    manager = _manager(order.cooperative, stage)
    for roll in rolls_of_order(manager, order.id):
        kind, reason = _GONE[order.fate]
        move_stamps(manager, MoveStamps(roll.id, kind, reason), now=at)


def _activate(lot: LotPlan, stage: Stage, at: datetime) -> None:
    """Every pack of the lot gets a stamp of one roll; what is left of the roll stays inactive."""
    manager = _manager(lot.cooperative, stage)
    if lot.season.is_hasty:  # it was held for its early harvest, and its sample was found good
        reason = "Mẫu kiểm nghiệm sau thu hoạch đạt; đã nhắc lại thời gian cách ly."
        release_hold(manager, ReleaseHold(lot.id, reason), now=at)
    roll = stage.rolls[product_id(lot.cooperative, lot.goods)].popleft()
    command = ActivateRange(roll.id, lot.id, count=lot.packs)
    activate_range(manager, command, now=at)
    stage.active[lot.id] = SerialRange.of(roll.first, lot.packs)


def _ask(lot: LotPlan, stage: Stage, at: datetime) -> None:
    """What has no stamps yet waits for its manager."""
    ask_release(stage.actor(lot.farm.farmer), AskRelease(lot.id), now=at)


def _manager(cooperative: Cooperative, stage: Stage) -> Actor:
    return stage.actor(cooperative.manager)
