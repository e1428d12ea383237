"""Forms of many rolls: several at once, and thousands of rolls in one."""

import pytest

from tests.cast import make_cast
from tests.makers import NOW, Maker
from tests.races import at_once, one_wins
from tests.sellable import sellable_lot
from tests.statements import counted_statements
from tests.stretches import cut, many_rolls, whole
from traceability.roles import Role
from webapp.db import db
from webapp.models import Activation, Lot
from webapp.queries.activations import order_to_activate
from webapp.usecases.activations.second_person import DecideRequest, decide_activation
from webapp.usecases.activations.stretches import ActivateStretches, activate_stretches
from webapp.usecases.activations.undo import UndoActivation, undo_form

STATEMENTS = 40  # whatever the number of rolls


@pytest.fixture
def hue(make, cast):
    return make.actor(Role.MANAGER, cast.cooperative, make.account(name="Huệ"))


@pytest.mark.committed
def test_of_eight_forms_with_a_roll_in_common_exactly_one_wins(committed_app):
    """And what lost has activated nothing of the rolls that were free."""
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        product = make.product(cast.cooperative)
        order = make.order(product, count=160, roll_size=10)
        rolls = cut(make, order, 16, 10)
        lot = sellable_lot(make, product, packed_units=1000)
        forms = [
            ActivateStretches(order.id, lot.id, whole(rolls[0], *rolls[n : n + 2]))
            for n in range(1, 15)
        ]
        lot_id = lot.id
    waiting = iter(forms)

    one_wins(
        committed_app,
        lambda: activate_stretches(cast.minh, next(waiting), now=NOW),
        "stamp.stretches_unusable",
    )

    with committed_app.app_context():
        assert db.session.get(Lot, lot_id).activated_units == 30


@pytest.mark.committed
def test_one_form_sent_many_times_at_once_activates_once(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        product = make.product(cast.cooperative)
        order = make.order(product, count=30, roll_size=10)
        lot = sellable_lot(make, product, packed_units=1000)
        command = ActivateStretches(order.id, lot.id, whole(*cut(make, order, 3, 10)))
        lot_id = lot.id

    done = at_once(committed_app, lambda: activate_stretches(cast.minh, command, now=NOW))

    assert len(set(done)) == 1
    with committed_app.app_context():
        assert db.session.get(Lot, lot_id).activated_units == 30


@pytest.mark.counted
def test_two_thousand_rolls_take_no_more_statements_than_a_few(make, cast, hue, product, now):
    order = make.order(product, count=1_000_000, roll_size=500)
    named = many_rolls(make, order, 2_000, 500)
    lot = sellable_lot(make, product, packed_units=1_000_000)
    asked = ActivateStretches(order.id, lot.id, named)

    with counted_statements() as asking:
        assert activate_stretches(cast.minh, asked, now=now).waits
    (request,) = order_to_activate(hue, order.id).requests
    with counted_statements() as agreeing:
        decide_activation(hue, DecideRequest(request.id, agrees=True), now=now)

    db.session.refresh(lot)
    assert lot.activated_units == 1_000_000
    assert len(asking) < STATEMENTS
    assert len(agreeing) < STATEMENTS


@pytest.mark.counted
def test_a_hundred_rolls_are_undone_with_no_more_statements_than_a_few(make, cast, product, now):
    order = make.order(product, count=1_000, roll_size=10)
    lot = sellable_lot(make, product, packed_units=1_000)
    named = many_rolls(make, order, 100, 10)
    activate_stretches(cast.minh, ActivateStretches(order.id, lot.id, named), now=now)
    wrong = UndoActivation(db.session.query(Activation).first().id, "Nhầm lô")

    with counted_statements() as undoing:
        assert undo_form(cast.minh, wrong, now=now) == 1_000

    db.session.refresh(lot)
    assert lot.activated_units == 0
    assert len(undoing) < STATEMENTS
