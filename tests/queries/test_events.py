"""The diary of a lot as people read it."""

import json
from datetime import date, timedelta

import pytest
from sqlalchemy import delete

from tests.diary import entry, photo, values_of
from traceability.lots import NoSuchEvent
from webapp.db import db
from webapp.gateways.storage.fake import MemoryStorage
from webapp.models import LedgerPersonal
from webapp.models.diary_score import score_of
from webapp.queries.events import work_in_reach
from webapp.queries.lots import lot_page
from webapp.queries.verdict_goods import Message
from webapp.usecases.files import StorePhoto, store_photo


@pytest.fixture
def read(cast, lot, now):
    """The entries of the lot, the latest first."""

    def entries():
        db.session.commit()
        return lot_page(cast.lan, lot.id, now=now).entries

    return entries


def said(entry_) -> dict[str, object]:
    return {
        value.label["en"]: value.day
        or value.whole
        or (value.choice and value.choice["en"])
        or value.answer
        or (value.unit and (value.thousandths, value.unit["vi"]))
        or value.text
        for value in entry_.values
    }


def test_an_entry_says_what_when_where_and_who(cast, lot, write, read, now):
    typed = values_of("spraying", protective_gear="true", expiry="2027-01-31")
    write(entry(lot, "spraying", values=typed, operator_name="Bình", note="Trời mát"))

    (shown,) = read()

    assert (shown.labels["vi"], shown.event_time, shown.operator, shown.note) == (
        "Phun thuốc",
        now,
        "Bình",
        "Trời mát",
    )
    facts = said(shown)
    assert facts["Trade name"] == "Trừ Rầy 10WP"
    assert facts["Dose"] == (20_000, "ml/bình 16 lít")
    assert facts["Sprayed by"] == "Lò Văn Bình"
    assert date(2027, 1, 31) in facts.values()
    assert {14, "value.yes"} <= {it for it in facts.values() if isinstance(it, int | str)}


def test_what_was_erased_is_missing_and_the_rest_stays(lot, write, read):
    write(entry(lot, "spraying"))
    db.session.execute(delete(LedgerPersonal))

    (shown,) = read()

    assert shown.operator == ""
    assert "Sprayed by" not in said(shown)
    assert "Trade name" in said(shown)


@pytest.mark.parametrize(
    ("days", "code"),
    [(0, "recorded.same_day"), (1, "recorded.day_later"), (3, "recorded.days_later")],
)
def test_it_is_said_how_soon_an_entry_was_written(lot, write, read, now, days, code):
    write(entry(lot, event_time=now - timedelta(days=days)))

    assert read()[0].recorded.code == code


def test_a_harvest_of_an_earlier_day_is_no_entry_of_the_same_day(lot, write, read, now):
    write(entry(lot, "harvesting", values=values_of("harvesting", harvest_date="2026-11-15")))

    assert read()[0].recorded == Message("recorded.days_later", {"days": 7})
    db.session.refresh(lot)
    assert [it["days_late"] for it in json.loads(lot.journey)] == [7]
    assert score_of(db.session(), lot.id).points > 0


def test_oddities_and_warnings_are_told_apart(lot, write, read, now):
    windy = values_of("spraying", weather="strong_wind")
    write(entry(lot, "spraying", values=windy, event_time=now - timedelta(days=8)))

    (shown,) = read()

    assert [flag.code for flag in shown.flags] == ["event_flag.late"]
    assert [warning["en"] for warning in shown.warnings] == [
        "Strong wind carries the spray to other fields."
    ]


def test_photos_are_shown_by_their_copies_and_their_absence_is_said(cast, lot, write, read, now):
    stored = store_photo(cast.lan, StorePhoto(photo()), MemoryStorage(), now=now)
    write(entry(lot, "harvesting", photos=(stored.sha256,)))
    write(entry(lot, "packing", event_time=now + timedelta(minutes=1)))

    packing, harvest = read()

    assert (harvest.photos, harvest.lacks_photo) == ((stored.shown_sha256,), False)
    assert (packing.photos, packing.lacks_photo) == ((), True)


def test_a_correction_and_what_it_corrects_are_both_there(lot, write, read, now):
    wrong = write(entry(lot))
    write(entry(lot, corrects=wrong.event_id, event_time=now + timedelta(minutes=1)))

    right, wrong_one = read()

    assert (right.corrects, right.may_be_corrected) == (True, True)
    assert (wrong_one.was_corrected, wrong_one.may_be_corrected) == (True, False)


def test_an_event_out_of_reach_is_not_there(make, cast, lot, write):
    captured = write(entry(lot))

    assert work_in_reach(cast.minh, captured.event_id) == "irrigating"
    for stranger in (cast.hoa, cast.quang):
        with pytest.raises(NoSuchEvent):
            work_in_reach(stranger, captured.event_id)
