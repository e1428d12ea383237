"""The plan of the demonstration, before anything is written: believable at any hour of any day."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from traceability.crop_bounds import Bounds
from traceability.event_template import check_values, current
from traceability.grown import Grown
from traceability.mass_balance import balance
from traceability.places import PlaceKind
from traceability.pre_harvest import is_harvest
from webapp.demo.days import Days
from webapp.demo.entries import EVENTS, planned_entries
from webapp.demo.lots import planned_lots
from webapp.demo.market_days import market_steps
from webapp.demo.offices import AGENCIES, PRINTER
from webapp.demo.stamp_days import stamp_steps
from webapp.demo.stamp_orders import ORDERS, Fate

HOURS = (
    datetime(2026, 11, 22, 3, 0, tzinfo=UTC),
    datetime(2026, 11, 21, 17, 1, tzinfo=UTC),  # just after midnight at home
    datetime(2027, 3, 1, 16, 59, tzinfo=UTC),  # just before it
    datetime(2028, 2, 29, 23, 30, tzinfo=UTC),
)


@pytest.fixture(params=HOURS, ids=str)
def days(request):
    return Days(request.param)


def test_there_are_two_thousand_entries_in_sixty_lots(days):
    lots = planned_lots(days)

    entries = planned_entries(lots, days)

    assert len(lots) == len({lot.id for lot in lots}) == 60
    assert len(entries) == len({entry.id for entry in entries}) == EVENTS
    assert {entry.lot.id for entry in entries} == {lot.id for lot in lots}


def test_work_comes_before_its_record_and_neither_is_ahead_of_now(days):
    for entry in planned_entries(planned_lots(days), days):
        assert entry.lot.opened_at <= entry.at <= entry.recorded_at <= days.now


def test_every_entry_is_a_form_filled_in_well_but_for_the_slips(days):
    entries = planned_entries(planned_lots(days), days)
    corrected = {entry.corrects for entry in entries}
    warnings = Counter()

    for entry in entries:
        template = current(entry.lot.goods.group).event(entry.work.code)
        checked = check_values(template, entry.values, on=entry.at.date())
        if entry.id not in corrected:
            warnings.update(warning.code for warning in checked.warnings)

    assert not warnings


def test_no_lot_packs_more_than_its_crop_gives(days):
    works, goods = {}, {}
    entries = planned_entries(planned_lots(days), days)
    corrected = {entry.corrects for entry in entries}
    for entry in entries:
        if entry.id not in corrected:
            event = current(entry.lot.goods.group).event(entry.work.code)
            fields = check_values(event, entry.values, on=entry.at.date()).values
            works.setdefault(entry.lot.id, []).append((event, fields))
            goods[entry.lot.id] = entry.lot.goods

    for lot, told in works.items():
        template = current(goods[lot].group)
        crops = Grown.of(template, goods[lot].name).crops
        assert not balance(told, Bounds.of(template.crops, crops, None)).imbalances


def waiting(entry) -> tuple[date, date] | None:
    """From the treatment to the first day after its waiting days."""
    epcis = current(entry.lot.goods.group).event(entry.work.code).epcis
    days = entry.values.get(epcis.interval_field or "")
    begins = entry.values.get(epcis.interval_from or "", entry.at.date().isoformat())
    begun = date.fromisoformat(begins)
    return (begun, begun + timedelta(days=int(days))) if days else None


def test_nobody_but_the_hasty_one_harvests_within_waiting_days_on_the_same_ground(days):
    entries = planned_entries(planned_lots(days), days)
    kept = [(it.lot.plot, *span) for it in entries if (span := waiting(it))]
    hasty = {
        entry.lot.season.is_hasty
        for entry in entries
        if is_harvest(current(entry.lot.goods.group).event(entry.work.code))
        for plot, begun, over in kept
        if plot == entry.lot.plot and begun <= entry.at.date() < over
    }

    assert {plot.kind for plot, *_ in kept} >= {PlaceKind.APIARY, PlaceKind.PLOT, PlaceKind.ORCHARD}
    assert hasty == {True}


def test_each_trade_keeps_the_diary_of_its_own_group_at_a_place_of_its_kind(days):
    found = {lot.goods.key: (lot.goods.group, lot.plot.kind) for lot in planned_lots(days)}

    assert found["tea"] == ("tea", PlaceKind.PLOT)
    assert found["honey"] == ("honey", PlaceKind.APIARY)
    assert found["dried_longan"] == ("processed_food", PlaceKind.FACTORY)


def test_a_correction_is_recorded_after_what_it_corrects(days):
    entries = {entry.id: entry for entry in planned_entries(planned_lots(days), days)}

    corrections = [entry for entry in entries.values() if entry.corrects]

    assert len(corrections) >= 5
    assert all(entry.recorded_at > entries[entry.corrects].recorded_at for entry in corrections)


def test_nothing_else_is_ahead_of_now_either(days):
    lots = planned_lots(days)

    assert all(
        step.at <= days.now for step in (*stamp_steps(lots, days), *market_steps(lots, days))
    )


def test_twenty_thousand_stamps_are_ordered_in_every_state():
    assert sum(order.rolls * order.roll_size for order in ORDERS) == 20_000
    assert {order.fate for order in ORDERS} == set(Fate)


def test_every_number_of_the_telephone_belongs_to_one_person(days):
    cooperatives = {lot.cooperative.short_code: lot.cooperative for lot in planned_lots(days)}
    people = [agency.person for agency in (*AGENCIES, PRINTER)]
    for one in cooperatives.values():
        people += [one.manager, one.clerk, *(farm.farmer for farm in one.farms)]

    phones = [person.phone for person in people]

    assert len(phones) == len(set(phones))
    assert all(phone.startswith("+8490000") for phone in phones)
