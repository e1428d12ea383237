"""A laboratory's report with several indicators: one entry each, typed in one after the other."""

import io
import re
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import photo
from traceability.event_template import current
from webapp.db import db
from webapp.models import Event, EventPhoto, Lot


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


@pytest.fixture
def lot(make, cast):
    product = make.product(cast.cooperative)
    version = current("rice").version
    return make.lot(product, template_version=version, opened_by_id=cast.lan.account_id)


@pytest.fixture
def first(lot):
    """The first indicator of a report, as the form sends it."""
    return {
        "event_id": str(uuid4()),
        "event_code": "laboratory_test",
        "event_time": "2026-11-22T09:30",
        "operator_name": "Lan",
        "note": "Lấy mẫu ở kho",
        "values.sample_code": "M-12",
        "values.laboratory": "Trung tâm Kiểm nghiệm",
        "values.report_number": "KN-2026/77",
        "values.tested_on": "2026-11-20",
        "values.indicator": "Chì",
        "values.result": "Không phát hiện",
        "values.conclusion": "passed",
    }


@pytest.fixture
def go_on(lan, lot):
    """Save an indicator and ask for the next; gives back the form of that."""

    def post(form):
        sent = form | {"then": "further_indicator"}
        answer = lan.post(f"/lots/{lot.id}/events", data=sent)
        assert answer.status_code == 303
        return lan.get(answer.location).text

    return post


def value_of(page: str, name: str) -> str:
    field = re.search(rf'<input[^>]*name="values.{name}"[^>]*>', page)
    found = re.search(r'value="([^"]*)"', field[0]) if field else None
    return found[1] if found else ""


def test_the_next_indicator_begins_with_what_the_report_says_of_all(first, go_on):
    page = go_on(first)

    told = {name: value_of(page, name) for name in ("sample_code", "laboratory", "report_number")}
    assert told == {
        "sample_code": "M-12",
        "laboratory": "Trung tâm Kiểm nghiệm",
        "report_number": "KN-2026/77",
    }
    assert value_of(page, "tested_on") == "2026-11-20"
    assert 'value="2026-11-22T09:30"' in page


def test_what_belongs_to_the_one_indicator_is_asked_anew(first, go_on):
    page = go_on(first)

    assert value_of(page, "indicator") == value_of(page, "result") == ""
    assert "Lấy mẫu ở kho" not in page
    assert 'value="passed" checked' not in page
    assert 'name="corrects"' not in page


def test_the_photo_of_the_report_goes_along(lan, lot, first, go_on):
    page = go_on(first | {"photo_1": (io.BytesIO(photo()), "phieu.png")})
    (kept,) = re.findall(r'name="kept_photo" value="([0-9a-f]{64})" checked', page)
    second = first | {"event_id": str(uuid4()), "values.indicator": "Asen", "kept_photo": kept}

    lan.post(f"/lots/{lot.id}/events", data=second)

    assert [it.sha256 for it in db.session.scalars(select(EventPhoto))] == [kept, kept]
    assert len(list(db.session.scalars(select(Event)))) == 2


def test_each_indicator_that_fails_holds_the_lot(lan, lot, first, go_on):
    go_on(first)
    assert db.session.get(Lot, lot.id).on_hold_at is None
    failed = {"event_id": str(uuid4()), "values.indicator": "Asen", "values.conclusion": "failed"}

    go_on(first | failed)

    assert db.session.get(Lot, lot.id, populate_existing=True).on_hold_at is not None


def test_other_work_and_corrections_offer_no_further_indicator(lan, lot, first):
    lan.post(f"/lots/{lot.id}/events", data=first)
    place = f"/lots/{lot.id}/events/new/laboratory_test"
    offered = "Lưu, ghi chỉ tiêu tiếp theo"

    assert offered in lan.get(place).text
    assert offered not in lan.get(f"{place}?corrects={first['event_id']}").text
    assert offered not in lan.get(f"/lots/{lot.id}/events/new/harvesting").text


@pytest.mark.parametrize("report", [str(uuid4()), "no-such-id"])
def test_an_entry_that_is_not_there_has_no_further_indicator(lan, lot, report):
    place = f"/lots/{lot.id}/events/new/laboratory_test?same_report={report}"

    assert lan.get(place).status_code == 404


def test_the_report_of_another_lot_is_none_of_this_one(make, cast, lan, lot, first):
    lan.post(f"/lots/{lot.id}/events", data=first)
    other = make.lot(make.product(cast.cooperative), opened_by_id=cast.lan.account_id)

    place = f"/lots/{other.id}/events/new/laboratory_test?same_report={first['event_id']}"

    assert lan.get(place).status_code == 404
