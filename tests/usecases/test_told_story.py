"""What the public story of a lot tells buyers of its work, and how it stays true."""

import json
from datetime import date, timedelta

import pytest

from tests.diary import entry, values_of
from tests.lots import opened
from traceability.journey import VERSION
from traceability.roles import Actor
from webapp import jobs
from webapp.db import db
from webapp.jobs import tell_all_older_journeys
from webapp.models import Event, Lot, journey
from webapp.models.journey import told_story
from webapp.usecases import journeys
from webapp.usecases.diary_scores import score_diaries
from webapp.usecases.journeys import tell_older_journeys


@pytest.fixture
def spray(write, now):
    """Write down a spraying of so many days ago, with waiting days of 14."""

    def record(lot, days: int, **given):
        return write(entry(lot, "spraying", event_time=now - timedelta(days=days), **given))

    return record


def stops(lot) -> list[dict]:
    return json.loads(db.session.get_one(Lot, lot.id, populate_existing=True).journey)


def wait_of(lot, place: int = 0) -> tuple[str, int, str | None]:
    wait = stops(lot)[place]["works"][0]["wait"]
    return wait["kind"], wait["days"], wait["until"]


def test_buyers_read_the_name_and_ingredient_of_a_spray_and_nobody_who_sprayed(lot, spray):
    spray(lot, 20)

    (stop,) = stops(lot)

    told = {it["name"]: it["text"] for it in stop["works"][0]["values"]}
    assert told == {"trade_name": "Trừ Rầy 10WP", "active_ingredient": "Imidacloprid"}
    assert "Lò Văn Bình" not in str(stop)


def test_a_spray_says_until_when_it_waits_and_then_that_it_was_waited_for(lot, spray, write):
    spray(lot, 14)
    assert wait_of(lot) == ("until", 14, "2026-11-22")

    write(entry(lot, "harvesting"))

    assert wait_of(lot) == ("waited", 14, None)


def test_a_harvest_that_is_hidden_from_buyers_still_counts(lot, spray, write):
    spray(lot, 13)

    write(entry(lot, "harvesting", is_public=False, as_fact=True))

    assert [stop["code"] for stop in stops(lot)] == ["spraying", "held"]
    assert wait_of(lot) == ("too_early", 14, None)


def test_packing_what_nobody_harvested_counts_as_its_harvest(lot, spray, write):
    spray(lot, 15)

    write(entry(lot, "packing", is_public=False))

    assert wait_of(lot) == ("waited", 14, None)


def test_a_corrected_spray_tells_the_right_values_and_wait(lot, spray, write, now):
    wrong = spray(lot, 20)
    write(entry(lot, "harvesting"))
    values = values_of("spraying", trade_name="Tên Đúng", phi_days="20")

    spray(lot, 20, corrects=wrong.event_id, values=values)

    assert "Trừ Rầy 10WP" not in str(stops(lot))
    assert "Tên Đúng" in str(stops(lot))
    assert wait_of(lot) == ("waited", 20, None)


def test_a_spray_of_several_plots_waits_for_the_harvest_of_any(make, cast, lot, spray, write, now):
    near, far = make.place(cast.cooperative), make.place(cast.cooperative)
    spray(lot, 15, place_id=near.id, other_place_ids=(far.id,))
    write(entry(lot, "harvesting", place_id=make.place(cast.cooperative).id))
    assert wait_of(lot)[0] == "until"  # what was taken elsewhere was never sprayed

    write(entry(lot, "harvesting", place_id=far.id))

    assert wait_of(lot)[0] == "waited"


def test_the_making_begins_with_the_first_work_though_it_is_hidden_and_dated_back(lot, write, now):
    bought = {"item": "Urê", "item_type": "fertiliser", "quantity": "20", "supplier": "Đại lý"}
    write(entry(lot, "input_purchase", values=bought, event_time=now - timedelta(days=90)))
    write(entry(lot, "note", event_time=now - timedelta(days=80)))
    assert lot.began_on is None

    write(entry(lot, "irrigating"))
    first = write(entry(lot, "irrigating", event_time=now - timedelta(days=30)))
    assert lot.began_on == date(2026, 10, 23)

    write(entry(lot, "irrigating", corrects=first.event_id, event_time=now - timedelta(days=20)))
    assert lot.began_on == date(2026, 11, 2)


def test_a_harvest_begins_on_the_day_that_it_names(lot, write):
    write(entry(lot, "harvesting", values=values_of("harvesting", harvest_date="2026-11-19")))

    assert lot.began_on == date(2026, 11, 19)


def test_a_story_of_an_earlier_release_is_told_anew_once(lot, spray, now):
    spray(lot, 20)
    told = lot.journey
    lot.journey, lot.journey_version, lot.began_on = "[]", 0, None
    db.session.commit()

    assert tell_older_journeys(Actor.system(), now=now) == 1

    assert (lot.journey, lot.began_on) == (told, date(2026, 11, 2))
    assert tell_older_journeys(Actor.system(), now=now) == 0


@pytest.fixture
def untold(lot, spray) -> Event:
    """The spraying of a lot whose story waits, written with a template that is not here."""
    recorded = spray(lot, 20)
    event = db.session.get_one(Event, recorded.event_id)
    event.template_version = 99
    lot.journey, lot.journey_version, lot.began_on = "[]", 0, None
    db.session.commit()
    return event


def test_what_was_written_with_a_template_that_is_not_here_is_told_once_it_is(lot, untold, now):
    assert tell_older_journeys(Actor.system(), now=now) == 0
    assert (lot.journey, lot.journey_version, lot.began_on) == ("[]", 0, None)

    untold.template_version = lot.template_version
    db.session.commit()

    assert tell_older_journeys(Actor.system(), now=now) == 1
    assert [stop["code"] for stop in stops(lot)] == ["spraying"]
    assert (lot.journey_version, lot.began_on) == (VERSION, date(2026, 11, 2))


def test_a_diary_that_cannot_be_read_is_scored_later_and_keeps_no_other_waiting(
    make, cast, lot, untold, now
):
    other = opened(make, cast.lan, make.product(cast.cooperative))
    for it in (lot, other):
        it.diary_score = None
    db.session.commit()

    assert score_diaries(Actor.system(), now=now) == 1
    assert (lot.diary_score, other.diary_score) == (None, 0)

    untold.template_version = lot.template_version
    db.session.commit()
    assert score_diaries(Actor.system(), now=now) == 1
    assert lot.diary_score is not None


def test_a_lot_of_a_template_that_is_not_here_keeps_no_neighbour_waiting(make, cast, write, now):
    product, plot = make.product(cast.cooperative), make.place(cast.cooperative)
    given = {"place_id": plot.id, "opened_by_id": cast.lan.account_id, "template_version": 2}
    lot, newer = (make.lot(product, **given) for _ in range(2))
    harvests = [write(entry(it, "harvesting")) for it in (lot, newer)]
    newer.template_version = 99
    db.session.get_one(Event, harvests[1].event_id).template_version = 99
    db.session.commit()

    assert score_diaries(Actor.system(), now=now) == 1

    assert (lot.diary_score, newer.diary_score) == (0, None)


def test_a_story_that_cannot_be_told_keeps_no_other_waiting(
    make, cast, untold, app, now, monkeypatch
):
    others = [opened(make, cast.lan, make.product(cast.cooperative)) for _ in range(3)]
    for other in others:
        other.journey_version = 0
    db.session.commit()
    monkeypatch.setattr(journeys, "AT_ONCE", 1)
    monkeypatch.setattr(jobs, "STORIES_AT_ONCE", 1)

    assert tell_all_older_journeys(app, now) == 3

    assert {other.journey_version for other in others} == {VERSION}


def test_what_a_process_of_an_older_release_tells_meanwhile_is_told_anew(
    lot, spray, now, monkeypatch
):
    with monkeypatch.context() as older:
        older.setattr(journey, "VERSION", VERSION - 1)
        spray(lot, 20)
    assert lot.journey_version == VERSION - 1

    assert tell_older_journeys(Actor.system(), now=now) == 1
    assert lot.journey_version == VERSION


def test_what_is_kept_is_what_the_rows_tell(lot, spray, write):
    spray(lot, 20)
    write(entry(lot, "harvesting"))
    write(entry(lot, "packing"))

    assert stops(lot) == told_story(db.session(), lot.id)
