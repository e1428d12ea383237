"""Lots that were only prepared, that are set aside, and that end."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.diary import entry
from tests.makers import NOW, Maker
from tests.races import at_once
from tests.sellable import sellable_lot, show
from traceability.errors import Conflict
from traceability.event_flags import EventFlag
from traceability.lots import (
    CancelNeedsManager,
    LotBegun,
    LotCancelled,
    LotClosed,
    LotHasStamps,
    LotNotOpen,
    LotState,
    NoSuchLot,
    ReasonMissing,
    WrongLotState,
)
from traceability.stamps import LotNotPacked, OrderKind
from webapp.db import db
from webapp.models import Event, LedgerEntry, Lot, LotDecision
from webapp.queries.lots import lot_page
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.undo import UndoActivation, undo_activation
from webapp.usecases.lots import (
    BeginLot,
    CancelLot,
    CloseLot,
    OpenLot,
    begin_lot,
    cancel_lot,
    close_lot,
    open_lot,
)

REASON = "Mở nhầm sản phẩm."


@pytest.fixture
def product(make, cast):
    return show(make, make.product(cast.cooperative))


@pytest.fixture
def draft(make, cast, product, now):
    """Prepared three days ago."""
    command = OpenLot(product.id, make.place(cast.cooperative).id, is_draft=True)
    lot_id = open_lot(cast.lan, command, now=now - timedelta(days=3))
    return db.session.get(Lot, lot_id)


def read(lot) -> Lot:
    return db.session.get(Lot, lot.id, populate_existing=True)


def test_a_draft_begins_with_its_first_entry_on_the_day_of_that_work(draft, write, now):
    assert draft.state is LotState.DRAFT
    done_at = now - timedelta(days=1)

    told = write(entry(draft, event_time=done_at))

    assert (read(draft).state, read(draft).opened_at) == (LotState.IN_PRODUCTION, done_at)
    assert told.flags == ()


def test_a_first_entry_does_not_carry_the_beginning_back_before_the_draft(draft, write, now):
    prepared_at = draft.opened_at

    told = write(entry(draft, event_time=now - timedelta(days=30)))

    assert read(draft).opened_at == prepared_at
    assert EventFlag.BEFORE_LOT in told.flags


def test_a_packing_that_comes_first_begins_the_lot_and_packs_it(draft, write):
    write(entry(draft, "packing"))

    assert read(draft).state is LotState.PACKED


def test_a_draft_is_begun_by_hand_once(cast, draft, now):
    begin_lot(cast.lan, BeginLot(draft.id), now=now)

    assert (read(draft).state, read(draft).opened_at) == (LotState.IN_PRODUCTION, now)
    with pytest.raises(LotBegun):
        begin_lot(cast.lan, BeginLot(draft.id), now=now)


def test_the_same_form_twice_prepares_one_lot_also_when_it_began_meanwhile(
    make, cast, product, now
):
    command = OpenLot(product.id, make.place(cast.cooperative).id, uuid4(), is_draft=True)
    lot_id = open_lot(cast.lan, command, now=now)
    begin_lot(cast.lan, BeginLot(lot_id), now=now)

    assert open_lot(cast.lan, command, now=now) == lot_id


def test_a_draft_is_not_closed_but_cancelled(cast, draft, now):
    with pytest.raises(WrongLotState):
        close_lot(cast.lan, CloseLot(draft.id), now=now)

    cancel_lot(cast.lan, CancelLot(draft.id, REASON), now=now)

    with pytest.raises(LotNotOpen):
        begin_lot(cast.lan, BeginLot(draft.id), now=now)


def test_a_cancelled_lot_keeps_its_entries_and_its_reason(cast, lot, write, now):
    write(entry(lot))

    cancel_lot(cast.lan, CancelLot(lot.id, REASON), now=now)

    assert read(lot).cancelled_at == now
    assert db.session.scalar(select(func.count()).where(Event.lot_id == lot.id)) == 1
    assert db.session.scalars(select(LotDecision.reason)).all() == [REASON]
    assert all(REASON not in body for body in db.session.scalars(select(LedgerEntry.body)))


def test_a_lot_is_cancelled_once_and_with_a_reason(cast, lot, now):
    with pytest.raises(ReasonMissing):
        cancel_lot(cast.lan, CancelLot(lot.id, " "), now=now)
    cancel_lot(cast.lan, CancelLot(lot.id, REASON), now=now)

    with pytest.raises(LotCancelled):
        cancel_lot(cast.lan, CancelLot(lot.id, REASON), now=now)
    with pytest.raises(LotCancelled):
        close_lot(cast.lan, CloseLot(lot.id), now=now)


@pytest.mark.parametrize("kind", OrderKind)
def test_a_lot_with_stamps_or_at_its_end_is_not_cancelled(make, cast, product, now, kind):
    stamped = sellable_lot(make, product)
    roll = make.roll(make.order(product, kind=kind))
    activate_range(cast.minh, ActivateRange(roll.id, stamped.id, count=1), now=now)
    closed = make.lot(product, state=LotState.CLOSED, closed_at=now)

    for lot, refusal in ((stamped, LotHasStamps), (closed, LotClosed)):
        with pytest.raises(refusal):
            cancel_lot(cast.minh, CancelLot(lot.id, REASON), now=now)


@pytest.mark.parametrize("kind", OrderKind)
def test_cancelling_is_offered_while_no_stamp_of_any_kind_is_out(make, cast, product, now, kind):
    lot = sellable_lot(make, product)
    assert lot_page(cast.minh, lot.id, now=now).outlook.actions.cancel
    roll = make.roll(make.order(product, kind=kind))

    done = activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=1), now=now)
    assert not lot_page(cast.minh, lot.id, now=now).outlook.actions.cancel

    undo_activation(cast.minh, UndoActivation(done.id, "Nhầm lô"), now=now)
    assert lot_page(cast.minh, lot.id, now=now).outlook.actions.cancel
    cancel_lot(cast.minh, CancelLot(lot.id, REASON), now=now)


def test_what_was_harvested_is_set_aside_by_the_manager_only(cast, lot, write, now):
    write(entry(lot, "harvesting"))

    with pytest.raises(CancelNeedsManager):
        cancel_lot(cast.lan, CancelLot(lot.id, REASON), now=now)

    cancel_lot(cast.minh, CancelLot(lot.id, REASON), now=now)


def test_a_cancelled_lot_takes_no_stamps(make, cast, product, now):
    lot = sellable_lot(make, product)
    roll = make.roll(make.order(product))
    cancel_lot(cast.minh, CancelLot(lot.id, REASON), now=now)

    with pytest.raises(LotNotPacked):
        activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=1), now=now)


def test_an_entry_that_comes_after_the_cancelling_is_kept_and_flagged(cast, lot, write, now):
    cancel_lot(cast.lan, CancelLot(lot.id, REASON), now=now)

    assert EventFlag.LOT_CANCELLED in write(entry(lot)).flags


def test_nobody_else_begins_or_cancels_a_lot(cast, draft, now):
    for stranger in (cast.hoa, cast.quang):
        with pytest.raises(NoSuchLot):
            begin_lot(stranger, BeginLot(draft.id), now=now)
        with pytest.raises(NoSuchLot):
            cancel_lot(stranger, CancelLot(draft.id, REASON), now=now)


@pytest.mark.committed
def test_of_stamps_and_a_cancelling_at_once_one_wins(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        product = make.product(cast.cooperative)
        lot_id, roll_id = sellable_lot(make, product).id, make.roll(make.order(product)).id
    wanted = [
        lambda: activate_range(cast.minh, ActivateRange(roll_id, lot_id, count=1), now=NOW),
        lambda: cancel_lot(cast.minh, CancelLot(lot_id, REASON), now=NOW),
    ]

    def act() -> bool:
        try:
            wanted.pop()()
        except Conflict:
            return False
        return True

    assert sorted(at_once(committed_app, act, times=2)) == [False, True]
    with committed_app.app_context():
        lot = db.session.get_one(Lot, lot_id)
        assert (lot.activated_units == 0) == (lot.cancelled_at is not None)
