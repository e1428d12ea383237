"""A photo of a stamp leads to its verdict; any other photo gets a clear answer."""

import io

import numpy as np
import pytest
import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from tests.makers import GTIN

SERIAL = "ABCD1234EFGH5678"
LINK = f"HTTPS://TEM.EXAMPLE/01/{GTIN}/21/{SERIAL}"
OTHER_LINK = f"HTTPS://TEM.EXAMPLE/01/{GTIN}/21/{SERIAL[::-1]}"
HTML = {"Accept": "text/html"}
JSON = {"Accept": "application/json"}
QR, EAN = zxingcpp.BarcodeFormat.QRCode, zxingcpp.BarcodeFormat.EAN13


def photo(*codes: str, form: zxingcpp.BarcodeFormat = QR) -> io.BytesIO:
    """A picture with the codes side by side."""
    drawn = [np.array(zxingcpp.create_barcode(code, form).to_image(scale=6)) for code in codes]
    page = Image.new("L", (60 + sum(one.shape[1] + 60 for one in drawn) or 200, 500), "white")
    left = 60
    for one in drawn:
        page.paste(Image.fromarray(one), (left, 60))
        left += one.shape[1] + 60
    file = io.BytesIO()
    page.save(file, "PNG")
    file.seek(0)
    return file


def test_the_page_works_without_a_script(client: FlaskClient) -> None:
    page = client.get("/scan").text

    assert 'action="/scan"' in page
    assert 'action="/codes"' in page
    assert 'data-own-hosts="tem.example"' in page
    assert "Không kết nối được" in page


def test_a_photo_of_a_stamp_leads_to_its_verdict(client: FlaskClient) -> None:
    answer = client.post("/scan", data={"image": (photo(LINK), "a.png")}, headers=HTML)

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/01/{GTIN}/21/{SERIAL}"


def test_a_program_gets_the_symbols_and_the_address_of_the_verdict(client: FlaskClient) -> None:
    answer = client.post("/scan", data={"image": (photo(LINK), "a.png")}, headers=JSON)

    found = answer.get_json()
    assert found["verdict_url"] == f"/01/{GTIN}/21/{SERIAL}"
    assert [symbol["text"] for symbol in found["symbols"]] == [LINK]


def test_another_code_on_the_pack_does_not_disturb(client: FlaskClient) -> None:
    both = photo(LINK, "https://shop.example/gao")

    answer = client.post("/scan", data={"image": (both, "a.png")}, headers=HTML)

    assert answer.headers["Location"] == f"/01/{GTIN}/21/{SERIAL}"


def test_a_foreign_code_is_shown_with_its_host_and_not_opened(client: FlaskClient) -> None:
    image = photo("https://look-alike.example/01/x")

    page = client.post("/scan", data={"image": (image, "a.png")}, headers=HTML)

    assert page.status_code == 200
    assert "look-alike.example" in page.text
    assert 'href="https://look-alike' not in page.text


@pytest.mark.parametrize(
    ("image", "words"),
    [
        (photo(), "Không thấy mã nào trong ảnh"),
        (photo(LINK, OTHER_LINK), "nhiều con tem"),
        (photo("WIFI:S:quan;P:x;;"), "không phải mã của tem"),
        (photo("4012345678901", form=EAN), "mã vạch không chứng minh hàng thật"),
        (photo(f"https://tem.example/01/{GTIN[:-1]}0/21/{SERIAL}"), 'id="image-error"'),
        (io.BytesIO(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), 'id="image-error"'),
        (io.BytesIO(b""), "Chưa có ảnh nào"),
    ],
    ids=["nothing", "two stamps", "text", "bar code", "wrong link", "no picture", "empty"],
)
def test_any_other_photo_gets_the_reason(
    image: io.BytesIO, words: str, client: FlaskClient
) -> None:
    image = io.BytesIO(image.getvalue())

    page = client.post("/scan", data={"image": (image, "a.png")}, headers=HTML)

    assert page.status_code == 422
    assert words in page.text


def test_a_photo_without_a_code_is_an_empty_list_for_programs(client: FlaskClient) -> None:
    answer = client.post("/scan", data={"image": (photo(), "a.png")}, headers=JSON)

    assert (answer.status_code, answer.get_json()) == (200, {"symbols": [], "verdict_url": None})


def test_what_is_no_picture_is_a_problem_for_programs(client: FlaskClient) -> None:
    file = io.BytesIO(b"%PDF-1.7")

    problem = client.post("/scan", data={"image": (file, "a.png")}, headers=JSON)

    assert problem.status_code == 422
    assert problem.mimetype == "application/problem+json"


def test_a_form_without_a_photo_is_refused(client: FlaskClient) -> None:
    problem = client.post("/scan", data={}, headers=JSON)

    assert problem.get_json()["code"] == "image.missing"
