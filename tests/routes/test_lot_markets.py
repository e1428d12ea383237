"""The market of a lot on its page, and the form that settles it."""

from uuid import UUID

import pytest

from tests.area_codes import area_code, consent
from tests.diary import HOST, entry
from tests.limits import to_import
from tests.sellable import sellable_lot, show
from traceability.area_codes import AreaCodeKind, AreaCodeStatus
from traceability.places import PlaceCodeScheme
from traceability.stamps import OrderKind
from webapp.db import db
from webapp.models import Lot, Product
from webapp.usecases.events.capture import capture_event
from webapp.usecases.laboratory_limits import import_laboratory_limits


@pytest.fixture
def lot(make, cast):
    product = show(make, make.product(cast.cooperative, group="fruit_vegetables"))
    return sellable_lot(make, product, template_version=2, opened_by_id=cast.lan.account_id)


def test_a_lot_at_home_says_so_and_asks_for_nothing_more(client_of, cast, lot):
    page = client_of(cast.lan).get(f"/lots/{lot.id}").text

    assert "Trong nước" in page
    assert "Cần có để xuất khẩu" not in page
    assert f"/lots/{lot.id}/market" not in page


def test_a_manager_settles_the_market_and_the_page_says_what_is_missing(client_of, cast, lot):
    manager = client_of(cast.minh)
    assert manager.get(f"/lots/{lot.id}/market").status_code == 200

    answer = manager.post(f"/lots/{lot.id}/market", data={"market": "china"})

    page = manager.get(f"/lots/{lot.id}").text
    assert answer.status_code == 303
    assert db.session.get(Lot, lot.id).market == "china"
    assert "Lô chưa có mã số vùng trồng trong sổ." in page
    assert "Chọn mã số" in page


def test_the_page_names_a_code_that_is_suspended(make, client_of, cast, lot):
    code = area_code(make, cast.cooperative, code="VN-SLOR-0001")
    manager = client_of(cast.minh)
    manager.post(
        f"/lots/{lot.id}/market", data={"market": "china", "growing_area_id": str(code.id)}
    )
    code.status = AreaCodeStatus.SUSPENDED
    db.session.commit()

    page = manager.get(f"/lots/{lot.id}").text

    assert "Mã VN-SLOR-0001 đang bị đình chỉ." in page
    assert "Chưa xuất khẩu được" in page


def carries(make, cast, lot, code) -> None:
    """Let the place of the lot carry a code."""
    place = make.place(cast.cooperative, code=code.code, code_scheme=PlaceCodeScheme.GROWING_AREA)
    lot.place_id = place.id
    db.session.commit()


def test_at_home_the_page_names_the_consent_that_is_missing_and_not_export(
    make, client_of, cast, lot
):
    carries(make, cast, lot, area_code(make, cast.other_cooperative))
    manager = client_of(cast.minh)

    page = manager.get(f"/lots/{lot.id}").text
    english = manager.get(f"/lots/{lot.id}", headers={"Accept-Language": "en"}).text

    assert "Thiếu đồng ý của chủ mã" in page
    assert "Cần có để lô mang mã số" in page
    assert "Nhờ đơn vị giữ mã ghi đồng ý" in page
    assert f'href="/lots/{lot.id}/market"' in page
    assert "xuất khẩu" not in page
    assert "Code holder&#39;s consent missing" in english
    assert "export" not in english


def test_at_home_the_page_says_that_more_was_packed_than_the_holder_allows(
    make, client_of, cast, lot, now
):
    code = area_code(make, cast.other_cooperative)
    consent(make, code, cast.cooperative, most_thousandths=1)
    carries(make, cast, lot, code)
    values = {"pack_size": "100", "pack_size_unit": "kg", "pack_count": "1"}
    boxes = entry(lot, "packing", values=values, template_version=2, event_time=now)
    capture_event(cast.lan, boxes, HOST, now=now)

    page = client_of(cast.minh).get(f"/lots/{lot.id}").text

    assert "Vượt số tấn chủ mã cho" in page
    assert "Chưa xuất khẩu được" not in page


def test_an_unknown_market_is_refused_beside_its_field(client_of, cast, lot):
    answer = client_of(cast.minh).post(f"/lots/{lot.id}/market", data={"market": "mars"})

    assert answer.status_code == 422
    assert 'href="#market"' in answer.text


@pytest.mark.parametrize("kind", OrderKind)
def test_with_active_stamps_the_form_says_why_there_is_nothing_to_choose(
    make, client_of, cast, lot, kind
):
    product = db.session.get_one(Product, lot.product_id)
    make.activation(make.roll(make.order(product, kind=kind)), lot)
    manager = client_of(cast.minh)

    assert "Lô đã có tem kích hoạt" in manager.get(f"/lots/{lot.id}/market").text
    assert manager.post(f"/lots/{lot.id}/market", data={"market": "eu"}).status_code == 409
    assert "Stamps of this lot are active" in manager.get(f"/lots/{lot.id}/market?lang=en").text


def test_a_farmer_opens_a_lot_for_a_market(make, client_of, cast):
    product, place = make.product(cast.cooperative), make.place(cast.cooperative)
    data = {
        "lot_id": "6f1c2b34-8d5e-4f60-9a7b-1c2d3e4f5a6b",
        "product_id": str(product.id),
        "place_id": str(place.id),
    }
    farmer = client_of(cast.lan)

    refused = farmer.post("/lots", data=data | {"market": "mars"})
    opened = farmer.post("/lots", data=data | {"market": "japan"})

    assert (refused.status_code, opened.status_code) == (422, 303)
    assert db.session.get(Lot, UUID(data["lot_id"])).market == "japan"


def test_the_diary_shows_the_limit_and_the_form_offers_the_indicators(client_of, cast, lot, now):
    import_laboratory_limits(cast.thu, to_import(), now=now)
    farmer = client_of(cast.lan)
    form = farmer.get(f"/lots/{lot.id}/events/new/laboratory_test").text
    assert '<option value="Chì">' in form
    assert 'list="values.indicator-list"' in form

    farmer.post(
        f"/lots/{lot.id}/events",
        data={
            "event_id": "6f1c2b34-8d5e-4f60-9a7b-1c2d3e4f5a6c",
            "event_code": "laboratory_test",
            "event_time": "2026-11-22T09:00",
            "values.sample_code": "M1",
            "values.indicator": "chì",
            "values.result_value": "0,25",
            "values.result_value_unit": "mg_per_kg",
            "values.conclusion": "passed",
        },
    )

    page = farmer.get(f"/lots/{lot.id}").text
    assert "nhiều nhất 0,2 mg/kg" in " ".join(page.split())
    assert "Không đạt mức cho phép" in page
    assert "Kết quả kiểm nghiệm không đạt mức cho phép của thị trường." in page


@pytest.mark.parametrize("kind", [AreaCodeKind.GROWING_AREA, AreaCodeKind.PACKING_HOUSE])
def test_the_form_offers_own_codes_of_each_kind(make, client_of, cast, lot, kind):
    own = area_code(make, cast.cooperative, kind=kind)
    strange = area_code(make, cast.other_cooperative, kind=kind)

    form = client_of(cast.minh).get(f"/lots/{lot.id}/market").text

    assert str(own.id) in form
    assert str(strange.id) not in form
