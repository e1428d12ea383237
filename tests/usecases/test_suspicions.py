"""Stamps are scored after their looks were written: once, in time, and by when it happened."""

import json
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from tests.look_histories import SOLD_IN, look_around, recorded
from traceability.alerts import AlertKind, AlertState
from traceability.keyring import SerialPlace
from traceability.roles import Actor
from traceability.stamp_ledger import StampState
from traceability.stamps import OrderKind, OrderState
from traceability.suspicion import ALARM_AT
from webapp.db import db
from webapp.models import LotLooks, Scan, Stamp, StampAlert, UnknownLooks, UnscoredStamp
from webapp.models import stamp_looks as looks_model
from webapp.models.scan import mark_unscored
from webapp.usecases import suspicions
from webapp.usecases.scans import count_unknown
from webapp.usecases.suspicions import score_stamps, watch_unknown_codes

SYSTEM = Actor.system()


@pytest.fixture
def order(make, cast):
    """Stamps in use, of Minh's cooperative, activated ten days ago."""
    order = make.order(make.product(cast.cooperative))
    make.activation(make.roll(order))
    return order


def the_stamp(order, offset: int = 0) -> Stamp | None:
    db.session.expire_all()
    return db.session.get(Stamp, (order.key_id, order.first + offset))


def alerts() -> list[StampAlert]:
    db.session.expire_all()
    return list(db.session.scalars(select(StampAlert).order_by(StampAlert.subject)))


def waiting() -> int:
    return db.session.execute(select(func.count()).select_from(UnscoredStamp)).scalar_one()


def score(now) -> int:
    done = 0
    while scored := score_stamps(SYSTEM, now=now):
        done += scored
    return done


def test_a_copied_stamp_alarms_with_its_reasons(order, now):
    looks = recorded(order, now - timedelta(days=1))
    look_around(looks, now)

    assert score(now) == 1
    kept = the_stamp(order)
    assert kept.suspicion == kept.suspicion_unexplained > ALARM_AT
    (reason,) = json.loads(kept.suspicion_reasons)
    assert (reason["code"], reason["provinces"]) == ("seen_in_provinces_hours", 9)
    (alert,) = alerts()
    assert (alert.kind, alert.state) == (AlertKind.SUSPECTED_COPY, AlertState.OPEN)
    assert alert.organisation_id == order.organisation_id
    assert alert.happened_at in [look.scanned_at for look in looks]
    assert alert.happened_at < alert.last_at == looks[-1].scanned_at
    assert alert.raised_at == now
    assert waiting() == 0


def test_a_stamp_that_waits_already_keeps_its_turn(order, now):
    here = SerialPlace(order.key_id, order.first)
    there = SerialPlace(order.key_id, order.first + 1)

    mark_unscored(db.session(), [here], now)
    mark_unscored(db.session(), [there, here, there], now + timedelta(hours=1))
    mark_unscored(db.session(), [], now)

    query = select(UnscoredStamp.waiting_since).order_by(UnscoredStamp.counter)
    assert list(db.session.scalars(query)) == [now, now + timedelta(hours=1)]


def test_more_looks_at_it_raise_no_second_alert(order, now):
    look_around(recorded(order, now - timedelta(days=1)), now)
    score(now)
    happened = alerts()[0].happened_at
    look_around(recorded(order, now - timedelta(hours=8)), now)

    score(now)

    (alert,) = alerts()
    assert alert.happened_at == happened
    assert json.loads(alert.reasons)[0]["phones"] == 18


def test_the_same_looks_again_are_no_looks_and_change_nothing(order, now):
    looks = recorded(order, now - timedelta(days=1))
    look_around(looks, now)
    score(now)
    before = the_stamp(order).suspicion, alerts()[0].reasons, alerts()[0].raised_at

    look_around(looks, now + timedelta(days=2))
    score(now + timedelta(days=2))

    (alert,) = alerts()
    assert (the_stamp(order).suspicion, alert.reasons, alert.raised_at) == before
    assert db.session.execute(select(func.count()).select_from(Scan)).scalar_one() == len(looks)


def test_looks_that_arrive_late_count_by_when_they_were_made(order, now):
    looks = recorded(order, now - timedelta(days=1))
    for look in reversed(looks):
        look_around([look], now)
        score(now)
    late = the_stamp(order).suspicion, json.loads(the_stamp(order).suspicion_reasons)

    look_around([replace(it, counter=it.counter + 1, id=uuid4()) for it in looks], now)
    score(now)

    soon = the_stamp(order, 1)
    assert late == (soon.suspicion, json.loads(soon.suspicion_reasons))


def test_what_happened_long_ago_raises_no_alert(make, cast, now):
    order = make.order(make.product(cast.cooperative))
    make.activation(make.roll(order), activated_at=now - timedelta(days=100))
    look_around(recorded(order, now - timedelta(days=60)), now)

    score(now)

    assert the_stamp(order).suspicion > ALARM_AT
    assert alerts() == []


def test_a_replay_of_a_hundred_thousand_old_looks_raises_none(make, cast, now):
    order = make.order(make.product(cast.cooperative), count=100)
    make.activation(make.roll(order), activated_at=now - timedelta(days=100))
    begins = now - timedelta(days=90)
    for part in range(20):
        offsets = range(part * 5, part * 5 + 5)
        provinces = [SOLD_IN[number % 9] for number in range(1000)]
        look_around([it for o in offsets for it in recorded(order, begins, provinces, o)], now)

    assert db.session.execute(select(func.count()).select_from(Scan)).scalar_one() == 100_000
    assert score(now) == 100
    assert alerts() == []


def test_a_lot_stamp_is_on_many_packs_and_never_suspected(make, cast, now):
    order = make.order(make.product(cast.cooperative), kind=OrderKind.LOT)
    make.activation(make.roll(order))
    look_around(recorded(order, now - timedelta(days=1)), now)

    score(now)

    assert (the_stamp(order), alerts()) == (None, [])


def test_looks_before_the_stamp_was_bound_to_goods_do_not_count(order, now):
    look_around(recorded(order, now - timedelta(days=12)), now)

    score(now)

    assert the_stamp(order) is None
    assert alerts() == []


def test_staff_and_their_phones_are_left_out(order, now):
    looks = recorded(order, now - timedelta(days=1))
    look_around([replace(look, is_staff=True) for look in looks], now)
    score(now)
    assert the_stamp(order) is None

    again = [replace(it, id=uuid4(), scanned_at=it.scanned_at + timedelta(hours=9)) for it in looks]
    look_around(again, now)
    score(now)

    assert the_stamp(order) is None


def test_of_a_stamp_that_is_looked_at_for_ever_no_more_than_two_windows_are_read(
    order, now, monkeypatch
):
    monkeypatch.setattr(looks_model, "WINDOW", 20)
    look_around(recorded(order, now - timedelta(days=9), ["14"] * 300), now)
    stamp = SerialPlace(order.key_id, order.first)

    windows = looks_model.look_windows(db.session(), stamp)

    assert [len(rows) for rows in windows] == [20, 20]
    assert windows[0][0].scanned_at < windows[1][0].scanned_at < windows[1][-1].scanned_at


def test_one_phone_that_looks_for_ever_does_not_hide_copies_that_come_later(
    order, now, monkeypatch
):
    monkeypatch.setattr(looks_model, "WINDOW", 20)
    alone = recorded(order, now - timedelta(days=9), ["14"] * 40)
    look_around([replace(look, device_hash="one phone") for look in alone], now)
    look_around(recorded(order, now - timedelta(days=2), SOLD_IN * 2), now)

    score(now)

    assert the_stamp(order).suspicion > ALARM_AT


def test_a_stamp_not_in_use_is_alerted_once_for_its_order(make, cast, now):
    order = make.order(make.product(cast.cooperative))
    make.roll(order)
    for offset in range(3):
        seen = recorded(order, now - timedelta(days=1), ["14"], offset, verdict="not_activated")
        look_around(seen, now)

    score(now)

    (alert,) = alerts()
    assert (alert.kind, alert.organisation_id) == (AlertKind.NOT_ACTIVATED, order.organisation_id)
    assert the_stamp(order) is None


@pytest.mark.parametrize("cause", ["stolen", "lost", "void", "destroyed"])
def test_a_stamp_that_is_gone_and_looked_at_is_alerted(make, cast, now, cause):
    order = make.order(make.product(cast.cooperative))
    make.roll(order, StampState(cause))
    given = {"verdict": "withdrawn", "cause": cause}
    look_around(recorded(order, now - timedelta(days=1), ["14"], **given), now)

    score(now)

    (alert,) = alerts()
    assert alert.kind is AlertKind.GONE
    assert json.loads(alert.reasons) == [{"code": f"{cause}_seen"}]


def test_a_recall_is_no_theft(make, cast, now):
    order = make.order(make.product(cast.cooperative))
    make.roll(order)
    given = {"verdict": "withdrawn", "cause": "recalled"}
    look_around(recorded(order, now - timedelta(days=1), ["14"], **given), now)

    score(now)

    assert alerts() == []


def test_a_code_that_only_our_key_makes_and_nobody_ordered_is_for_agencies_alone(order, now):
    seen = recorded(order, now - timedelta(hours=3), ["14"] * 2, 900_000, verdict="unknown")
    look_around(seen, now)

    score(now)

    (alert,) = alerts()
    assert (alert.kind, alert.organisation_id) == (AlertKind.NEVER_ISSUED, None)


def test_few_copies_of_many_stamps_of_a_lot_are_told_of_the_lot(make, cast, now):
    order = make.order(make.product(cast.cooperative))
    activation = make.activation(make.roll(order))
    for offset in range(30):
        look_around(recorded(order, now - timedelta(days=2), ["14"], offset), now)
    for offset in range(12):
        copies = ["01", "79", "48", "92", "66"]
        look_around(recorded(order, now - timedelta(days=1), copies, offset), now)

    score(now)

    looks = db.session.get(LotLooks, activation.lot_id)
    assert (looks.looked_at, looks.marked) == (30, 12)
    (alert,) = [it for it in alerts() if it.kind is AlertKind.LOT_COPIES]
    assert alert.lot_id == activation.lot_id
    assert json.loads(alert.reasons)[0]["marked"] == 12


def test_scoring_again_counts_no_stamp_of_a_lot_twice(make, cast, now):
    order = make.order(make.product(cast.cooperative))
    activation = make.activation(make.roll(order))
    for hours in (30, 20, 10):
        look_around(recorded(order, now - timedelta(hours=hours), ["14"]), now)
        score(now)

    assert db.session.get(LotLooks, activation.lot_id).looked_at == 1


def test_what_kills_a_round_before_its_end_leaves_everything_to_the_next(order, now, monkeypatch):
    look_around(recorded(order, now - timedelta(days=1)), now)
    real = suspicions._write_alerts

    def killed(*_args):
        raise KeyboardInterrupt

    monkeypatch.setattr(suspicions, "_write_alerts", killed)
    with pytest.raises(KeyboardInterrupt):
        score_stamps(SYSTEM, now=now)
    assert (waiting(), the_stamp(order), alerts()) == (1, None, [])

    monkeypatch.setattr(suspicions, "_write_alerts", real)
    assert score(now) == 1
    assert len(alerts()) == 1


def test_far_more_unknown_codes_than_usual_are_a_search(app, now):
    for hours in range(1, 100):
        count_unknown(SYSTEM, 10, now=now - timedelta(hours=hours))
    count_unknown(SYSTEM, 499, now=now)
    assert not watch_unknown_codes(SYSTEM, now=now)

    count_unknown(SYSTEM, 1, now=now)

    assert watch_unknown_codes(SYSTEM, now=now)
    assert watch_unknown_codes(SYSTEM, now=now)
    (alert,) = alerts()
    assert (alert.kind, alert.organisation_id) == (AlertKind.UNKNOWN_BURST, None)
    assert json.loads(alert.reasons) == [{"code": "unknown_codes", "count": 500}]


def test_many_unknown_codes_are_nothing_where_they_are_usual(app, now):
    for hours in range(1, 169):
        count_unknown(SYSTEM, 200, now=now - timedelta(hours=hours))
    count_unknown(SYSTEM, 1900, now=now)

    assert not watch_unknown_codes(SYSTEM, now=now)
    hours = db.session.execute(select(func.count()).select_from(UnknownLooks)).scalar_one()
    assert hours == 169


@pytest.fixture
def unreported(make, cast):
    """Stamps of an approved order whose roll nobody reported as printed."""
    order = make.order(make.product(cast.cooperative))
    make.roll(order, StampState.NOT_PRINTED, printed_at=None, delivered_at=None)
    return order


def unknown_look(order, now, offset=0, **more):
    seen = recorded(order, now - timedelta(days=1), ["14"], offset, verdict="unknown")
    look_around([replace(look, **more) for look in seen], now)


def test_stamps_sold_before_their_roll_was_reported_are_alerted_once_for_the_order(unreported, now):
    for offset in range(3):
        unknown_look(unreported, now, offset)

    score(now)

    (alert,) = alerts()
    assert alert.kind is AlertKind.NEVER_ISSUED
    assert alert.organisation_id == unreported.organisation_id
    assert json.loads(alert.reasons) == [{"code": "unprinted_seen"}]


@pytest.mark.parametrize("state", [OrderState.ORDERED, OrderState.REFUSED])
def test_a_stamp_of_an_order_that_was_never_approved_is_alerted(make, cast, now, state):
    unknown_look(make.order(make.product(cast.cooperative), state=state), now)

    score(now)

    assert [alert.kind for alert in alerts()] == [AlertKind.NEVER_ISSUED]


def test_a_look_before_the_report_counts_also_when_it_is_scored_after(make, cast, now):
    order = make.order(make.product(cast.cooperative))
    make.roll(order, printed_at=now - timedelta(hours=3))
    unknown_look(order, now)

    score(now)

    assert [alert.kind for alert in alerts()] == [AlertKind.NEVER_ISSUED]


def test_a_link_under_another_number_says_nothing_of_who_printed_the_stamp(order, now):
    unknown_look(order, now)

    score(now)

    assert alerts() == []


def test_whoever_tries_a_stamp_of_a_proof_sheet_raises_no_alert(press_order, now):
    press_order.proof_made_at = now - timedelta(days=2)
    db.session.commit()
    unknown_look(press_order, now, press_order.count, verdict="withdrawn", cause="proof")

    assert score(now) == 1
    assert alerts() == []


@pytest.mark.parametrize("is_taken_out", [False, True])
def test_a_code_that_stands_on_no_sheet_is_alerted(press_order, now, is_taken_out):
    press_order.proof_made_at = now - timedelta(days=2) if is_taken_out else None
    db.session.commit()
    behind = press_order.proof_count if is_taken_out else 0
    unknown_look(press_order, now, press_order.count + behind)

    score(now)

    assert [alert.kind for alert in alerts()] == [AlertKind.NEVER_ISSUED]


def test_staff_who_look_at_unreported_and_at_proof_stamps_raise_no_alert(unreported, now):
    unknown_look(unreported, now, is_staff=True)
    unknown_look(unreported, now, unreported.count + 2, is_staff=True)

    assert score(now) == 2
    assert alerts() == []
