"""Orders that are withdrawn by those who ordered, before anybody decided on them."""

import json
from itertools import cycle
from uuid import uuid4

import pytest

from tests.cast import make_cast
from tests.makers import NOW, Maker
from tests.races import at_once
from traceability.errors import Conflict
from traceability.roles import Role
from traceability.stamps import NoSuchOrder, OrderState, OrderWithdrawn, TooLateToWithdraw
from webapp.db import db
from webapp.models import LedgerEntry, StampOrder, StampRoll
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


@pytest.fixture
def order(make, cast, now):
    return ordered(make, cast, now)


def ordered(make, cast, now):
    command = OrderStamps(uuid4(), make.product(cast.cooperative).id, 100, 50)
    return db.session.get(StampOrder, order_stamps(cast.minh, command, make.keyring, now=now))


def withdraw(actor, order, now, reason="Đặt nhầm sản phẩm"):
    withdraw_order(actor, WithdrawOrder(order.id, reason), now=now)


def entries() -> list[dict[str, object]]:
    bodies = db.session.query(LedgerEntry.body).order_by(LedgerEntry.position)
    return [json.loads(body) for (body,) in bodies]


def test_a_colleague_withdraws_a_waiting_order_and_the_ledger_says_who(make, cast, order, now):
    colleague = make.actor(Role.MANAGER, cast.cooperative, make.account(name="Hạnh"))

    withdraw(colleague, order, now)

    assert (order.state, order.withdrawal_reason) == (OrderState.WITHDRAWN, "Đặt nhầm sản phẩm")
    assert (order.withdrawn_by_id, order.withdrawn_at) == (colleague.account_id, now)
    told = entries()[-1]
    assert (told["actor_id"], told["content"]["action"]) == (
        str(colleague.account_id),
        "withdrawn",
    )
    assert "Đặt nhầm" not in json.dumps(told, ensure_ascii=False)


def test_withdrawing_twice_withdraws_once(cast, order, now):
    withdraw(cast.minh, order, now)
    withdraw(cast.minh, order, now, "Lý do khác")

    assert order.withdrawal_reason == "Đặt nhầm sản phẩm"
    assert [it["content"]["action"] for it in entries()] == ["ordered", "withdrawn"]


def test_what_was_decided_is_withdrawn_no_more(make, cast, order, now):
    refused = ordered(make, cast, now)
    approve_order(cast.thu, ApproveOrder(order.id), now=now)
    refuse_order(cast.thu, RefuseOrder(refused.id, "Thiếu"), now=now)

    for decided in (order, refused):
        with pytest.raises(TooLateToWithdraw) as told:
            withdraw(cast.minh, decided, now)
        assert told.value.details == {"state": f"order.{decided.state}"}
        assert decided.withdrawn_at is None


def test_nobody_decides_on_a_withdrawn_order(cast, order, now):
    withdraw(cast.minh, order, now)

    with pytest.raises(OrderWithdrawn):
        approve_order(cast.thu, ApproveOrder(order.id), now=now)
    with pytest.raises(OrderWithdrawn):
        refuse_order(cast.thu, RefuseOrder(order.id, "Thiếu"), now=now)


def test_an_order_is_withdrawn_by_those_who_ordered(cast, order, now):
    for stranger in (cast.hoa, cast.thu):
        with pytest.raises(NoSuchOrder):
            withdraw(stranger, order, now)

    assert order.state is OrderState.ORDERED


@pytest.mark.committed
def test_of_approving_and_withdrawing_at_once_one_wins(committed_app):
    keyring = committed_app.extensions["temthat"].keyring
    with committed_app.app_context():
        make = Maker(keyring)
        cast = make_cast(make)
        order_id = ordered(make, cast, NOW).id
    turns = cycle((True, False))

    def decide() -> str:
        try:
            if next(turns):
                approve_order(cast.thu, ApproveOrder(order_id), now=NOW)
                return "approved"
            withdraw_order(cast.minh, WithdrawOrder(order_id, "Đặt nhầm"), now=NOW)
        except Conflict:
            return "refused"
        return "withdrawn"

    answers = set(at_once(committed_app, decide)) - {"refused"}

    with committed_app.app_context():
        order = db.session.get(StampOrder, order_id)
        assert answers == {order.state.value}
        assert db.session.query(StampRoll).count() == (2 if order.approved_by_id else 0)
        assert [it["content"]["action"] for it in entries()] == ["ordered", order.state.value]
