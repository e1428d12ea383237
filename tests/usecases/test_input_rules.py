"""What the register says of a spraying or a treatment: stopped, flagged, noted, and kept."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from tests.diary import entry, values_of
from tests.registers import DRUGS, PESTICIDES, load
from traceability.event_flags import EventFlag
from traceability.holds import HoldCause
from traceability.stamps import LotNotPacked
from traceability.stops import BannedInput, HarvestTooEarly, UnlistedAntibiotic
from webapp.db import db
from webapp.models import Event, LedgerEntry, Product
from webapp.usecases.activations.activate import ActivateRange, activate_range

BANNED = {"trade_name": "Cỏ Cháy", "active_ingredient": "Paraquat dichloride 200 g/l"}


@pytest.fixture
def herd(make, cast):
    product = make.product(cast.cooperative, name="Thịt lợn đen", group="livestock")
    return make.lot(product, opened_by_id=cast.lan.account_id)


def spraying(lot, now, days_ago=0, **values):
    at = now - timedelta(days=days_ago)
    return entry(lot, "spraying", event_time=at, values=values_of("spraying", **values))


def treating(lot, ingredient, **values):
    told = {
        "drug_name": "Thú y 1",
        "active_ingredient": ingredient,
        "dose": "1 ml/10 kg",
        "reason": "ho",
        "treated": "chuồng 1",
        "start_date": "2026-11-22",
        "end_date": "2026-11-22",
        "withdrawal_days": "20",
    }
    return entry(lot, "treating", values=told | values)


def test_without_a_register_nothing_is_said(lot, write, now):
    assert write(spraying(lot, now, **BANNED)).flags == ()


def test_a_banned_ingredient_is_stopped_with_the_reason(lot, write, now):
    load(*PESTICIDES)

    with pytest.raises(BannedInput) as stopped:
        write(spraying(lot, now, **BANNED))

    assert stopped.value.details == {
        "treatment": "Cỏ Cháy",
        "because": "Paraquat",
        "effective_from": date(2026, 1, 1),
    }


def test_a_banned_input_that_was_used_is_a_fact_and_holds_the_lot(make, cast, lot, write, now):
    load(*PESTICIDES)
    first = spraying(lot, now, **BANNED)

    told = write(replace(first, as_fact=True))

    assert EventFlag.INPUT_BANNED in told.flags
    assert lot.on_hold_reason == HoldCause.BANNED_INPUT
    write(entry(lot, "packing", values=values_of("packing"), as_fact=True))
    roll = make.roll(make.order(db.session.get(Product, lot.product_id)))
    with pytest.raises(LotNotPacked):
        activate_range(cast.minh, ActivateRange(roll.id, lot.id, count=1), now=now)


def test_a_spray_dated_ahead_is_judged_by_the_register_of_today(lot, write, now):
    """What is told has been done: no date ahead reaches a version that is not in force yet."""
    load(*PESTICIDES)
    tomorrow = date(2026, 11, 23)
    load(
        "pesticide,,Paraquat,permitted,,",
        "pesticide,,Imidacloprid,banned,,",
        effective_from=tomorrow,
    )

    with pytest.raises(BannedInput):
        write(spraying(lot, now, days_ago=-1, **BANNED))
    assert EventFlag.INPUT_BANNED not in write(spraying(lot, now, days_ago=-1)).flags
    assert lot.on_hold_at is None


def test_the_longer_of_label_and_register_counts(lot, write, now):
    load(*PESTICIDES)

    told = write(spraying(lot, now, days_ago=15))  # its label says fourteen, the register twenty

    assert told.flags == (EventFlag.LATE, EventFlag.WAIT_BELOW_REGISTER)
    with pytest.raises(HarvestTooEarly) as stopped:
        write(entry(lot, "harvesting"))
    assert stopped.value.details["allowed_from"] == date(2026, 11, 27)
    assert stopped.value.details["days"] == 20


def test_a_spray_told_after_the_harvest_counts_by_the_days_of_the_register(lot, write, now):
    load(*PESTICIDES)
    write(entry(lot, "harvesting"))

    told = write(spraying(lot, now, days_ago=15))  # its label says fourteen, the register twenty

    assert EventFlag.HARVESTED_BEFORE in told.flags
    assert lot.on_hold_reason == HoldCause.WITHIN_INTERVAL


def test_a_longer_label_counts_and_is_no_fault(lot, write, now):
    load(*PESTICIDES)

    told = write(spraying(lot, now, days_ago=5, phi_days="30"))

    assert told.flags == ()
    with pytest.raises(HarvestTooEarly) as stopped:
        write(entry(lot, "harvesting"))
    assert stopped.value.details["days"] == 30


@pytest.mark.parametrize(
    ("values", "flags"),
    [
        ({"trade_name": "Chỉ cho chè", "active_ingredient": "Buprofezin"}, ["input_not_for_crop"]),
        ({"trade_name": "Cần phép", "active_ingredient": "Carbosulfan"}, ["input_restricted"]),
        ({"trade_name": "Tỏi ớt", "active_ingredient": "Tỏi"}, []),
    ],
)
def test_the_rest_is_flagged_or_noted_and_never_refused(lot, write, now, values, flags):
    load(*PESTICIDES)

    told = write(spraying(lot, now, **values))

    assert list(told.flags) == [f"event_flag.{flag}" for flag in flags]
    assert lot.on_hold_at is None


def facts_of(event_id):
    text, body = db.session.execute(
        select(Event.values, LedgerEntry.body)
        .join(LedgerEntry, LedgerEntry.position == Event.ledger_position)
        .where(Event.id == event_id)
    ).one()
    return json.loads(text)["facts"]["register"], json.loads(body)["content"]["inputs"]["register"]


def test_a_later_register_changes_nothing_about_an_older_entry(lot, write, now):
    load(*PESTICIDES)
    told = write(spraying(lot, now, days_ago=15))
    before = facts_of(told.event_id)

    load(PESTICIDES[0].replace(",20", ",90"))
    load("pesticide,,Imidacloprid,banned,,")

    kept, in_ledger = facts_of(told.event_id)
    assert (kept, in_ledger) == before
    assert kept == in_ledger
    assert (kept["version"], kept["registered_days"], kept["status"]) == (1, 20, "permitted")
    with pytest.raises(HarvestTooEarly) as stopped:
        write(entry(lot, "harvesting"))
    assert stopped.value.details["days"] == 20


def test_the_register_of_the_day_of_the_work_counts_however_late_it_is_told(lot, write, now):
    load(*PESTICIDES)
    load("pesticide,,Imidacloprid,banned,,", effective_from=date(2026, 11, 20))

    assert EventFlag.INPUT_BANNED not in write(spraying(lot, now, days_ago=3)).flags
    with pytest.raises(BannedInput):
        write(spraying(lot, now, days_ago=1))


def test_the_ledger_tells_the_first_day_of_harvest_by_the_register(lot, write, now):
    load(*PESTICIDES)
    told = write(spraying(lot, now))

    query = select(LedgerEntry.body).where(LedgerEntry.position == told.ledger_position)
    event = json.loads(db.session.scalars(query).one())["content"]["event"]

    assert event["vnt:earliestHarvestDate"] == "2026-12-12"


def test_an_antibiotic_outside_the_list_is_stopped_and_a_listed_one_is_not(herd, write):
    load(*DRUGS)

    assert write(treating(herd, "Amoxicilin 10%")).flags == ()
    with pytest.raises(UnlistedAntibiotic) as stopped:
        write(treating(herd, "Colistin"))
    with pytest.raises(BannedInput):
        write(treating(herd, "Chloramphenicol"))

    assert stopped.value.details["because"] == "colistin"


def test_an_unlisted_antibiotic_that_was_given_holds_the_herd(herd, write):
    load(*DRUGS)

    told = write(replace(treating(herd, "Colistin"), as_fact=True))

    assert EventFlag.DRUG_NOT_LISTED in told.flags
    assert herd.on_hold_reason == HoldCause.UNLISTED_ANTIBIOTIC


def test_an_entry_is_corrected_away_from_a_banned_input_and_back_again(lot, write, now):
    load(*PESTICIDES)
    wrong = replace(spraying(lot, now, **BANNED), as_fact=True)
    write(wrong)

    again = replace(spraying(lot, now, **BANNED), corrects=wrong.event_id)
    assert EventFlag.INPUT_BANNED in write(again).flags  # it is a fact already
    right = replace(spraying(lot, now, phi_days="21"), corrects=again.event_id)
    assert write(right).flags == ()
    back = replace(spraying(lot, now, **BANNED), corrects=right.event_id)
    with pytest.raises(BannedInput):
        write(back)
