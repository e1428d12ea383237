"""Stamps of goods that should long be gone are looked at: told of their lot, explained, lapsed."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.look_histories import look_around, recorded
from traceability.alerts import AlertKind, AlertState
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.serials import printed
from traceability.suspicion import DisplayKind
from webapp.db import db
from webapp.models import LotLooks, Stamp, StampAlert
from webapp.usecases.displays import RegisterDisplay, register_display
from webapp.usecases.suspicions import score_stamps

LATE = {"verdict": "expired"}


@pytest.fixture
def order(make, cast):
    """Stamps of a lot that expired in August, activated a year before."""
    product = make.product(cast.cooperative)
    order = make.order(product)
    lot = make.packed_lot(product, expires_on=date(2026, 8, 31))
    make.activation(make.roll(order), lot, activated_at=make.now - timedelta(days=400))
    return order


def looked_at(order, offsets, at, now, **more) -> None:
    for offset in offsets:
        look_around(recorded(order, at, ["14"], offset, **more), now)
    score(now)


def score(now) -> None:
    while score_stamps(Actor.system(), now=now):
        pass


def of_the_lot() -> list[StampAlert]:
    db.session.expire_all()
    query = select(StampAlert).where(StampAlert.kind == AlertKind.LATE_LOOKS)
    return list(db.session.scalars(query))


def test_three_first_looks_a_month_after_the_last_day_are_told_with_their_reason(
    order, cast, client_of, make, now
):
    looked_at(order, range(2), now - timedelta(days=2), now, **LATE)
    assert of_the_lot() == []

    looked_at(order, [2], now - timedelta(days=1), now, **LATE)

    (alert,) = of_the_lot()
    assert alert.state is AlertState.OPEN
    assert alert.organisation_id == order.organisation_id
    assert alert.signs[0].details == {"looked_at": 3, "marked": 3}
    for reader in (cast.minh, cast.quang):
        page = client_of(reader).get(f"/alerts/{alert.id}").text
        assert "Trong 3 tem của lô đã được xem, 3 tem được xem lần đầu khi hàng quá hạn" in page
        assert printed(make.serial(order, 2)) in page
    assert client_of(cast.hoa).get(f"/alerts/{alert.id}").status_code == 404


def test_who_looked_in_time_and_looks_again_is_none(order, now):
    looked_at(order, range(5), now - timedelta(days=200), now)
    looked_at(order, range(5), now - timedelta(days=1), now, **LATE)

    assert of_the_lot() == []
    assert db.session.execute(select(LotLooks.looked_at, LotLooks.late)).one() == (5, 0)


def test_looks_within_a_month_are_none(order, now):
    looked_at(order, range(5), now - timedelta(days=60), now, **LATE)

    assert of_the_lot() == []


def test_few_among_many_are_chance(order, now):
    looked_at(order, range(97), now - timedelta(days=200), now)
    looked_at(order, range(97, 100), now - timedelta(days=1), now, **LATE)

    assert of_the_lot() == []
    assert db.session.execute(select(LotLooks.late)).scalar_one() == 3


def test_what_is_registered_is_explained_and_the_alert_lapses(order, cast, now):
    looked_at(order, range(3), now - timedelta(days=1), now, **LATE)
    display = RegisterDisplay(
        display_id=uuid4(),
        stamp=SerialPlace(order.key_id, order.first),
        kind=DisplayKind.DISPLAY,
        place="Phòng trưng bày",
        reason="Hàng mẫu của vụ trước",
        count=1,
    )

    register_display(cast.minh, display, now=now)
    score(now)

    assert [alert.state for alert in of_the_lot()] == [AlertState.EXPLAINED]


def test_a_covered_code_that_was_opened_half_a_year_ago_counts_too(order, now):
    looked_at(order, range(3), now - timedelta(days=300), now)
    for stamp in db.session.scalars(select(Stamp)):
        stamp.covered_code_checked_at = now - timedelta(days=300)
    db.session.commit()

    looked_at(order, range(3), now - timedelta(days=1), now, verdict="already_checked")

    assert len(of_the_lot()) == 1
