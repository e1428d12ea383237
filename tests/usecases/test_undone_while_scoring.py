"""Stamps leave their goods, many at once, at the moment at which a worker scores looks at them."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from tests.cast import make_cast
from tests.look_histories import look_around, recorded
from tests.makers import Maker
from tests.races import acted_meanwhile
from tests.sellable import sellable_lot
from tests.stretches import cut, whole
from traceability.roles import Actor
from traceability.serial_ranges import SerialRange
from traceability.stamp_ledger import MovementKind
from webapp.db import db
from webapp.models import Activation, LotLooks, Organisation
from webapp.usecases.activations.stretches import ActivateStretches, activate_stretches
from webapp.usecases.activations.undo import UndoActivation, undo_form
from webapp.usecases.stamp_moves import MoveStamps, move_stamps
from webapp.usecases.suspicions import score_stamps

SYSTEM = Actor.system()
HOUR = timedelta(hours=1)
SIZE = 10


@pytest.mark.committed
@pytest.mark.parametrize(("what", "later_seen"), [("undone", SIZE), ("found", SIZE - 1)])
def test_they_leave_their_lot_and_both_come_to_an_end(
    committed_app, monkeypatch, now, what, later_seen
):
    """The first was scored before; the worker is at the later one when both leave."""
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring, now)
        cast = make_cast(make)
        product = make.product(db.session.get_one(Organisation, cast.minh.organisation_id))
        order = make.order(product, count=2 * SIZE, roll_size=SIZE)
        rolls = cut(make, order, 2, SIZE)
        command = ActivateStretches(order.id, sellable_lot(make, product).id, whole(*rolls))
        activate_stretches(cast.minh, command, now=now - 9 * HOUR)
        look_around(recorded(order, now - 8 * HOUR, ["14"]), now)
        score_stamps(SYSTEM, now=now)
        look_around(recorded(order, now - 7 * HOUR, ["14"], later_seen), now)
        seen = [SerialRange.of(order.first + offset, 1) for offset in (0, later_seen)]
        undone = UndoActivation(db.session.scalars(select(Activation.id)).all()[0], "Nhầm lô")
        found = MoveStamps(rolls[0].id, MovementKind.FOUND, "Chợ trả lại", seen)
        if what == "found":
            lost = MoveStamps(rolls[0].id, MovementKind.LOST, "Rơi ở chợ", seen)
            move_stamps(cast.minh, lost, now=now)
    acts = {
        "undone": lambda: undo_form(cast.thu, undone, now=now),
        "found": lambda: move_stamps(cast.thu, found, now=now),
    }

    scored = acted_meanwhile(
        committed_app,
        monkeypatch,
        "webapp.usecases.suspicions._write_lots",
        lambda: score_stamps(SYSTEM, now=now),
        acts[what],
    )

    with committed_app.app_context():
        assert scored == 1
        assert db.session.scalars(select(LotLooks.looked_at)).all() == [0]
