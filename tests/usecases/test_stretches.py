"""Several rolls and stretches of rolls are bound to a lot in one form: all of them or none."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from tests.makers import NOW
from tests.rolls import balance
from tests.sellable import sellable_lot
from tests.stretches import cut, of, whole
from traceability.lots import LotState, NoSuchLot
from traceability.roles import Role
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import Balance, MovementKind
from traceability.stamps import (
    ExceedsGoods,
    ExceedsPacked,
    LotNotPacked,
    NoSuchActivation,
    NoSuchOrder,
)
from webapp.db import db
from webapp.models import Activation, ActivationRequest, LedgerEntry
from webapp.models.ledger import EntryKind
from webapp.queries.activations import order_to_activate
from webapp.queries.stamp_rolls import roll_page
from webapp.usecases.activations import undo
from webapp.usecases.activations.activate import ActivateRange, ActivationIdUsed, activate_range
from webapp.usecases.activations.binding import OtherProduct
from webapp.usecases.activations.second_person import (
    DecideRequest,
    OwnRequest,
    RequestDecided,
    decide_activation,
)
from webapp.usecases.activations.stretches import (
    ActivateStretches,
    NothingToActivate,
    StretchesUnusable,
    activate_stretches,
)
from webapp.usecases.activations.undo import (
    AlreadyUndone,
    SeenOutside,
    UndoActivation,
    undo_activation,
    undo_form,
)
from webapp.usecases.activations.undo import ReasonMissing as NoReason
from webapp.usecases.stamp_moves import MoveStamps, move_stamps

ROLLS, SIZE = 5, 20


@pytest.fixture
def order(make, product):
    return make.order(product, count=ROLLS * SIZE, roll_size=SIZE)


@pytest.fixture
def rolls(make, order):
    return cut(make, order, ROLLS, SIZE)


@pytest.fixture
def lot(make, product):
    return sellable_lot(make, product, packed_units=1000)


@pytest.fixture
def hue(make, cast):
    return make.actor(Role.MANAGER, cast.cooperative, make.account(name="Huệ"))


def refreshed(lot):
    db.session.refresh(lot)
    return lot


def test_rolls_and_stretches_are_bound_at_once_each_as_an_activation(cast, order, rolls, lot, now):
    named = [*whole(*rolls[:3]), of(rolls[3], 5, 9), of(rolls[3], 15, 20)]
    command = ActivateStretches(order.id, lot.id, named)

    done = activate_stretches(cast.minh, command, now=now)

    assert not done.waits
    made = db.session.query(Activation).order_by(Activation.first).all()
    assert [(it.roll_id, it.first, it.last) for it in made] == [
        (it.roll.id, it.serials.first, it.serials.last) for it in named
    ]
    assert {it.form_id for it in made} == {command.form_id}
    assert (refreshed(lot).state, lot.activated_units) == (LotState.ON_MARKET, 69)
    assert balance(rolls[3]) == Balance(activated=9, delivered=11)
    assert balance(rolls[4]) == Balance(delivered=20)


def test_to_name_a_stamp_twice_names_it_once(cast, order, rolls, lot, now):
    named = [*whole(rolls[0]), of(rolls[0], 3, 9, line=2), *whole(rolls[0], line=3)]

    activate_stretches(cast.minh, ActivateStretches(order.id, lot.id, named), now=now)

    assert refreshed(lot).activated_units == SIZE
    assert db.session.query(Activation).count() == 1


def test_the_same_form_twice_activates_once(cast, order, rolls, lot, now):
    command = ActivateStretches(order.id, lot.id, whole(*rolls))
    first = activate_stretches(cast.minh, command, now=now)

    assert activate_stretches(cast.minh, command, now=now) == first

    assert refreshed(lot).activated_units == ROLLS * SIZE
    stamped = select(func.count()).where(LedgerEntry.kind == EntryKind.STAMP)
    assert db.session.scalar(stamped) == ROLLS


def test_the_same_form_for_other_stamps_is_a_conflict(make, cast, product, order, rolls, lot, now):
    command = ActivateStretches(order.id, lot.id, whole(*rolls[:2]))
    activate_stretches(cast.minh, command, now=now)

    for changed in (
        {"stretches": whole(rolls[0])},
        {"stretches": whole(*rolls[:3])},
        {"stretches": [of(rolls[0], 1), of(rolls[1])]},
        {"lot_id": sellable_lot(make, product, packed_units=1000).id},
    ):
        with pytest.raises(ActivationIdUsed):
            activate_stretches(cast.minh, replace(command, **changed), now=now)


def test_a_form_of_which_a_part_was_undone_is_not_sent_again(cast, order, rolls, lot, now):
    command = ActivateStretches(order.id, lot.id, whole(*rolls[:2]))
    activate_stretches(cast.minh, command, now=now)
    one = db.session.query(Activation).filter_by(roll_id=rolls[0].id).one()

    assert undo_activation(cast.minh, UndoActivation(one.id, "Nhầm cuộn"), now=now) == SIZE

    assert (refreshed(lot).activated_units, lot.state) == (SIZE, LotState.ON_MARKET)
    assert balance(rolls[0]) == Balance(delivered=SIZE)
    with pytest.raises(ActivationIdUsed):
        activate_stretches(cast.minh, command, now=now)


def test_what_one_form_activated_is_undone_in_one_go(cast, order, rolls, lot, now, monkeypatch):
    """A hundred at a time, here two; what was undone before is passed over, others stay."""
    monkeypatch.setattr(undo, "ROLLS_AT_ONCE", 2)
    alone = activate_range(cast.minh, ActivateRange(rolls[4].id, lot.id, count=7), now=now)
    command = ActivateStretches(order.id, lot.id, whole(*rolls[:4]))
    activate_stretches(cast.minh, command, now=now)
    first, *_, last = db.session.query(Activation).filter_by(form_id=command.form_id)
    undo_activation(cast.minh, UndoActivation(first.id, "Nhầm cuộn"), now=now)
    wrong = UndoActivation(last.id, "Nhầm lô")

    assert undo_form(cast.minh, wrong, now=now) == 3 * SIZE

    assert refreshed(lot).activated_units == 7
    assert [balance(it).activated for it in rolls] == [0, 0, 0, 0, 7]
    with pytest.raises(AlreadyUndone):
        undo_form(cast.minh, wrong, now=now)
    assert undo_form(cast.minh, UndoActivation(alone.id, "Nhầm lô"), now=now) == 7
    assert refreshed(lot).state is LotState.PACKED


def test_what_another_one_undoes_meanwhile_is_passed_over(
    cast, order, rolls, lot, now, monkeypatch
):
    monkeypatch.setattr(undo, "ROLLS_AT_ONCE", 1)
    activate_stretches(cast.minh, ActivateStretches(order.id, lot.id, whole(*rolls[:3])), now=now)
    first, _, last = db.session.query(Activation).order_by(Activation.first)
    wrong, others = UndoActivation(first.id, "Nhầm lô"), [UndoActivation(last.id, "Nhầm cuộn")]

    def between_two_parts(_seconds):
        while others:
            undo_activation(cast.minh, others.pop(), now=now)

    monkeypatch.setattr("webapp.turns.sleep", between_two_parts)

    assert undo_form(cast.minh, wrong, now=now) == 2 * SIZE

    assert refreshed(lot).activated_units == 0


def test_of_a_form_of_which_a_stamp_was_seen_outside_nothing_is_undone(
    make, cast, order, rolls, lot, now
):
    command = ActivateStretches(order.id, lot.id, whole(*rolls[:3]))
    activate_stretches(cast.minh, command, now=now)
    make.scan(order, 2 * SIZE + 1, scanned_at=now)
    unseen = db.session.query(Activation).filter_by(roll_id=rolls[0].id).one()
    wrong = UndoActivation(unseen.id, "Nhầm lô")

    with pytest.raises(SeenOutside):
        undo_form(cast.minh, wrong, now=now)
    with pytest.raises(NoSuchActivation):
        undo_form(cast.hoa, wrong, now=now)
    with pytest.raises(NoReason):
        undo_form(cast.thu, replace(wrong, reason=""), now=now)

    assert refreshed(lot).activated_units == 3 * SIZE
    assert undo_activation(cast.minh, wrong, now=now) == SIZE  # by itself it is free
    assert undo_form(cast.thu, wrong, now=now) == 2 * SIZE


def test_all_that_is_wrong_is_named_and_nothing_is_activated(cast, order, rolls, lot, make, now):
    activate_range(cast.minh, ActivateRange(rolls[0].id, lot.id, count=3), now=now)
    for roll, kind in ((rolls[1], MovementKind.VOIDED), (rolls[2], MovementKind.LOST)):
        told = MoveStamps(roll.id, kind, "Kiểm kê", (SerialRange.of(roll.first + 7, 1),))
        move_stamps(cast.minh, told, now=now)
    make.moved(rolls[3], MovementKind.RETURNED)
    named = [*whole(*rolls[:3]), *whole(*rolls[3:], line=2), of(rolls[1], 0, 5, line=3)]

    with pytest.raises(StretchesUnusable) as refused:
        activate_stretches(cast.minh, ActivateStretches(order.id, lot.id, named), now=now)

    told = [(it.code, it.details["line"], it.details["rolls"]) for it in refused.value.errors]
    assert told == [
        ("stamp.stretch_activated", 1, "1"),
        ("stamp.stretch_not_delivered", 1, "2"),
        ("stamp.stretch_not_delivered", 1, "3"),
        ("stamp.stretch_not_delivered", 2, "4"),
    ]
    assert refused.value.errors[0].details["activated_by"] == "Minh"
    assert refreshed(lot).activated_units == 3
    assert balance(rolls[4]) == Balance(delivered=SIZE)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"packed_units": 2 * SIZE - 1}, ExceedsPacked),
        ({"on_hold_at": NOW}, LotNotPacked),
        ({"recalled_at": NOW}, LotNotPacked),
    ],
)
def test_what_holds_for_one_range_holds_for_the_sum(
    make, cast, product, order, rolls, now, given, refusal
):
    lot = sellable_lot(make, product, **{"packed_units": 1000} | given)

    command = ActivateStretches(order.id, lot.id, whole(*rolls[:2]))

    with pytest.raises(refusal):
        activate_stretches(cast.minh, command, now=now)

    assert refreshed(lot).activated_units == 0


def test_orders_lots_and_products_of_others_are_not_there(make, cast, order, rolls, lot, now):
    other = make.product(cast.other_cooperative)
    command = ActivateStretches(order.id, lot.id, whole(*rolls))

    with pytest.raises(NoSuchOrder):
        activate_stretches(cast.hoa, command, now=now)
    for changed, refusal in (
        ({"lot_id": sellable_lot(make, other).id}, NoSuchLot),
        ({"lot_id": sellable_lot(make, make.product(cast.cooperative)).id}, OtherProduct),
        ({"order_id": make.order(make.product(cast.cooperative)).id}, NoSuchOrder),
        ({"stretches": ()}, NothingToActivate),
    ):
        with pytest.raises(refusal):
            activate_stretches(cast.minh, replace(command, **changed), now=now)


def test_above_the_limit_a_second_person_agrees_once_for_the_whole_form(
    cast, hue, order, rolls, lot, now
):
    """The sum counts with what was activated on the day, in however many forms."""
    activate_range(cast.minh, ActivateRange(rolls[4].id, lot.id, count=1), now=now, limit=40)
    command = ActivateStretches(order.id, lot.id, whole(*rolls[:2]))

    asked = activate_stretches(cast.minh, command, now=now, limit=40)

    assert asked.waits
    assert asked == activate_stretches(cast.minh, command, now=now, limit=40)
    assert db.session.query(ActivationRequest).count() == 2
    (shown,) = order_to_activate(hue, order.id).requests
    assert (shown.rolls, shown.count, shown.asked_by) == ("1–2", 40, "Minh")
    assert roll_page(hue, rolls[1].id).requests == (shown,)
    with pytest.raises(OwnRequest):
        decide_activation(cast.minh, DecideRequest(shown.id, agrees=True), now=now)
    decide_activation(hue, DecideRequest(shown.id, agrees=True), now=now)
    assert refreshed(lot).activated_units == 41
    assert activate_stretches(cast.minh, command, now=now, limit=40) == replace(asked, waits=False)
    for request in db.session.query(ActivationRequest):
        with pytest.raises(RequestDecided):
            decide_activation(hue, DecideRequest(request.id, agrees=True), now=now)
    # Neither who asked nor who agreed has used up a limit of their own.
    more = ActivateStretches(order.id, lot.id, whole(*rolls[2:4]))
    assert not activate_stretches(hue, more, now=now, limit=40).waits


def test_the_form_of_others_is_no_form_of_ours(make, cast, hue, order, rolls, lot, now):
    asked = ActivateStretches(order.id, lot.id, whole(*rolls))
    activate_stretches(cast.minh, asked, now=now, limit=10)
    product = make.product(cast.other_cooperative)
    theirs = make.order(product, count=SIZE, roll_size=SIZE)
    named = whole(*cut(make, theirs, 1, SIZE))
    borrowed = ActivateStretches(
        theirs.id, sellable_lot(make, product).id, named, form_id=asked.form_id
    )

    with pytest.raises(ActivationIdUsed):
        activate_stretches(cast.hoa, borrowed, now=now, limit=5)

    (shown,) = order_to_activate(hue, order.id).requests
    decide_activation(hue, DecideRequest(shown.id, agrees=True), now=now)
    assert refreshed(lot).activated_units == ROLLS * SIZE


def test_what_the_previous_release_left_of_a_form_is_decided_together(
    cast, hue, order, rolls, lot, now
):
    """It knows of no forms, and decides one roll alone."""
    command = ActivateStretches(order.id, lot.id, whole(*rolls))
    activate_stretches(cast.minh, command, now=now, limit=10)
    alone, *others = db.session.query(ActivationRequest).order_by(ActivationRequest.first)
    alone.form_id = None
    db.session.commit()
    decide_activation(hue, DecideRequest(alone.id, agrees=True), now=now)
    alone.form_id = command.form_id
    db.session.commit()
    assert refreshed(lot).activated_units == SIZE

    decide_activation(hue, DecideRequest(others[0].id, agrees=True), now=now)

    assert refreshed(lot).activated_units == ROLLS * SIZE
    with pytest.raises(RequestDecided):
        decide_activation(hue, DecideRequest(alone.id, agrees=True), now=now)


def test_what_is_refused_by_the_second_person_is_refused_as_a_whole(
    cast, hue, order, rolls, lot, now
):
    command = ActivateStretches(order.id, lot.id, whole(*rolls))
    activate_stretches(cast.minh, command, now=now, limit=10)
    (asked,) = order_to_activate(hue, order.id).requests

    decide_activation(hue, DecideRequest(asked.id, agrees=False, reason="Sai lô"), now=now)

    assert order_to_activate(hue, order.id).requests == ()
    requests = db.session.query(ActivationRequest).populate_existing().all()
    assert {it.refusal_reason for it in requests} == {"Sai lô"}
    assert refreshed(lot).activated_units == 0


def test_what_was_asked_for_must_hold_when_it_is_agreed(cast, hue, order, rolls, lot, now):
    activate_stretches(
        cast.minh, ActivateStretches(order.id, lot.id, whole(*rolls)), now=now, limit=10
    )
    move_stamps(cast.minh, MoveStamps(rolls[2].id, MovementKind.LOST, "Mất"), now=now)
    (asked,) = order_to_activate(hue, order.id).requests

    with pytest.raises(StretchesUnusable) as refused:
        decide_activation(hue, DecideRequest(asked.id, agrees=True), now=now)

    (fault,) = refused.value.errors
    assert (fault.code, fault.details["rolls"]) == ("stamp.rolls_not_delivered", "3")
    assert order_to_activate(hue, order.id).requests == (asked,)
    assert refreshed(lot).activated_units == 0


def test_goods_bound_the_sum(make, cast, product, order, rolls, now, monkeypatch):
    lot = sellable_lot(make, product, packed_units=1000)
    monkeypatch.setattr(
        "traceability.mass_balance.Balance.supported_units", lambda *_: 2 * SIZE - 1
    )

    command = ActivateStretches(order.id, lot.id, whole(*rolls[:2]))

    with pytest.raises(ExceedsGoods):
        activate_stretches(cast.minh, command, now=now)
