"""The buttons by which a lot is begun, asked for, released, sent back and cancelled."""

from uuid import uuid4

import pytest

from tests.diary import HOST, entry
from tests.sellable import sellable_lot, show
from traceability.lots import LotState
from webapp.db import db
from webapp.models import Lot
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def product(make, cast):
    return show(make, make.product(cast.cooperative))


@pytest.fixture
def lot(make, cast, product):
    """Packed, with nothing missing."""
    return sellable_lot(make, product, opened_by_id=cast.lan.account_id)


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


@pytest.fixture
def minh(client_of, cast):
    return client_of(cast.minh)


def test_a_draft_is_prepared_and_begun(make, cast, product, lan):
    form = {
        "lot_id": uuid4(),
        "product_id": product.id,
        "place_id": make.place(cast.cooperative).id,
        "draft": "1",
    }

    prepared = lan.post("/lots", data=form)
    page = lan.get(prepared.location).text
    begun = lan.post(f"/lots/{form['lot_id']}/beginning")

    assert "Lô nháp: ghi việc đầu tiên là lô bắt đầu." in page
    assert "Bắt đầu lô này" in page
    assert begun.status_code == 303
    assert db.session.get(Lot, form["lot_id"]).state is LotState.IN_PRODUCTION
    assert lan.post(f"/lots/{form['lot_id']}/beginning").status_code == 409


def test_a_farmer_asks_and_the_manager_finds_and_releases_it(lot, lan, minh):
    asked = lan.get(f"/lots/{lot.id}").text
    lan.post(f"/lots/{lot.id}/release-request")
    waiting = lan.get(f"/lots/{lot.id}").text
    listed = minh.get("/lots?shown=awaiting_release").text
    page = minh.get(f"/lots/{lot.id}").text
    minh.post(f"/lots/{lot.id}/release-decision")
    released = minh.get(f"/lots/{lot.id}").text

    assert "Đề nghị duyệt xuất</span>" in asked
    assert "Chờ người quản lý duyệt xuất." in waiting
    assert lot.code in listed
    assert "Duyệt xuất lô này" in page
    assert "Kích hoạt tem cho 1.000 gói còn lại." in released
    assert "Kích hoạt tem cho lô này" in released
    assert 'href="/stamp-activations/new"' in released
    assert lot.code not in minh.get("/lots?shown=awaiting_release").text
    assert minh.post(f"/lots/{lot.id}/release-decision").status_code == 409


def test_a_lot_that_is_sent_back_says_why(lot, lan, minh):
    lan.post(f"/lots/{lot.id}/release-request")

    empty = minh.post(f"/lots/{lot.id}/return", data={"return_reason": " "})
    minh.post(f"/lots/{lot.id}/return", data={"return_reason": "Thiếu ảnh đóng gói."})

    assert empty.status_code == 422
    assert "Người quản lý trả lại lô này: Thiếu ảnh đóng gói." in lan.get(f"/lots/{lot.id}").text


def test_what_is_missing_is_listed_when_a_release_is_refused(lot, product, minh):
    product.photo_sha256 = None
    db.session.commit()

    answer = minh.post(f"/lots/{lot.id}/release-decision")

    assert answer.status_code == 409
    assert "Lô còn thiếu 1 mục" in answer.text
    assert f"/products/{product.id}/edit" in answer.text


def test_a_cancelled_lot_says_so_and_is_found_under_its_filter(lot, lan, minh):
    refused = lan.post(f"/lots/{lot.id}/cancellation", data={"cancel_reason": "Nhầm."})
    answer = minh.post(f"/lots/{lot.id}/cancellation", data={"cancel_reason": "Hỏng hết."})

    assert refused.status_code == 403
    assert "chỉ người quản lý hủy được" in refused.text
    assert answer.status_code == 303
    page = minh.get(f"/lots/{lot.id}").text
    assert "Lô đã hủy: không ghi thêm, không dán tem." in page
    assert "Hỏng hết." in page
    assert "/events/new/" not in page
    assert minh.get(f"/lots/{lot.id}/events/new/note").status_code == 409
    assert lot.code not in minh.get("/lots").text
    assert lot.code in minh.get("/lots?shown=cancelled").text


def test_only_the_manager_releases_and_sends_back(lot, lan):
    assert lan.post(f"/lots/{lot.id}/release-decision").status_code == 403
    assert lan.post(f"/lots/{lot.id}/return").status_code == 403


def test_a_long_diary_is_folded_after_its_latest_entries(cast, make, product, lan, now):
    lot = make.lot(product, opened_by_id=cast.lan.account_id)
    for number in range(9):
        capture_event(cast.lan, entry(lot, note=f"việc {number}"), HOST, now=now)

    page = lan.get(f"/lots/{lot.id}").text

    assert "3 việc trước nữa" in page
    assert "việc 0" in page


def test_an_officer_suspends_an_organisation_and_its_manager_reads_why(client_of, cast, lot, minh):
    thu, address = client_of(cast.thu), f"/organisations/{cast.cooperative.id}"

    empty = thu.post(f"{address}/suspension", data={"reason": ""})
    thu.post(f"{address}/suspension", data={"reason": "Giấy hết hạn."})
    again = thu.post(f"{address}/suspension", data={"reason": "Giấy hết hạn."})
    own, page = minh.get("/organisation").text, minh.get(f"/lots/{lot.id}").text
    resumed = thu.post(f"{address}/resumption")

    assert (empty.status_code, again.status_code, resumed.status_code) == (422, 409, 303)
    assert "Giấy hết hạn." in own
    assert "Đơn vị đang hoạt động" in page
    assert "Chưa được" in page
    assert thu.post(f"{address}/resumption").status_code == 409
    assert "Giấy hết hạn." not in minh.get("/organisation").text
