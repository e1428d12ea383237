"""Stamps are registered as displayed, by themselves or as an answer, while a worker scores them:
one waits, and none locks up.
"""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from tests.cast import make_cast
from tests.look_histories import look_around, recorded
from tests.makers import Maker
from tests.races import acted_meanwhile
from traceability.alerts import AlertAnswer
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.suspicion import DisplayKind
from webapp.db import db
from webapp.models import Organisation, Stamp, StampAlert
from webapp.usecases import suspicions
from webapp.usecases.displays import (
    AnswerWithDisplay,
    EndDisplay,
    RegisterDisplay,
    answer_with_display,
    end_display,
    register_display,
)

WORDS = ("Siêu thị Hạc Thành", "Hàng mẫu trên kệ")


@pytest.mark.committed
@pytest.mark.parametrize("what", ["registers", "ends", "answers"])
def test_a_display_and_a_worker_at_one_stamp_both_come_to_an_end(
    committed_app, monkeypatch, now, what
):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring, now)
        minh = make_cast(make).minh
        order = make.order(make.product(db.session.get_one(Organisation, minh.organisation_id)))
        make.activation(make.roll(order))
        place, display_id = SerialPlace(order.key_id, order.first), uuid4()
        look_around(recorded(order, now - timedelta(days=1)), now)
        suspicions.score_stamps(Actor.system(), now=now)
        alert_id = db.session.scalars(select(StampAlert.id)).one()
        if what == "ends":
            register(minh, display_id, place, now)
            suspicions.score_stamps(Actor.system(), now=now)
        look_around(recorded(order, now - timedelta(hours=20)), now)

    answer = AnswerWithDisplay(alert_id, display_id, AlertAnswer.DISPLAY, *WORDS)
    acts = {
        "registers": lambda: register(minh, display_id, place, now),
        "ends": lambda: end_display(minh, EndDisplay(display_id, "Đã bán"), now=now),
        "answers": lambda: answer_with_display(minh, answer, now=now),
    }
    scored = acted_meanwhile(
        committed_app,
        monkeypatch,
        "webapp.usecases.suspicions._look_at",
        lambda: suspicions.score_stamps(Actor.system(), now=now),
        acts[what],
    )
    assert scored == 1

    with committed_app.app_context():
        kept = db.session.get_one(Stamp, (place.key_id, place.counter))
        assert (kept.display_kind is None) is (what == "ends")
        kept_answer = db.session.get_one(StampAlert, alert_id).answer
        assert (kept_answer is AlertAnswer.DISPLAY) is (what == "answers")


def register(minh: Actor, display_id: UUID, place: SerialPlace, now) -> None:
    register_display(minh, RegisterDisplay(display_id, place, DisplayKind.DISPLAY, *WORDS), now=now)
