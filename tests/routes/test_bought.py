"""Whether the pack was bought: one tap without a script, kept with that look and nothing else."""

import pytest
from sqlalchemy import select

from tests.conftest import Clock
from tests.look_histories import SOLD_IN, look_around, recorded
from traceability.roles import Actor
from traceability.stamp_ledger import StampState
from traceability.stamps import FlagKind, OrderKind
from webapp.db import db
from webapp.models import Scan, Stamp, UnscoredStamp
from webapp.usecases.suspicions import score_stamps

HTML = {"Accept": "text/html"}
ASKED = "Bạn đã mua gói này?"


@pytest.fixture
def serial(make, order_in_use) -> str:
    return make.serial(order_in_use)


def look(client, serial, query="", **headers) -> str:
    answer = client.get(f"/T/{serial}{query}", headers=HTML | headers)
    assert answer.status_code == 200
    return answer.text


def tap(client, serial, bought="yes"):
    return client.post("/looks/bought", data={"code": serial, "bought": bought})


def kept() -> list[bool | None]:
    db.session.expire_all()
    return list(db.session.scalars(select(Scan.bought).order_by(Scan.scanned_at)))


def test_one_tap_is_kept_with_the_look_and_thanked_for(client, serial):
    page = look(client, serial)
    assert ASKED in page
    assert f'name="code" value="{serial}"' in page

    answer = tap(client, serial)

    assert (answer.status_code, kept()) == (303, [True])
    thanks = client.get(answer.location, headers=HTML).text
    assert "Đã ghi. Cảm ơn bạn." in thanks
    assert 'name="bought"' not in thanks
    assert "Thank you" in look(client, serial, "?bought=1", **{"Accept-Language": "en"})


def test_pages_with_and_without_thanks_are_kept_apart(client, serial):
    ahead = HTML | {"Sec-Purpose": "prefetch"}  # counts nothing

    pages = [client.get(f"/T/{serial}{query}", headers=ahead).text for query in ("", "?bought=1")]

    assert ['name="bought"' in page for page in pages] == [True, False]


def test_the_same_tap_again_changes_nothing_and_another_corrects_it(client, serial):
    look(client, serial)
    tap(client, serial)
    waiting = db.session.execute(select(UnscoredStamp)).scalar_one()
    db.session.delete(waiting)
    db.session.commit()

    tap(client, serial)
    assert (kept(), db.session.scalars(select(UnscoredStamp)).all()) == ([True], [])

    tap(client, serial, "no")
    assert kept() == [False]
    assert len(db.session.scalars(select(UnscoredStamp)).all()) == 1


@pytest.mark.parametrize("said", ["", "maybe"])
def test_what_is_neither_is_refused(client, serial, said):
    look(client, serial)

    assert tap(client, serial, said).status_code == 422
    assert kept() == [None]


def test_without_a_look_of_this_phone_there_is_nothing_to_say(client, serial, clock: Clock):
    assert tap(client, serial).status_code == 409
    look(client, serial)
    clock.forward(minutes=31)

    assert tap(client, serial).status_code == 409
    assert kept() == [None]


@pytest.mark.parametrize("code", ["ABCD1234EFGH5678", "", "https://other.example/1"])
def test_a_code_that_is_not_ours_is_not_bought(client, code):
    assert tap(client, code).status_code in (404, 422)


def test_it_is_asked_only_where_the_answer_says_something(make, cast, client, order_in_use, serial):
    lot_stamps = make.order(make.product(cast.cooperative), kind=OrderKind.LOT)
    make.activation(make.roll(lot_stamps))
    in_hand = make.order(make.product(cast.cooperative))
    make.roll(in_hand, StampState.DELIVERED)

    assert ASKED not in look(client, make.serial(lot_stamps))
    assert ASKED not in look(client, make.serial(in_hand))
    make.flag(order_in_use, FlagKind.COUNTERFEIT)
    assert ASKED not in look(client, serial)


def test_where_the_covered_code_is_asked_for_this_is_not(make, cast, client):
    order_in_use = make.order(make.product(cast.cooperative), has_covered_code=True)
    make.activation(make.roll(order_in_use))

    assert ASKED not in look(client, make.serial(order_in_use))


def test_buyers_weigh_and_inspectors_read_the_parts_of_the_sum(
    order_in_use, serial, cast, client_of, now
):
    looks = recorded(order_in_use, now.replace(hour=0), SOLD_IN[:4])
    look_around(looks, now)
    score_stamps(Actor.system(), now=now)
    before = db.session.execute(select(Stamp.suspicion_unexplained)).scalar_one()
    for scan in db.session.scalars(select(Scan)):
        scan.bought = True
    db.session.commit()
    look_around([recorded(order_in_use, now, ["14"])[0]], now)

    score_stamps(Actor.system(), now=now)

    db.session.expire_all()
    assert db.session.execute(select(Stamp.suspicion_unexplained)).scalar_one() > before
    page = client_of(cast.quang).get(f"/inspection/stamps/{serial}").text
    assert "Tính 5 máy, trên 5 mạng, ở" in page
    assert "Nếu có bản sao, hợp nhất là:" in page
    assert "Số người nói đã mua gói này, mỗi mạng tính một: 4." in page
    assert page.count('data-label="Điểm sau lượt này"') == 5
    english = client_of(cast.quang).get(f"/inspection/stamps/{serial}?lang=en").text
    assert "5 phones count, on 5 networks" in english


def test_a_stamp_that_few_looked_at_has_no_parts(order_in_use, serial, cast, client_of, now):
    look_around(recorded(order_in_use, now, ["14"]), now)
    score_stamps(Actor.system(), now=now)

    page = client_of(cast.quang).get(f"/inspection/stamps/{serial}").text

    assert "Điểm này từ đâu ra" not in page
