"""Two workers at once score each stamp once and alert once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import func, select

from tests.look_histories import look_around, recorded
from tests.makers import Maker
from traceability.roles import Actor
from webapp.db import db
from webapp.models import LotLooks, StampAlert, UnscoredStamp
from webapp.usecases.suspicions import score_stamps

STAMPS = 8


@pytest.mark.committed
def test_two_workers_share_the_stamps_and_double_nothing(committed_app, now):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring, now)
        order = make.order()
        make.activation(make.roll(order))
        for offset in range(STAMPS):
            look_around(recorded(order, now - timedelta(days=1), offset=offset), now)
    begin = Barrier(2)

    def work(_number: int) -> int:
        begin.wait()
        with committed_app.app_context():
            return score_stamps(Actor.system(), now=now) + score_stamps(Actor.system(), now=now)

    with ThreadPoolExecutor(2) as workers:
        done = list(workers.map(work, range(2)))

    with committed_app.app_context():
        left = db.session.execute(select(func.count()).select_from(UnscoredStamp)).scalar_one()
        alerts = db.session.scalars(select(StampAlert.subject)).all()
        lot = db.session.execute(select(LotLooks)).scalar_one()
    assert (sum(done), left) == (STAMPS, 0)
    assert len([it for it in alerts if it.startswith("suspected_copy")]) == STAMPS
    assert (lot.looked_at, lot.marked) == (STAMPS, STAMPS)
