"""Products of an organisation, as its people see them."""

import io
from uuid import uuid4

import pytest
from PIL import Image

from tests.makers import GTIN
from webapp.db import db
from webapp.models import Product


@pytest.fixture
def minh(client_of, cast):
    return client_of(cast.minh)


def form(**others: object) -> dict[str, object]:
    return {
        "id": str(uuid4()),
        "name": "Gạo nếp tan Mường Và",
        "short_name": "Nếp tan",
        "group": "rice",
        "gtin": "",
        "net": "1,5",
        "net_unit": "kg",
        "brand": "",
        "shelf_life_days": "365",
        "standards": "TCCS 01:2026/MV\r\n\r\n TCVN 11888:2017 ",
    } | others


def photo() -> tuple[io.BytesIO, str]:
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "green").save(out, "PNG")
    out.seek(0)
    return out, "rice.png"


def only_product() -> Product:
    return db.session.query(Product).one()


def test_a_product_is_added_once_with_its_photo(app, minh):
    wanted = form(gtin="9520123456788")

    answer = minh.post("/products", data=wanted | {"photo": photo()})
    minh.post("/products", data=wanted)

    product = only_product()
    page = minh.get(answer.location).text
    assert answer.location == f"/products/{product.id}"
    assert (product.gtin, product.net_thousandths) == (GTIN, 1500)
    assert product.standards == "TCCS 01:2026/MV\nTCVN 11888:2017"
    assert "PRD-14-0001" in page
    assert "1,5 kg" in page
    assert f"/files/{product.photo_sha256}" in page
    seen = app.test_client().get(f"/files/{product.photo_sha256}")
    assert (seen.status_code, seen.mimetype) == (200, "image/jpeg")


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"name": ""}, "name"),
        ({"short_name": "n" * 25}, "short_name"),
        ({"group": "cars"}, "group"),
        ({"standards": " \n "}, "standards"),
        ({"gtin": "9520123456789"}, "gtin"),
        ({"gtin": "9520000000127"}, "gtin"),
        ({"net": "0"}, "net"),
        ({"net": "x"}, "net"),
        ({"net_unit": "stone"}, "net"),
        ({"shelf_life_days": "0"}, "shelf_life_days"),
        ({"shelf_life_days": "a year"}, "shelf_life_days"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(minh, typed, field):
    answer = minh.post("/products", data=form(**typed))

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert "TCCS 01:2026/MV" in answer.text or field == "standards"
    assert db.session.query(Product).count() == 0


def test_what_is_no_picture_is_told_beside_its_field(minh):
    svg = (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), "rice.jpg")

    answer = minh.post("/products", data=form(photo=svg))

    assert answer.status_code == 422
    assert 'id="photo-error"' in answer.text


def test_a_gtin_of_another_product_is_a_conflict(minh, make, cast):
    make.product(cast.cooperative, gtin=GTIN)

    answer = minh.post("/products", data=form(gtin=GTIN))

    assert answer.status_code == 409
    assert "Một sản phẩm khác đã mang GTIN này." in answer.text


def test_the_page_says_what_is_missing_and_how_to_mend_it(minh, make, cast):
    product = make.product(cast.cooperative)

    page = minh.get(f"/products/{product.id}").text

    assert "Thiếu 3 mục" in page
    assert "Thêm ảnh sản phẩm" in page
    assert f'href="/products/{product.id}/edit"' in page
    assert f'href="/lots/new?product_id={product.id}"' in page
    assert "Thiếu 3 mục" in minh.get("/products").text


def test_a_farmer_sees_what_is_missing_and_mends_nothing(client_of, make, cast):
    product, lan = make.product(cast.cooperative), client_of(cast.lan)

    page = lan.get(f"/products/{product.id}").text

    assert "Còn thiếu" in page
    assert "/edit" not in page
    assert lan.get(f"/products/{product.id}/edit").status_code == 403
    assert lan.post("/products", data=form()).status_code == 403


def test_the_list_is_searched_without_marks(minh, make, cast):
    make.product(cast.cooperative, name="Nhãn lồng", name_folded="nhan long")

    assert "Nhãn lồng" in minh.get("/products?q=nhan").text
    assert "Nhãn lồng" not in minh.get("/products?q=nhan&group=general").text
    assert "Nhãn lồng" not in minh.get("/products?state=retired").text


def test_a_product_is_edited(minh, make, cast):
    product = make.product(cast.cooperative, name="Cũ", shelf_life_days=30)
    filled = minh.get(f"/products/{product.id}/edit").text

    answer = minh.post(f"/products/{product.id}", data=form())

    assert 'value="Cũ"' in filled
    assert 'value="30"' in filled
    assert answer.location == f"/products/{product.id}"
    db.session.refresh(product)
    assert product.name == "Gạo nếp tan Mường Và"


def test_a_gtin_that_stands_on_stamps_stays(minh, make, cast):
    product = make.product(cast.cooperative, gtin=GTIN)
    make.order(product)

    page = minh.get(f"/products/{product.id}/edit").text
    answer = minh.post(f"/products/{product.id}", data=form(gtin=""))

    assert "Đã đặt tem cho sản phẩm này" in page
    assert answer.status_code == 409
    assert "không đổi GTIN được nữa" in answer.text


def test_a_product_is_retired_once(minh, make, cast):
    product = make.product(cast.cooperative)

    answer = minh.post(f"/products/{product.id}/retirement")

    assert "Sản phẩm đã ngừng ngày 22/11/2026." in minh.get(answer.location).text
    assert minh.post(f"/products/{product.id}/retirement").status_code == 409


def test_products_of_others_are_not_there(client_of, make, cast):
    product, hoa = make.product(cast.cooperative), client_of(cast.hoa)

    for path in (f"/products/{product.id}", f"/products/{product.id}/edit"):
        assert hoa.get(path).status_code == 404
    for path in (f"/products/{product.id}", f"/products/{product.id}/retirement"):
        assert hoa.post(path, data=form()).status_code == 404
