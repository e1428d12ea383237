"""Several lots of one ground, held together against what it gives: flagged, stopped, accepted."""

import re

import pytest
from sqlalchemy import select

from tests.diary import HOST, entry
from tests.yields import WHY, accepting, harvest
from traceability.calendar import civil_date
from traceability.growing_seasons import NotAboveYield
from traceability.lot_decisions import LotDecisionKind
from traceability.lots import NoSuchLot, ReasonMissing
from traceability.mass_balance import Imbalance
from traceability.release import LotNotReady, ReleaseCondition
from traceability.roles import Role
from webapp import ledger
from webapp.db import db
from webapp.models import LedgerEntry, LotDecision
from webapp.queries.lots import lot_page
from webapp.usecases.activations.activate import ActivateRange, activate_range
from webapp.usecases.events.capture import capture_event
from webapp.usecases.releases import accept_yield

ABOVE = Imbalance.ABOVE_YIELD.value
WITHIN = ReleaseCondition.WITHIN_YIELD.value


def missing(cast, lot, now):
    return lot_page(cast.minh, lot.id, now=now).gate.missing


def test_the_entry_that_goes_above_is_recorded_and_flagged_and_every_lot_is_stopped(
    cast, lots, write, now
):
    flags = [write(lot, "harvesting", **harvest(400)).flags for lot in lots]

    assert [ABOVE in it for it in flags] == [False, False, True]
    assert [missing(cast, lot, now) for lot in lots] == [(WITHIN,)] * 3


def test_within_the_yield_of_the_ground_nothing_is_said_and_stamps_go_on(
    make, cast, lots, product, write, now
):
    for lot in lots:
        assert ABOVE not in write(lot, "harvesting", **harvest(310)).flags
    write(lots[0], "packing")
    roll = make.roll(make.order(product))

    activate_range(cast.minh, ActivateRange(roll.id, lots[0].id, count=1), now=now)

    assert dict(lot_page(cast.minh, lots[0].id, now=now).gate.conditions)[WITHIN] is True


def test_a_correction_lets_every_lot_go_on(cast, lots, write, now):
    written = [write(lot, "harvesting", **harvest(400)) for lot in lots]

    write(lots[2], "harvesting", corrects=written[2].event_id, **harvest(100))

    assert [missing(cast, lot, now) for lot in lots] == [()] * 3


def test_the_sums_do_not_depend_on_the_order(cast, lots, write, now):
    for lot, kg in zip(lots, (500, 300, 200), strict=True):
        write(lot, "harvesting", **harvest(kg))
    before = [lot_page(cast.minh, lot.id, now=now).seasons[0] for lot in lots]

    assert {(it.harvested, it.most) for it in before} == {(1_000_000, 950_000)}
    assert [it.own for it in before] == [500_000, 300_000, 200_000]


def test_a_lot_above_its_yield_takes_no_stamps_until_its_manager_says_why(
    make, cast, lots, product, write, now
):
    lot = lots[0]
    write(lot, "harvesting", **harvest(1000))
    write(lot, "packing")
    roll = make.roll(make.order(product))
    stamp = ActivateRange(roll.id, lot.id, count=1)
    with pytest.raises(LotNotReady) as refused:
        activate_range(cast.minh, stamp, now=now)

    accept_yield(cast.minh, accepting(lot), now=now)
    activate_range(cast.minh, stamp, now=now)

    assert refused.value.details["first"] == WITHIN
    decision = db.session.scalars(select(LotDecision).order_by(LotDecision.ledger_position)).first()
    assert (decision.kind, decision.reason) == ("yield_accepted", WHY)
    position = LedgerEntry.position == decision.ledger_position
    body = db.session.scalar(select(LedgerEntry.body).where(position))
    assert '"harvested":1000000' in body
    assert WHY not in body


def test_what_is_harvested_later_on_the_ground_is_accepted_anew(cast, lots, write, now):
    write(lots[0], "harvesting", **harvest(1000))
    accept_yield(cast.minh, accepting(lots[0]), now=now)
    accepted = missing(cast, lots[0], now)

    write(lots[1], "harvesting", **harvest(10))

    assert (accepted, missing(cast, lots[0], now)) == ((), (WITHIN,))


def test_whoever_accepts_anew_is_told_that_the_numbers_changed(cast, lots, client_of, write, now):
    minh, path = client_of(cast.minh), f"/lots/{lots[0].id}"
    write(lots[0], "harvesting", **harvest(1000))
    at_first = minh.get(path).text
    accept_yield(cast.minh, accepting(lots[0]), now=now)
    accepted = minh.get(path).text
    write(lots[1], "harvesting", **harvest(10))

    anew = minh.get(path).text

    changed = f"Ngày {civil_date(now):%d/%m/%Y} đã chấp nhận một lần. Từ đó số đã đổi"
    assert [changed in it for it in (at_first, accepted, anew)] == [False, False, True]


def test_what_brings_the_season_no_higher_is_not_asked_anew(make, cast, lots, write, now):
    """A neighbour's figure is put right, and other ground gives something."""
    write(lots[0], "harvesting", **harvest(900))
    theirs = write(lots[1], "harvesting", **harvest(200))
    accept_yield(cast.minh, accepting(lots[0]), now=now)

    write(lots[1], "harvesting", corrects=theirs.event_id, **harvest(190))
    lower = missing(cast, lots[0], now)
    write(lots[2], "harvesting", **harvest(10))
    again = missing(cast, lots[0], now)
    write(lots[2], "harvesting", **harvest(1))

    assert (lower, again, missing(cast, lots[0], now)) == ((), (), (WITHIN,))
    assert missing(cast, lots[1], now) == (WITHIN,)


def test_what_the_page_did_not_show_is_not_accepted(cast, lots, client_of, write, now):
    write(lots[0], "harvesting", **harvest(1000))
    minh, path = client_of(cast.minh), f"/lots/{lots[0].id}/yield-acceptance"
    shown = marks_in(minh.get(f"/lots/{lots[0].id}").text)
    write(lots[1], "harvesting", **harvest(10))

    refused = minh.post(path, data={"yield_reason": WHY, "season": shown})
    before = missing(cast, lots[0], now)
    done = minh.post(path, data={"yield_reason": WHY, "season": marks_in(refused.text)})

    assert (refused.status_code, before, done.status_code) == (409, (WITHIN,), 303)
    assert "Sản lượng đã khác so với lúc mở trang" in refused.text
    assert "1.010 kg" in refused.text
    assert WHY in refused.text
    assert missing(cast, lots[0], now) == ()


def marks_in(page):
    return re.findall(r'name="season" value="([^"]+)"', page)


def test_a_decision_of_before_stands_for_what_was_told_until_then(cast, lots, write, now):
    write(lots[0], "harvesting", **harvest(1000))
    decision = LotDecision.of(lots[0], LotDecisionKind.YIELD_ACCEPTED, reason=WHY)
    told = {"seasons": [{"harvested": 1_000_000, "most": 950_000}]}
    ledger.append_decision(db.session(), cast.minh, decision, told, now=now)
    db.session.commit()
    accepted = missing(cast, lots[0], now)

    write(lots[1], "harvesting", **harvest(10))

    assert (accepted, missing(cast, lots[0], now)) == ((), (WITHIN,))


def test_pressing_again_accepts_nothing_twice(cast, lots, write, now):
    write(lots[0], "harvesting", **harvest(1000))

    for _ in range(2):
        accept_yield(cast.minh, accepting(lots[0]), now=now)

    kinds = db.session.scalars(select(LotDecision.kind)).all()
    assert [it.value for it in kinds] == ["yield_accepted"]
    write(lots[1], "harvesting", **harvest(10))
    accept_yield(cast.minh, accepting(lots[0]), now=now)
    assert len(db.session.scalars(select(LotDecision.kind)).all()) == 2


def test_a_plot_that_the_entry_itself_names_first_counts_at_once(make, cast, lots, write, now):
    """950 kilograms of the lot's own plot, then as much of another one."""
    elsewhere = make.place(cast.cooperative, area_thousandths=1_000_000)
    write(lots[0], "harvesting", **harvest(900))

    second = write(lots[0], "harvesting", place_id=elsewhere.id, **harvest(900))

    assert (ABOVE in second.flags, missing(cast, lots[0], now)) == (False, ())


def test_what_others_took_of_such_a_plot_counts_at_once(make, cast, lots, product, write, now):
    elsewhere = make.place(cast.cooperative, area_thousandths=1_000_000)
    theirs = make.lot(product, place_id=elsewhere.id, template_version=2)
    capture_event(cast.minh, entry(theirs, "harvesting", **harvest(1000)), HOST, now=now)
    write(lots[0], "harvesting", **harvest(500))

    second = write(lots[0], "harvesting", place_id=elsewhere.id, **harvest(440))

    assert (ABOVE in second.flags, missing(cast, lots[0], now)) == (True, (WITHIN,))


def test_the_plot_of_an_entry_that_is_put_right_counts_no_more(make, cast, lots, write, now):
    elsewhere = make.place(cast.cooperative, area_thousandths=1_000_000)
    wrong = write(lots[0], "harvesting", place_id=elsewhere.id, **harvest(1000))

    right = write(lots[0], "harvesting", corrects=wrong.event_id, **harvest(1000))

    assert (ABOVE in right.flags, missing(cast, lots[0], now)) == (True, (WITHIN,))
    assert lot_page(cast.minh, lots[0].id, now=now).balance.sums[0].most_yield == 950_000


def test_nothing_else_is_accepted(make, cast, lots, write, now):
    with pytest.raises(NotAboveYield):
        accept_yield(cast.minh, accepting(lots[0]), now=now)
    write(lots[0], "harvesting", **harvest(1000))
    with pytest.raises(ReasonMissing):
        accept_yield(cast.minh, accepting(lots[0], "  "), now=now)
    with pytest.raises(NoSuchLot):
        accept_yield(cast.hoa, accepting(lots[0]), now=now)


def test_a_plot_of_another_size_or_a_cancelled_lot_does_not_count(make, cast, lots, write, now):
    for lot in lots[:2]:
        write(lot, "harvesting", **harvest(500))
    lots[1].cancelled_at = now
    db.session.commit()

    assert missing(cast, lots[0], now) == ()


def test_a_farmer_reads_the_sum_of_lots_that_others_keep_without_their_names(
    make, cast, lots, product, plot, client_of, write, now
):
    other = make.actor(Role.FARMER, cast.cooperative)
    theirs = make.lot(product, place_id=plot.id, opened_by_id=other.account_id, template_version=2)
    told = entry(theirs, "harvesting", **harvest(600))
    capture_event(other, told, HOST, now=now)
    write(lots[0], "harvesting", **harvest(300))
    write(lots[1], "harvesting", **harvest(200))

    farmer = client_of(cast.lan).get(f"/lots/{lots[0].id}").text
    manager = client_of(cast.minh).get(f"/lots/{lots[0].id}").text

    assert theirs.code not in farmer
    assert "Lô khác của đơn vị" in farmer
    assert "1.100 kg" in farmer
    assert f"Lô {lots[1].code}" in farmer
    assert f"Lô {theirs.code}" in manager
    assert "Chấp nhận sản lượng này" in manager
    assert "Chấp nhận sản lượng này" not in farmer


def test_the_page_accepts_with_a_reason(cast, lots, client_of, write, now):
    write(lots[0], "harvesting", **harvest(1000))
    minh, path = client_of(cast.minh), f"/lots/{lots[0].id}/yield-acceptance"

    refused = minh.post(path, data={"yield_reason": ""})
    done = minh.post(path, data={"yield_reason": WHY, "season": marks_in(refused.text)})

    assert (refused.status_code, done.status_code) == (422, 303)
    assert WHY in minh.get(f"/lots/{lots[0].id}").text
    assert client_of(cast.lan).post(path, data={"yield_reason": WHY}).status_code == 403
