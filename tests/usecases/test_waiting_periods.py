"""A harvest within a waiting period is stopped; as a fact it is recorded, flagged, and holds."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from tests.cast import make_cast
from tests.diary import HOST, entry, values_of
from tests.filled_forms import filled
from tests.makers import NOW, Maker
from tests.races import at_once
from traceability.calendar import civil_date
from traceability.event_flags import EventFlag
from traceability.event_template import InvalidValues, current
from traceability.holds import HoldCause
from traceability.stops import HarvestTooEarly
from webapp.db import db
from webapp.models import Event, LedgerEntry, Lot
from webapp.models.ledger import EntryKind
from webapp.queries.lots import lot_page
from webapp.usecases.events.capture import capture_event
from webapp.usecases.events.references import BadReference


def decisions():
    """The contents of all decisions in the ledger."""
    query = select(LedgerEntry.body).where(LedgerEntry.kind == EntryKind.DECISION)
    return [json.loads(body)["content"] for body in db.session.scalars(query)]


def test_what_was_sprayed_after_a_harvest_does_not_reach_back(lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=1)))
    values = values_of("harvesting", harvest_date="2026-11-19")

    recorded = write(entry(lot, "harvesting", event_time=now - timedelta(days=3), values=values))

    assert EventFlag.WITHIN_INTERVAL not in recorded.flags


def test_fertiliser_that_needs_time_keeps_from_harvesting_too(lot, write, now):
    fed = {
        "fertiliser_name": "NPK 16-16-8",
        "type": "inorganic",
        "amount": "20",
        "area": "1000",
        "fertiliser_phi_days": "7",
    }
    write(entry(lot, "fertilising", values=fed))

    assert EventFlag.WITHIN_INTERVAL in write(entry(lot, "harvesting", as_fact=True)).flags


def test_a_harvest_within_the_interval_is_a_fact_that_is_flagged(lot, write, cast, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=13)))

    too_early = write(entry(lot, "harvesting", as_fact=True))
    tomorrow = now + timedelta(days=1)
    values = values_of("harvesting", harvest_date="2026-11-23")
    command = entry(lot, "harvesting", event_time=tomorrow, values=values)
    in_time = capture_event(cast.lan, command, HOST, now=tomorrow)

    assert EventFlag.WITHIN_INTERVAL in too_early.flags
    assert EventFlag.WITHIN_INTERVAL not in in_time.flags


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(days=9)])
def test_a_harvest_that_is_dated_ahead_was_done_when_it_was_told(lot, write, now, ahead):
    write(entry(lot, "spraying", event_time=now - timedelta(days=13)))
    values = values_of("harvesting", harvest_date="2026-12-01")

    with pytest.raises(HarvestTooEarly) as stop:
        write(entry(lot, "harvesting", event_time=now + ahead, values=values))

    assert stop.value.details["allowed_from"] == date(2026, 11, 23)


@pytest.mark.parametrize(
    ("written", "differs"), [("2026-11-22", False), ("2026-11-20", True), ("2026-11-25", True)]
)
def test_two_days_of_one_harvest_are_told_with_both(lot, write, cast, now, written, differs):
    recorded = write(entry(lot, "harvesting", values=values_of("harvesting", harvest_date=written)))

    assert (EventFlag.HARVEST_DAY_DIFFERS in recorded.flags) is differs
    told = [it for it in lot_page(cast.lan, lot.id, now=now).entries[0].flags if it.details]
    both = {"day": date(2026, 11, 22), "written": date.fromisoformat(written)}
    assert [it.details for it in told] == ([both] if differs else [])


def test_other_work_has_one_day_only(lot, write):
    recorded = write(entry(lot, "spraying"))

    assert EventFlag.HARVEST_DAY_DIFFERS not in recorded.flags


def test_goods_that_are_packed_ahead_were_taken_when_it_was_told(lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=13)))

    with pytest.raises(HarvestTooEarly):
        write(entry(lot, "packing", event_time=now + timedelta(days=9)))


def test_a_spray_that_is_dated_ahead_keeps_from_harvesting_now(lot, write, now):
    write(entry(lot, "spraying", event_time=now + timedelta(days=3)))

    with pytest.raises(HarvestTooEarly) as stop:
        write(entry(lot, "harvesting"))

    assert stop.value.details["allowed_from"] == date(2026, 12, 9)


@pytest.mark.parametrize(("days", "is_flagged"), [("0", True), ("13", True), ("14", False)])
def test_a_correction_by_which_goods_may_be_taken_earlier_is_flagged(lot, write, days, is_flagged):
    before = write(entry(lot, "spraying"))

    values = values_of("spraying", phi_days=days)
    after = write(entry(lot, "spraying", values=values, corrects=before.event_id))

    assert (EventFlag.WAIT_SHORTENED in after.flags) is is_flagged
    assert EventFlag.WAIT_SHORTENED not in before.flags


def _spray(plot, now, days_ago, **given):
    at = now - timedelta(days=days_ago)
    return {"event_time": at, "place_id": plot.id} | given


def _harvest_at(plot):
    return {"place_id": plot.id}


def test_a_spray_keeps_every_lot_of_its_plot_from_being_harvested(make, cast, lot, write, now):
    plot = make.place(cast.cooperative)
    second = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    write(entry(lot, "spraying", **_spray(plot, now, 5)))

    same_plot = write(entry(second, "harvesting", as_fact=True, **_harvest_at(plot)))
    other_plot = write(entry(second, "harvesting"))

    assert EventFlag.WITHIN_INTERVAL in same_plot.flags
    assert EventFlag.WITHIN_INTERVAL not in other_plot.flags
    assert second.on_hold_reason == HoldCause.WITHIN_INTERVAL


def test_a_spray_keeps_goods_of_another_group_on_its_plot_too(make, cast, lot, write, now):
    vegetables = make.product(cast.cooperative, group="fruit_vegetables")
    second = make.lot(vegetables, place_id=lot.place_id, opened_by_id=cast.lan.account_id)
    write(entry(lot, "spraying", event_time=now - timedelta(days=1)))

    with pytest.raises(HarvestTooEarly):
        write(_full(second, "harvesting"))


def test_a_spray_told_later_holds_goods_of_another_group_on_its_plot(make, cast, lot, write, now):
    vegetables = make.product(cast.cooperative, group="fruit_vegetables")
    second = make.lot(vegetables, place_id=lot.place_id, opened_by_id=cast.lan.account_id)
    write(_full(second, "harvesting"))

    told = write(entry(lot, "spraying", event_time=now - timedelta(days=1)))

    assert EventFlag.HARVESTED_BEFORE in told.flags
    assert second.on_hold_reason == HoldCause.WITHIN_INTERVAL


def test_what_stays_with_its_animals_keeps_nothing_else_of_the_place(make, cast, lot, write, now):
    pigs = make.product(cast.cooperative, group="livestock")
    herd = make.lot(pigs, place_id=lot.place_id, opened_by_id=cast.lan.account_id)
    sold = make.lot(pigs, place_id=lot.place_id, opened_by_id=cast.lan.account_id)
    write(_full(herd, "treating"))
    write(_full(sold, "selling"))

    assert write(entry(lot, "harvesting")).flags == ()

    sprayed = write(entry(lot, "spraying", event_time=now - timedelta(days=1), as_fact=True))
    assert EventFlag.HARVESTED_BEFORE in sprayed.flags
    assert lot.on_hold_at is not None
    assert (sold.on_hold_at, herd.on_hold_at) == (None, None)


def _full(lot, code):
    """An entry with every field of the work answered."""
    asked = current(lot.template_group).event(code)
    return entry(lot, code, values=filled(asked, on=civil_date(NOW)))


def test_one_entry_covers_several_plots(make, cast, lot, write, now):
    plots = [make.place(cast.cooperative) for _ in range(3)]
    further = tuple(plot.id for plot in plots[1:])
    write(entry(lot, "spraying", **_spray(plots[0], now, 5, other_place_ids=further)))
    second = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)

    recorded = write(entry(second, "harvesting", as_fact=True, **_harvest_at(plots[2])))

    assert EventFlag.WITHIN_INTERVAL in recorded.flags


def test_a_plot_of_others_is_no_place_for_an_entry(make, cast, lot, write, now):
    foreign = make.place(cast.other_cooperative)

    with pytest.raises(BadReference) as refused:
        write(entry(lot, "spraying", other_place_ids=(foreign.id,)))

    assert [fault.pointer for fault in refused.value.errors] == ["other_place_ids"]


def test_a_spray_told_after_the_harvest_it_forbade_holds_the_harvested_lots(
    make, cast, lot, write, now
):
    plot = make.place(cast.cooperative)
    second = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)
    write(entry(lot, "harvesting", **_harvest_at(plot)))
    write(entry(second, "harvesting", **_harvest_at(plot)))
    assert lot.on_hold_at is None

    told = write(entry(lot, "spraying", **_spray(plot, now, 5)))

    assert EventFlag.HARVESTED_BEFORE in told.flags
    assert lot.on_hold_reason == second.on_hold_reason == HoldCause.WITHIN_INTERVAL
    held = [content["lot_id"] for content in decisions() if content["action"] == "held"]
    assert sorted(held) == sorted([str(lot.id), str(second.id)])


def test_a_spray_after_the_harvest_of_the_same_day_stops_nothing(make, cast, lot, write, now):
    plot = make.place(cast.cooperative)
    write(entry(lot, "harvesting", event_time=now - timedelta(hours=3), **_harvest_at(plot)))

    told = write(entry(lot, "spraying", event_time=now, place_id=plot.id))

    assert EventFlag.HARVESTED_BEFORE not in told.flags
    assert lot.on_hold_at is None


def test_a_corrected_spray_is_judged_by_its_correction(lot, write, now):
    short = values_of("spraying", phi_days="1")
    first = entry(lot, "spraying", event_time=now - timedelta(days=5), values=short)
    write(first)
    write(entry(lot, "harvesting"))
    assert lot.on_hold_at is None

    write(entry(lot, "spraying", event_time=now - timedelta(days=5), corrects=first.event_id))

    assert lot.on_hold_reason == HoldCause.WITHIN_INTERVAL


def test_the_spray_of_another_cooperative_is_no_business_of_ours(make, cast, lot, write, now):
    theirs = make.lot(make.product(cast.other_cooperative), opened_by_id=cast.hoa.account_id)
    capture_event(
        cast.hoa, entry(theirs, "spraying", event_time=now - timedelta(days=2)), HOST, now=now
    )

    assert write(entry(lot, "harvesting")).flags == ()


@pytest.mark.committed
def test_of_a_spray_and_a_harvest_told_at_once_one_sees_the_other(committed_app):
    with committed_app.app_context():
        make = Maker(committed_app.extensions["temthat"].keyring)
        cast = make_cast(make)
        plot, product = make.place(cast.cooperative), make.product(cast.cooperative)
        lots = [make.lot(product, opened_by_id=cast.lan.account_id) for _ in range(2)]
        harvested_id = lots[1].id
        sprayed_at = NOW - timedelta(days=2)
        told = [
            entry(lots[0], "spraying", event_time=sprayed_at, place_id=plot.id),
            entry(lots[1], "harvesting", place_id=plot.id, as_fact=True),
        ]

    at_once(committed_app, lambda: capture_event(cast.lan, told.pop(), HOST, now=NOW), times=2)

    with committed_app.app_context():
        assert db.session.get_one(Lot, harvested_id).on_hold_reason == HoldCause.WITHIN_INTERVAL


def test_a_harvest_within_the_interval_is_stopped_with_the_day_and_the_treatment(lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=13)))

    with pytest.raises(HarvestTooEarly) as stopped:
        write(entry(lot, "harvesting"))

    assert stopped.value.details == {
        "allowed_from": date(2026, 11, 23),
        "treatment": "Trừ Rầy 10WP",
        "treated_on": date(2026, 11, 9),
        "days": 14,
    }
    assert (lot.on_hold_at, db.session.scalar(select(func.count(Event.id)))) == (None, 1)


def test_the_same_form_is_recorded_once_it_is_told_as_a_fact(lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=3)))
    first = entry(lot, "harvesting")
    with pytest.raises(HarvestTooEarly):
        write(first)

    confirmed = replace(first, as_fact=True, request_sha256="1" * 64)
    recorded, again = write(confirmed), write(confirmed)

    assert (recorded.is_new, again.is_new) == (True, False)
    assert recorded.flags == again.flags == (EventFlag.WITHIN_INTERVAL,)
    assert lot.on_hold_reason == HoldCause.WITHIN_INTERVAL
    body = db.session.scalars(
        select(LedgerEntry.body).where(LedgerEntry.position == recorded.ledger_position)
    ).one()
    assert json.loads(body)["content"]["told_as_fact"] == ["event.harvest_too_early"]


def test_who_calls_a_lawful_harvest_a_fact_changes_nothing_about_it(lot, write):
    assert write(entry(lot, "harvesting", as_fact=True)).flags == ()
    assert lot.on_hold_at is None


def test_a_correction_that_makes_a_harvest_early_is_stopped_and_recordable_too(lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=13)))
    before = values_of("harvesting", harvest_date="2026-11-08")
    first = entry(lot, "harvesting", values=before)
    write(first)

    with pytest.raises(HarvestTooEarly):
        write(entry(lot, "harvesting", corrects=first.event_id))
    recorded = write(entry(lot, "harvesting", corrects=first.event_id, as_fact=True))

    assert EventFlag.WITHIN_INTERVAL in recorded.flags
    assert lot.on_hold_reason == HoldCause.WITHIN_INTERVAL


def test_an_early_harvest_that_is_a_fact_already_may_be_put_right_without_being_stopped(
    lot, write, now
):
    write(entry(lot, "spraying", event_time=now - timedelta(days=3)))
    first = entry(lot, "harvesting", as_fact=True)
    write(first)

    lighter = values_of("harvesting", quantity="900")
    recorded = write(entry(lot, "harvesting", corrects=first.event_id, values=lighter))

    assert EventFlag.WITHIN_INTERVAL in recorded.flags


def test_what_else_is_wrong_is_told_before_the_stop(lot, write, now):
    write(entry(lot, "spraying", event_time=now - timedelta(days=3)))

    with pytest.raises(InvalidValues):
        write(entry(lot, "harvesting", values=values_of("harvesting", quantity="viel")))
