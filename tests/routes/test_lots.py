"""The pages of lots."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select

from tests.diary import HOST, REPORT, entry
from traceability.lots import LotState
from webapp.db import db
from webapp.models import Lot
from webapp.usecases.events.capture import capture_event


@pytest.fixture
def lan(client_of, cast):
    return client_of(cast.lan)


def test_a_farmer_opens_a_lot_and_lands_on_its_page(make, cast, product, lan):
    place = make.place(cast.cooperative)
    form = {"lot_id": uuid4(), "product_id": product.id, "place_id": place.id}

    answer = lan.post("/lots", data=form)

    assert (answer.status_code, answer.location) == (303, f"/lots/{form['lot_id']}")
    page = lan.get(answer.location).text
    assert "MVA-261122-01" in page
    assert "Đã mở lô" in page


def test_what_is_missing_is_said_beside_its_field(make, cast, product, lan):
    make.place(cast.cooperative)

    answer = lan.post("/lots", data={"lot_id": uuid4(), "product_id": product.id})

    assert answer.status_code == 422
    assert 'href="#place_id"' in answer.text
    assert f'value="{product.id}" selected' in answer.text
    assert db.session.scalars(select(Lot)).all() == []


def test_the_list_says_how_to_begin(make, cast, lan):
    page = lan.get("/lots").text

    assert "Chưa có lô nào" in page
    assert 'href="/lots/new"' in page


def test_the_list_is_searched_by_its_address(cast, lot, lan):
    assert lot.code in lan.get("/lots").text
    assert lot.code not in lan.get("/lots?q=khong-co-dau").text
    assert lan.get("/lots?q=a&shown=nonsense&page=-3").status_code == 200
    assert lan.get("/lots?page=99999&shown=all").status_code == 200


def test_that_there_are_goods_and_where_they_came_from_are_told_apart(lot, lan):
    page, english = lan.get(f"/lots/{lot.id}").text, lan.get(f"/lots/{lot.id}?lang=en").text

    assert "Lô đã có hàng: đã thu hoạch hoặc đã đóng gói" in page
    assert "Biết hàng từ đâu ra: đã ghi thu hoạch hoặc nhận hàng về" in page
    assert "The lot has goods: they were harvested or packed" in english
    assert "It is known where the goods came from" in english


def test_a_lot_offers_its_work_and_tells_its_diary(cast, lot, lan, now):
    capture_event(cast.lan, entry(lot, note="Nước đầy"), HOST, now=now)

    page = lan.get(f"/lots/{lot.id}").text

    assert f'href="/lots/{lot.id}/events/new/planting"' in page
    assert "Tưới nước" in page
    assert "Nước đầy" in page
    assert "Ghi trong ngày" in page


def test_a_lot_is_closed_by_its_button_and_takes_only_what_comes_to_light(lot, lan):
    answer = lan.post(f"/lots/{lot.id}/closure")

    page = lan.get(answer.location).text
    assert (answer.status_code, db.session.get(Lot, lot.id).state) == (303, LotState.CLOSED)
    assert re.findall(r"/events/new/(\w+)", page) == ["laboratory_test"]
    form = lan.get(f"/lots/{lot.id}/events/new/laboratory_test")
    assert "Lô đã kết thúc; mục ghi thêm được đánh dấu là ghi sau." in form.text
    assert lan.post(f"/lots/{lot.id}/closure").status_code == 409


def test_other_peoples_lots_are_not_there(make, cast, product, lan):
    for lot in (make.lot(product), make.lot()):
        assert lan.get(f"/lots/{lot.id}").status_code == 404
        assert lan.post(f"/lots/{lot.id}/closure").status_code == 404


def test_an_inspector_has_no_business_here(client_of, cast, lot):
    quang = client_of(cast.quang)

    assert quang.get("/lots").status_code == 403
    assert quang.post("/lots").status_code == 403


@pytest.mark.parametrize("path", ["/lots", "/lots/new", "/lots/{lot}"])
def test_pages_are_in_english_on_request(lan, lot, path):
    assert '<html lang="en">' in lan.get(path.format(lot=lot.id) + "?lang=en").text


def test_a_packed_lot_waits_for_no_more_work(make, cast, product, lan):
    lot = make.packed_lot(product, opened_by_id=cast.lan.account_id)

    listed, home = lan.get("/lots").text, lan.get("/home").text

    assert lot.code in listed
    assert "Ghi:" not in listed
    assert lot.code not in home
    assert lot.code not in lan.get("/lots?shown=in_work").text


def test_fruit_is_picked_again_after_a_packing(make, cast, lan):
    fruit = make.product(cast.cooperative, group="fruit_vegetables")
    make.packed_lot(fruit, template_group="fruit_vegetables", opened_by_id=cast.lan.account_id)

    assert "Ghi:" in lan.get("/home").text


def test_a_new_plot_for_a_lot_leads_back_to_it_and_is_chosen(make, cast, product, lan):
    make.place(cast.cooperative)
    place = {
        "id": str(uuid4()),
        "then": "lot",
        "name": "Ruộng mới",
        "kind": "plot",
        "province_code": "14",
        "commune_code": "03646",
        "code_scheme": "internal",
    }

    answer = lan.post("/places", data=place)

    assert answer.location == f"/lots/new?place_id={place['id']}"
    assert f'value="{place["id"]}" selected' in lan.get(answer.location).text


def test_a_lot_without_history_shows_every_kind_of_work(lot, lan):
    assert "<details open>" in lan.get(f"/lots/{lot.id}").text


def test_a_closed_lot_does_not_promise_that_work_will_appear(make, cast, product, lan, now):
    lot = make.lot(product, state=LotState.CLOSED, closed_at=now, opened_by_id=cast.lan.account_id)

    assert "Không có việc nào được ghi." in lan.get(f"/lots/{lot.id}").text


def test_a_held_lot_says_why_and_its_manager_releases_it_with_a_passed_test(
    client_of, cast, lot, now
):
    spraying = entry(lot, "spraying", event_time=now - timedelta(days=3))
    for command in (spraying, entry(lot, "harvesting", as_fact=True)):
        capture_event(cast.lan, command, HOST, now=now)
    manager, form = client_of(cast.minh), {"reason": "Mẫu đạt."}

    page = manager.get(f"/lots/{lot.id}").text
    refused = manager.post(f"/lots/{lot.id}/release", data=form)
    values = REPORT | {"sample_code": "M1", "indicator": "Dư lượng", "conclusion": "passed"}
    capture_event(cast.lan, entry(lot, "laboratory_test", values=values), HOST, now=now)
    released = manager.post(f"/lots/{lot.id}/release", data=form)

    assert "Thu hoạch khi chưa hết thời gian cách ly; đang chờ kết quả kiểm nghiệm." in page
    assert "Gỡ tạm dừng lô này" in page
    assert "Gỡ tạm dừng lô này" not in client_of(cast.lan).get(f"/lots/{lot.id}").text
    assert "có nơi kiểm nghiệm và số phiếu" in page
    assert f'/lots/{lot.id}/events/new/laboratory_test"' in card_of(page, "hold")
    assert refused.status_code == 409
    assert "Cần một kết quả kiểm nghiệm đạt" in refused.text
    assert "Mẫu đạt." in refused.text
    assert released.status_code == 303
    assert "tạm dừng: không" not in manager.get(f"/lots/{lot.id}").text


def test_a_held_lot_asks_for_no_test_that_was_told_already(client_of, cast, lot, now):
    values = REPORT | {"sample_code": "M1", "indicator": "Dư lượng", "conclusion": "failed"}
    asks, tells = "Ghi một kết quả kiểm nghiệm đạt, rồi", "Đã ghi kết quả kiểm nghiệm sau khi lô bị"
    lan, later = client_of(cast.lan), now + timedelta(days=3)

    capture_event(cast.lan, entry(lot, "laboratory_test", values=values), HOST, now=now)
    held = lan.get(f"/lots/{lot.id}").text
    again = entry(lot, "laboratory_test", values=values | {"conclusion": "passed"})
    capture_event(cast.lan, again, HOST, now=later)
    tested = lan.get(f"/lots/{lot.id}").text

    assert (asks in held, tells in held) == (True, False)
    assert (asks in tested, tells in tested) == (False, True)


def card_of(page: str, name: str) -> str:
    """The card of that name on a lot's page."""
    found = re.search(rf'<section class="card" id="{name}">.*?</section>', page, re.DOTALL)
    return found[0] if found else ""
