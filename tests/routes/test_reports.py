"""Telling us that something is wrong, from a browser, from a script, and on a second try."""

import io
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import func, select

from tests.conftest import Clock
from tests.makers import GTIN, Maker
from traceability.receipts import read_receipt
from traceability.reports import ReportState
from traceability.serials import printed
from webapp.db import db
from webapp.models import Report, ReportPhoto, StoredFile
from webapp.models.file import Visibility
from webapp.routes import reports
from webapp.usecases.limits import Limit

JSON = {"Accept": "application/json"}
HTML = {"Accept": "text/html"}
TOLD = {"kind": "suspected_fake", "words": "Bao bì khác hẳn", "contact": "0912 345 678"}


def jpeg(colour: str = "red") -> tuple[io.BytesIO, str]:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(file, "JPEG")
    file.seek(0)
    return file, "photo.jpg"


def kept() -> Report:
    return db.session.execute(select(Report)).scalar_one()


def test_the_form_needs_no_account_and_takes_the_code_along(client: FlaskClient) -> None:
    page = client.get("/reports/new?code=ABCD+EFGH", headers=HTML)

    assert page.status_code == 200
    assert 'value="ABCD EFGH"' in page.text
    assert "Set-Cookie" not in page.headers


def test_provinces_are_offered_by_name(client: FlaskClient, make: Maker) -> None:
    make.province()

    assert '<option value="14">Sơn La</option>' in client.get("/reports/new").text


def test_a_browser_is_led_to_the_page_of_its_receipt(client: FlaskClient) -> None:
    sent = client.post("/reports", data=TOLD, headers=HTML)

    assert sent.status_code == 303
    receipt = sent.headers["Location"].removeprefix("/reports/")
    assert read_receipt(receipt) == receipt
    page = client.get(
        sent.headers["Location"], headers=HTML | {"Referer": "http://localhost/reports/new"}
    )
    assert receipt in page.text
    assert "Đã nhận. Cảm ơn bạn." in page.text


def test_a_script_gets_the_receipt_as_json(client: FlaskClient) -> None:
    sent = client.post("/reports", data=TOLD, headers=JSON)

    assert sent.status_code == 201
    assert sent.headers["Location"] == f"/reports/{sent.get_json()['receipt']}"


def test_the_status_page_shows_neither_words_nor_contact_nor_photo(client: FlaskClient) -> None:
    sent = client.post("/reports", data=TOLD | {"photo": jpeg()}, headers=JSON)
    shown = db.session.execute(select(ReportPhoto.shown_sha256)).scalar_one()

    page = client.get(sent.headers["Location"], headers=HTML).text
    found = client.get(sent.headers["Location"], headers=JSON).get_json()

    for secret in (TOLD["words"], "0912", shown):
        assert secret not in page
        assert secret not in str(found)
    assert found["state"] == "reported"


def test_the_status_page_shows_the_answer(client: FlaskClient, clock: Clock) -> None:
    sent = client.post("/reports", data=TOLD, headers=JSON)
    report = kept()
    report.state, report.answer, report.answered_at = (
        ReportState.UNFOUNDED,
        "Bao bì mới từ tháng 10.",
        clock(),
    )
    db.session.commit()

    page = client.get(sent.headers["Location"], headers=HTML).text

    assert "Bao bì mới từ tháng 10." in page
    assert "Không có căn cứ" in page


@pytest.mark.parametrize("spelled", [str.lower, lambda text: text.replace("-", "")])
def test_a_receipt_may_be_typed_carelessly(spelled: object, client: FlaskClient) -> None:
    sent = client.post("/reports", data=TOLD, headers=JSON)

    typed = spelled(sent.get_json()["receipt"])  # type: ignore[operator]

    assert client.get(f"/reports/{typed}").status_code == 200


def test_an_unknown_receipt_is_not_found(client: FlaskClient) -> None:
    problem = client.get("/reports/BC-2611-0001", headers=JSON)

    assert (problem.status_code, problem.get_json()["code"]) == (404, "report.no_such_receipt")


def test_an_empty_report_is_refused_with_the_reason(client: FlaskClient) -> None:
    page = client.post("/reports", data={"kind": "no_stamp", "contact": "0912"}, headers=HTML)
    problem = client.post("/reports", data={"words": "   "}, headers=JSON)

    assert page.status_code == problem.status_code == 422
    assert "Báo cáo chưa có gì để xem xét" in page.text
    assert problem.get_json()["code"] == "report.empty"


def test_a_forgotten_choice_does_not_cost_the_photo(client: FlaskClient) -> None:
    sent = client.post("/reports", data={"photo": jpeg()}, headers=JSON)

    assert sent.status_code == 201
    assert kept().kind.value == "suspected_fake"


def test_photos_are_sealed_and_copied_for_inspectors(client: FlaskClient) -> None:
    photos = [jpeg("red"), jpeg("green"), jpeg("blue")]

    sent = client.post("/reports", data={"photo": photos}, headers=JSON)

    assert sent.status_code == 201
    kinds = db.session.execute(
        select(StoredFile.visibility, func.count()).group_by(StoredFile.visibility)
    )
    assert {row.visibility: row[1] for row in kinds} == {
        Visibility.SEALED: 3,
        Visibility.INTERNAL: 3,
    }
    shown = db.session.execute(select(ReportPhoto.shown_sha256)).scalars().first()
    assert client.get(f"/files/{shown}").status_code == 404


def test_the_fault_of_a_fourth_photo_is_told_with_its_number(client: FlaskClient) -> None:
    photos = [jpeg(colour) for colour in ("red", "green", "blue", "white")]

    page = client.post("/reports", data={"photo": photos}, headers=HTML)

    assert page.text.count("Mỗi báo cáo nhận nhiều nhất 3 ảnh") == 2  # in the list, and beside
    assert "%(" not in page.text


@pytest.fixture
def limit_to(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, int], None]:
    """Allows so many tries of one kind, by the name of its limit."""

    def limit(name: str, count: int) -> None:
        services = app.extensions["temthat"]
        limited = replace(services, config=replace(services.config, rate_limits_on=True))
        monkeypatch.setitem(app.extensions, "temthat", limited)
        monkeypatch.setattr(reports, name, Limit(name, count, 600))

    return limit


def test_who_tries_receipts_is_counted_before_anything_is_looked_up(
    client: FlaskClient, limit_to: Callable[[str, int], None]
) -> None:
    receipt = client.post("/reports", data=TOLD, headers=JSON).get_json()["receipt"]
    limit_to("RECEIPT_BY_ADDRESS", 2)

    tried = [client.get(f"/reports/{it}").status_code for it in ("BC-1", "BC-2", receipt)]

    assert tried == [404, 404, 429]


def test_a_fourth_photo_is_refused(client: FlaskClient) -> None:
    photos = [jpeg(colour) for colour in ("red", "green", "blue", "white")]

    sent = client.post("/reports", data={"photo": photos}, headers=JSON)

    assert (sent.status_code, sent.get_json()["code"]) == (422, "report.too_many_photos")


def test_what_is_no_picture_is_refused_and_what_was_typed_stays(client: FlaskClient) -> None:
    page = client.post(
        "/reports", data=TOLD | {"photo": (io.BytesIO(b"<svg>"), "a.jpg")}, headers=HTML
    )

    assert page.status_code == 422
    assert TOLD["words"] in page.text
    assert 'id="photo-error"' in page.text


def test_the_same_sent_twice_is_one_report(client: FlaskClient) -> None:
    first = client.post("/reports", data=TOLD, headers=JSON).get_json()
    again = client.post("/reports", data=TOLD, headers=JSON).get_json()

    assert first == again


@pytest.mark.parametrize(
    "write",
    [
        "{printed}",
        "{serial}",
        "https://tem.example/T/{serial}",
        "HTTPS://TEM.EXAMPLE/01/{gtin}/21/{serial}",
    ],
)
def test_a_code_of_ours_is_tied_to_its_stamp(write: str, client: FlaskClient, make: Maker) -> None:
    order = make.order()
    serial = make.serial(order)
    code = write.format(serial=serial, printed=printed(serial), gtin=GTIN)

    client.post("/reports", data={"code": code}, headers=JSON)

    assert (kept().code_text, kept().key_id, kept().counter) == (code, order.key_id, order.first)


def test_a_code_that_cannot_be_read_is_kept_as_it_was_told(client: FlaskClient) -> None:
    sent = client.post("/reports", data={"code": "mã bị mờ 12?"}, headers=JSON)

    assert sent.status_code == 201
    assert (kept().code_text, kept().counter) == ("mã bị mờ 12?", None)


def test_markup_in_a_report_is_shown_as_text(client: FlaskClient) -> None:
    sent = client.post("/reports", data={"product_name": "<b>Gạo</b>"}, headers=JSON)

    page = client.get(sent.headers["Location"], headers=HTML)

    assert re.search(r"&lt;b&gt;Gạo", page.text)


def test_too_long_a_text_is_said_beside_its_field(client: FlaskClient) -> None:
    page = client.post("/reports", data={"words": "x" * 4001}, headers=HTML)

    assert page.status_code == 422
    assert 'id="words-error"' in page.text


def test_a_receipt_is_looked_up_by_typing_it(client: FlaskClient) -> None:
    receipt = client.post("/reports", data=TOLD, headers=JSON).get_json()["receipt"]

    form = client.get("/reports", headers=HTML)
    page = client.get(f"/reports?receipt=+{receipt.lower()}+", headers=HTML)
    from_there = {"Referer": f"http://localhost/reports?receipt={receipt}"}
    followed = client.get(f"/reports/{receipt}", headers=HTML | from_there)

    assert 'name="receipt"' in form.text
    assert (page.status_code, followed.status_code) == (200, 200)
    assert receipt in page.text
    assert "Đã nhận. Cảm ơn bạn." not in page.text + followed.text


@pytest.mark.parametrize("path", ["/reports/BC-1", "/reports?receipt=BC-1"])
def test_a_wrong_receipt_can_be_typed_again(path: str, client: FlaskClient) -> None:
    page = client.get(path, headers=HTML)

    assert page.status_code == 404
    assert 'value="BC-1"' in page.text
    assert "Không có báo cáo nào mang số này." in page.text


def test_what_is_said_when_nothing_is_chosen_is_seen_beforehand(client: FlaskClient) -> None:
    form = client.get("/reports/new", headers=HTML).text

    assert re.search(r'value="suspected_fake"[^>]*checked', form)


@pytest.mark.parametrize("code", ["XXXX", "893 1234 567", "https://other.example/q/1", "ABCD 1234"])
def test_a_code_that_is_none_of_ours_is_kept_and_told_so(client: FlaskClient, code: str) -> None:
    sent = client.post("/reports", data=TOLD | {"code": code}, headers=JSON)
    page = client.get(sent.headers["Location"], headers=HTML)

    assert (sent.status_code, sent.get_json()["code_is_ours"]) == (201, False)
    assert kept().code_text == code
    assert code in page.text
    assert "không phải mã tem của chúng tôi" in page.text


def test_a_report_of_a_stamp_in_use_names_its_product(client: FlaskClient, make: Maker) -> None:
    product = make.product(make.organisation())
    order = make.order(product)
    make.activation(make.roll(order))
    code = printed(make.serial(order))

    sent = client.post("/reports", data=TOLD | {"code": code}, headers=JSON)

    page = client.get(sent.headers["Location"], headers=HTML)
    status = client.get(sent.headers["Location"], headers=JSON).get_json()
    assert sent.get_json()["code_is_ours"] is True
    assert product.name in page.text
    assert "không phải mã tem" not in page.text
    assert (status["code_is_ours"], status["stamp_product"]) == (True, product.name)


def test_a_stamp_of_no_goods_yet_is_ours_and_its_product_is_not_told(
    client: FlaskClient, make: Maker
) -> None:
    product = make.product(make.organisation())
    order = make.order(product)
    make.roll(order)

    sent = client.post("/reports", data=TOLD | {"code": printed(make.serial(order))}, headers=JSON)

    page = client.get(sent.headers["Location"], headers=HTML)
    assert sent.get_json()["code_is_ours"] is True
    assert product.name not in page.text
    assert product.short_name not in page.text


def test_a_report_without_a_code_says_nothing_of_codes(client: FlaskClient) -> None:
    sent = client.post("/reports", data=TOLD, headers=JSON)

    assert sent.get_json()["code_is_ours"] is None
    assert "mã tem" not in client.get(sent.headers["Location"], headers=HTML).text


def kept_photos(page: str) -> list[str]:
    return re.findall(r'name="kept_photo"\s+value="([^"]+)"', page)


def test_the_limit_of_photos_is_said_before(client: FlaskClient) -> None:
    assert "nhiều nhất 3 ảnh" in client.get("/reports/new").text


def test_of_too_many_photos_the_first_are_kept_for_the_next_try(client: FlaskClient) -> None:
    photos = [jpeg(colour) for colour in ("red", "green", "blue", "white")]
    page = client.post("/reports", data=TOLD | {"photo": photos}, headers=HTML)

    again = client.post("/reports", data=TOLD | {"kept_photo": kept_photos(page.text)})

    assert "Set-Cookie" not in page.headers
    assert again.status_code == 303
    assert len(db.session.execute(select(ReportPhoto.sha256)).all()) == 3


def test_a_refused_form_keeps_its_photo_and_takes_a_further_one(client: FlaskClient) -> None:
    sent = {"photo": [jpeg("red"), (io.BytesIO(b"<svg>"), "a.jpg")]}
    page = client.post("/reports", data=TOLD | sent, headers=HTML)
    kept_before = kept_photos(page.text)

    again = TOLD | {"kept_photo": kept_before, "photo": jpeg("blue")}

    assert (page.status_code, len(kept_before)) == (422, 1)
    assert client.post("/reports", data=again, headers=HTML).status_code == 303
    assert len(db.session.execute(select(ReportPhoto.sha256)).all()) == 2


def test_a_limit_does_not_cost_the_photos_that_were_kept_and_stores_no_further_one(
    client: FlaskClient, limit_to: Callable[[str, int], None]
) -> None:
    limit_to("REPORT_BY_ADDRESS", 1)
    refused = TOLD | {"photo": jpeg(), "words": "x" * 4001}
    before = kept_photos(client.post("/reports", data=refused, headers=HTML).text)
    again = TOLD | {"kept_photo": before, "photo": jpeg("blue")}

    page = client.post("/reports", data=again, headers=HTML)

    assert (page.status_code, len(before)) == (429, 1)
    assert 0 < int(page.headers["Retry-After"]) <= 600
    assert kept_photos(page.text) == before
    assert db.session.scalar(select(func.count()).select_from(StoredFile)) == 2  # and its copy


def test_a_fault_beside_the_photo_does_not_cost_it(client: FlaskClient) -> None:
    page = client.post("/reports", data={"words": "x" * 4001, "photo": jpeg()}, headers=HTML)

    assert page.status_code == 422
    assert len(kept_photos(page.text)) == 1


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: "0" * 64 + token[64:],
        lambda token: token[:-1] + ("0" if token[-1] != "0" else "1"),
        lambda token: token.rpartition(".")[0],
        lambda _: "ảnh",
        lambda _: "",
    ],
)
def test_nobody_attaches_a_file_by_naming_it(
    client: FlaskClient, forge: Callable[[str], str]
) -> None:
    page = client.post("/reports", data={"words": "x" * 4001, "photo": jpeg()}, headers=HTML)
    token = kept_photos(page.text)[0]

    client.post("/reports", data=TOLD | {"kept_photo": forge(token)}, headers=HTML)

    assert db.session.execute(select(ReportPhoto.sha256)).all() == []
