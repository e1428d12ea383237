"""An activation is undone at the moment at which a worker weighs whether it is odd."""

import pytest
from sqlalchemy import select

from tests.cast import make_cast
from tests.makers import Maker
from tests.races import acted_meanwhile
from tests.sellable import sellable_lot
from traceability.alerts import AlertState
from traceability.roles import Actor
from webapp.db import db
from webapp.models import Organisation, StampAlert
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.activations.undo import UndoActivation, undo_activation
from webapp.usecases.odd_activations import weigh_activations

SYSTEM = Actor.system()


@pytest.mark.committed
def test_its_alert_lapses_whoever_comes_first(committed_app, monkeypatch, now):
    night = now.replace(hour=19)
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring, now)
        minh = make_cast(make).minh
        product = make.product(db.session.get_one(Organisation, minh.organisation_id))
        lot, roll = sellable_lot(make, product), make.roll(make.order(product))
        done = activate_range(minh, ActivateRange(roll.id, lot.id, count=30), now=night).id

    weighed = acted_meanwhile(
        committed_app,
        monkeypatch,
        "webapp.usecases.odd_activations._signs",
        lambda: weigh_activations(SYSTEM, now=night),
        lambda: undo_activation(minh, UndoActivation(done, "Nhầm lô"), now=night),
    )

    with committed_app.app_context():
        assert weighed == weigh_activations(SYSTEM, now=night) == 1
        assert db.session.scalars(select(StampAlert.state)).all() == [AlertState.EXPLAINED]
