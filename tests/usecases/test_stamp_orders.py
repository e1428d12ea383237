"""Ordering, deciding, printing."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.makers import NOW, Maker
from tests.races import at_once
from traceability.keyring import Keyring
from traceability.products import NoSuchProduct
from traceability.stamp_ledger import StampState
from traceability.stamps import (
    AlreadyDecided,
    BadLotOrderSize,
    BadOrderSize,
    NoSuchRoll,
    NotApproved,
    OrderKind,
    OrderState,
    SelfApproval,
    TooManyRolls,
)
from webapp.db import db
from webapp.models import LedgerEntry, LedgerPersonal, StampOrder, StampRoll
from webapp.models.stamp_holding import holdings_of
from webapp.usecases.stamp_orders import (
    ApproveOrder,
    LotStampsUncovered,
    OrderIdUsed,
    OrderStamps,
    RefuseOrder,
    WrongStampSecret,
    approve_order,
    order_stamps,
    refuse_order,
)
from webapp.usecases.stamp_printing import record_printing


def an_order(product, **changes) -> OrderStamps:
    values = {"order_id": uuid4(), "product_id": product.id, "count": 1000, "roll_size": 400}
    return OrderStamps(**(values | changes))


@pytest.fixture
def keyring(app) -> Keyring:
    return app.extensions["temthat"].keyring


def test_two_orders_never_share_a_serial(make, cast, keyring, now):
    product = make.product(cast.cooperative)

    first = order_stamps(cast.minh, an_order(product), keyring, now=now)
    second = order_stamps(cast.minh, an_order(product), keyring, now=now)

    one, other = db.session.get(StampOrder, first), db.session.get(StampOrder, second)
    assert one.first + one.count + one.proof_count == other.first


def test_pressing_twice_orders_once(make, cast, keyring, now):
    command = an_order(make.product(cast.cooperative))

    first = order_stamps(cast.minh, command, keyring, now=now)
    again = order_stamps(cast.minh, command, keyring, now=now)

    assert first == again
    assert db.session.scalar(select(func.count()).select_from(StampOrder)) == 1


@pytest.mark.parametrize(
    "changed", [{"count": 2000}, {"roll_size": 500}, {"has_covered_code": True}]
)
def test_the_same_form_for_another_number_is_a_conflict(make, cast, keyring, now, changed):
    command = an_order(make.product(cast.cooperative))
    order_stamps(cast.minh, command, keyring, now=now)

    with pytest.raises(OrderIdUsed):
        order_stamps(cast.minh, replace(command, **changed), keyring, now=now)


def test_lot_stamps_have_no_scratch_layer(make, cast, keyring, now):
    product = make.product(cast.cooperative)
    command = an_order(product, kind=OrderKind.LOT, has_covered_code=True)

    with pytest.raises(LotStampsUncovered):
        order_stamps(cast.minh, command, keyring, now=now)

    assert db.session.scalar(select(func.count()).select_from(StampOrder)) == 0


def test_the_same_form_for_another_product_is_a_conflict(make, cast, keyring, now):
    command = an_order(make.product(cast.cooperative))
    order_stamps(cast.minh, command, keyring, now=now)
    other = make.product(cast.cooperative)

    with pytest.raises(OrderIdUsed):
        order_stamps(cast.minh, replace(command, product_id=other.id), keyring, now=now)


def test_the_ledger_is_bound_to_the_reason_of_a_refusal(make, cast, keyring, now):
    order_id = order_stamps(cast.minh, an_order(make.product(cast.cooperative)), keyring, now=now)

    refuse_order(cast.thu, RefuseOrder(order_id, "Thiếu chứng nhận của chị Hoa"), now=now)

    kept = db.session.scalars(select(LedgerPersonal)).one()
    body = db.session.scalars(
        select(LedgerEntry.body).order_by(LedgerEntry.position.desc()).limit(1)
    ).one()
    assert (kept.value, kept.subject_id) == ("Thiếu chứng nhận của chị Hoa", str(order_id))
    assert f'"reason":"{kept.commitment}"' in body
    assert "Hoa" not in body


def test_a_manager_orders_only_for_products_of_the_own_organisation(make, cast, keyring, now):
    product = make.product(cast.other_cooperative)

    with pytest.raises(NoSuchProduct):
        order_stamps(cast.minh, an_order(product), keyring, now=now)


@pytest.mark.parametrize("count", [0, 1_000_001])
def test_an_order_has_a_sensible_size(make, cast, keyring, now, count):
    command = an_order(make.product(cast.cooperative), count=count)

    with pytest.raises(BadOrderSize):
        order_stamps(cast.minh, command, keyring, now=now)


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"count": 1_000_000, "roll_size": 10}, TooManyRolls),
        ({"count": 1_001, "kind": OrderKind.LOT}, BadLotOrderSize),
    ],
)
def test_no_approval_has_to_make_rolls_without_bound(make, cast, keyring, now, changes, refusal):
    product = make.product(cast.cooperative)
    with pytest.raises(refusal):
        order_stamps(cast.minh, an_order(product, **changes), keyring, now=now)

    # One that was ordered before there was a bound.
    before = make.order(product, state=OrderState.ORDERED, **({"roll_size": 1} | changes))
    with pytest.raises(refusal):
        approve_order(cast.thu, ApproveOrder(before.id), now=now)

    assert db.session.scalar(select(func.count()).select_from(StampRoll)) == 0


def test_a_secret_that_was_changed_is_noticed_before_a_serial_is_lost(make, cast, keyring, now):
    product = make.product(cast.cooperative)
    order_stamps(cast.minh, an_order(product), keyring, now=now)

    with pytest.raises(WrongStampSecret):
        order_stamps(cast.minh, an_order(product), Keyring(b"another", 1), now=now)


def test_approval_cuts_the_order_into_rolls_without_a_gap(make, cast, keyring, now):
    order_id = order_stamps(cast.minh, an_order(make.product(cast.cooperative)), keyring, now=now)

    count = approve_order(cast.thu, ApproveOrder(order_id), now=now)

    rolls = db.session.scalars(
        select(StampRoll).where(StampRoll.order_id == order_id).order_by(StampRoll.number)
    ).all()
    assert count == 3
    assert [roll.last - roll.first for roll in rolls] == [400, 400, 200]
    assert all(one.last == other.first for one, other in pairwise(rolls))


def test_nobody_approves_an_order_of_their_own(make, cast, keyring, now):
    order_id = order_stamps(cast.minh, an_order(make.product(cast.cooperative)), keyring, now=now)

    with pytest.raises(SelfApproval):
        approve_order(cast.minh, ApproveOrder(order_id), now=now)


def test_an_order_is_decided_once(make, cast, keyring, now):
    order_id = order_stamps(cast.minh, an_order(make.product(cast.cooperative)), keyring, now=now)
    refuse_order(cast.thu, RefuseOrder(order_id, "Thiếu chứng nhận"), now=now)

    with pytest.raises(AlreadyDecided):
        approve_order(cast.thu, ApproveOrder(order_id), now=now)

    assert db.session.get(StampOrder, order_id).refusal_reason == "Thiếu chứng nhận"


def test_the_first_printing_delivers_and_a_second_one_only_counts(make, cast, now):
    roll = make.roll(
        make.order(make.product(cast.cooperative)),
        state=StampState.NOT_PRINTED,
        printed_at=None,
        delivered_at=None,
    )

    record_printing(cast.minh, roll.id, now=now)
    record_printing(cast.minh, roll.id, now=now + timedelta(hours=1))

    db.session.refresh(roll)
    assert (roll.printed_at, roll.downloads) == (now, 2)
    assert {it.state for it in holdings_of(db.session(), roll.id)} == {StampState.DELIVERED}


def test_a_roll_of_somebody_else_is_not_there(make, cast, now):
    roll = make.roll(make.order(make.product(cast.cooperative)))

    with pytest.raises(NoSuchRoll):
        record_printing(cast.hoa, roll.id, now=now)


def test_a_roll_of_a_refused_order_is_not_printed(make, cast, now):
    order = make.order(
        make.product(cast.cooperative),
        state=OrderState.REFUSED,
    )
    roll = make.roll(order, state=StampState.NOT_PRINTED)

    with pytest.raises(NotApproved):
        record_printing(cast.minh, roll.id, now=now)


def test_every_step_is_in_the_ledger(make, cast, keyring, now):
    order_id = order_stamps(cast.minh, an_order(make.product(cast.cooperative)), keyring, now=now)
    approve_order(cast.thu, ApproveOrder(order_id), now=now)
    roll_id = db.session.scalars(select(StampRoll.id).order_by(StampRoll.number)).first()
    record_printing(cast.minh, roll_id, now=now)

    bodies = db.session.scalars(select(LedgerEntry.body).order_by(LedgerEntry.position)).all()

    assert len(bodies) == 3
    assert ('"ordered"' in bodies[0], '"approved"' in bodies[1], '"printed"' in bodies[2]) == (
        True,
        True,
        True,
    )


@pytest.mark.committed
def test_one_form_sent_many_times_at_once_orders_once(committed_app):
    keyring = committed_app.extensions["temthat"].keyring
    with committed_app.app_context():
        make = Maker(keyring)
        cast = make_cast(make)
        command = an_order(make.product(cast.cooperative))

    ordered = at_once(committed_app, lambda: order_stamps(cast.minh, command, keyring, now=NOW))

    assert ordered == [command.order_id] * 8
    with committed_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(StampOrder)) == 1
        assert db.session.scalar(select(func.count()).select_from(LedgerEntry)) == 1
