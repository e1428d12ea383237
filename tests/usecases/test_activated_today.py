"""How many stamps somebody activated today is asked at every activation: of nobody else's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import insert

from tests.cast import Cast
from tests.database_work import know_sizes, work_of
from tests.makers import Maker
from webapp.db import db
from webapp.models import Activation
from webapp.usecases.activations.binding import activated_today

pytestmark = pytest.mark.counted

OTHERS = 3_000


@pytest.fixture
def order(make: Maker, cast: Cast):
    """Minh activated ten stamps today, Thu thousands of strips, and Minh as many long ago."""
    order = make.order(make.product(cast.cooperative))
    today = make.activation(make.roll(order), first=order.first, last=order.first + 10)
    today.activated_by_id, today.activated_at = cast.minh.account_id, make.now
    names = [it.key for it in Activation.__mapper__.column_attrs]
    values = {name: getattr(today, name) for name in names}
    before = make.now - timedelta(days=40)
    times = {cast.thu.account_id: make.now, cast.minh.account_id: before}
    rows = [
        values | {"id": uuid4(), "activated_by_id": who, "activated_at": at}
        for who, at in times.items()
        for _ in range(OTHERS)
    ]
    db.session.execute(insert(Activation), rows)
    db.session.commit()
    know_sizes("activation")
    return order


def test_nobody_elses_activations_are_read_and_none_of_other_days(order, cast: Cast, now) -> None:
    work = work_of(lambda: activated_today(cast.minh, now))

    assert activated_today(cast.minh, now) == 10
    assert 0 <= work < OTHERS / 10
