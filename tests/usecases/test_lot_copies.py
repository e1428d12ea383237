"""Few copies each of many stamps: told of their lot, explained by registering, told again."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.look_histories import look_around, recorded
from traceability.alerts import AlertAnswer, AlertKind, AlertState
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.serials import printed
from traceability.suspicion import DisplayKind
from webapp.db import db
from webapp.models import LotLooks, StampAlert
from webapp.usecases.alerts import AnswerAlert, answer_alert
from webapp.usecases.displays import EndDisplay, RegisterDisplay, end_display, register_display
from webapp.usecases.suspicions import score_stamps

COPIED = 12


@pytest.fixture
def order(make, cast, now):
    """Stamps of one lot: thirty were looked at, the first twelve of them in five provinces too."""
    order = make.order(make.product(cast.cooperative))
    make.activation(make.roll(order))
    for offset in range(30):
        look_around(recorded(order, now - timedelta(days=2), ["14"], offset), now)
    copied(order, range(COPIED), now)
    return order


def copied(order, offsets, now) -> None:
    for offset in offsets:
        seen_in = ["01", "79", "48", "92", "66"]
        look_around(recorded(order, now - timedelta(days=1), seen_in, offset), now)
    while score_stamps(Actor.system(), now=now):
        pass


def of_the_lot() -> list[StampAlert]:
    db.session.expire_all()
    query = select(StampAlert).where(StampAlert.kind == AlertKind.LOT_COPIES)
    return list(db.session.scalars(query.order_by(StampAlert.subject)))


def marked() -> int:
    db.session.expire_all()
    return db.session.execute(select(LotLooks.marked)).scalar_one()


def shown(order, actor, now, count=COPIED):
    command = RegisterDisplay(
        display_id=uuid4(),
        stamp=SerialPlace(order.key_id, order.first),
        kind=DisplayKind.DISPLAY,
        place="Chợ Mường Và",
        reason="Hàng mẫu trên kệ",
        count=count,
    )
    return register_display(actor, command, now=now)


def test_what_is_registered_does_not_count_and_the_alert_lapses(order, cast, now):
    assert marked() == COPIED

    display = shown(order, cast.minh, now)
    copied(order, (), now)
    assert marked() == 0
    assert [alert.state for alert in of_the_lot()] == [AlertState.EXPLAINED]

    end_display(cast.minh, EndDisplay(display, "Đã bán"), now=now)
    copied(order, (), now)
    assert marked() == COPIED
    assert [alert.state for alert in of_the_lot()] == [AlertState.OPEN]


def test_the_alert_stands_while_enough_are_left(order, cast, now):
    shown(order, cast.minh, now, count=2)
    copied(order, (), now)

    assert marked() == COPIED - 2
    assert [alert.state for alert in of_the_lot()] == [AlertState.OPEN]


def test_twice_as_many_as_were_answered_are_told_again(order, cast, now):
    answer = AnswerAlert(of_the_lot()[0].id, AlertAnswer.DO_NOT_KNOW, "Chưa rõ")
    answer_alert(cast.minh, answer, now=now)
    later = now + timedelta(hours=3)

    copied(order, range(COPIED, 2 * COPIED - 1), later)
    assert [(it.state, it.signs[0].details["marked"]) for it in of_the_lot()] == [
        (AlertState.ANSWERED, COPIED)
    ]

    copied(order, [2 * COPIED - 1], later)
    before, wave = of_the_lot()
    assert (before.state, before.answer_words) == (AlertState.ANSWERED, "Chưa rõ")
    assert (wave.state, wave.signs[0].details["marked"]) == (AlertState.OPEN, 2 * COPIED)
    assert wave.lot_id == before.lot_id


def test_the_alert_names_its_stamps_with_the_way_to_register_each(order, make, cast, client_of):
    path = f"/alerts/{of_the_lot()[0].id}"

    own, inspectors = client_of(cast.minh).get(path).text, client_of(cast.quang).get(path).text

    codes = [printed(make.serial(order, offset)) for offset in range(COPIED + 1)]
    assert all(code in own and code in inspectors for code in codes[:COPIED])
    assert codes[COPIED] not in own
    assert own.count("/displays/new?code=") == COPIED
    assert client_of(cast.hoa).get(path).status_code == 404


def test_the_page_of_the_stamp_leads_to_the_latest_alert_of_its_lot(
    order, make, cast, client_of, now
):
    answer_alert(cast.minh, AnswerAlert(of_the_lot()[0].id, AlertAnswer.DO_NOT_KNOW), now=now)
    copied(order, range(COPIED, 2 * COPIED), now + timedelta(hours=3))
    assert len(of_the_lot()) == 2

    page = client_of(cast.quang).get(f"/inspection/stamps/{make.serial(order)}")

    assert page.status_code == 200
    assert "/alerts/" in page.text
